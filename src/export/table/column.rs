//! A column of text while it is read, and which one was picked.

use crate::export::cells::{Cell, Decimal, Decimals, content};
use crate::export::error::{OptionError, TableError};
use crate::export::options::Pick;
use crate::export::sheet::{Numbers, Part};

/// A column that is being read.
pub(super) struct Reading {
    pub(super) name: String,
    pub(super) part: Part,
    pub(super) numbers: Numbers,
}

impl Reading {
    pub(super) fn new(name: &str, part: Part) -> Self {
        let numbers = match part {
            // Wavelengths have more digits than four bytes hold.
            Part::Axis(_) => Numbers::F64(Vec::new()),
            Part::Level | Part::Other => Numbers::F32(Vec::new()),
        };
        Self { name: name.to_owned(), part, numbers }
    }

    /// Takes the cell of a row in: a number, or blank where one may be missing.
    ///
    /// # Errors
    /// Where it is neither, or written in another way than those before it.
    pub(super) fn take(
        &mut self,
        cell: &str,
        row: usize,
        may_be_blank: bool,
        decimals: &mut Decimals,
    ) -> Result<(), TableError> {
        let decimal = match &mut self.numbers {
            Numbers::F64(numbers) => match content(cell) {
                Cell::Number(found, decimal) => {
                    numbers.push(found);
                    Some(decimal)
                }
                Cell::Blank if may_be_blank => {
                    numbers.push(f64::NAN);
                    Some(Decimal::Point)
                }
                Cell::Blank | Cell::Text => None,
            },
            Numbers::F32(numbers) => match content(cell) {
                Cell::Number(found, decimal) => {
                    numbers.push(found);
                    Some(decimal)
                }
                // A sample that is missing, as tables write it.
                Cell::Blank => {
                    numbers.push(f32::NAN);
                    Some(Decimal::Point)
                }
                Cell::Text => None,
            },
        };
        match (decimal, self.part) {
            (Some(decimal), _) => decimals.see(row, cell, decimal),
            (None, Part::Axis(_)) => Err(TableError::Wavelength { row, cell: cell.trim().to_owned() }),
            (None, Part::Level | Part::Other) => Err(TableError::Level { row, cell: cell.trim().to_owned() }),
        }
    }
}

/// Which column is picked, counted from 0.
pub(super) fn place(pick: &Pick, names: &[String]) -> Option<usize> {
    match pick {
        Pick::Number(number) => number.checked_sub(1),
        Pick::Name(picked) => names.iter().position(|name| name.eq_ignore_ascii_case(picked)),
    }
}

/// A column that was picked and is not there.
pub(super) fn no_column(pick: &Pick, names: &[String], count: usize) -> OptionError {
    let known = if names.is_empty() {
        vec![format!("1 to {count}")]
    } else {
        names.iter().map(|name| format!("{name:?}")).collect()
    };
    OptionError::NoColumn { pick: pick.to_string(), known }
}
