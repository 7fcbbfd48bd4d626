//! A parameter's value: its kinds and limits, how it is typed and read, stepped, compared and shown.

use crate::core::cast::{count_u32, index_of};
use crate::core::sweep;
use crate::core::text::clip;
use crate::core::typed_number::{self, BadValue};
use crate::core::units::{self, Dbm, Power, Seconds, Wavelength};

/// What kind of value a parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueKind {
    /// A wavelength, m.
    Wavelength,
    /// A sampling step, m.
    Sampling,
    /// A power, dBm.
    Power,
    /// A whole number.
    Whole(Whole),
    /// One of these, counted from 0: the word that is shown, then others that are understood.
    Choice(&'static [&'static [&'static str]]),
    /// Output and seconds.
    Stabilization,
}

/// What whole numbers stand for, and with it what else they are held against before they are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// All within the limits.
    Any,
    /// Positions of lasers: one that is not known to be empty.
    LaserPositions,
    /// Speeds of the laser, nm/s: one that its model has.
    Speeds,
}

/// A whole number, its limits, and how it is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole {
    /// What they stand for.
    pub(crate) of: Numbers,
    /// The smallest that may be set.
    pub(crate) least: u32,
    /// The greatest that may be set.
    pub(crate) most: u32,
    /// Its unit, in front of which there is a blank; none where it is empty.
    pub(crate) unit: &'static str,
    /// The limits in words.
    pub(crate) limits: &'static str,
    /// What it should be, in an error.
    pub(crate) wanted: &'static str,
    /// One that would do.
    pub(crate) example: &'static str,
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

impl ValueKind {
    /// How a value is typed so that it reads as the same value again.
    pub(super) fn typed(self, value: Value) -> String {
        match value {
            Value::Stabilization { stays_on, seconds } => {
                format!("{},{seconds}", if stays_on { "on" } else { "off" })
            }
            Value::Whole(n) if matches!(self, Self::Whole(_)) => n.to_string(),
            // A number without a unit, as the instrument answers it.
            Value::Power(Power::Unsure(number)) => number.to_string(),
            Value::Wavelength(_) | Value::Power(Power::Known(_)) | Value::Whole(_) => value.shown(self),
        }
    }

    /// The value a step up or down from `held`: `tenths` is 10 for the usual step of 0.1 nm or 0.1 dB.
    /// Values that are offered one by one go to the next one.
    pub(super) fn nudged(self, held: Value, up: bool, tenths: u32, speeds: Option<&[u32]>) -> Value {
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
                let (least, most) = match self {
                    Self::Whole(whole) => (whole.least, whole.most),
                    Self::Choice(choices) => (0, count_u32(choices.len()) - 1),
                    Self::Wavelength | Self::Sampling | Self::Power | Self::Stabilization => (n, n),
                };
                Value::Whole((0..times).fold(n, |n, _| next(n)).clamp(least, most))
            }
            Value::Stabilization { stays_on, seconds } => Value::Stabilization {
                stays_on,
                seconds: Seconds::try_from(units::tidy(
                    (seconds.get() + 0.5 * step).clamp(0.0, LONGEST_STABILIZATION_S),
                    1e3,
                ))
                .unwrap_or(seconds),
            },
        }
    }

    /// Reads what was typed into a field of this kind.
    pub(super) fn parse(self, typed: &str) -> Result<Value, BadEntry> {
        Ok(match self {
            Self::Wavelength => Value::Wavelength(typed_number::parse_wavelength(typed)?),
            Self::Sampling => {
                let asked = typed_number::parse_sampling(typed)?;
                let nearest = sweep::nearest_sampling_pm(asked.pm());
                if (asked.pm() - nearest).abs() > 1e-6 * nearest {
                    return Err(BadEntry::NotOffered { asked: asked.pm(), nearest });
                }
                Value::Wavelength(asked)
            }
            Self::Power => Value::Power(typed_number::parse_power(typed)?.into()),
            Self::Whole(whole) => Value::Whole(whole.parse(typed)?),
            Self::Choice(choices) => Value::Whole(parse_choice(typed, choices)?),
            Self::Stabilization => parse_stabilization(typed)?,
        })
    }
}

impl Whole {
    fn parse(self, typed: &str) -> Result<u32, BadEntry> {
        let Self { least, most, unit, wanted, example, .. } = self;
        let whole = typed_number::parse_whole(typed, unit, wanted, example)?;
        if (least..=most).contains(&whole) {
            Ok(whole)
        } else {
            Err(BadEntry::OutOfRange { asked: whole, least, most })
        }
    }
}

