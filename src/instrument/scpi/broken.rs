//! What makes a line unusable, as it is told.

use std::time::Duration;

use super::codec::FrameError;
use crate::core::outcome::Break;
use crate::core::text;
use crate::core::units::tidy;

/// Why a line is no longer usable, and during what.
#[derive(Debug, thiserror::Error)]
#[error("{}", if self.is_stranger() { why.to_string() } else { format!("{why} ({during})") })]
pub struct Broken {
    /// The message that was under way.
    pub(crate) during: String,
    /// What went wrong.
    pub(crate) why: Why,
}

/// How long was waited, s, as people count it: to a tenth from a second on, to a millisecond below.
fn waited(time: &Duration) -> f64 {
    let seconds = time.as_secs_f64();
    tidy(seconds, if seconds < 1.0 { 1e3 } else { 10.0 })
}

/// An answer that is none of an instrument.
#[derive(Clone, Debug)]
pub(crate) enum Unlike {
    /// A line of text.
    Line(String),
    /// No line of text at all.
    NoLine,
}

impl std::fmt::Display for Unlike {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        /// Columns that are told of it.
        const TOLD: usize = 40;
        match self {
            Self::Line(line) => write!(f, "“{}”", text::clip(line, TOLD)),
            Self::NoLine => f.write_str("what is no line of text"),
        }
    }
}

/// What ends a line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Why {
    /// The instrument closed it.
    #[error("the instrument closed the connection")]
    Closed,
    /// The operating system reports an error.
    #[error("connection lost: {}", text::said(.0))]
    Io(std::io::Error),
    /// Nothing came in time.
    #[error("no response within {} s", waited(.0))]
    Silent(Duration),
    /// A write was not taken in time.
    #[error("write timed out: the instrument is not reading")]
    Stuck,
    /// What came cannot be the answer.
    #[error("protocol error: {0}")]
    Frame(FrameError),
    /// The answer does not read as what was asked for.
    #[error("protocol error: unexpected response {0:?}")]
    Shape(String),
    /// Whoever answers does not say who it is as instruments do.
    #[error("this is not a CTP10: it answers {0}")]
    Stranger(Unlike),
    /// Something urgent took the line.
    #[error("cancelled by an urgent command")]
    Urgent,
    /// The program ends, or the operator closes the connection.
    #[error("the connection is being closed")]
    Closing,
    /// There was no reply, and none is to come: the error queue, asked after it on the same line, answered
    /// this. The line is in step.
    #[error("no response; the instrument reports {}", error.as_deref().unwrap_or("no error"))]
    Unanswered {
        /// The error in words, if there is one.
        error: Option<String>,
        /// The error's number, if it says that what was asked about is not there.
        not_there: Option<i32>,
        /// Some of several questions were answered.
        in_part: bool,
    },
}

impl Broken {
    /// As people are told. An instrument that reports no error and gives no answer is late, too.
    pub(crate) fn told(&self) -> Break {
        let silent = matches!(self.why, Why::Unanswered { error: None, .. });
        Break { words: self.to_string(), late: silent || self.is_late() }
    }

    /// The line is in step: only this question came to nothing.
    pub(crate) const fn is_in_step(&self) -> bool {
        matches!(self.why, Why::Unanswered { .. })
    }

    /// Who answers is no CTP10.
    pub(crate) const fn is_stranger(&self) -> bool {
        matches!(self.why, Why::Stranger(_))
    }

    /// The same of an answer to the question who it is: what is no line of text is none of an instrument.
    #[must_use]
    pub(crate) fn of_a_stranger(self) -> Self {
        match self.why {
            Why::Frame(_) => Self { why: Why::Stranger(Unlike::NoLine), ..self },
            Why::Closed
            | Why::Io(_)
            | Why::Silent(_)
            | Why::Stuck
            | Why::Shape(_)
            | Why::Stranger(_)
            | Why::Urgent
            | Why::Closing
            | Why::Unanswered { .. } => self,
        }
    }

    /// Nothing came in time.
    pub(crate) const fn is_late(&self) -> bool {
        matches!(self.why, Why::Silent(_))
    }
}

/// A broken line, during this message.
pub(crate) fn broken(during: &str, why: Why) -> Broken {
    Broken { during: text::clean(during), why }
}
