//! Why something was not done although the line is in order.

use crate::core::trace::TraceId;
use crate::core::units::Wavelength;

/// The instrument did not do what a command said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the instrument says {}", .0.join(", "))]
pub(super) struct Refused(pub(super) Vec<String>);

/// There is no trace to be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(super) enum NoTrace {
    /// Its length is zero.
    #[error("there is no such trace; run a sweep first")]
    Empty,
    /// Its length is not a number.
    #[error("the instrument gives no number of points for {0}")]
    NoLength(TraceId),
    /// Where it begins, or its sampling, is not a number.
    #[error("the instrument gives no wavelengths for the {points} points of {trace}")]
    NoAxis { trace: TraceId, points: u32 },
    /// More points than a block can have.
    #[error("{0} points are more than any trace has")]
    TooLong(usize),
    /// Each of the three numbers may be sound and what they come to not.
    #[error("{points} points of {trace} would end at {last}, which is no optical wavelength")]
    NoLight { trace: TraceId, points: usize, last: Wavelength },
    /// Each time it was fetched it had changed before the end.
    #[error("it changed at each attempt to download it; stop the sweep first")]
    Changing,
}
