//! Facts from the worker that may not be lost.

use std::sync::Arc;
use std::time::Duration;

use super::ids::LaserSet;
use super::outcome::Outcome;
use super::parameter::{Change, Parameter};
use super::request::{About, RequestId};
use super::trace::{Trace, TraceId};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A request came to its end.
    Finished {
        /// The request.
        id: RequestId,
        /// What it was about.
        about: About,
        /// How it ended.
        outcome: Outcome,
    },
    /// One value of a request came to its end.
    Setting {
        /// The request.
        id: RequestId,
        /// The setting that was to get it.
        parameter: Parameter,
        /// How it ended.
        outcome: Outcome,
        /// What the instrument held before, for everything that it may have moved.
        before: Vec<Change>,
        /// What it holds of these now.
        after: Vec<Change>,
    },
    /// A line of a conversation was answered, or taken without an answer.
    Said {
        /// The request.
        id: RequestId,
        /// The answer, if there is one.
        answer: Option<String>,
        /// What the error queue had to say about it.
        errors: Vec<String>,
        /// From the line to its answer.
        took: Duration,
    },
    /// What the instrument put into its error queue.
    InstrumentErrors {
        /// In its words, with its numbers.
        words: Vec<String>,
        /// They came of an order, whose end says them.
        of_order: bool,
    },
    /// A sweep that was seen is over.
    SweepEnded {
        /// The order that began it; `None` where it was begun elsewhere.
        of: Option<RequestId>,
        /// How it ended.
        how: SweepEnd,
    },
    /// A trace arrived whole.
    Trace {
        /// The request.
        id: RequestId,
        /// The trace.
        trace: Arc<Trace>,
    },
    /// A trace was read, whoever asked for it; who did is handed it.
    TraceRead {
        /// Which.
        trace: TraceId,
        /// Its samples.
        points: usize,
    },
    /// Lasers were read back as off after an urgent request.
    SwitchedOff(LaserSet),
    /// An abort was carried out.
    Aborted,
    /// Something the operator should know.
    Notice(Severity, String),
}

impl Event {
    /// The request that it is about; `None` for a fact that concerns everybody.
    pub(crate) const fn request(&self) -> Option<RequestId> {
        match self {
            Self::Finished { id, .. }
            | Self::Setting { id, .. }
            | Self::Said { id, .. }
            | Self::Trace { id, .. } => Some(*id),
            Self::InstrumentErrors { .. }
            | Self::SweepEnded { .. }
            | Self::TraceRead { .. }
            | Self::SwitchedOff(_)
            | Self::Aborted
            | Self::Notice(..) => None,
        }
    }
}

/// How a sweep ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SweepEnd {
    /// By itself: its traces are computed.
    Done,
    /// It was stopped, by whomever.
    Aborted,
    /// The link was lost while it ran.
    Unseen,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something is not as it should be.
    Warning,
    /// Needs somebody's hands.
    Alarm,
}
