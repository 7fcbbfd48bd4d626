//! Whether a scan or a reference had light, from what was read of its lasers while it ran.

use std::time::Duration;

use tokio::time::Instant;

use crate::core::condition::Condition;
use crate::core::ids::{LaserId, LaserSet, TlsId};
use crate::core::laser::Measured;
use crate::core::snapshot::Snapshot;
use crate::instrument::scpi::line::Broken;

use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::port::Port;

/// From one look at the lasers to the next.
const LOOK: Duration = Duration::from_millis(200);
/// Dark is only what was still dark so shortly before the end: a laser warms up first.
const LATE: Duration = Duration::from_millis(600);
/// While these bits stand something is measured with light.
pub(super) const MEASURING: u16 = Condition::SCANNING | Condition::REFERENCING;

/// What was read of the lasers since it began.
#[derive(Debug)]
pub(super) struct Run {
    lasers: LaserSet,
    lit: LaserSet,
    off: [Option<Instant>; LaserId::COUNT],
    look: Instant,
    /// Its beginning was seen: before it the instrument was read as idle.
    whole: bool,
}

impl Run {
    /// A scan or a reference was seen to run, or, if `whole`, to begin.
    pub(super) fn new(bench: &Snapshot, whole: bool) -> Self {
        let there = |laser: &LaserId| bench.laser(*laser).fitted.may_exist();
        let used: LaserSet = TlsId::all()
            .filter(|&tls| bench.takes_part(tls))
            .filter_map(|tls| bench.laser_of(tls))
            .filter(there)
            .collect();
        let lasers = if used.is_empty() { bench.models() } else { used };
        Self { lasers, lit: LaserSet::NONE, off: [None; LaserId::COUNT], look: Instant::now(), whole }
    }

    /// A laser was read back while it ran.
    pub(super) fn read(&mut self, laser: LaserId, on: bool) {
        if on {
            self.lit.insert(laser);
        } else {
            self.off[laser.index()] = Some(Instant::now());
        }
    }

    /// What it was, now that it is over.
    pub(super) fn ended(&self) -> Measured {
        let lit = self.lit.intersection(self.lasers);
        if self.lasers.is_empty() {
            return Measured::Unknown;
        }
        let late = |laser: LaserId| self.off[laser.index()].is_some_and(|read| read.elapsed() <= LATE);
        if lit == self.lasers {
            Measured::Lit
        } else if self.whole && lit.is_empty() && self.lasers.iter().all(late) {
            Measured::Dark
        } else {
            Measured::Unknown
        }
    }
}

impl<C: Connect> Engine<C> {
    /// Looks at the lasers of what is being measured until their light was seen; when to look again.
    pub(super) async fn look_at_light(
        &mut self,
        port: &mut Port<C::Stream>,
    ) -> Result<Option<Instant>, Broken> {
        let Some(run) = &mut self.state.run else { return Ok(None) };
        let dark = run.lasers.without(run.lit);
        if dark.is_empty() {
            return Ok(None);
        }
        if run.look <= Instant::now() {
            let begun = Instant::now();
            self.reread(port, dark.iter().map(Item::Emits)).await?;
            if let Some(run) = &mut self.state.run {
                // A slow line is there for others, too.
                run.look = (begun + LOOK).max(Instant::now() + begun.elapsed() * 2);
            }
        }
        Ok(self.state.run.as_ref().map(|run| run.look))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::laser::Fitted;

    fn run(read: &[(u64, usize, bool)], end: u64) -> Measured {
        run_of(2, true, read, end)
    }

    fn run_of(lasers: usize, whole: bool, read: &[(u64, usize, bool)], end: u64) -> Measured {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(async {
                let mut bench = Snapshot::new([].into());
                for (index, laser) in bench.lasers.iter_mut().enumerate() {
                    laser.fitted =
                        if index < lasers { Fitted::Model("T100S-HP".into()) } else { Fitted::Empty };
                }
                let begun = Instant::now();
                let mut run = Run::new(&bench, whole);
                for &(ms, laser, on) in read {
                    tokio::time::sleep_until(begun + Duration::from_millis(ms)).await;
                    run.read(LaserId::new(laser).unwrap(), on);
                }
                tokio::time::sleep_until(begun + Duration::from_millis(end)).await;
                run.ended()
            })
    }

    #[test]
    fn dark_is_what_was_read_as_dark_to_the_end_and_nothing_else() {
        assert_eq!(
            run(&[(100, 1, true), (100, 2, true), (900, 1, false), (900, 2, false)], 1000),
            Measured::Lit
        );
        assert_eq!(
            run(&[(100, 1, false), (100, 2, false), (900, 1, false), (900, 2, false)], 1000),
            Measured::Dark
        );
        // It may have warmed up after it was read.
        assert_eq!(run(&[(100, 1, false), (100, 2, false)], 1000), Measured::Unknown);
        assert_eq!(run(&[(900, 1, true), (900, 2, false)], 1000), Measured::Unknown, "one of two");
        assert_eq!(run(&[], 1000), Measured::Unknown);
        // Nobody knows which lasers there are, or how it began.
        assert_eq!(run_of(0, true, &[], 1000), Measured::Unknown);
        assert_eq!(run_of(1, false, &[(900, 1, false)], 1000), Measured::Unknown);
        assert_eq!(run_of(1, false, &[(900, 1, true)], 1000), Measured::Lit);
    }
}
