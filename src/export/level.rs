//! The levels of a file, in the unit that their name says.

use super::error::LevelError;
use super::options::YUnit;
use crate::core::cast::level_f32;
use crate::core::level::LevelUnit;
use crate::core::text::clean;

/// Levels of one trace as a file has them.
#[derive(Debug)]
pub(super) struct Level {
    /// What its column is called.
    pub(super) column: String,
    /// Of which trace.
    pub(super) letter: char,
    /// dB or dBm.
    pub(super) y: Vec<f32>,
    /// Where it is said.
    pub(super) unit: Option<LevelUnit>,
    /// How they became decibels, where they were none.
    pub(super) done: Option<String>,
}

impl Level {
    /// Of a column with this name, in this unit if one is said. Powers and ratios are converted.
    ///
    /// # Errors
    /// Where the name says a unit that is no level, and nobody says another.
    pub(super) fn new(
        letter: char,
        name: &str,
        mut y: Vec<f32>,
        asked: Option<YUnit>,
    ) -> Result<Self, LevelError> {
        let column = if name.is_empty() { letter.to_string() } else { clean(name) };
        let said = match asked {
            Some(asked) => Some(asked),
            None => unit(name)?,
        };
        let linear = said.and_then(linear);
        if let Some(one) = linear {
            // What is nothing is minus infinity, and what is below that is none.
            for level in &mut y {
                *level = level_f32(10.0 * (f64::from(*level) * one).log10());
            }
        }
        let done = said.filter(|_| linear.is_some()).map(|unit| format!("10 log10 of {}", unit.word()));
        let lost = linear.is_none() && is_loss(name, &y);
        if lost {
            for level in &mut y {
                // Nothing lost is 0, and not minus 0.
                *level = 0.0 - *level;
            }
        }
        let done = done.or_else(|| lost.then(|| "minus the loss".to_owned()));
        Ok(Self { column, letter, y, unit: said.map(level_unit), done })
    }

    /// Fails where the unit is not said and the numbers look as if they were not logarithmic.
    pub(super) fn plausible(&self) -> Result<(), LevelError> {
        let finite = || self.y.iter().copied().filter(|level| level.is_finite());
        let linear = finite().next().is_some() && finite().all(|level| level >= 0.0);
        if self.unit.is_none() && linear {
            return Err(LevelError::Linear(self.letter));
        }
        Ok(())
    }
}

/// Words of names whose numbers say how much is lost: what is above 0 there is below 0 as a level.
const LOSSES: [&str; 3] = ["loss", "il", "attenuation"];

/// Whether a column has losses: it is named so, and none of it is a gain.
fn is_loss(name: &str, y: &[f32]) -> bool {
    words(name).iter().any(|word| LOSSES.contains(&word.as_str()))
        && y.iter().any(|&level| level > 0.0)
        && y.iter().all(|&level| level.is_nan() || level >= 0.0)
}

/// Milliwatts, or parts of one, of one of a unit that is not logarithmic.
const fn linear(unit: YUnit) -> Option<f64> {
    match unit {
        YUnit::Db | YUnit::Dbm => None,
        YUnit::W => Some(1e3),
        YUnit::Mw | YUnit::Linear => Some(1.0),
        YUnit::Uw => Some(1e-3),
        YUnit::Nw => Some(1e-6),
        YUnit::Pw => Some(1e-9),
        YUnit::Percent => Some(1e-2),
    }
}

/// What levels of a unit are in afterwards.
const fn level_unit(unit: YUnit) -> LevelUnit {
    match unit {
        YUnit::Db | YUnit::Linear | YUnit::Percent => LevelUnit::Db,
        YUnit::Dbm | YUnit::W | YUnit::Mw | YUnit::Uw | YUnit::Nw | YUnit::Pw => LevelUnit::Dbm,
    }
}

/// Words of units that are no level.
const OTHERS: [&str; 5] = ["v", "mv", "a", "ma", "ua"];

/// The words of a column's name, in small letters.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The unit in a column's name; none where it says none.
fn unit(name: &str) -> Result<Option<YUnit>, LevelError> {
    let words = words(name);
    let last = words.len().saturating_sub(1);
    for (at, word) in words.iter().enumerate() {
        // A letter is that of a trace, unless it ends a name.
        if word.chars().count() == 1 && (at == 0 || at < last) {
            continue;
        }
        if let Some(unit) = YUnit::of_word(word) {
            return Ok(Some(unit));
        }
        if let Some(unit) = OTHERS.into_iter().find(|unit| unit == word) {
            return Err(LevelError::Unit { name: name.to_owned(), unit });
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_above_0_is_a_level_below_0_and_says_so() {
        let read = |name: &str, y: &[f32]| {
            let level = Level::new('A', name, y.to_vec(), None).unwrap();
            (level.y, level.done.is_some())
        };
        assert_eq!(read("Insertion Loss (dB)", &[5.0, 20.0, 0.0]), (vec![-5.0, -20.0, 0.0], true));
        assert_eq!(read("IL_dB", &[5.0]), (vec![-5.0], true));
        assert_eq!(read("Insertion loss (dB)", &[-5.0, -20.0]), (vec![-5.0, -20.0], false), "a transmission");
        assert_eq!(read("Insertion loss (dB)", &[5.0, -0.1]), (vec![5.0, -0.1], false), "nobody knows");
        assert_eq!(read("A_dB", &[5.0, 20.0]), (vec![5.0, 20.0], false), "a gain");
    }

    #[test]
    fn what_is_not_logarithmic_is_converted_and_says_so() {
        let read = |name: &str, y: &[f32], asked| {
            let level = Level::new('A', name, y.to_vec(), asked).unwrap();
            (level.y, level.unit, level.done)
        };
        let (db, dbm) = (Some(LevelUnit::Db), Some(LevelUnit::Dbm));
        let of = |unit: &str| Some(format!("10 log10 of {unit}"));
        let converted = vec![0.0, -10.0, f32::NEG_INFINITY];
        assert_eq!(read("Power (mW)", &[1.0, 0.1, 0.0], None), (converted, dbm, of("mW")));
        assert_eq!(read("A", &[1.0], Some(YUnit::W)), (vec![30.0], dbm, of("W")));
        assert_eq!(read("A_dB", &[100.0], Some(YUnit::Percent)), (vec![0.0], db, of("percent")));
        assert_eq!(read("T linear", &[1.0], None), (vec![0.0], db, of("linear")));
        assert_eq!(read("dBm", &[-3.0], None), (vec![-3.0], dbm, None));
        assert_eq!(read("W", &[-3.0], None), (vec![-3.0], None, None), "that is trace W");
        assert_eq!(read("Tr A(LEVEL)", &[-3.0], None).1, None, "and that is trace A");
        assert!(read("A", &[-1.0], Some(YUnit::Mw)).0[0].is_nan());
        let volts = Level::new('A', "photo mA", vec![1.0], None).unwrap_err();
        assert_eq!(volts, LevelError::Unit { name: "photo mA".into(), unit: "ma" });
    }
}
