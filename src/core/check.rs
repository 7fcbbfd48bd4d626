//! What is refused before it is sent: one place, asked by the screen and by the worker.

use std::ops::RangeInclusive;

use super::ids::LaserId;
use super::laser::{PowerCaps, PowerRefused};
use super::laser_model;
use super::parameter::{Emitter, LONGEST_STABILIZATION_S, Parameter, Subject, Value, ValueKind};
use super::snapshot::Snapshot;
use super::sweep::{LONGEST_NM, SHORTEST_NM};
use super::units::{Power, Wavelength};

/// A value that is not sent, with the nearest that would be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotAllowed {
    /// More power than the cap, or none that is a number.
    #[error(transparent)]
    Power(#[from] PowerRefused),
    /// Beyond the platform.
    #[error("{} is outside {SHORTEST_NM} to {LONGEST_NM} nm; the nearest is {nearest}", beyond(*asked))]
    Wavelength {
        /// What was asked.
        asked: Wavelength,
        /// The nearest that would do.
        nearest: Wavelength,
    },
    /// A value of another kind than the parameter has.
    #[error("a value of another kind than that of {0}")]
    Kind(Parameter),
    /// There is nothing at this place.
    #[error("{0}: its position is empty")]
    Absent(String),
    /// A power from before its unit was known, and it is not known yet.
    #[error("{0} may be dBm or mW: type the power with its unit")]
    Unit(f64),
    /// Not a speed of the laser's model.
    #[error("a {model} does not sweep at {asked} nm/s; the nearest is {nearest} nm/s")]
    Speed {
        /// The model.
        model: String,
        /// What was asked, nm/s.
        asked: u32,
        /// The nearest that would do, nm/s.
        nearest: u32,
    },
}

/// A wavelength that is refused; where it is far above all that there are, as a wrong unit makes it, without what stands behind
/// the point.
fn beyond(asked: Wavelength) -> String {
    let nm = asked.nm();
    if nm < LONGEST_NM * 10.0 { asked.to_string() } else { format!("{nm:.0} nm") }
}

impl Snapshot {
    /// Whether a value may be sent.
    pub(crate) fn check(
        &self,
        caps: &PowerCaps,
        parameter: Parameter,
        value: Value,
    ) -> Result<(), NotAllowed> {
        if self.is_absent(parameter) {
            return Err(NotAllowed::Absent(parameter.to_string()));
        }
        if !parameter.kind().holds(value) {
            return Err(NotAllowed::Kind(parameter));
        }
        match value {
            Value::Power(power) => {
                let laser = self.emitter_of(parameter);
                match self.in_unit(parameter, power) {
                    Power::Known(power) => Ok(caps.check(laser, power)?),
                    Power::Unsure(number) => Err(NotAllowed::Unit(number)),
                }
            }
            Value::Wavelength(asked) => {
                let nm = asked.nm();
                if (SHORTEST_NM..=LONGEST_NM).contains(&nm) {
                    return Ok(());
                }
                let nearest = if nm > LONGEST_NM { LONGEST_NM } else { SHORTEST_NM };
                Err(NotAllowed::Wavelength { asked, nearest: Wavelength::from_nm(nearest) })
            }
            Value::Laser(Some(laser)) if !self.laser(laser).fitted.may_exist() => {
                Err(NotAllowed::Absent(format!("laser {laser}")))
            }
            Value::Speed(asked) => self.check_speed(parameter, asked),
            // What they may be is said by their kinds when they are typed or read.
            Value::Laser(_)
            | Value::Trigger(_)
            | Value::Choice(_)
            | Value::Sampling(_)
            | Value::Stabilization { .. } => Ok(()),
        }
    }

    /// Whether a parameter belongs to a laser position or a detector that is not there.
    pub(crate) fn is_absent(&self, parameter: Parameter) -> bool {
        match parameter.subject() {
            Subject::Laser(laser) => !self.laser(laser).fitted.may_exist(),
            Subject::Detector(detector) => self.absent.contains(&detector),
            Subject::Tls(_) | Subject::Sweep => false,
        }
    }

