//! A parameter's value: its kinds and limits, how it is typed and read, stepped, compared and shown.

use std::fmt;
use std::ops::RangeInclusive;

use super::choice::{Choice, Choices, PowerUnit};
use crate::core::cast::{count_u32, index_of};
use crate::core::ids::LaserId;
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
    /// A laser position, or none.
    Laser,
    /// A speed, nm/s.
    Speed,
    /// A trigger input.
    Trigger {
        /// What stands for no input, in words.
        none: &'static str,
    },
    /// One of a few words.
    Choice(Choices),
    /// Output and seconds.
    Stabilization,
}

/// A parameter's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A wavelength.
    Wavelength(Wavelength),
    /// A sampling step.
    Sampling(Wavelength),
    /// A power.
    Power(Power),
    /// A laser position; 0 on the wire where there is none.
    Laser(Option<LaserId>),
    /// A speed, nm/s.
    Speed(u32),
    /// A trigger input, 1 to 8 a TRIG IN port; 0 where there is none.
    Trigger(u8),
    /// One of a few words.
    Choice(Choice),
    /// The laser stays on after the scan, and the settling time in seconds.
    Stabilization {
        /// Stays on.
        stays_on: bool,
        /// Settling time.
        seconds: Seconds,
    },
}

impl<C: Into<Choice>> From<C> for Value {
    fn from(chosen: C) -> Self {
        Self::Choice(chosen.into())
    }
}

/// Positions of lasers as they are numbered, with 0 for none.
fn lasers() -> RangeInclusive<u32> {
    0..=count_u32(LaserId::COUNT)
}

impl ValueKind {
    /// Speeds that some laser may have, nm/s.
    pub(crate) const SPEEDS: RangeInclusive<u32> = 1..=200;
    /// Trigger inputs, with 0 for none.
    pub(crate) const TRIGGERS: RangeInclusive<u32> = 0..=8;

    /// Whether a value is of this kind.
    pub(crate) fn holds(self, value: Value) -> bool {
        match value {
            Value::Wavelength(_) => self == Self::Wavelength,
            Value::Sampling(_) => self == Self::Sampling,
            Value::Power(_) => self == Self::Power,
            Value::Laser(_) => self == Self::Laser,
            Value::Speed(_) => self == Self::Speed,
            Value::Trigger(_) => matches!(self, Self::Trigger { .. }),
            Value::Choice(choice) => self == Self::Choice(choice.among()),
            Value::Stabilization { .. } => self == Self::Stabilization,
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
                Value::Sampling(asked)
            }
            Self::Power => Value::Power(typed_number::parse_power(typed)?.into()),
            Self::Laser => {
                let wanted = "a laser position, or 0 for none";
                Value::Laser(LaserId::new(index_of(whole(typed, "", lasers(), (wanted, "1"))?)))
            }
            Self::Speed => {
                Value::Speed(whole(typed, "nm/s", Self::SPEEDS, ("a sweep speed in whole nm/s", "20"))?)
            }
            Self::Trigger { .. } => {
                let input = whole(typed, "", Self::TRIGGERS, ("a trigger input, or 0 for none", "2"))?;
                Value::Trigger(small(input))
            }
            Self::Choice(choices) => {
                let word = typed.trim();
                let none = || BadEntry::NotAChoice { typed: clip(word, 40), choices: choices.words() };
                Value::Choice(choices.find(word).ok_or_else(none)?)
            }
            Self::Stabilization => parse_stabilization(typed)?,
        })
    }
}

/// A whole number within limits; else what should have been typed, and one that would do.
fn whole(
    typed: &str,
    unit: &str,
    limits: RangeInclusive<u32>,
    (wanted, example): (&'static str, &'static str),
) -> Result<u32, BadEntry> {
    let whole = typed_number::parse_whole(typed, unit, wanted, example)?;
    if limits.contains(&whole) {
        Ok(whole)
    } else {
        Err(BadEntry::OutOfRange { asked: whole, least: *limits.start(), most: *limits.end() })
    }
}

