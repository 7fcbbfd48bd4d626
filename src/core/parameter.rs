//! Everything on the bench that holds a value an operator can set: one list, from which fields, commands,
//! read-backs and messages are derived. Emission is deliberately not in it.

use std::fmt;

use super::ids::{DetectorId, LaserId, TlsId};
use super::sweep;
use super::units::{self, BadValue, Dbm, Power, Seconds, Wavelength};

/// Something with a value that can be set and read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Parameter {
    /// Set power of a laser.
    LaserPower(LaserId),
    /// Wavelength of a laser.
    LaserWavelength(LaserId),
    /// Which laser position a tunable laser of the scan uses; 0 is none.
    TlsLaser(TlsId),
    /// Where a tunable laser's range in the scan begins.
    TlsStart(TlsId),
    /// Where it ends.
    TlsStop(TlsId),
    /// Its speed, nm/s.
    TlsSpeed(TlsId),
    /// Its power while scanning.
    TlsPower(TlsId),
    /// Its trigger input: 0 none, 1 to 8 a TRIG IN port.
    TlsTrigger(TlsId),
    /// First wavelength of the scan.
    ScanStart,
    /// Last wavelength of the scan.
    ScanStop,
    /// Sampling step of the scan.
    Sampling,
    /// Whether the laser stays on after the scan, and the settling time.
    Stabilization,
    /// 0 a single scan, 1 one after the other.
    ScanMode,
    /// Wavelength at which a detector is calibrated.
    DetectorWavelength(DetectorId),
    /// 0 wavelength, 1 frequency.
    SpectralUnit(DetectorId),
    /// 0 dBm, 1 mW.
    PowerUnit(DetectorId),
    /// A detector's trigger: 0 software, 1 to 8 a TRIG IN port.
    DetectorTrigger(DetectorId),
}

/// What kind of value a parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A wavelength, m.
    Wavelength,
    /// A sampling step, m.
    Sampling,
    /// A power, dBm.
    Power,
    /// A whole number, within these limits.
    Whole {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Output and seconds.
    Stabilization,
}

/// A parameter's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A wavelength or a sampling step.
    Wavelength(Wavelength),
    /// A power.
    Power(Power),
    /// A whole number.
    Whole(u32),
    /// The laser stays on after the scan, and the settling time in seconds.
    Stabilization {
        /// Stays on.
        stays_on: bool,
        /// Settling time.
        seconds: Seconds,
    },
}

impl Parameter {
    /// The kind of its value.
    pub const fn kind(self) -> Kind {
        match self {
            Self::LaserPower(_) | Self::TlsPower(_) => Kind::Power,
            Self::LaserWavelength(_)
            | Self::TlsStart(_)
            | Self::TlsStop(_)
            | Self::ScanStart
            | Self::ScanStop
            | Self::DetectorWavelength(_) => Kind::Wavelength,
            Self::Sampling => Kind::Sampling,
            Self::TlsLaser(_) => Kind::Whole { least: 0, most: 10 },
            Self::TlsSpeed(_) => Kind::Whole { least: 1, most: 200 },
            Self::TlsTrigger(_) | Self::DetectorTrigger(_) => Kind::Whole { least: 0, most: 8 },
            Self::ScanMode | Self::SpectralUnit(_) | Self::PowerUnit(_) => Kind::Whole { least: 0, most: 1 },
            Self::Stabilization => Kind::Stabilization,
        }
    }

    /// What else the instrument may move when this one is set, itself included: all are read back.
    pub fn moves(self) -> Vec<Self> {
        match self {
            Self::ScanStart | Self::ScanStop | Self::Sampling => {
                // In the order in which old values can be given back: the sampling limits the span.
                vec![Self::Sampling, Self::ScanStart, Self::ScanStop]
            }
            Self::TlsStart(tls) | Self::TlsStop(tls) => {
                vec![Self::TlsStart(tls), Self::TlsStop(tls)]
            }
            Self::TlsLaser(tls) => Self::of_tls(tls).to_vec(),
            // The wavelength is shared by channels 2 to 4 of an IL RL OPM2 module.
            Self::DetectorWavelength(detector) => (1..=6)
                .filter(|&c| c == detector.channel() || (2..=4).contains(&c) && detector.channel() > 1)
                .filter_map(|channel| DetectorId::new(detector.module(), channel))
                .map(Self::DetectorWavelength)
                .collect(),
            alone => vec![alone],
        }
    }