/// Reads a choice by its number or by one of its words.
fn parse_choice(typed: &str, choices: &'static [&'static [&'static str]]) -> Result<u32, BadEntry> {
    let word = typed.trim();
    let named = choices.iter().position(|words| words.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let number = || word.parse().ok().filter(|&number| number < choices.len());
    let chosen = named
        .or_else(number)
        .ok_or_else(|| BadEntry::NotAChoice { typed: clip(word, 40), choices: choice_words(choices) })?;
    Ok(count_u32(chosen))
}

/// What may be chosen, in words.
pub(crate) fn choice_words(choices: &[&[&str]]) -> String {
    choices.iter().filter_map(|words| words.first().copied()).collect::<Vec<_>>().join(" or ")
}

/// The longest stabilization of a scan, s.
pub(crate) const LONGEST_STABILIZATION_S: f64 = 60.0;

fn parse_stabilization(typed: &str) -> Result<Value, BadEntry> {
    let bad = || BadValue::new(typed, "stays on (0 or 1) and seconds (0 to 60)", "1,5.6");
    let (output, seconds) = typed.split_once(',').unwrap_or((typed, "0"));
    let stays_on = match output.trim().to_lowercase().as_str() {
        "1" | "on" => true,
        "0" | "off" => false,
        _ => return Err(bad().into()),
    };
    let seconds = typed_number::parse_time(seconds, &["", "s"])
        .filter(|seconds| seconds.get() <= LONGEST_STABILIZATION_S)
        .ok_or_else(bad)?;
    Ok(Value::Stabilization { stays_on, seconds })
}

/// A typed value that cannot be sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadEntry {
    /// Not a value of this kind at all.
    #[error(transparent)]
    Value(#[from] BadValue),
    /// None of the words that there are.
    #[error("{typed:?} is not {choices}")]
    NotAChoice {
        /// What was typed.
        typed: String,
        /// What may be chosen, in words.
        choices: String,
    },
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
        /// The smallest number that may be set.
        least: u32,
        /// The largest.
        most: u32,
    },
}

impl Value {
    /// Whether the instrument holds what was asked, to its own resolution (10 am, 0.001 dB).
    pub(crate) fn agrees(self, held: Self) -> bool {
        match self {
            Self::Wavelength(a) => held.wavelength().is_some_and(|b| (a.m() - b.m()).abs() < 1e-14),
            Self::Power(a) => held.power().is_some_and(|b| a.agrees(b)),
            Self::Whole(a) => held.whole() == Some(a),
            Self::Stabilization { stays_on: a, seconds: s } => {
                held.stabilization().is_some_and(|(b, t)| a == b && (s.get() - t.get()).abs() < 0.05)
            }
        }
    }

    /// With unit, as a value of this kind.
    pub(super) fn shown(self, kind: ValueKind) -> String {
        match self {
            Self::Wavelength(w) if kind == ValueKind::Sampling => format!("{} pm", w.pm()),
            Self::Wavelength(w) => w.to_string(),
            Self::Power(p) => p.to_string(),
            Self::Whole(n) => match kind {
                ValueKind::Whole(Whole { unit, .. }) if !unit.is_empty() => format!("{n} {unit}"),
                ValueKind::Choice(choices) if index_of(n) < choices.len() => choices[index_of(n)][0].into(),
                ValueKind::Wavelength
                | ValueKind::Sampling
                | ValueKind::Power
                | ValueKind::Whole(_)
                | ValueKind::Choice(_)
                | ValueKind::Stabilization => n.to_string(),
            },
            Self::Stabilization { stays_on, seconds } => {
                format!("{}, {seconds} s", if stays_on { "stays on" } else { "off after" })
            }
        }
    }

    /// The wavelength, if it is one.
    pub(crate) const fn wavelength(self) -> Option<Wavelength> {
        if let Self::Wavelength(w) = self { Some(w) } else { None }
    }

    /// The power, if it is one.
    pub(crate) const fn power(self) -> Option<Power> {
        if let Self::Power(p) = self { Some(p) } else { None }
    }

    /// Whether the laser stays on, and the settling time, if it says so.
    const fn stabilization(self) -> Option<(bool, Seconds)> {
        if let Self::Stabilization { stays_on, seconds } = self { Some((stays_on, seconds)) } else { None }
    }

    /// The settling time, if it has one.
    pub(crate) const fn settling(self) -> Option<Seconds> {
        if let Self::Stabilization { seconds, .. } = self { Some(seconds) } else { None }
    }

    /// The whole number, if it is one.
    pub(crate) const fn whole(self) -> Option<u32> {
        if let Self::Whole(n) = self { Some(n) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::{LaserId, TlsId};
    use crate::core::parameter::{Parameter, Subject};

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

    #[test]
    fn a_value_is_typed_so_that_it_reads_as_itself() {
        for parameter in Subject::Sweep.parameters() {
            let value = match parameter.kind() {
                ValueKind::Choice(_) | ValueKind::Whole(_) => Value::Whole(1),
                ValueKind::Sampling => Value::Wavelength(Wavelength::from_m(5e-12)),
                ValueKind::Wavelength => Value::Wavelength(Wavelength::from_nm(1550.25)),
                ValueKind::Power => Value::Power(Dbm(1.25).into()),
                ValueKind::Stabilization => {
                    Value::Stabilization { stays_on: true, seconds: Seconds::try_from(5.6).unwrap() }
                }
            };
            assert_eq!(parameter.parse(&parameter.typed(value)), Ok(value), "{parameter}");
        }
        assert_eq!(Parameter::ScanMode.typed(Value::Whole(1)), "continuous", "a choice by its word");
    }

    #[test]
    fn a_step_of_a_choice_ends_at_its_last_word() {
        let next = |held, up| Parameter::ScanMode.nudged(Value::Whole(held), up, 10, None);
        assert_eq!((next(0, true), next(1, true)), (Value::Whole(1), Value::Whole(1)));
        assert_eq!((next(1, false), next(0, false)), (Value::Whole(0), Value::Whole(0)));
    }

    #[test]
    fn what_is_no_choice_is_refused_with_the_words_there_are() {
        let refused = Parameter::ScanMode.parse("sometimes").unwrap_err().to_string();
        assert_eq!(refused, "\"sometimes\" is not single or continuous");
    }

    #[test]
    fn both_parts_of_a_stabilization_are_to_be_held() {
        let value = |stays_on, seconds| Value::Stabilization {
            stays_on,
            seconds: Seconds::try_from(seconds).unwrap(),
        };
        let asked = value(true, 5.6);
        assert!(asked.agrees(value(true, 5.62)));
        assert!(!asked.agrees(value(false, 5.6)) && !asked.agrees(value(true, 6.0)));
    }
}
