//! What is known of a trace without its samples.

use crate::core::trace::{Origin, Provenance, Spacing};

/// What a file says of one of its traces.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Glimpse {
    /// Where it is from.
    pub(crate) origin: Origin,
    /// Where its samples lie; `None` where only the samples themselves tell it.
    pub(crate) spacing: Option<Spacing>,
    /// How many there are.
    pub(crate) points: usize,
    /// What it is of.
    pub(crate) provenance: Provenance,
}
