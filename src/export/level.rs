//! The levels of a file, in the unit that their name says.

use super::error::LevelError;
use super::named_unit::{Heading, Known, Named, words};
use super::options::YUnit;
use crate::core::cast::level_f32;
use crate::core::level::LevelUnit;
use crate::core::text::clean;

/// The units of levels, and what else may stand between the brackets of their names.
pub(super) const LEVEL_UNITS: Known<YUnit> = Known {
    unit: YUnit::of_word,
    remarks: &[
        "level",
        "transmission",
        "reflection",
        "power",
        "loss",
        "il",
        "rl",
        "pdl",
        "raw",
        "measured",
        "reference",
        "ref",
        "normalized",
        "normalised",
        "corrected",
        "smoothed",
        "te",
        "tm",
        "port",
        "ch",
        "channel",
        "tr",
        "trace",
        "in",
        "out",
        "input",
        "output",
        "add",
        "drop",
        "through",
        "thru",
        "max",
        "min",
        "mean",
        "average",
        "avg",
        "median",
    ],
};

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
    /// What who opens the file says that they are, before what their name and a header say.
    asked: Option<YUnit>,
    /// What was done: which unit was passed over, and how they became decibels where they were none.
    pub(super) done: Vec<String>,
}

impl Level {
    /// Of a column with this name and attribute, in this unit if one is said. Powers and ratios are converted.
    ///
    /// # Errors
    /// Where the name says a unit that is no level, and nobody says another.
    pub(super) fn new<'h>(
        letter: char,
        heading: impl Into<Heading<'h>>,
        mut y: Vec<f32>,
        asked: Option<YUnit>,
    ) -> Result<Self, LevelError> {
        let heading = heading.into();
        let name = heading.name;
        let column = if name.is_empty() { letter.to_string() } else { clean(name) };
        let named = LEVEL_UNITS.of(heading);
        let over = asked.and_then(|asked| Some(instead(asked, &named.passed_over(asked)?, "its name says")));
        let said = match (asked, named) {
            (Some(asked), _) => Some(asked),
            (None, Named::Unit(unit)) => Some(unit),
            (None, Named::Nothing) => None,
            (None, Named::Other(unit)) => return Err(LevelError::Unit { name: name.to_owned(), unit }),
        };
        let made = said.map_or(Made::AsItIs, made);
        match made {
            Made::AsItIs => {}
            Made::Plus(decibels) => y.iter_mut().for_each(|level| *level += decibels),
            // What is nothing is minus infinity, and what is below that is none.
            Made::Logarithm(one) => {
                for level in &mut y {
                    *level = level_f32(10.0 * (f64::from(*level) * one).log10());
                }
            }
        }
        let done = said.and_then(|unit| made.told(unit));
        let lost = made == Made::AsItIs && is_loss(name, &y);
        if lost {
            for level in &mut y {
                // Nothing lost is 0, and not minus 0.
                *level = 0.0 - *level;
            }
        }
        let done = done.or_else(|| lost.then(|| "minus the loss".to_owned()));
        let done = over.into_iter().chain(done).collect();
        Ok(Self { column, letter, y, unit: said.map(level_unit), asked, done })
    }

    /// Its unit by who opens the file, else by this header and its name, which have to agree.
    ///
    /// # Errors
    /// Where they do not, and where nobody says a unit and the numbers do not look like decibels.
    pub(super) fn unit_with(&mut self, header: Option<LevelUnit>) -> Result<Option<LevelUnit>, LevelError> {
        match (header, self.unit, self.asked) {
            // Who gave the column a unit knows it.
            (Some(LevelUnit::Unknown), Some(unit), _) => Ok(Some(unit)),
            (Some(header), unit, Some(asked)) => {
                if made(asked) != Made::AsItIs || level_unit(asked) != header {
                    self.done.insert(0, instead(asked, &header.to_string(), "its header says"));
                }
                Ok(unit)
            }
            (Some(header), Some(column), None) if header != column => {
                Err(LevelError::Disagree { letter: self.letter, header, column })
            }
            (None, None, _) => self.plausible().map(|()| None),
            (header, named, _) => Ok(header.or(named)),
        }
    }

    /// Fails where the unit is not said and the numbers look as if they were not logarithmic.
    fn plausible(&self) -> Result<(), LevelError> {
        let finite = || self.y.iter().copied().filter(|level| level.is_finite());
        let linear = finite().next().is_some() && finite().all(|level| level >= 0.0);
        if self.unit.is_none() && linear {
            return Err(LevelError::Linear(self.letter));
        }
        Ok(())
    }
}

/// What is said of a unit that who opens the file passes over.
fn instead(asked: YUnit, other: &str, by: &str) -> String {
    format!("levels read in {}, as was said, and not in {other}, as {by}", asked.word())
}

/// Words of names whose numbers say how much is lost: what is above 0 there is below 0 as a level.
const LOSSES: [&str; 3] = ["loss", "il", "attenuation"];

/// Whether a column has losses: it is named so, and none of it is a gain.
fn is_loss(name: &str, y: &[f32]) -> bool {
    words(name).iter().any(|word| LOSSES.contains(&word.to_lowercase().as_str()))
        && y.iter().any(|&level| level > 0.0)
        && y.iter().all(|&level| level.is_nan() || level >= 0.0)
}

