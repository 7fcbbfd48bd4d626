//! Lasers, on and off.

use std::time::Duration;

use super::door::Door;
use super::{Desk, Failed};
use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::Emission;
use crate::core::operation::Operation;

/// How long it may take until every laser was read back.
const READ: Duration = Duration::from_secs(30);

impl<D: Door> Desk<D> {
    /// Switches lasers off and waits until those that are there are read back as off: which.
    pub(crate) async fn switch_off(&mut self, lasers: LaserSet) -> Result<LaserSet, Failed> {
        // Ahead of everything that is read at the beginning, and of the link itself.
        let asked = self.access().observer().switch_off(lasers);
        let unknown = |why: String| {
            format!("{why}; OFF was tried, and whether the lasers are off is NOT KNOWN: treat them as on")
        };
        self.are_off(lasers, asked).await.map_err(|failed| failed.said(unknown))
    }

    /// Waits until these lasers, as far as they are there, are read back as off since it was asked for: which.
    async fn are_off(&mut self, lasers: LaserSet, asked: u64) -> Result<LaserSet, Failed> {
        self.linked().await?;
        self.until(READ, "confirmed that the lasers are off", |bench| {
            let there = lasers.intersection(bench.fitted());
            let known = bench.complete || bench.unread().intersection(lasers).is_empty();
            let off =
                |laser| bench.laser(laser).emission == Emission::Off && !bench.switching_off.contains(laser);
            (known && bench.off_asked >= asked && there.iter().all(off)).then_some(there)
        })
        .await
    }

    /// Switches a laser on, where somebody agrees to its light, and waits until it is read back as on.
    pub(crate) async fn switch_on(&mut self, laser: LaserId) -> Result<(), Failed> {
        self.operate(Operation::LaserOn(laser)).await.map(drop)
    }
}
