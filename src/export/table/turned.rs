//! Tables that are turned round: a name and its numbers on each line.

use super::column::{Reading, no_column};
use crate::export::axis::{Role, role};
use crate::export::cells::{Decimals, cells};
use crate::export::error::{FormatError, OptionError};
use crate::export::limits;
use crate::export::options::{Delimiter, Pick, ReadOptions};
use crate::export::sheet::Part;

/// Columns that stand as lines.
pub(super) struct Turned {
    delimiter: Delimiter,
    columns: Vec<Reading>,
    /// Names of what was not read.
    others: Vec<String>,
    decimals: Decimals,
    lines: usize,
}

impl Turned {
    /// Without a column, whose cells this separates.
    pub(super) fn new(delimiter: Delimiter) -> Self {
        Self { delimiter, columns: Vec::new(), others: Vec::new(), decimals: Decimals::default(), lines: 0 }
    }

    pub(super) fn take(&mut self, line: &str, options: &ReadOptions) -> Result<(), FormatError> {
        self.lines += 1;
        let found = cells(line, self.delimiter);
        let Some((name, numbers)) = found.split_first() else { return Ok(()) };
        let points = limits::points(numbers.len())?;
        limits::traces(self.columns.len().saturating_sub(1), points)?;
        let is = |pick: &Pick| match pick {
            Pick::Number(number) => *number == self.lines,
            Pick::Name(picked) => picked.eq_ignore_ascii_case(name),
        };
        let part = match (&options.columns, role(name)) {
            (Some(picks), _) if is(&picks.axis) => Part::Axis(None),
            (Some(picks), _) if picks.levels.iter().any(is) => Part::Level,
            (Some(_), _) | (None, Role::Index) => Part::Other,
            (None, Role::Axis(letter)) => Part::Axis(letter),
            (None, Role::Level) => Part::Level,
        };
        if part == Part::Other {
            self.others.push((*name).to_owned());
            return Ok(());
        }
        let mut column = Reading::new(name, part);
        for (row, cell) in (1..).zip(numbers) {
            column.take(cell, row, false, &mut self.decimals)?;
        }
        self.columns.push(column);
        Ok(())
    }

    /// Its columns, where all that were picked are there.
    pub(super) fn columns(self, options: &ReadOptions) -> Result<Vec<Reading>, OptionError> {
        let names: Vec<String> =
            self.columns.iter().map(|column| &column.name).chain(&self.others).cloned().collect();
        let Some(picks) = &options.columns else { return Ok(self.columns) };
        let there = |pick: &&Pick| match pick {
            Pick::Number(number) => *number <= self.lines,
            Pick::Name(picked) => self.columns.iter().any(|column| column.name.eq_ignore_ascii_case(picked)),
        };
        match picks.all().find(|pick| !there(pick)) {
            Some(pick) => Err(no_column(pick, &names, self.lines)),
            None => Ok(self.columns),
        }
    }
}
