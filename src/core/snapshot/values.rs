//! Values of the bench as they were last read.

use std::sync::Arc;
use std::time::Instant;

use super::bench::Snapshot;
use crate::core::history::Reading;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::units::{Dbm, Power};

impl Snapshot {
    /// A value as last read.
    pub(crate) fn value(&self, parameter: Parameter) -> Option<Value> {
        self.values.get(&parameter).copied()
    }

    /// A power as last read.
    pub(crate) fn power_of(&self, parameter: Parameter) -> Option<Power> {
        self.value(parameter).and_then(Value::power)
    }

    /// The most that a power may be: while it is not certain in which unit the laser answers, the worse of
    /// both readings.
    pub(crate) fn at_most(&self, parameter: Parameter) -> Option<Dbm> {
        self.power_of(parameter).map(Power::at_most)
    }

    /// A power that was read before its unit was known, as it is known now.
    #[must_use]
    pub(crate) fn in_unit(&self, parameter: Parameter, power: Power) -> Power {
        power.in_unit(self.laser_units.get(&parameter).copied())
    }

    /// The bench as it would be if it held these values; what the instrument would move with them is not known.
    #[must_use]
    pub(crate) fn supposing(&self, changes: &[Change]) -> Self {
        let mut bench = self.clone();
        Arc::make_mut(&mut bench.values).extend(changes.iter().copied());
        bench
    }

    /// Those of these parameters that were read, with their values.
    pub(crate) fn held(&self, parameters: impl IntoIterator<Item = Parameter>) -> Vec<(Parameter, Value)> {
        parameters.into_iter().filter_map(|parameter| Some((parameter, self.value(parameter)?))).collect()
    }

    /// The newest power of the detector at `index` in the watched list, dBm, with its time.
    pub fn power(&self, index: usize) -> Option<(f32, Instant)> {
        let round = self.tail.last()?;
        match &round.reading {
            Reading::Powers(powers) => powers.get(index).map(|&p| (p, round.at)),
            Reading::Gap(_) | Reading::Retracted { .. } => None,
        }
    }
}
