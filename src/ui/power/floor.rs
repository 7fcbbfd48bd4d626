//! The floor of light: what a detector reads below it is its noise, and says nothing but that it is dark.

use std::time::Duration;

use crate::core::cast::level_f32;
use crate::core::history::{History, Reading};
use crate::core::parameter::Parameter;
use crate::core::snapshot::Snapshot;
use crate::core::units::Dbm;

/// For so long nothing above the floor was read of what is dark: light shows at once, and what comes and goes is light.
const DARK_FOR: Duration = Duration::from_secs(1);

/// The floor of each detector.
#[derive(Clone, Debug)]
pub(super) struct Floor {
    /// Of those whose unit is known, dBm.
    dbm: f32,
    /// Those whose unit is known, by detector: what another one reads is no power that could be held against a power.
    known: Vec<bool>,
}

impl Floor {
    pub(super) const fn new(floor: Dbm) -> Self {
        Self { dbm: level_f32(floor.0), known: Vec::new() }
    }

    /// Takes in whose unit is known.
    pub(super) fn absorb(&mut self, bench: &Snapshot) {
        let known = |detector| bench.value(Parameter::PowerUnit(detector)).is_some();
        self.known.clear();
        self.known.extend(bench.detectors.iter().map(|&detector| known(detector)));
    }

    /// Below this a detector is dark, dBm; nothing is below that of one whose unit is not known.
    pub(super) fn of(&self, index: usize) -> f32 {
        if self.known.get(index).copied().unwrap_or_default() { self.dbm } else { f32::NEG_INFINITY }
    }

    /// Whether a detector reads no light, by the last of what was read.
    pub(super) fn is_dark(&self, index: usize, history: &History) -> bool {
        let floor = self.of(index);
        let Some((_, at)) = history.latest(index).filter(|(power, _)| *power < floor) else { return false };
        let below = |reading: &Reading| match reading {
            Reading::Powers(powers) => powers.get(index).is_none_or(|power| power.is_nan() || *power < floor),
            Reading::Gap(_) | Reading::Retracted { .. } => true,
        };
        history.window(at, DARK_FOR).all(|round| below(&round.reading))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Instant;

    use super::*;
    use crate::core::history::{Round, Tail};
    use crate::core::ids::DetectorId;
    use crate::core::parameter::PowerUnit;

    fn bench(unit: Option<PowerUnit>) -> Snapshot {
        let detector = DetectorId::new(4, 1).unwrap();
        let mut bench = Snapshot::new([detector].into());
        bench.values = Arc::new(
            unit.map(|unit| (Parameter::PowerUnit(detector), unit.into()))
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
        );
        bench
    }

    fn dark_after(powers: &[f32], unit: Option<PowerUnit>) -> bool {
        let (mut tail, mut history, mut floor) =
            (Tail::default(), History::default(), Floor::new(Dbm(-70.0)));
        floor.absorb(&bench(unit));
        let start = Instant::now();
        for (n, power) in (0..).zip(powers) {
            tail.push(Round {
                at: start + Duration::from_millis(100) * n,
                reading: Reading::Powers([*power].into()),
            });
        }
        history.absorb(&tail);
        floor.is_dark(0, &history)
    }

    #[test]
    fn a_channel_is_dark_only_where_nothing_above_the_floor_was_read_for_a_while() {
        let dbm = Some(PowerUnit::Dbm);
        let noise = [-81.0_f32; 20];
        assert!(dark_after(&noise, dbm) && dark_after(&noise, Some(PowerUnit::Mw)));
        assert!(dark_after(&[f32::NEG_INFINITY; 3], dbm));
        assert!(!dark_after(&noise, None), "a number of an unknown unit is no power");
        let with = |places: &[usize], power: f32| {
            let mut powers = noise;
            for &place in places {
                powers[place] = power;
            }
            dark_after(&powers, dbm)
        };
        assert!(!with(&[19], -69.9), "light shows at once");
        assert!(!with(&[12], -69.9), "what comes and goes is light");
        assert!(with(&[3], -20.0), "it went out long ago");
        assert!(!with(&[19], f32::NAN), "nothing is known");
        assert!(with(&[15], f32::NAN));
        assert!(!dark_after(&[], dbm));
    }
}
