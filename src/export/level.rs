//! The levels of a file, in the unit that their name says.

use super::error::LevelError;
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
    /// Where the name says it.
    pub(super) unit: Option<LevelUnit>,
}

impl Level {
    /// Of a column with this name.
    ///
    /// # Errors
    /// Where the name says a unit that is no level.
    pub(super) fn new(letter: char, name: &str, y: Vec<f32>) -> Result<Self, LevelError> {
        let column = if name.is_empty() { letter.to_string() } else { clean(name) };
        Ok(Self { column, letter, y, unit: unit(name)? })
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

/// Words of units that are no level.
const OTHERS: [&str; 15] =
    ["w", "mw", "uw", "µw", "μw", "nw", "pw", "v", "mv", "a", "ma", "ua", "linear", "lin", "percent"];

/// The unit in a column's name; none where it says none.
fn unit(name: &str) -> Result<Option<LevelUnit>, LevelError> {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    for word in words.skip(1) {
        match word.as_str() {
            "db" => return Ok(Some(LevelUnit::Db)),
            "dbm" => return Ok(Some(LevelUnit::Dbm)),
            other => {
                if let Some(unit) = OTHERS.into_iter().find(|unit| *unit == other) {
                    return Err(LevelError::Unit { name: name.to_owned(), unit });
                }
            }
        }
    }
    Ok(None)
}
