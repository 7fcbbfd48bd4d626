//! Where somebody is on the tour.

/// Where somebody is on the tour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tour {
    /// The step, from 0.
    pub(super) step: usize,
    /// A sweep was done since the step began.
    pub(super) swept: bool,
}
