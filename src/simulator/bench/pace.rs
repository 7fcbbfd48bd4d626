//! How fast the simulated instrument's time goes.

use std::time::Duration;

/// How much faster than the instrument everything goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace(pub(super) f64);

impl Pace {
    /// What so many seconds of the instrument take here.
    pub(super) fn time(self, seconds: f64) -> Duration {
        Duration::try_from_secs_f64(seconds / self.0).unwrap_or_default()
    }
}
