//! Whether a scan or a reference had light, from what was read of its lasers while it ran.

use std::time::{Duration, Instant as Moment};

use tokio::time::Instant;

use crate::core::condition::Condition;
use crate::core::ids::{LaserId, LaserSet, TlsId};
use crate::core::laser::LightSeen;
use crate::core::snapshot::Snapshot;

use super::clock::now;
use super::stamp::Stamp;

/// From one look at the lasers to the next.
pub(super) const LOOK: Duration = Duration::from_millis(200);
/// While these bits stand something is measured with light.
pub(super) const MEASURING: u16 = Condition::SCANNING | Condition::REFERENCING;

/// What was read of a laser since it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looks {
    /// It was on each time, once it was.
    Lit,
    /// It was on, and then off. What it was lit for at the most, if it is known when that began.
    Out { most: Option<Duration> },
    /// It was on, off, and on again.
    Interrupted,
    /// Off each time. It cannot have been on for longer than the longest time between two looks.
    Off { last: Moment, longest: Duration },
    /// It may have been on before anybody looked.
    Unknown,
}

#[derive(Debug)]
struct Beam {
    laser: LaserId,
    /// For how long it is lit at the least, if that is known: as long as it sweeps.
    sweeps: Option<Duration>,
    looks: Looks,
}

impl Beam {
    fn read(&mut self, on: bool, stamp: Stamp, idle: Option<Moment>) {
        self.looks = match (self.looks, on) {
            (Looks::Out { .. } | Looks::Interrupted, true) => Looks::Interrupted,
            (_, true) => Looks::Lit,
            (Looks::Lit, false) => Looks::Out { most: idle.map(|idle| now() - idle) },
            (Looks::Off { last, longest }, false) => {
                Looks::Off { last: stamp.at, longest: longest.max(now() - last) }
            }
            (other @ (Looks::Out { .. } | Looks::Interrupted | Looks::Unknown), false) => other,
        };
    }

    fn was_seen(&self) -> bool {
        match self.looks {
            Looks::Lit | Looks::Out { .. } | Looks::Interrupted => true,
            Looks::Off { .. } | Looks::Unknown => false,
        }
    }

    /// Whether there was no time for the light that it needs.
    fn is_dark(&self) -> bool {
        let dark = match self.looks {
            Looks::Off { last, longest } => Some(longest.max(now() - last)),
            Looks::Lit | Looks::Out { .. } | Looks::Interrupted | Looks::Unknown => None,
        };
        self.sweeps.zip(dark).is_some_and(|(sweeps, dark)| dark < sweeps)
    }

    /// Whether it was dark for a part of its sweep.
    fn is_partly_dark(&self) -> bool {
        let most = match self.looks {
            Looks::Out { most } => most,
            Looks::Lit | Looks::Interrupted | Looks::Off { .. } | Looks::Unknown => None,
        };
        self.sweeps.zip(most).is_some_and(|(sweeps, most)| most < sweeps)
    }
}

/// What was read of the lasers since it began.
#[derive(Debug)]
pub(super) struct Run {
    beams: Vec<Beam>,
    /// When it was last known not to have begun.
    idle: Option<Moment>,
    /// When it was first read to run.
    seen: Moment,
    /// It is a scan: each laser sweeps once. A reference may take several.
    scans: bool,
    /// Looks cost next to nothing on this line.
    pub(super) quick: bool,
    /// When they are looked at next.
    pub(super) look: Instant,
}

impl Run {
    /// A scan or a reference was seen to run, which did not when this was last asked, if it ever was.
    pub(super) fn new(bench: &Snapshot, idle: Option<Moment>, scans: bool) -> Self {
        let used = bench.scanned().intersection(bench.fitted());
        let lasers = if used.is_empty() { bench.models() } else { used };
        let beam = |laser| {
            let sweep = TlsId::all().filter_map(|tls| bench.sweep_of(tls)).find(|&(of, _)| of == laser);
            let sweeps = sweep.and_then(|(_, seconds)| Duration::try_from_secs_f64(seconds).ok());
            let off = |last| Looks::Off { last, longest: Duration::ZERO };
            Beam { laser, sweeps, looks: idle.map_or(Looks::Unknown, off) }
        };
        let beams = lasers.iter().map(beam).collect();
        Self { beams, idle, seen: now(), scans, quick: true, look: Instant::now() }
    }