/// A number of a few, as limits leave it.
fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
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
    /// How it is typed so that it reads as the same value again.
    pub(crate) fn typed(self) -> String {
        match self {
            Self::Stabilization { stays_on, seconds } => {
                format!("{},{seconds}", if stays_on { "on" } else { "off" })
            }
            Self::Speed(speed) => speed.to_string(),
            // A number without a unit, as the instrument answers it.
            Self::Power(Power::Unsure(number)) => number.to_string(),
            Self::Wavelength(_)
            | Self::Sampling(_)
            | Self::Power(Power::Known(_))
            | Self::Laser(_)
            | Self::Trigger(_)
            | Self::Choice(_) => self.to_string(),
        }
    }

    /// The value a step up or down: `tenths` is 10 for the usual step of 0.1 nm or 0.1 dB. Values that are offered one by one
    /// go to the next one; `speeds` are those of the laser, if they are known.
    pub(crate) fn nudged(self, up: bool, tenths: u32, speeds: Option<&[u32]>) -> Self {
        let sign = if up { 1.0 } else { -1.0 };
        let step = sign * f64::from(tenths) / 10.0;
        let times = (tenths / 10).max(1);
        let moved = |number: u32, limits: RangeInclusive<u32>| {
            let moved = if up { number.saturating_add(times) } else { number.saturating_sub(times) };
            moved.clamp(*limits.start(), *limits.end())
        };
        match self {
            Self::Sampling(held) => {
                let pm = (0..times).fold(held.pm(), |pm, _| sweep::next_sampling_pm(pm, up));
                Self::Sampling(Wavelength::from_m(pm * 1e-12))
            }
            Self::Wavelength(w) => {
                Self::Wavelength(Wavelength::from_nm(units::tidy(w.nm() + 0.1 * step, 1e8)))
            }
            Self::Power(p) => Self::Power(Dbm(units::tidy(p.number() + 0.1 * step, 1e6)).into()),
            Self::Laser(held) => {
                let number = held.map_or(0, |laser| count_u32(laser.number()));
                Self::Laser(LaserId::new(index_of(moved(number, lasers()))))
            }
            Self::Speed(held) => Self::Speed(match speeds {
                Some(speeds) => (0..times).fold(held, |speed, _| next_speed(speeds, speed, up)),
                None => moved(held, ValueKind::SPEEDS),
            }),
            Self::Trigger(held) => Self::Trigger(small(moved(held.into(), ValueKind::TRIGGERS))),
            Self::Choice(held) => Self::Choice(held.moved(up, index_of(times))),
            Self::Stabilization { stays_on, seconds } => Self::Stabilization {
                stays_on,
                seconds: Seconds::try_from(units::tidy(
                    (seconds.get() + 0.5 * step).clamp(0.0, LONGEST_STABILIZATION_S),
                    1e3,
                ))
                .unwrap_or(seconds),
            },
        }
    }

    /// Whether the instrument holds what was asked, to its own resolution (10 am, 0.001 dB).
    pub(crate) fn agrees(self, held: Self) -> bool {
        match (self, held) {
            (Self::Wavelength(a), Self::Wavelength(b)) | (Self::Sampling(a), Self::Sampling(b)) => {
                (a.m() - b.m()).abs() < 1e-14
            }
            (Self::Power(a), Self::Power(b)) => a.agrees(b),
            (
                Self::Stabilization { stays_on: a, seconds: s },
                Self::Stabilization { stays_on: b, seconds: t },
            ) => a == b && (s.get() - t.get()).abs() < 0.05,
            (asked, held) => asked == held,
        }
    }

    /// The wavelength, if it is one.
    pub(crate) const fn wavelength(self) -> Option<Wavelength> {
        if let Self::Wavelength(w) = self { Some(w) } else { None }
    }

    /// The sampling step, if it is one.
    pub(crate) const fn sampling(self) -> Option<Wavelength> {
        if let Self::Sampling(step) = self { Some(step) } else { None }
    }

    /// The power, if it is one.
    pub(crate) const fn power(self) -> Option<Power> {
        if let Self::Power(p) = self { Some(p) } else { None }
    }

    /// The speed, nm/s, if it is one.
    pub(crate) const fn speed(self) -> Option<u32> {
        if let Self::Speed(speed) = self { Some(speed) } else { None }
    }

    /// The laser that was chosen; none, too, where it is no laser.
    pub(crate) const fn laser(self) -> Option<LaserId> {
        if let Self::Laser(laser) = self { laser } else { None }
    }

    /// The trigger input, if it is one.
    pub(crate) const fn trigger(self) -> Option<u8> {
        if let Self::Trigger(input) = self { Some(input) } else { None }
    }

    /// The unit of a detector's power, if it is one.
    pub(crate) const fn power_unit(self) -> Option<PowerUnit> {
        if let Self::Choice(Choice::PowerUnit(unit)) = self { Some(unit) } else { None }
    }

    /// Whether the laser stays on, and the settling time, if it says so.
    pub(crate) const fn stabilization(self) -> Option<(bool, Seconds)> {
        if let Self::Stabilization { stays_on, seconds } = self { Some((stays_on, seconds)) } else { None }
    }
}

/// With its unit, for people.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wavelength(w) => w.fmt(f),
            Self::Sampling(step) => write!(f, "{} pm", step.pm()),
            Self::Power(p) => p.fmt(f),
            Self::Laser(None) => f.write_str("0"),
            Self::Laser(Some(laser)) => laser.fmt(f),
            Self::Speed(speed) => write!(f, "{speed} nm/s"),
            Self::Trigger(input) => input.fmt(f),
            Self::Choice(choice) => f.write_str(choice.word()),
            Self::Stabilization { stays_on, seconds } => {
                write!(f, "{}, {seconds} s", if *stays_on { "stays on" } else { "off after" })
            }
        }
    }
}

/// The next of a laser's speeds, nm/s; the same where there is none in that direction.
fn next_speed(speeds: &[u32], held: u32, up: bool) -> u32 {
    let next = if up {
        speeds.iter().find(|&&speed| speed > held)
    } else {
        speeds.iter().rev().find(|&&speed| speed < held)
    };
    next.copied().unwrap_or(held)
}

#[cfg(test)]
impl ValueKind {
    /// Values of this kind, of which each has each part that there may be.
    pub(crate) fn samples(self) -> Vec<Value> {
        let settled = |stays_on, s| Value::Stabilization { stays_on, seconds: Seconds::try_from(s).unwrap() };
        match self {
            Self::Wavelength => {
                [1550.25, 1_310.123_45, 1590.0].map(|nm| Value::Wavelength(Wavelength::from_nm(nm))).into()
            }
            Self::Sampling => {
                [5.0, 0.02, 250.0].map(|pm| Value::Sampling(Wavelength::from_m(pm * 1e-12))).into()
            }
            Self::Power => vec![Value::Power(Dbm(1.25).into()), Value::Power(Dbm(-3.25).into())],
            Self::Laser => [0, 1, 10].map(|position| Value::Laser(LaserId::new(position))).into(),
            Self::Speed => [1, 20, 200].map(Value::Speed).into(),
            Self::Trigger { .. } => [0, 3, 8].map(Value::Trigger).into(),
            Self::Choice(choices) => choices.all().iter().copied().map(Value::Choice).collect(),
            Self::Stabilization => vec![settled(true, 5.6), settled(false, 0.0)],
        }
    }
}

#[cfg(test)]
mod tests;
