//! A request that is being carried out, and what ends it before its last step.

use crate::core::outcome::{Outcome, Refusal};
use crate::core::request::RequestId;
use crate::instrument::scpi::broken::Broken;

/// A request that is being carried out.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) id: RequestId,
    /// It changes nothing, whatever becomes of it.
    pub(super) asks: bool,
    /// Its command went out: if the line breaks now, it may or may not have been carried out.
    pub(super) sent: bool,
}

impl Work {
    /// It went out and changes something: whether it was carried out is not known before it is read back.
    pub(super) const fn is_doubtful(&self) -> bool {
        self.sent && !self.asks
    }
}

/// What ends a request before its last step.
#[derive(Debug)]
pub(super) enum Stop {
    /// The line.
    Broken(Broken),
    /// Its outcome is known already.
    Ended(Outcome),
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<Refusal> for Stop {
    fn from(why: Refusal) -> Self {
        Self::Ended(Outcome::Refused(why))
    }
}

impl From<Outcome> for Stop {
    fn from(outcome: Outcome) -> Self {
        Self::Ended(outcome)
    }
}
