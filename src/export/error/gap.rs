//! Rows that are missing: where, in the words of the file.

use std::fmt;

/// A step that is much longer than those around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The row in front of the longest one, counted from 1.
    pub row: usize,
    /// Its number.
    pub before: f64,
    /// That of the next one.
    pub value: f64,
    /// Their unit.
    pub unit: &'static str,
    /// How long it is, with its unit.
    pub apart: String,
    /// How long steps around it are, with their unit.
    pub usual: String,
    /// How many there are.
    pub gaps: usize,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, before, value, unit, apart, usual, gaps } = self;
        write!(
            f,
            "rows are missing behind row {row}: it is at {before} {unit} and the next one at {value} {unit}, {apart} \
             further, where rows around them are {usual} apart"
        )?;
        if *gaps > 1 {
            write!(f, " (there are {gaps} such gaps, and this is the longest)")?;
        }
        write!(f, "; what was not measured is not made up: export all rows, or cut the file there")
    }
}
