//! The scan as the settings make it: its window, its tunable lasers, its length.

use std::collections::BTreeMap;
use std::time::Duration;

use super::bench::Snapshot;
use crate::core::ids::{DetectorId, LaserId, LaserSet, TlsId};
use crate::core::parameter::{Parameter, Subject, Value};
use crate::core::sweep;
use crate::core::units::{Seconds, Wavelength};

impl Snapshot {
    /// The tunable laser that the sweep panel shows: the first that has a laser.
    pub(crate) fn active_tls(&self) -> TlsId {
        TlsId::all().find(|&tls| self.laser_of(tls).is_some()).unwrap_or(TlsId::FIRST)
    }

    /// The laser position that a tunable laser of the scan uses.
    pub(crate) fn laser_of(&self, tls: TlsId) -> Option<LaserId> {
        self.value(Parameter::TlsLaser(tls))?.laser()
    }

    /// Whether a tunable laser's share of the scan is more than nothing, as far as is known.
    pub(crate) fn takes_part(&self, tls: TlsId) -> bool {
        let wavelength = |parameter| self.value(parameter).and_then(Value::wavelength);
        let apart = |low, high| wavelength(low).zip(wavelength(high)).is_some_and(|(low, high)| low > high);
        let (start, stop) = (Parameter::ScanStart, Parameter::ScanStop);
        !apart(Parameter::TlsStart(tls), stop) && !apart(start, Parameter::TlsStop(tls))
    }

    /// The lasers of those that take part, as far as is known.
    pub(crate) fn scanned(&self) -> LaserSet {
        TlsId::all().filter(|&tls| self.takes_part(tls)).filter_map(|tls| self.laser_of(tls)).collect()
    }

    /// The settings that matter for a trace of this detector, in the command line's words, with units: scan,
    /// the tunable lasers that take part in it and their positions, the detector itself. One that nobody could read
    /// says so.
    pub fn settings_of(&self, detector: DetectorId) -> BTreeMap<String, String> {
        let words = |parameter: Parameter| {
            let value = self.value(parameter).map(|value| value.to_string());
            (parameter.command(), value.unwrap_or_else(|| "not readable".to_owned()))
        };
        self.parameters_of(detector).into_iter().map(words).collect()
    }

    /// Which settings these are, read or not.
    pub(crate) fn parameters_of(&self, detector: DetectorId) -> Vec<Parameter> {
        // A tunable laser that nothing is known of may have taken part.
        let unknown = |tls: &TlsId| self.value(Parameter::TlsLaser(*tls)).is_none();
        let unknown = TlsId::all().filter(unknown).map(Parameter::TlsLaser);
        let tls: Vec<TlsId> = TlsId::all().filter(|&tls| self.laser_of(tls).is_some()).collect();
        let lasers = tls.iter().filter_map(|&tls| self.laser_of(tls)).map(Subject::Laser);
        std::iter::once(Subject::Sweep)
            .chain(tls.iter().copied().map(Subject::Tls))
            .chain(lasers)
            .chain([Subject::Detector(detector)])
            .flat_map(Subject::parameters)
            .chain(unknown)
            .collect()
    }

    /// The settings that make the traces of a sweep what they are, as far as they were read: of tunable lasers without a
    /// laser that they have none.
    pub(crate) fn sweep_settings(&self) -> BTreeMap<Parameter, Value> {
        let of = |tls| match self.laser_of(tls) {
            Some(_) => Subject::Tls(tls).parameters(),
            None => vec![Parameter::TlsLaser(tls)],
        };
        let all = TlsId::all().flat_map(of).chain(Subject::Sweep.parameters());
        self.held(all.filter(|parameter| parameter.is_of_trace())).into_iter().collect()
    }

    /// Whether one of these settings is known to be another one now.
    pub(crate) fn has_moved_on_from(&self, settings: &BTreeMap<Parameter, Value>) -> bool {
        let moved =
            |(parameter, was): (&Parameter, &Value)| self.value(*parameter).is_some_and(|is| !was.agrees(is));
        settings.iter().any(moved)
    }

    /// First and last wavelength and the sampling of the scan, once all three are known.
    pub fn scan_limits(&self) -> Option<(Wavelength, Wavelength, Wavelength)> {
        let wavelength = |parameter| self.value(parameter).and_then(Value::wavelength);
        Some((
            wavelength(Parameter::ScanStart)?,
            wavelength(Parameter::ScanStop)?,
            self.value(Parameter::Sampling)?.sampling()?,
        ))
    }

