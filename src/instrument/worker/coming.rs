//! Light that was ordered and is not out yet: until its laser had time to come on, off means not yet.

use std::time::{Duration, Instant};

use crate::core::ids::{LaserId, LaserSet};

/// A laser needs about a second from the beginning of a scan to its light: after so much more it is dark as it reads. It
/// comes on, too, when what it was to serve is aborted meanwhile.
const RISE: Duration = Duration::from_secs(5);

/// What a laser that reads off says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Off {
    /// That its light is still to come, by an order.
    NotYet,
    /// The same, if it is one of those that a scan lights.
    NotYetIfScanned,
    /// That it is off.
    Dark,
}

/// Why light is to come, and until when it may.
#[derive(Clone, Copy, Debug)]
enum Expected {
    ByOrder(Instant),
    ByScan(Instant),
}

/// Until when the light of each laser may still come.
#[derive(Debug, Default)]
pub(super) struct Coming([Option<Expected>; LaserId::COUNT]);

impl Coming {
    /// This one was told to switch on, and has this long for it.
    pub(super) fn ordered(&mut self, laser: LaserId, now: Instant, patience: Duration) {
        self.0[laser.index()] = Some(Expected::ByOrder(now + patience));
    }

    /// A scan or a reference begins, which may light these.
    pub(super) fn scanned(&mut self, lasers: LaserSet, now: Instant) {
        for laser in lasers.iter() {
            let expected = &mut self.0[laser.index()];
            if !matches!(expected, Some(Expected::ByOrder(until)) if *until > now) {
                *expected = Some(Expected::ByScan(now + RISE));
            }
        }
    }

    /// Those of these lasers are lit, or never will be.
    pub(super) fn forget(&mut self, lasers: LaserSet) {
        lasers.iter().for_each(|laser| self.0[laser.index()] = None);
    }

    /// A scan or a reference came to its end: whose light did not come by now. What is left is by orders.
    pub(super) fn scan_over(&mut self) -> LaserSet {
        let scanned = |laser: &LaserId| matches!(self.0[laser.index()], Some(Expected::ByScan(_)));
        let over = LaserId::all().filter(scanned).collect();
        self.forget(over);
        over
    }

    /// What it says that a laser was read back as off.
    pub(super) fn reads_off(&self, laser: LaserId, now: Instant) -> Off {
        match self.0[laser.index()] {
            Some(Expected::ByOrder(until)) if now < until => Off::NotYet,
            Some(Expected::ByScan(until)) if now < until => Off::NotYetIfScanned,
            Some(Expected::ByOrder(_) | Expected::ByScan(_)) | None => Off::Dark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off_means_not_yet_until_the_laser_had_its_time() {
        let (mut coming, now, laser) = (Coming::default(), Instant::now(), LaserId::FIRST);
        let one = || [laser].into_iter().collect::<LaserSet>();
        let (step, minute) = (Duration::from_millis(1), Duration::from_secs(60));
        assert_eq!(coming.reads_off(laser, now), Off::Dark);
        coming.scanned(one(), now);
        assert_eq!(coming.reads_off(laser, now + RISE.saturating_sub(step)), Off::NotYetIfScanned);
        assert_eq!(coming.reads_off(laser, now + RISE), Off::Dark);
        assert_eq!((coming.scan_over(), coming.reads_off(laser, now)), (one(), Off::Dark));
        coming.ordered(laser, now, minute);
        coming.scanned(one(), now);
        assert_eq!(
            coming.reads_off(laser, now + minute.saturating_sub(step)),
            Off::NotYet,
            "a scan takes nothing from it"
        );
        assert_eq!(coming.scan_over(), LaserSet::NONE);
        coming.forget(one());
        assert_eq!(coming.reads_off(laser, now), Off::Dark, "it was switched off, or seen");
    }
}