    /// A laser was read back while it ran.
    pub(super) fn read(&mut self, laser: LaserId, on: bool, stamp: Stamp) {
        if let Some(beam) = self.beams.iter_mut().find(|beam| beam.laser == laser) {
            beam.read(on, stamp, self.idle);
        }
    }

    /// Those that are to be looked at: whose light was not seen; on a quick line all.
    pub(super) fn watched(&self) -> LaserSet {
        let watched = self.beams.iter().filter(|beam| self.quick && self.scans || !beam.was_seen());
        watched.map(|beam| beam.laser).collect()
    }

    /// What it was, now that it is over; `asked` is when it last was asked and still ran. Where it was over sooner
    /// than its lasers sweep by their settings, what these say does not hold. When it began and ended is known to a
    /// poll only, so it counts as long enough where it may have been, and was seen to be for half of that: the first
    /// alone holds for any run whose end was read late.
    pub(super) fn ended(&self, asked: Moment) -> LightSeen {
        let sweeps: Duration = self.beams.iter().filter_map(|beam| beam.sweeps).sum();
        let seen = asked.saturating_duration_since(self.seen);
        let as_set = self.idle.is_some_and(|idle| now() - idle >= sweeps) && seen >= sweeps / 2;
        let interrupted = |beam: &Beam| beam.looks == Looks::Interrupted;
        if self.beams.is_empty() {
            LightSeen::Unknown
        } else if self.beams.iter().all(Beam::was_seen) {
            let partly = |beam| interrupted(beam) || as_set && beam.is_partly_dark();
            if self.scans && self.beams.iter().any(partly) { LightSeen::Partly } else { LightSeen::Lit }
        } else if as_set && self.beams.iter().all(Beam::is_dark) {
            LightSeen::Dark
        } else {
            LightSeen::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::core::laser::Fitted;
    use crate::core::parameter::{Parameter, Value};
    use crate::core::units::Wavelength;
    use crate::instrument::worker::stamp::Stamps;

    /// Two lasers, each of which sweeps 50 nm at 100 nm/s.
    fn bench(lasers: usize) -> Snapshot {
        let mut bench = Snapshot::new([].into());
        for (index, laser) in bench.lasers.iter_mut().enumerate() {
            laser.fitted = if index < lasers { Fitted::Model("T100S-HP".into()) } else { Fitted::Empty };
        }
        let mut set = |parameter, value| {
            Arc::make_mut(&mut bench.values).insert(parameter, value);
        };
        let nm = |nm| Value::Wavelength(Wavelength::from_nm(nm));
        set(Parameter::ScanStart, nm(1500.0));
        set(Parameter::ScanStop, nm(1600.0));
        set(Parameter::Sampling, Value::Sampling(Wavelength::from_nm(0.02)));
        for (tls, from) in TlsId::all().zip([1500.0, 1550.0]) {
            set(Parameter::TlsLaser(tls), Value::Laser(LaserId::new(tls.number())));
            set(Parameter::TlsStart(tls), nm(from));
            set(Parameter::TlsStop(tls), nm(from + 50.0));
            set(Parameter::TlsSpeed(tls), Value::Speed(100));
        }
        bench
    }

    /// What was read of which laser, answered within 20 ms of being asked, and when it was over, in ms from when
    /// it was last known not to have begun; 100 ms before that it still ran.
    fn run(bench: &Snapshot, began: bool, read: &[(u64, usize, bool)], end: u64) -> LightSeen {
        run_seen(bench, began, read, (end - 100, end))
    }

    /// The same, and when it was last seen to run.
    fn run_seen(
        bench: &Snapshot,
        began: bool,
        read: &[(u64, usize, bool)],
        (seen, end): (u64, u64),
    ) -> LightSeen {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(async {
                let (begun, stamps) = (Instant::now(), Stamps::default());
                let mut run = Run::new(bench, began.then(now), true);
                for &(ms, laser, on) in read {
                    tokio::time::sleep_until(begun + Duration::from_millis(ms - 20)).await;
                    let stamp = stamps.next();
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    run.read(LaserId::new(laser).unwrap(), on, stamp);
                }
                tokio::time::sleep_until(begun + Duration::from_millis(end)).await;
                run.ended((begun + Duration::from_millis(seen)).into_std())
            })
    }

    /// Off at each of these.
    fn off(looks: &[u64]) -> Vec<(u64, usize, bool)> {
        looks.iter().flat_map(|&at| [(at, 1, false), (at + 20, 2, false)]).collect()
    }

    #[test]
    fn dark_is_what_left_no_time_for_light() {
        let two = bench(2);
        assert_eq!(run(&two, true, &[(100, 1, true), (120, 2, true), (900, 1, false)], 1000), LightSeen::Lit);
        assert_eq!(run(&two, true, &off(&[300, 700]), 1100), LightSeen::Dark);
        // Half a second is as long as one sweeps: it may have been lit in it.
        for looks in [&[500, 700][..], &[300, 780], &[300, 600]] {
            assert_eq!(run(&two, true, &off(looks), 1100), LightSeen::Unknown, "{looks:?}");
        }
        let one_of_two = [off(&[300]), vec![(600, 1, true), (620, 2, false)]].concat();
        assert_eq!(run(&two, true, &one_of_two, 1000), LightSeen::Unknown);
        assert_eq!(run(&two, true, &[], 1000), LightSeen::Unknown);
        // It took less than the settings say: they are not what it did.
        assert_eq!(run(&two, true, &off(&[300, 600]), 900), LightSeen::Unknown);
        // Its end was read late: that it lasted so long was not seen.
        assert_eq!(run_seen(&two, true, &off(&[300, 700]), (500, 1100)), LightSeen::Dark);
        assert_eq!(run_seen(&two, true, &off(&[300, 700]), (400, 1100)), LightSeen::Unknown);
    }

    #[test]
    fn light_that_went_out_before_its_sweep_was_over_is_partly_dark() {
        // 500 ms to sweep, and a second in all for both.
        let two = bench(2);
        let second = (700, 2, true);
        let of = |first: &[(u64, usize, bool)]| run(&two, true, &[first, &[second]].concat(), 1100);
        assert_eq!(of(&[(100, 1, true), (400, 1, false)]), LightSeen::Partly);
        assert_eq!(of(&[(100, 1, true), (520, 1, false)]), LightSeen::Lit, "it may have swept to its end");
        assert_eq!(of(&[(100, 1, true), (300, 1, false), (500, 1, true)]), LightSeen::Partly);
        // What it does is not what is set, and one that was out in between was out all the same.
        let short = |first: &[(u64, usize, bool)]| run(&two, true, &[first, &[second]].concat(), 900);
        assert_eq!(short(&[(100, 1, true), (400, 1, false)]), LightSeen::Lit);
        assert_eq!(short(&[(100, 1, true), (300, 1, false), (500, 1, true)]), LightSeen::Partly);
    }

    #[test]
    fn what_is_not_known_is_not_dark() {
        // Which lasers there are, or how it began.
        assert_eq!(run(&bench(0), true, &[], 1100), LightSeen::Unknown);
        assert_eq!(run(&bench(1), false, &[(300, 1, false), (700, 1, false)], 1100), LightSeen::Unknown);
        assert_eq!(run(&bench(1), false, &[(900, 1, true)], 1100), LightSeen::Lit);
        // How long it takes.
        let mut bench = bench(2);
        Arc::make_mut(&mut bench.values).remove(&Parameter::TlsSpeed(TlsId::all().next().unwrap()));
        assert_eq!(run(&bench, true, &off(&[300, 700]), 1100), LightSeen::Unknown);
    }
}
