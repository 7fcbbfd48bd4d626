//! Limits that what was measured has to keep, and the verdict.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::measured::Measured;
use super::quantity::{Quantity, Values};
use crate::core::cast::count_f64;
use crate::core::text::{clean, clip, nearest};

/// A limit file.
///
/// ```toml
/// name = "ring, wafer 3"
/// sigmas = 2                   # kept only if kept by so many standard deviations; 0 if nothing is said
/// doubtful = "fail"            # what is not trusted fails, and what has no standard deviation where `sigmas` asks for a
///                              # margin; "judge" takes its numbers as they are
/// rows = { min = 7, max = 7 }  # of each trace; at least 1 if nothing is said
/// q = { min = 30000 }
/// fsr_pm = { min = 5900, max = 6100 }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    sigmas: f64,
    doubtful: Doubtful,
    rows: Bounds,
    quantities: BTreeMap<Quantity, Bounds>,
}

/// What becomes of numbers that are not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Doubtful {
    Fail,
    Judge,
}

/// From where to where something may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    min: Option<f64>,
    max: Option<f64>,
}

/// A limit that was not kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Broken {
    /// A number is below its least, or not above it by as much as is asked for.
    Below { quantity: Quantity, is: Measured, min: f64 },
    /// It is above its greatest.
    Above { quantity: Quantity, is: Measured, max: f64 },
    /// Nobody knows how sure it is, and a limit is to be kept by so many standard deviations.
    Unsure(Quantity),
    /// Noise alone may be what was measured.
    InNoise(Quantity),
    /// It is not known.
    Unknown(Quantity),
    /// The numbers are not to be trusted.
    Doubtful(&'static str),
    /// A trace has too few rows.
    Few { count: usize, min: f64 },
    /// It has too many.
    Many { count: usize, max: f64 },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |quantity: &Quantity, is: &Measured| {
            format!("{} {}", quantity.name(), is.words(quantity.decimals()))
        };
        match self {
            Self::Below { quantity, is, min } => {
                let verb = if is.is_least { "may be" } else { "is" };
                write!(f, "{} {verb} below {min}", number(quantity, is))
            }
            Self::Above { quantity, is, max } => {
                let verb = if is.is_least { "may be" } else { "is" };
                write!(f, "{} {verb} above {max}", number(quantity, is))
            }
            Self::InNoise(quantity) => {
                write!(f, "{} is not to be trusted: it is in the noise", quantity.name())
            }
            Self::Unsure(quantity) => {
                write!(f, "{} has no standard deviation that a margin could be of", quantity.name())
            }
            Self::Unknown(quantity) => write!(f, "{} is not known", quantity.name()),
            Self::Doubtful(words) => write!(f, "not to be trusted: {words}"),
            Self::Few { count, min } => write!(f, "{count} rows are fewer than {min}"),
            Self::Many { count, max } => write!(f, "{count} rows are more than {max}"),
        }
    }
}

/// A limit file that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct LimitsError {
    line: usize,
    what: Wrong,
}

/// What is wrong with a limit file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
enum Wrong {
    #[error("{what} in {text:?}")]
    Parse { what: String, text: String },
    #[error("there is no quantity {name:?}; the nearest are {near}")]
    Unknown { name: String, near: String },
    #[error("{name} cannot be {typed}: write it like {example}")]
    Value { name: String, typed: String, example: &'static str },
    #[error("{0} has neither min nor max")]
    Unbound(String),
    #[error("{name}: min {min} is above max {max}, so nothing could keep it")]
    Empty { name: String, min: f64, max: f64 },
    #[error("it limits nothing; write a quantity, like q = {{ min = 30000 }}")]
    Nothing,
}

/// So many columns of a line are quoted.
const LINE: usize = 60;

/// The keys that are no quantities.
const OTHERS: [&str; 4] = ["name", "sigmas", "doubtful", "rows"];

impl Limits {
    /// Reads a limit file.
    ///
    /// # Errors
    /// What is wrong with it, and in which line.
    pub fn parse(text: &str) -> Result<Self, LimitsError> {
        let line_of = |at: usize| 1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count();
        let wrong = |at: usize, what: Wrong| LimitsError { line: line_of(at), what };
        let entries: BTreeMap<Spanned<String>, Value> = toml::from_str(text).map_err(|error| {
            let at = error.span().unwrap_or_default().start;
            let line = text.lines().nth(line_of(at) - 1).unwrap_or_default();
            wrong(at, Wrong::Parse { what: clean(error.message()), text: clip(line.trim(), LINE) })
        })?;
        let mut limits = Self {
            sigmas: 0.0,
            doubtful: Doubtful::Fail,
            rows: Bounds { min: Some(1.0), max: None },
            quantities: BTreeMap::new(),
        };
        for (key, value) in entries {
            let name = key.get_ref().as_str();
            limits.take(name, value).map_err(|what| wrong(key.span().start, what))?;
        }
        if limits.quantities.is_empty() && limits.rows == (Bounds { min: Some(1.0), max: None }) {
            return Err(wrong(text.len(), Wrong::Nothing));
        }
        Ok(limits)
    }