    /// The parameters of a tunable laser, in the order that survives the instrument's own resets.
    pub const fn of_tls(tls: TlsId) -> [Self; 6] {
        [
            Self::TlsLaser(tls),
            Self::TlsTrigger(tls),
            Self::TlsSpeed(tls),
            Self::TlsPower(tls),
            Self::TlsStart(tls),
            Self::TlsStop(tls),
        ]
    }

    /// The parameters of a detector.
    pub const fn of_detector(detector: DetectorId) -> [Self; 4] {
        [
            Self::PowerUnit(detector),
            Self::DetectorWavelength(detector),
            Self::SpectralUnit(detector),
            Self::DetectorTrigger(detector),
        ]
    }

    /// The parameters of the scan itself.
    pub const SCAN: [Self; 5] =
        [Self::ScanStart, Self::ScanStop, Self::Sampling, Self::Stabilization, Self::ScanMode];

    /// The place among others in which it is given back, so that the instrument's own resets and limits do
    /// not undo what was given back before: a laser resets its TLS, the sampling limits the span.
    pub const fn order(self) -> u8 {
        match self {
            Self::TlsLaser(_) => 0,
            Self::TlsTrigger(_) => 1,
            Self::TlsSpeed(_) => 2,
            Self::TlsPower(_) => 3,
            Self::TlsStart(_) => 4,
            Self::TlsStop(_) => 5,
            Self::Sampling => 6,
            Self::ScanStart => 7,
            Self::ScanStop => 8,
            _ => 9,
        }
    }

    /// The words that name it on the command line, in presets and in the transcript, and that
    /// [`find`](Self::find) reads.
    pub fn command(self) -> String {
        match self {
            Self::Sampling => "sweep sampling".into(),
            Self::Stabilization => "sweep stabilization".into(),
            other => other.to_string().to_lowercase(),
        }
    }

    /// The parameter that words name, as [`command`](Self::command) writes them.
    pub fn find(words: &[&str]) -> Option<Self> {
        let number = |text: &str| text.parse::<usize>().ok();
        Some(match words {
            ["laser", n, node] => {
                let laser = LaserId::new(number(n)?)?;
                match *node {
                    "power" => Self::LaserPower(laser),
                    "wavelength" | "frequency" => Self::LaserWavelength(laser),
                    _ => return None,
                }
            }
            ["tls", n, node] => {
                let tls = TlsId::new(number(n)?)?;
                Self::of_tls(tls).into_iter().find(|p| p.command().ends_with(&format!(" {node}")))?
            }
            ["sweep", node] => Self::SCAN.into_iter().find(|p| p.command().ends_with(&format!(" {node}")))?,
            ["detector", place, node @ ..] => {
                let detector = place.parse().ok()?;
                let node = if *node == ["frequency"] { "wavelength".into() } else { node.join(" ") };
                let wanted = format!("detector {detector} {node}");
                Self::of_detector(detector).into_iter().find(|p| p.command() == wanted)?
            }
            _ => return None,
        })
    }

    /// How a value is typed so that it reads as the same value again.
    pub fn typed(self, value: Value) -> String {
        match value {
            Value::Stabilization { stays_on, seconds } => {
                format!("{},{seconds}", if stays_on { "on" } else { "off" })
            }
            Value::Whole(n) if matches!(self, Self::TlsSpeed(_)) => n.to_string(),
            // A number without a unit, as the instrument answers it.
            Value::Power(Power::Unsure(number)) => number.to_string(),
            value => value.words(self),
        }
    }

