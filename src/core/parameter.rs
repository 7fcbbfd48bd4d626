//! Everything on the bench that holds a value an operator can set: one list, from which fields, commands,
//! read-backs and messages are derived. Emission is deliberately not in it.

use std::fmt;

use super::ids::{DetectorId, LaserId, TlsId};
use super::sweep;
use super::units::{self, BadValue, Dbm, Wavelength};

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
    Power(Dbm),
    /// A whole number.
    Whole(u32),
    /// The laser stays on after the scan, and the settling time in seconds.
    Stabilization {
        /// Stays on.
        stays_on: bool,
        /// Settling time.
        seconds: f64,
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
                vec![Self::ScanStart, Self::ScanStop, Self::Sampling]
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
            Kind::Power => Value::Power(units::parse_power(typed)?),
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
    let seconds = match units::number_and_unit(seconds) {
        Some((n, unit)) if (unit.is_empty() || unit == "s") && (0.0..=60.0).contains(&n) => n,
        _ => return Err(bad().into()),
    };
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
            (Self::Power(a), Self::Power(b)) => (a.0 - b.0).abs() < 1e-3,
            (
                Self::Stabilization { stays_on: a, seconds: s },
                Self::Stabilization { stays_on: b, seconds: t },
            ) => a == b && (s - t).abs() < 0.05,
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
    pub const fn power(self) -> Option<Dbm> {
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
            Ok(Value::Stabilization { stays_on: true, seconds: 5.6 })
        );
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
