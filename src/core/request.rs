//! What the screen asks of the worker.

use std::fmt;

use super::laser::LaserOn;
use super::parameter::{Parameter, Value};
use super::trace::TraceId;

/// Numbers requests in the order they were made; later ones are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A piece of work for the instrument. Laser off and abort are not here: they never queue.
#[derive(Debug, PartialEq)]
pub enum Request {
    /// Set a value and read back what it moved.
    Set(Parameter, Value),
    /// Switch a laser on.
    LaserOn(LaserOn),
    /// Start the scan.
    SweepStart,
    /// Fetch a trace.
    Download(TraceId),
    /// Send one question as it stands and hand back the answer.
    Ask(String),
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(parameter, value) => write!(f, "{parameter} {}", value.words(*parameter)),
            Self::LaserOn(on) => write!(f, "laser {} on", on.laser()),
            Self::SweepStart => f.write_str("sweep start"),
            Self::Download(trace) => write!(f, "download of {trace}"),
            Self::Ask(question) => write!(f, "{}", super::text::clean(question)),
        }
    }
}