    /// The laser of a TLS that takes part in the scan, and for how many seconds it sweeps.
    pub(crate) fn sweep_of(&self, tls: TlsId) -> Option<(LaserId, f64)> {
        let (start, stop, _) = self.scan_limits()?;
        let value = |parameter| self.value(parameter);
        let laser = self.laser_of(tls)?;
        let from = value(Parameter::TlsStart(tls))?.wavelength()?;
        let to = value(Parameter::TlsStop(tls))?.wavelength()?;
        let speed = value(Parameter::TlsSpeed(tls))?.speed()?;
        let covered = (to.m().min(stop.m()) - from.m().max(start.m())).max(0.0);
        (covered > 0.0 && speed > 0).then(|| {
            (laser, sweep::seconds(Wavelength::from_m(0.0), Wavelength::from_m(covered), speed, 0.0))
        })
    }

    /// How long the scan should take: each tunable laser covers its share at its speed, then settling.
    pub fn scan_duration(&self) -> Option<Duration> {
        let settling = self.value(Parameter::Stabilization).and_then(Value::stabilization);
        let settling = settling.map_or(0.0, |(_, settling)| settling.get());
        let shares = TlsId::all().filter_map(|tls| Some(self.sweep_of(tls)?.1));
        let sweeping: f64 = shares.sum();
        Seconds::try_from(sweeping + settling).ok().filter(|_| sweeping > 0.0).map(Seconds::duration)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::core::laser::Fitted;
    use crate::core::parameter::ScanMode;

    #[test]
    fn a_scan_takes_its_share_of_each_laser_and_the_settling() {
        let tls = TlsId::new(1).unwrap();
        let nm = |nm| Value::Wavelength(Wavelength::from_nm(nm));
        let seconds = Seconds::try_from(5.5).unwrap();
        let mut bench = Snapshot::new([].into());
        bench.lasers[0].fitted = Fitted::Model("T100S-HP".into());
        bench.values = Arc::new(BTreeMap::from([
            (Parameter::ScanStart, nm(1500.0)),
            (Parameter::ScanStop, nm(1560.0)),
            (Parameter::Sampling, Value::Sampling(Wavelength::from_m(1e-12))),
            (Parameter::TlsLaser(tls), Value::Laser(LaserId::new(1))),
            (Parameter::TlsStart(tls), nm(1520.0)),
            (Parameter::TlsStop(tls), nm(1600.0)),
            (Parameter::TlsSpeed(tls), Value::Speed(20)),
        ]));
        let alone = bench.scan_duration().unwrap();
        assert_eq!(alone, Duration::from_secs(2), "40 nm at 20 nm/s");
        let values = Arc::make_mut(&mut bench.values);
        values.insert(Parameter::Stabilization, Value::Stabilization { stays_on: true, seconds });
        assert_eq!(bench.scan_duration().unwrap(), Duration::from_millis(7500));
    }

    #[test]
    fn a_trace_is_of_the_settings_of_its_sweep_and_not_of_what_is_tuned_by_hand() {
        let (one, two) = (TlsId::new(1).unwrap(), TlsId::new(2).unwrap());
        let nm = |nm| Value::Wavelength(Wavelength::from_nm(nm));
        let mut bench = Snapshot::new([].into());
        bench.values = Arc::new(BTreeMap::from([
            (Parameter::ScanStart, nm(1500.0)),
            (Parameter::ScanMode, ScanMode::Single.into()),
            (Parameter::LaserWavelength(LaserId::FIRST), nm(1550.0)),
            (Parameter::TlsLaser(one), Value::Laser(LaserId::new(1))),
            (Parameter::TlsSpeed(one), Value::Speed(20)),
            (Parameter::TlsLaser(two), Value::Laser(LaserId::new(0))),
            (Parameter::TlsSpeed(two), Value::Speed(20)),
        ]));
        let then = bench.sweep_settings();
        let changes = [
            (Parameter::ScanStart, nm(1510.0), true),
            (Parameter::TlsSpeed(one), Value::Speed(40), true),
            (Parameter::TlsLaser(two), Value::Laser(LaserId::new(2)), true),
            // Of no laser of the sweep, or of no trace.
            (Parameter::TlsSpeed(two), Value::Speed(40), false),
            (Parameter::ScanMode, ScanMode::Continuous.into(), false),
            (Parameter::LaserWavelength(LaserId::FIRST), nm(1551.0), false),
            // Nobody knew it then.
            (Parameter::ScanStop, nm(1560.0), false),
        ];
        for (parameter, value, moved) in changes {
            let mut now = bench.clone();
            Arc::make_mut(&mut now.values).insert(parameter, value);
            assert_eq!(now.has_moved_on_from(&then), moved, "{parameter:?}");
        }
        let nothing = Snapshot::new([].into());
        assert!(!nothing.has_moved_on_from(&then), "what is not read has not changed");
    }
}
