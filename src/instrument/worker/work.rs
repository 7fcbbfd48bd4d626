//! A request that is being carried out, and what ends it before its last step.

use crate::core::event::Outcome;
use crate::core::request::RequestId;
use crate::instrument::scpi::line::Broken;

/// A request that is being carried out.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) id: RequestId,
    /// Its command went out: if the line breaks now, it may or may not have been carried out.
    pub(super) sent: bool,
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

impl From<Outcome> for Stop {
    fn from(outcome: Outcome) -> Self {
        Self::Ended(outcome)
    }
}
