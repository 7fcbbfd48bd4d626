//! Values of the bench as they were last read.

use std::sync::Arc;
use std::time::Instant;

use super::bench::Snapshot;
use crate::core::history::Reading;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::sweep::goes_up;
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

    /// Takes out of changes the one that is set first on this bench. Whoever sets several takes one after the other, each on the
    /// bench as it is then: a laser resets its TLS, the sampling limits the span, and no end of a span passes the other one,
    /// which the instrument would move.
    pub(crate) fn take_first(&self, changes: &mut Vec<Change>) -> Option<Change> {
        let place = |&at: &usize| changes.get(at).map(|(parameter, _)| parameter.order());
        let first = (0..changes.len()).min_by_key(place)?;
        let at = self.stop_before(changes, first).unwrap_or(first);
        Some(changes.remove(at))
    }

    /// Where among changes the end of a span stands that this one would pass, as it begins beyond where the span ends now.
    fn stop_before(&self, changes: &[Change], start: usize) -> Option<usize> {
        let &(parameter, value) = changes.get(start)?;
        let stop = parameter.stop()?;
        let held = self.value(stop).and_then(Value::wavelength)?;
        let passes = !goes_up(value.wavelength()?, held);
        passes.then(|| changes.iter().position(|(other, _)| *other == stop)).flatten()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::{LaserId, TlsId};
    use crate::core::units::Wavelength;

    fn nm(nm: f64) -> Value {
        Value::Wavelength(Wavelength::from_nm(nm))
    }

    /// In which order values are set on a bench that holds what it is told.
    fn order(mut bench: Snapshot, mut changes: Vec<Change>) -> Vec<Parameter> {
        let mut order = Vec::new();
        while let Some((parameter, value)) = bench.take_first(&mut changes) {
            bench = bench.supposing(&[(parameter, value)]);
            order.push(parameter);
        }
        order
    }

    #[test]
    fn values_are_set_so_that_none_undoes_another() {
        let tls = TlsId::FIRST;
        let [start, stop] = [Parameter::ScanStart, Parameter::ScanStop];
        let bench = Snapshot::new(Arc::default()).supposing(&[(start, nm(1520.0)), (stop, nm(1580.0))]);
        let sampling = (Parameter::Sampling, Value::Sampling(Wavelength::from_m(1e-12)));
        let laser = (Parameter::TlsLaser(tls), Value::Laser(Some(LaserId::FIRST)));
        let speed = (Parameter::TlsSpeed(tls), Value::Speed(20));
        for (span, ends) in [
            ((1530.0, 1540.0), [start, stop]),
            ((1500.0, 1510.0), [start, stop]),
            ((1580.0, 1590.0), [stop, start]),
            ((1600.0, 1620.0), [stop, start]),
        ] {
            let span = [(stop, nm(span.1)), (start, nm(span.0))];
            let all = order(bench.clone(), [&span[..], &[sampling, speed, laser]].concat());
            let before = [laser.0, speed.0, sampling.0];
            assert_eq!(all, [&before[..], &ends].concat(), "{span:?}");
        }
        assert_eq!(order(bench, vec![(start, nm(1600.0))]), [start], "there is no other end to set");
    }
}
