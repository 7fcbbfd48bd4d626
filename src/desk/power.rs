//! Live power.

use std::time::Duration;

use super::door::Door;
use super::{Desk, Detectors, Failed};
use crate::core::history::{Reading, Round};
use crate::core::snapshot::Snapshot;

/// How long the first reading may take.
const FIRST: Duration = Duration::from_secs(10);

impl<D: Door> Desk<D> {
    /// Waits until these detectors, which are to be there, have told their power.
    pub(crate) async fn first_power(&mut self, detectors: &Detectors) -> Result<(), Failed> {
        self.linked().await?;
        self.until(FIRST, "reported a power", |bench| is_read(bench).then_some(())).await?;
        self.there(detectors).map(drop)
    }
}

/// Whether each detector that is there has told its power; where none is there is nothing to wait for.
fn is_read(bench: &Snapshot) -> bool {
    if bench.detectors.iter().all(|place| bench.absent.contains(place)) {
        return true;
    }
    let Some(Round { reading: Reading::Powers(powers), .. }) = bench.tail.last() else { return false };
    let mut all = bench.detectors.iter().zip(powers);
    all.all(|(place, power)| !power.is_nan() || bench.absent.contains(place))
}