    /// The value a step up or down from `held`: `tenths` is 10 for the usual step of 0.1 nm or 0.1 dB.
    /// Values that are offered one by one go to the next one.
    pub fn nudged(self, held: Value, up: bool, tenths: u32, speeds: Option<&[u32]>) -> Value {
        let sign = if up { 1.0 } else { -1.0 };
        let step = sign * f64::from(tenths) / 10.0;
        let times = (tenths / 10).max(1);
        match held {
            Value::Wavelength(w) if self == Self::Sampling => {
                let pm = (0..times).fold(w.pm(), |pm, _| sweep::next_sampling_pm(pm, up));
                Value::Wavelength(Wavelength::from_m(pm * 1e-12))
            }
            Value::Wavelength(w) => {
                Value::Wavelength(Wavelength::from_nm(units::tidy(w.nm() + 0.1 * step, 1e8)))
            }
            Value::Power(p) => Value::Power(Dbm(units::tidy(p.number() + 0.1 * step, 1e6)).into()),
            Value::Whole(n) => {
                let next = |n: u32| match (speeds, up) {
                    (Some(speeds), true) => speeds.iter().copied().find(|&s| s > n).unwrap_or(n),
                    (Some(speeds), false) => speeds.iter().rev().copied().find(|&s| s < n).unwrap_or(n),
                    (None, true) => n.saturating_add(1),
                    (None, false) => n.saturating_sub(1),
                };
                let (least, most) = match self.kind() {
                    Kind::Whole { least, most } => (least, most),
                    _ => (0, u32::MAX),
                };
                Value::Whole((0..times).fold(n, |n, _| next(n)).clamp(least, most))
            }
            Value::Stabilization { stays_on, seconds } => Value::Stabilization {
                stays_on,
                seconds: Seconds::try_from(units::tidy((seconds.get() + 0.5 * step).clamp(0.0, 60.0), 1e3))
                    .unwrap_or(seconds),
            },
        }
    }

    /// Reads what was typed into this parameter's field.
    pub fn parse(self, typed: &str) -> Result<Value, BadEntry> {
        Ok(match self.kind() {
            Kind::Wavelength => Value::Wavelength(units::parse_wavelength(typed)?),
            Kind::Sampling => {
                let asked = units::parse_sampling(typed)?;
                let nearest = sweep::nearest_sampling_pm(asked.pm());
                if (asked.pm() - nearest).abs() > 1e-6 * nearest {
                    return Err(BadEntry::NotOffered { asked: asked.pm(), nearest });
                }
                Value::Wavelength(asked)
            }
            Kind::Power => Value::Power(units::parse_power(typed)?.into()),
            Kind::Whole { least, most } => Value::Whole(self.parse_whole(typed, least, most)?),
            Kind::Stabilization => parse_stabilization(typed)?,
        })
    }

    fn parse_whole(self, typed: &str, least: u32, most: u32) -> Result<u32, BadEntry> {
        let (wanted, example) = match self {
            Self::TlsSpeed(_) => ("a sweep speed in whole nm/s", "20"),
            Self::TlsLaser(_) => ("a laser position, or 0 for none", "1"),
            Self::ScanMode => ("0 for single or 1 for continuous", "0"),
            Self::PowerUnit(_) => ("0 for dBm or 1 for mW", "0"),
            Self::SpectralUnit(_) => ("0 for wavelength or 1 for frequency", "0"),
            _ => ("a trigger input, or 0 for none", "2"),
        };
        let word = match (self, typed.trim().to_lowercase().as_str()) {
            (Self::ScanMode, "sing" | "single")
            | (Self::PowerUnit(_), "dbm")
            | (Self::SpectralUnit(_), "wav" | "nm") => Some(0),
            (Self::ScanMode, "cont" | "continuous")
            | (Self::PowerUnit(_), "mw")
            | (Self::SpectralUnit(_), "freq" | "thz") => Some(1),
            _ => None,
        };
        let whole = match word {
            Some(whole) => whole,
            None => units::parse_whole(typed, "nm/s", wanted, example)?,
        };
        if (least..=most).contains(&whole) {
            Ok(whole)
        } else {
            Err(BadEntry::OutOfRange { asked: whole, least, most })
        }
    }
}

fn parse_stabilization(typed: &str) -> Result<Value, BadEntry> {
    let bad = || BadValue::new(typed, "stays on (0 or 1) and seconds (0 to 60)", "1,5.6");
    let (output, seconds) = typed.split_once(',').unwrap_or((typed, "0"));
    let stays_on = match output.trim().to_lowercase().as_str() {
        "1" | "on" => true,
        "0" | "off" => false,
        _ => return Err(bad().into()),
    };
    let seconds = units::number_and_unit(seconds)
        .filter(|(n, unit)| (unit.is_empty() || unit == "s") && *n <= 60.0)
        .and_then(|(n, _)| Seconds::try_from(n).ok())
        .ok_or_else(bad)?;
    Ok(Value::Stabilization { stays_on, seconds })
}

