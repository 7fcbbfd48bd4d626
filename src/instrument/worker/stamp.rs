//! When a reading was asked for, in one order for all connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::clock;

/// When something was asked for, among everything that all connections asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) number: u64,
    /// The same on the clock.
    pub(super) at: Instant,
}

/// Gives stamps, one counter for all connections.
#[derive(Clone, Debug, Default)]
pub(super) struct Stamps(Arc<AtomicU64>);

impl Stamps {
    pub(super) fn next(&self) -> Stamp {
        Stamp { number: self.0.fetch_add(1, Ordering::SeqCst) + 1, at: clock::now() }
    }
}
