//! What this session lit and started, and how it is known to be over: by read-back, and not before the light that was
//! ordered had its time to come on.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::{BeforeLight, Ours};

/// So long a laser may warm up: until then, off means not yet.
const WARM_UP: Duration = Duration::from_secs(60);
/// So much later than the order the instrument may say at the latest that it is busy.
const LAG: Duration = Duration::from_secs(2);

pub(super) struct Ledger {
    told: watch::Sender<Ours>,
    before: Option<BeforeLight>,
    /// Light that was ordered and not yet seen: until when off means not yet.
    awaited: [Option<Instant>; LaserId::COUNT],
    scan: Option<Started>,
    /// What a scan lit last: it puts that out again.
    scanned: LaserSet,
}

/// A scan or a reference that was started here.
struct Started {
    at: Instant,
    /// The instrument said that it is busy.
    seen: bool,
    /// What it lights.
    lasers: LaserSet,
}

impl Ledger {
    /// Begins with what an earlier worker for the same instrument had lit.
    pub(super) fn new(told: watch::Sender<Ours>, before: Option<BeforeLight>) -> Self {
        let ours = *told.borrow();
        let now = Instant::now();
        let mut awaited = [None; LaserId::COUNT];
        ours.lit.iter().for_each(|laser| awaited[laser.index()] = Some(now + WARM_UP));
        let scan = ours.scanning.then_some(Started { at: now, seen: false, lasers: ours.lit });
        Self { told, before, awaited, scan, scanned: LaserSet::NONE }
    }

    fn change(&self, change: impl FnOnce(&mut Ours)) {
        let mut ours = *self.told.borrow();
        change(&mut ours);
        if ours != *self.told.borrow() {
            if let Some(BeforeLight(before)) = &self.before
                && !planted!(GuardianUntold)
            {
                before(ours);
            }
            self.told.send_replace(ours);
        }
    }

    /// An order that lets light out of these is about to be sent; it may start a scan.
    pub(super) fn goes_out(&mut self, lasers: LaserSet, scans: bool) {
        let now = Instant::now();
        lasers.iter().for_each(|laser| self.awaited[laser.index()] = Some(now + WARM_UP));
        self.scanned = self.scanned.without(lasers);
        if scans {
            self.scan = Some(Started { at: now, seen: false, lasers });
            self.scanned = self.scanned.union(lasers);
        }
        self.change(|ours| {
            ours.lit = ours.lit.union(lasers);
            ours.scanning |= scans;
        });
    }

    /// The instrument did not take that order: what it says of these lasers counts again.
    pub(super) fn refused(&mut self, lasers: LaserSet, scans: bool) {
        lasers.iter().for_each(|laser| self.awaited[laser.index()] = None);
        if scans {
            self.scan = None;
            self.change(|ours| ours.scanning = false);
        }
    }

    /// Whether a light that went on, or out, may have done so by an order of this session: it was lit here; a scan of ours
    /// lights and puts out.
    pub(super) fn may_have_moved(&self, laser: LaserId, on: bool) -> bool {
        let ours = *self.told.borrow();
        ours.scanning || if on { ours.lit.contains(laser) } else { self.scanned.contains(laser) }
    }

    /// A laser was read back. True if it is dark for certain, and not only before its light comes.
    pub(super) fn read(&mut self, laser: LaserId, on: bool) -> bool {
        let awaited = &mut self.awaited[laser.index()];
        if on {
            *awaited = None;
            return false;
        }
        let dark = awaited.is_none_or(|until| Instant::now() >= until);
        if dark {
            self.dark([laser].into_iter().collect());
        }
        dark
    }

    /// These were switched off and read back as off after that.
    pub(super) fn dark(&mut self, lasers: LaserSet) {
        lasers.iter().for_each(|laser| self.awaited[laser.index()] = None);
        self.scanned = self.scanned.without(lasers);
        self.change(|ours| ours.lit = ours.lit.without(lasers));
    }

    /// The instrument does something, or nothing.
    pub(super) fn does(&mut self, something: bool) {
        let Some(scan) = &mut self.scan else { return };
        if something {
            scan.seen = true;
        } else if scan.seen || scan.at.elapsed() >= LAG {
            // Its light is out, was, or never came: from here on the read-back says it.
            let lasers = scan.lasers;
            self.scan = None;
            lasers.iter().for_each(|laser| self.awaited[laser.index()] = None);
            self.change(|ours| ours.scanning = false);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::time::advance;

    use super::*;

    const OURS: fn(&[usize], bool) -> Ours = |lasers, scanning| Ours { lit: set(lasers), scanning };

    fn set(lasers: &[usize]) -> LaserSet {
        lasers.iter().filter_map(|&laser| LaserId::new(laser)).collect()
    }

    fn laser() -> LaserId {
        LaserId::new(1).unwrap()
    }

    fn ledger() -> Ledger {
        Ledger::new(watch::Sender::default(), None)
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_lit_is_over_when_it_reads_off_after_it_read_on() {
        let mut ledger = ledger();
        ledger.goes_out(set(&[1]), false);
        assert!(!ledger.read(laser(), false), "not yet");
        assert!(!ledger.read(laser(), true));
        assert_eq!(*ledger.told.borrow(), OURS(&[1], false));
        assert!(ledger.read(laser(), false));
        assert_eq!(*ledger.told.borrow(), OURS(&[], false));
        ledger.goes_out(set(&[1]), false);
        advance(WARM_UP.saturating_sub(Duration::from_secs(1))).await;
        assert!(!ledger.read(laser(), false), "it may warm up");
        advance(Duration::from_secs(1)).await;
        assert!(ledger.read(laser(), false), "it never came on");
        assert_eq!(*ledger.told.borrow(), OURS(&[], false));
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_instrument_did_not_take_is_not_awaited() {
        let mut ledger = ledger();
        ledger.goes_out(set(&[1]), true);
        ledger.refused(set(&[1]), true);
        assert_eq!(*ledger.told.borrow(), OURS(&[1], false), "its light is read back first");
        assert!(ledger.read(laser(), false));
        assert_eq!(*ledger.told.borrow(), OURS(&[], false));
        // A laser that is refused says nothing of a scan that runs.
        ledger.goes_out(set(&[2]), true);
        ledger.goes_out(set(&[1]), false);
        ledger.refused(set(&[1]), false);
        assert_eq!(*ledger.told.borrow(), OURS(&[1, 2], true));
    }

    #[tokio::test(start_paused = true)]
    async fn a_scan_is_over_when_the_instrument_is_idle_after_it_was_busy_or_was_not_for_two_seconds() {
        for begins in [true, false] {
            let mut ledger = ledger();
            ledger.goes_out(set(&[1]), true);
            ledger.does(false);
            assert_eq!(*ledger.told.borrow(), OURS(&[1], true), "its bit may lag");
            if begins {
                ledger.does(true);
            } else {
                advance(LAG).await;
            }
            ledger.does(false);
            assert_eq!(*ledger.told.borrow(), OURS(&[1], false));
            assert!(ledger.read(laser(), false), "from here on the read-back says it");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_must_know_before_the_light_is_told_of_each_change_once() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&told);
        let before = BeforeLight(Arc::new(move |ours| notes.lock().unwrap().push(ours)));
        let mut ledger = Ledger::new(watch::Sender::default(), Some(before));
        ledger.goes_out(set(&[1]), false);
        ledger.goes_out(set(&[1]), false);
        ledger.dark(set(&[1, 2]));
        assert_eq!(*told.lock().unwrap(), [OURS(&[1], false), OURS(&[], false)]);
    }
}