/// What makes levels of the numbers of a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Made {
    /// They are levels.
    AsItIs,
    /// Decibels to another power than a milliwatt.
    Plus(f32),
    /// No decibels: so many milliwatts, or parts of one, is one of them.
    Logarithm(f64),
}

impl Made {
    /// In words; nothing where nothing was done.
    fn told(self, unit: YUnit) -> Option<String> {
        let unit = unit.word();
        match self {
            Self::AsItIs => None,
            Self::Plus(decibels) => Some(format!("{unit} + {decibels} dB")),
            Self::Logarithm(_) => Some(format!("10 log10 of {unit}")),
        }
    }
}

const fn made(unit: YUnit) -> Made {
    match unit {
        YUnit::Db | YUnit::Dbm => Made::AsItIs,
        YUnit::Dbw => Made::Plus(30.0),
        YUnit::W => Made::Logarithm(1e3),
        YUnit::Mw | YUnit::Linear => Made::Logarithm(1.0),
        YUnit::Uw => Made::Logarithm(1e-3),
        YUnit::Nw => Made::Logarithm(1e-6),
        YUnit::Pw => Made::Logarithm(1e-9),
        YUnit::Percent => Made::Logarithm(1e-2),
    }
}

/// What levels of a unit are in afterwards.
const fn level_unit(unit: YUnit) -> LevelUnit {
    match unit {
        YUnit::Db | YUnit::Linear | YUnit::Percent => LevelUnit::Db,
        YUnit::Dbm | YUnit::Dbw | YUnit::W | YUnit::Mw | YUnit::Uw | YUnit::Nw | YUnit::Pw => LevelUnit::Dbm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_above_0_is_a_level_below_0_and_says_so() {
        let read = |name: &str, y: &[f32]| {
            let level = Level::new('A', name, y.to_vec(), None).unwrap();
            (level.y, !level.done.is_empty())
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
            (level.y, level.unit, level.done.concat())
        };
        let (db, dbm) = (Some(LevelUnit::Db), Some(LevelUnit::Dbm));
        let of = |unit: &str| format!("10 log10 of {unit}");
        let converted = vec![0.0, -10.0, f32::NEG_INFINITY];
        assert_eq!(read("Power (mW)", &[1.0, 0.1, 0.0], None), (converted, dbm, of("mW")));
        assert_eq!(read("A", &[1.0], Some(YUnit::W)), (vec![30.0], dbm, of("W")));
        assert_eq!(read("Power (dBW)", &[-40.0], None), (vec![-10.0], dbm, "dBW + 30 dB".to_owned()));
        for name in ["T (%)", "Transmission [%]", "T/%", "%", "transmission %, port 2"] {
            assert_eq!(read(name, &[100.0, 1.0], None), (vec![0.0, -20.0], db, of("percent")), "{name}");
        }
        assert_eq!(read("T linear", &[1.0], None), (vec![0.0], db, of("linear")));
        assert_eq!(read("dBm", &[-3.0], None), (vec![-3.0], dbm, String::new()));
        assert_eq!(read("50% tap (dBm)", &[-3.0], None), (vec![-3.0], dbm, String::new()));
        assert_eq!(read("W", &[-3.0], None), (vec![-3.0], None, String::new()), "that is trace W");
        assert_eq!(read("Tr A(LEVEL)", &[-3.0], None).1, None, "and that is trace A");
        assert!(read("A", &[-1.0], Some(YUnit::Mw)).0[0].is_nan());
        let volts = Level::new('A', "photo mA", vec![1.0], None).unwrap_err();
        assert_eq!(volts, LevelError::Unit { name: "photo mA".into(), unit: "mA".into() });
    }

    #[test]
    fn a_unit_that_is_said_comes_before_others_and_names_them() {
        let read = |name: &str, asked, header| {
            let mut level = Level::new('A', name, vec![-3.0, 1.0], Some(asked)).unwrap();
            let unit = level.unit_with(header).unwrap();
            (unit, level.done.join("; "))
        };
        let (db, dbm) = (Some(LevelUnit::Db), Some(LevelUnit::Dbm));
        for (name, asked, header, unit, done) in [
            (
                "P (mW)",
                YUnit::Db,
                None,
                db,
                "levels read in dB, as was said, and not in mW, as its name says",
            ),
            (
                "photo mA",
                YUnit::Dbm,
                None,
                dbm,
                "levels read in dBm, as was said, and not in mA, as its name says",
            ),
            ("A", YUnit::Dbm, db, dbm, "levels read in dBm, as was said, and not in dB, as its header says"),
            (
                "A",
                YUnit::Mw,
                dbm,
                dbm,
                "levels read in mW, as was said, and not in dBm, as its header says; 10 log10 of mW",
            ),
            ("A_dB", YUnit::Db, db, db, ""),
            ("A", YUnit::Db, Some(LevelUnit::Unknown), db, ""),
        ] {
            assert_eq!(read(name, asked, header), (unit, done.to_owned()), "{name} {asked:?}");
        }
        let mut level = Level::new('A', "A_dB", vec![-3.0], None).unwrap();
        assert!(matches!(level.unit_with(dbm), Err(LevelError::Disagree { .. })));
    }
}