    /// Takes a line in.
    fn take(&mut self, name: &str, value: Value) -> Result<(), Wrong> {
        let not = |example| {
            let typed = clean(&value.to_string());
            Wrong::Value { name: clean(name), typed, example }
        };
        match name {
            // For people, and whoever keeps many of them.
            "name" => value.as_str().map(|_| ()).ok_or_else(|| not("name = \"ring\"")),
            "sigmas" => {
                let sigmas =
                    value.clone().try_into::<f64>().ok().filter(|sigmas| (0.0..=10.0).contains(sigmas));
                self.sigmas = sigmas.ok_or_else(|| not("sigmas = 2, from 0 to 10"))?;
                Ok(())
            }
            "doubtful" => {
                let doubtful = value.clone().try_into().ok();
                self.doubtful = doubtful.ok_or_else(|| not("doubtful = \"fail\" or \"judge\""))?;
                Ok(())
            }
            "rows" => {
                self.rows = Bounds::read(name, value)?;
                Ok(())
            }
            _ => {
                let quantity = Quantity::named(name).ok_or_else(|| {
                    let names = OTHERS.into_iter().chain(Quantity::all().map(Quantity::name));
                    Wrong::Unknown { name: clean(name), near: nearest(name, names, 3).join(", ") }
                })?;
                self.quantities.insert(quantity, Bounds::read(name, value)?);
                Ok(())
            }
        }
    }

    /// Holds what was measured against the limits; `doubt` says why it is not to be trusted. What was not kept.
    pub(crate) fn judge(&self, values: &Values, doubt: Option<&'static str>) -> Vec<Broken> {
        let fitted = self.quantities.keys().any(|quantity| !quantity.is_of_filters());
        let doubtful = doubt.filter(|_| fitted && self.doubtful == Doubtful::Fail).map(Broken::Doubtful);
        let broken = self.quantities.iter().filter_map(|(&quantity, bounds)| {
            let Some(is) = values.get(quantity) else { return Some(Broken::Unknown(quantity)) };
            if self.doubtful == Doubtful::Fail && values.is_in_noise(quantity) {
                return Some(Broken::InNoise(quantity));
            }
            let unsure = self.sigmas * is.sigma.unwrap_or(0.0);
            let below = bounds.min.filter(|min| is.value - unsure < *min);
            let above = bounds.max.filter(|max| is.is_least || is.value + unsure > *max);
            let below = below.map(|min| Broken::Below { quantity, is, min });
            let broken = below.or_else(|| above.map(|max| Broken::Above { quantity, is, max }));
            // A bound is one whatever it is off by.
            let no_margin = self.sigmas > 0.0 && is.sigma.is_none() && !is.is_least;
            let unsure = no_margin && self.doubtful == Doubtful::Fail;
            broken.or_else(|| unsure.then_some(Broken::Unsure(quantity)))
        });
        doubtful.into_iter().chain(broken).collect()
    }

    /// Whether a trace has as many rows as it should.
    pub(crate) fn judge_rows(&self, count: usize) -> Option<Broken> {
        let few = self.rows.min.filter(|min| count_f64(count) < *min).map(|min| Broken::Few { count, min });
        few.or_else(|| {
            self.rows.max.filter(|max| count_f64(count) > *max).map(|max| Broken::Many { count, max })
        })
    }
}

impl Bounds {
    fn read(name: &str, value: Value) -> Result<Self, Wrong> {
        let not = |typed: &Value| Wrong::Value {
            name: clean(name),
            typed: clean(&typed.to_string()),
            example: "{ min = 1.0, max = 2.0 } with one of them or both",
        };
        let bounds: Self = value.clone().try_into().map_err(|_| not(&value))?;
        match (bounds.min, bounds.max) {
            (None, None) => Err(Wrong::Unbound(clean(name))),
            (Some(min), Some(max)) if min > max => Err(Wrong::Empty { name: clean(name), min, max }),
            (min, max) if [min, max].into_iter().flatten().any(f64::is_nan) => Err(not(&value)),
            (Some(_) | None, Some(_) | None) => Ok(bounds),
        }
    }
}

#[cfg(test)]
mod tests;