    /// The model of the laser that a tunable laser of the scan uses.
    pub(crate) fn model_of(&self, tls: super::ids::TlsId) -> Option<&str> {
        self.laser(self.laser_of(tls)?).fitted.model()
    }

    /// The model of the laser that sweeps, and the speeds that it has, nm/s; none where they are not known, or where
    /// the parameter is no speed.
    pub(crate) fn speeds_of(&self, parameter: Parameter) -> Option<(&str, &'static [u32])> {
        if parameter.kind() != ValueKind::Speed {
            return None;
        }
        let model = self.model_of(parameter.subject().tls()?)?;
        Some((model, laser_model::speeds(model)?))
    }

    fn check_speed(&self, parameter: Parameter, asked: u32) -> Result<(), NotAllowed> {
        let Some((model, speeds)) = self.speeds_of(parameter) else { return Ok(()) };
        let nearest = speeds.iter().copied().min_by_key(|speed| speed.abs_diff(asked)).unwrap_or(asked);
        if nearest == asked {
            return Ok(());
        }
        Err(NotAllowed::Speed { model: model.to_owned(), asked, nearest })
    }

    /// What may be set, in words, for the form.
    pub(crate) fn limits(&self, caps: &PowerCaps, parameter: Parameter) -> String {
        let list = |speeds: &[u32]| speeds.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        let from_to = |limits: RangeInclusive<u32>| format!("{} to {}", limits.start(), limits.end());
        match parameter.kind() {
            ValueKind::Power => format!("up to {} (cap)", caps.cap(self.emitter_of(parameter))),
            ValueKind::Speed => self
                .speeds_of(parameter)
                .map_or_else(|| from_to(ValueKind::SPEEDS), |(_, speeds)| list(speeds)),
            ValueKind::Laser => format!("0 none, 1 to {}", LaserId::COUNT),
            ValueKind::Trigger { none } => format!("0 {none}, 1 to {} TRIG IN", ValueKind::TRIGGERS.end()),
            ValueKind::Choice(choices) => choices.words(),
            ValueKind::Sampling => "0.02 0.05 0.1 0.2 0.5, 1 to 250 pm".into(),
            ValueKind::Stabilization => format!("on or off, 0 to {LONGEST_STABILIZATION_S} s: on,5.6"),
            ValueKind::Wavelength => {
                let (shortest, longest) = self.range_nm_of(parameter).unwrap_or((SHORTEST_NM, LONGEST_NM));
                format!("{shortest} to {longest} nm")
            }
        }
    }

    /// The wavelengths, nm, that the laser of a parameter has: one at a position, or that of a TLS. None where they are not
    /// known, and where it is the platform that limits them. What is outside is for the laser to refuse.
    pub(crate) fn range_nm_of(&self, parameter: Parameter) -> Option<(f64, f64)> {
        let model = match parameter.subject() {
            Subject::Laser(laser) => self.laser(laser).fitted.model(),
            Subject::Tls(tls) => self.model_of(tls),
            Subject::Sweep | Subject::Detector(_) => None,
        };
        laser_model::range_nm(model?)
    }