/// A typed value that cannot be sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadEntry {
    /// Not a value of this kind at all.
    #[error(transparent)]
    Value(#[from] BadValue),
    /// A sampling step between those offered.
    #[error("a sampling of {asked} pm is not offered; the nearest is {nearest} pm")]
    NotOffered {
        /// What was typed, pm.
        asked: f64,
        /// The nearest step, pm.
        nearest: f64,
    },
    /// A whole number outside its limits.
    #[error("{asked} is outside {least} to {most}")]
    OutOfRange {
        /// What was typed.
        asked: u32,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LaserPower(n) => write!(f, "laser {n} power"),
            Self::LaserWavelength(n) => write!(f, "laser {n} wavelength"),
            Self::TlsLaser(n) => write!(f, "TLS {n} laser"),
            Self::TlsStart(n) => write!(f, "TLS {n} start"),
            Self::TlsStop(n) => write!(f, "TLS {n} stop"),
            Self::TlsSpeed(n) => write!(f, "TLS {n} speed"),
            Self::TlsPower(n) => write!(f, "TLS {n} power"),
            Self::TlsTrigger(n) => write!(f, "TLS {n} trigger"),
            Self::ScanStart => f.write_str("sweep start"),
            Self::ScanStop => f.write_str("sweep stop"),
            Self::Sampling => f.write_str("sampling"),
            Self::Stabilization => f.write_str("stabilization"),
            Self::ScanMode => f.write_str("sweep mode"),
            Self::DetectorWavelength(d) => write!(f, "detector {d} wavelength"),
            Self::SpectralUnit(d) => write!(f, "detector {d} spectral unit"),
            Self::PowerUnit(d) => write!(f, "detector {d} unit"),
            Self::DetectorTrigger(d) => write!(f, "detector {d} trigger"),
        }
    }
}

impl Value {
    /// Whether the instrument holds what was asked, to its own resolution (10 am, 0.001 dB).
    pub fn agrees(self, held: Self) -> bool {
        match (self, held) {
            (Self::Wavelength(a), Self::Wavelength(b)) => (a.m() - b.m()).abs() < 1e-14,
            (Self::Power(a), Self::Power(b)) => a.agrees(b),
            (
                Self::Stabilization { stays_on: a, seconds: s },
                Self::Stabilization { stays_on: b, seconds: t },
            ) => a == b && (s.get() - t.get()).abs() < 0.05,
            (a, b) => a == b,
        }
    }

    /// With unit, for messages about `parameter`.
    pub fn words(self, parameter: Parameter) -> String {
        match (self, parameter) {
            (Self::Wavelength(w), Parameter::Sampling) => format!("{} pm", w.pm()),
            (Self::Wavelength(w), _) => w.to_string(),
            (Self::Power(p), _) => p.to_string(),
            (Self::Whole(n), Parameter::TlsSpeed(_)) => format!("{n} nm/s"),
            (Self::Whole(0), Parameter::ScanMode) => "single".into(),
            (Self::Whole(1), Parameter::ScanMode) => "continuous".into(),
            (Self::Whole(0), Parameter::PowerUnit(_)) => "dBm".into(),
            (Self::Whole(1), Parameter::PowerUnit(_)) => "mW".into(),
            (Self::Whole(0), Parameter::SpectralUnit(_)) => "nm".into(),
            (Self::Whole(1), Parameter::SpectralUnit(_)) => "THz".into(),
            (Self::Whole(n), _) => n.to_string(),
            (Self::Stabilization { stays_on, seconds }, _) => {
                format!("{}, {seconds} s", if stays_on { "stays on" } else { "off after" })
            }
        }
    }

    /// The wavelength, if it is one.
    pub const fn wavelength(self) -> Option<Wavelength> {
        if let Self::Wavelength(w) = self { Some(w) } else { None }
    }

    /// The power, if it is one.
    pub const fn power(self) -> Option<Power> {
        if let Self::Power(p) = self { Some(p) } else { None }
    }

