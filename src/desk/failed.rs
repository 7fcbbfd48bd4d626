//! Why something was not done, and the exit code that a shell gets for it.

use crate::core::outcome::{Break, Cancelled, Doubt, Refusal};
use crate::core::trace::NoTrace;

/// Why something was not done; each has an exit code of its own.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The instrument, or the file, says no.
    #[error("{0}")]
    Refused(String),
    /// There is no such thing on this bench, or not yet.
    #[error("{0}")]
    Absent(String),
    /// Nobody answers, or no longer.
    #[error("{0}")]
    NoLink(String),
    /// It took too long.
    #[error("{0}")]
    TimeOut(String),
    /// It was sent, and may or may not have been carried out.
    #[error("{0}")]
    Unknown(String),
    /// What was measured does not keep its limits.
    #[error("{0}")]
    Limits(String),
}

impl Failed {
    /// For an error that says itself what was refused.
    pub(crate) fn refused(why: impl std::fmt::Display) -> Self {
        Self::Refused(why.to_string())
    }

    /// With what it was that failed in front.
    pub(crate) fn about(self, what: &str) -> Self {
        self.said(|why| format!("{what}: {why}"))
    }

    /// The same in other words.
    pub(crate) fn said(self, words: impl Fn(String) -> String) -> Self {
        match self {
            Self::Refused(why) => Self::Refused(words(why)),
            Self::Absent(why) => Self::Absent(words(why)),
            Self::NoLink(why) => Self::NoLink(words(why)),
            Self::TimeOut(why) => Self::TimeOut(words(why)),
            Self::Unknown(why) => Self::Unknown(words(why)),
            Self::Limits(why) => Self::Limits(words(why)),
        }
    }

    /// The exit code that a shell gets for it.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Absent(_) => 1,
            Self::NoLink(_) => 3,
            Self::TimeOut(_) => 4,
            Self::Limits(_) => 5,
            Self::Unknown(_) => 6,
        }
    }
}

impl From<Refusal> for Failed {
    fn from(why: Refusal) -> Self {
        match (&why, why.broke()) {
            (Refusal::NoLink, _) => Self::NoLink(why.to_string()),
            (Refusal::Trace(NoTrace::Empty), _) => Self::Absent(why.to_string()),
            (_, Some(broke)) => Self::broke(broke.late, why.to_string()),
            (_, None) => Self::Refused(why.to_string()),
        }
    }
}

impl From<Doubt> for Failed {
    fn from(doubt: Doubt) -> Self {
        Self::Unknown(doubt.to_string())
    }
}

impl From<Break> for Failed {
    fn from(broke: Break) -> Self {
        Self::broke(broke.late, broke.words)
    }
}

impl From<Cancelled> for Failed {
    fn from(cancelled: Cancelled) -> Self {
        Self::Refused(cancelled.to_string())
    }
}

impl Failed {
    /// Nobody answers, or nobody in time.
    pub(super) const fn broke(late: bool, words: String) -> Self {
        if late { Self::TimeOut(words) } else { Self::NoLink(words) }
    }
}