    /// The laser whose light a parameter changes; none where it changes no light, or that of a TLS without a laser.
    pub(crate) fn emitter_of(&self, parameter: Parameter) -> Option<LaserId> {
        match parameter.emitter() {
            Emitter::Laser(laser) => Some(laser),
            Emitter::Tls(tls) => self.laser_of(tls),
            Emitter::Scan | Emitter::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::TlsId;
    use crate::core::laser::Fitted;
    use std::sync::Arc;

    fn bench() -> Snapshot {
        let mut bench = Snapshot::new([].into());
        bench.lasers[0].fitted = Fitted::Model("T100S-HP".into());
        let tls = TlsId::new(1).unwrap();
        Arc::make_mut(&mut bench.values).insert(Parameter::TlsLaser(tls), Value::Laser(Some(LaserId::FIRST)));
        bench
    }

    #[test]
    fn what_cannot_be_is_refused_with_the_nearest_that_can() {
        let (bench, caps) = (bench(), PowerCaps::default());
        let words = |parameter: Parameter, typed: &str| {
            let value = parameter.parse(typed).unwrap();
            bench.check(&caps, parameter, value).map_err(|e| e.to_string())
        };
        let speed = Parameter::TlsSpeed(TlsId::new(1).unwrap());
        assert_eq!(words(speed, "15"), Ok(()));
        assert_eq!(
            words(speed, "16").unwrap_err(),
            "a T100S-HP does not sweep at 16 nm/s; the nearest is 15 nm/s"
        );
        // A laser that is not known may have any speed.
        assert_eq!(words(Parameter::TlsSpeed(TlsId::new(2).unwrap()), "16"), Ok(()));
        for (typed, fits) in [("1240", true), ("1239.999", false), ("1680nm", true), ("1680.001", false)] {
            assert_eq!(words(Parameter::ScanStart, typed).is_ok(), fits, "{typed}");
        }
        assert!(words(Parameter::ScanStop, "1700nm").unwrap_err().ends_with("the nearest is 1680 nm"));
        let of_another_unit = words(Parameter::ScanStop, "1550.11GHz").unwrap_err();
        assert!(of_another_unit.starts_with("193401 nm is outside 1240 to 1680 nm"), "{of_another_unit}");
        let power = Parameter::LaserPower(LaserId::new(1).unwrap());
        assert_eq!(words(power, "10dBm"), Ok(()));
        assert!(words(power, "10.001dBm").is_err() && words(power, "10.01mW").is_err());
        assert_eq!(words(power, "10mW"), Ok(()));
    }

    #[test]
    fn limits_of_a_wavelength_are_those_of_its_laser_where_they_are_known() {
        let (bench, caps) = (bench(), PowerCaps::default());
        let (first, second) = (LaserId::FIRST, LaserId::new(2).unwrap());
        for (parameter, words) in [
            (Parameter::LaserWavelength(first), "1502 to 1627 nm"),
            (Parameter::TlsStop(TlsId::FIRST), "1502 to 1627 nm"),
            (Parameter::LaserWavelength(second), "1240 to 1680 nm"),
            (Parameter::ScanStart, "1240 to 1680 nm"),
        ] {
            assert_eq!(bench.limits(&caps, parameter), words, "{parameter}");
        }
    }

    #[test]
    fn a_value_of_another_kind_is_refused_for_every_parameter() {
        let (bench, caps) = (bench(), PowerCaps::default());
        let all: Vec<_> = Parameter::all().map(Parameter::kind).collect();
        for parameter in Parameter::all() {
            for kind in &all {
                for value in kind.samples() {
                    let refused = bench.check(&caps, parameter, value) == Err(NotAllowed::Kind(parameter));
                    assert_eq!(refused, !parameter.kind().holds(value), "{parameter} {value:?}");
                }
            }
        }
    }

    #[test]
    fn an_empty_position_is_not_set() {
        let mut bench = bench();
        bench.lasers[2].fitted = Fitted::Empty;
        let three = LaserId::new(3).unwrap();
        for (parameter, typed) in
            [(Parameter::LaserPower(three), "1dBm"), (Parameter::LaserWavelength(three), "1550nm")]
        {
            let value = parameter.parse(typed).unwrap();
            let refused = bench.check(&PowerCaps::default(), parameter, value).unwrap_err();
            assert_eq!(refused.to_string(), format!("{parameter}: its position is empty"));
        }
        // Nor is a TLS given one.
        let tls = Parameter::TlsLaser(TlsId::new(1).unwrap());
        let checked =
            |position| bench.check(&PowerCaps::default(), tls, Value::Laser(LaserId::new(position)));
        assert_eq!(checked(3).unwrap_err().to_string(), "laser 3: its position is empty");
        assert!(checked(1).is_ok() && checked(0).is_ok() && checked(4).is_ok(), "4 was not read yet");
    }
}