    /// The whole number, if it is one.
    pub const fn whole(self) -> Option<u32> {
        if let Self::Whole(n) = self { Some(n) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_takes_what_an_operator_types() {
        let tls = TlsId::new(1).unwrap();
        assert_eq!(Parameter::TlsSpeed(tls).parse("20 nm/s"), Ok(Value::Whole(20)));
        assert_eq!(Parameter::ScanMode.parse("cont"), Ok(Value::Whole(1)));
        assert_eq!(
            Parameter::Stabilization.parse("on, 5.6 s"),
            Ok(Value::Stabilization { stays_on: true, seconds: Seconds::try_from(5.6).unwrap() })
        );
    }

    #[test]
    fn a_parameter_is_found_by_its_own_words_and_its_value_reads_back() {
        let (laser, tls) = (LaserId::new(10).unwrap(), TlsId::new(4).unwrap());
        let all = [Parameter::LaserPower(laser), Parameter::LaserWavelength(laser)]
            .into_iter()
            .chain(Parameter::of_tls(tls))
            .chain(Parameter::SCAN)
            .chain(Parameter::of_detector(DetectorId::new(20, 6).unwrap()));
        for parameter in all {
            let command = parameter.command();
            let words: Vec<&str> = command.split(' ').collect();
            assert_eq!(Parameter::find(&words), Some(parameter), "{command}");
            let value = match parameter.kind() {
                Kind::Wavelength => Value::Wavelength(Wavelength::from_nm(1_550.123_45)),
                Kind::Sampling => Value::Wavelength(Wavelength::from_m(2e-14)),
                Kind::Power => Value::Power(Dbm(-3.25).into()),
                Kind::Whole { most, .. } => Value::Whole(most),
                Kind::Stabilization => {
                    Value::Stabilization { stays_on: true, seconds: Seconds::try_from(5.6).unwrap() }
                }
            };
            let typed = parameter.typed(value);
            assert!(parameter.parse(&typed).is_ok_and(|read| read.agrees(value)), "{command} {typed}");
        }
        for words in [
            &["laser", "11", "power"][..],
            &["tls", "5", "start"],
            &["sweep", "power"],
            &["detector", "21/1", "unit"],
            &[],
        ] {
            assert_eq!(Parameter::find(words), None, "{words:?}");
        }
    }

    #[test]
    fn a_nudge_goes_to_the_next_value_there_is() {
        let nudged = |parameter: Parameter, typed: &str, up, tenths| {
            let value = parameter.nudged(parameter.parse(typed).unwrap(), up, tenths, Some(&[10, 20, 50]));
            parameter.typed(value)
        };
        let speed = Parameter::TlsSpeed(TlsId::new(1).unwrap());
        assert_eq!(nudged(speed, "20", true, 10), "50");
        assert_eq!(nudged(speed, "50", true, 100), "50");
        assert_eq!(nudged(Parameter::Sampling, "0.5", true, 10), "1 pm");
        assert_eq!(nudged(Parameter::Sampling, "1", false, 100), "0.02 pm");
        assert_eq!(nudged(Parameter::ScanStart, "1550", true, 100), "1551 nm");
        assert_eq!(nudged(Parameter::ScanStart, "1550", false, 1), "1549.99 nm");
        assert_eq!(nudged(Parameter::LaserPower(LaserId::new(1).unwrap()), "-0.05", true, 10), "0.05 dBm");
        assert_eq!(nudged(Parameter::Stabilization, "on,0", false, 10), "on,0");
    }

    #[test]
    fn limits_are_told_with_what_would_do() {
        let tls = TlsId::new(1).unwrap();
        let words = |p: Parameter, typed| p.parse(typed).unwrap_err().to_string();
        assert_eq!(
            words(Parameter::Sampling, "0.03pm"),
            "a sampling of 0.03 pm is not offered; the nearest is 0.02 pm"
        );
        assert_eq!(words(Parameter::TlsTrigger(tls), "9"), "9 is outside 0 to 8");
        assert!(words(Parameter::TlsSpeed(tls), "20.5").contains("whole nm/s"));
        assert!(words(Parameter::Stabilization, "1,61").contains("0 to 60"));
    }
}
