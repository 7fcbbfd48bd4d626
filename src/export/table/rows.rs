//! Rows of numbers, and the names above them.

use super::column::{Reading, no_column, place};
use crate::export::axis::{PLAUSIBLE, Role, role};
use crate::export::cells::{Decimals, are_units, cells, may_be_halves, sign};
use crate::export::error::{FormatError, OptionError, TableError};
use crate::export::limits;
use crate::export::options::{Delimiter, Pick, Picks, ReadOptions};
use crate::export::sheet::{Numbers, Part};

/// Rows of numbers.
pub(super) struct Rows {
    delimiter: Delimiter,
    /// Names of all columns; none where the file has none.
    names: Vec<String>,
    /// Where each column of the file goes, if it is read.
    places: Vec<Option<usize>>,
    pub(super) columns: Vec<Reading>,
    /// Several axes: a cell of one may be blank, below its last wavelength.
    pairs: bool,
    decimals: Decimals,
    /// The first row, where commas separate its cells and some of them may be decimal commas.
    halves: Option<String>,
    count: usize,
}

/// The names that the last lines of a head give to so many columns, with the units below them.
pub(super) fn names(head: &[String], count: usize, delimiter: Delimiter) -> Option<Vec<String>> {
    let last = cells(head.last()?, delimiter);
    let own = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
    if last.len() != count {
        return None;
    }
    if are_units(&last)
        && let [.., above, _] = head
    {
        let above = cells(above, delimiter);
        if above.len() == count && !are_units(&above) {
            let both = above.iter().zip(&last).map(|(name, unit)| format!("{name} {unit}"));
            return Some(both.collect());
        }
    }
    Some(own(last))
}

/// The cells between these signs. They are short: to go along them takes half the time of a search for the next sign.
fn split(line: &str, sign: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        let end = line.bytes().position(|byte| char::from(byte) == sign);
        rest = end.and_then(|end| line.get(end + 1..));
        end.map_or(Some(line), |end| line.get(..end))
    })
}

impl Rows {
    pub(super) fn new(
        head: &[String],
        first: &str,
        cells_of_first: &[&str],
        delimiter: Delimiter,
        options: &ReadOptions,
    ) -> Result<Self, FormatError> {
        let count = cells_of_first.len();
        let halves =
            delimiter == Delimiter::Comma && options.columns.is_none() && may_be_halves(cells_of_first);
        let halves = halves.then(|| first.trim().to_owned());
        let above = names(head, count, delimiter);
        let names = match (above, head) {
            (Some(names), _) => names,
            (None, [line]) if halves.is_some() && (2..count).contains(&cells(line, delimiter).len()) => {
                return Err(TableError::DecimalCommas { row: 1, line: halves.unwrap_or_default() }.into());
            }
            // A single line of another length was meant as names.
            (None, [line]) if cells(line, delimiter).len() > 1 => {
                return Err(TableError::Names { names: cells(line, delimiter).len(), columns: count }.into());
            }
            (None, _) => Vec::new(),
        };
        let parts = match &options.columns {
            Some(picks) => picked(picks, &names, count)?,
            None => by_names(&names, count),
        };
        // Before room is made for them.
        let levels = parts.iter().filter(|(_, part)| *part == Part::Level).count();
        limits::traces(levels, 1)?;
        let pairs = parts.iter().filter(|(_, part)| *part == Part::Axis(None)).count() > 1;
        let (places, columns) = (vec![None; count], Vec::new());
        let (decimals, halves) = (Decimals::default(), halves.filter(|_| names.is_empty()));
        let mut rows = Self { delimiter, names, places, columns, pairs, decimals, halves, count: 0 };
        for (at, part) in parts {
            rows.places[at] = Some(rows.columns.len());
            rows.columns.push(Reading::new(rows.names.get(at).map_or("", String::as_str), part));
        }
        Ok(rows)
    }

    pub(super) fn take(&mut self, line: &str) -> Result<(), FormatError> {
        self.count += 1;
        limits::points(self.count)?;
        let count = match sign(self.delimiter) {
            // Between quotes a separator is text.
            Some(_) if line.contains('"') => self.take_cells(cells(line, self.delimiter).into_iter()),
            Some(sign) => self.take_cells(split(line, sign)),
            None => self.take_cells(line.split_whitespace()),
        }?;
        let first = self.places.len();
        if count == first {
            return Ok(());
        }
        let row = self.count;
        if self.halves.is_some() && may_be_halves(&cells(line, self.delimiter)) {
            return Err(TableError::DecimalCommas { row, line: line.trim().to_owned() }.into());
        }
        Err(TableError::Cells { row, cells: count, first }.into())
    }

    fn take_cells<'l>(&mut self, cells: impl Iterator<Item = &'l str>) -> Result<usize, TableError> {
        let mut count = 0;
        for cell in cells {
            if let Some(column) = self.places.get(count).copied().flatten().map(|at| &mut self.columns[at]) {
                column.take(cell, self.count, self.pairs, &mut self.decimals)?;
            }
            count += 1;
        }
        Ok(count)
    }

    /// Where commas separate whole numbers and what would be wavelengths stays where it was, these are their halves.
    pub(super) fn no_halves(&self) -> Result<(), TableError> {
        let Some(line) = &self.halves else { return Ok(()) };
        let axis = self.columns.first().map(|column| &column.numbers);
        let Some(Numbers::F64(axis)) = axis else { return Ok(()) };
        if axis.windows(2).any(|two| two[0] == two[1]) {
            return Err(TableError::DecimalCommas { row: 1, line: line.clone() });
        }
        Ok(())
    }

    /// Of columns without names one alone may look like wavelengths.
    pub(super) fn one_axis(&self) -> Result<(), TableError> {
        if !self.names.is_empty() {
            return Ok(());
        }
        let plausible = |column: &Reading| match &column.numbers {
            Numbers::F32(numbers) => numbers.iter().all(|&value| PLAUSIBLE.contains(&f64::from(value))),
            Numbers::F64(_) => true,
        };
        let place = |wanted: usize| self.places.iter().position(|at| *at == Some(wanted)).unwrap_or(0) + 1;
        match self.columns.iter().enumerate().skip(1).find(|(_, column)| plausible(column)) {
            Some((other, _)) => Err(TableError::BothAxes(place(0), place(other))),
            None => Ok(()),
        }
    }
}

/// Which columns were picked, and as what.
fn picked(picks: &Picks, names: &[String], count: usize) -> Result<Vec<(usize, Part)>, OptionError> {
    let find = |(n, pick): (usize, &Pick)| {
        let at = place(pick, names).filter(|&at| at < count);
        let part = if n == 0 { Part::Axis(None) } else { Part::Level };
        at.map(|at| (at, part)).ok_or_else(|| no_column(pick, names, count))
    };
    picks.all().enumerate().map(find).collect()
}

/// What columns of these names are; without names the first one is the axis.
fn by_names(names: &[String], count: usize) -> Vec<(usize, Part)> {
    if names.is_empty() {
        let part = |at| (at, if at == 0 { Part::Axis(None) } else { Part::Level });
        return (0..count).map(part).collect();
    }
    let part = |name: &String| match role(name) {
        Role::Axis(letter) => Part::Axis(letter),
        Role::Index => Part::Other,
        Role::Level => Part::Level,
    };
    let mut parts: Vec<Part> = names.iter().map(part).collect();
    // Where none is called an axis, it is the first one that is no number of rows.
    if !parts.iter().any(|part| matches!(part, Part::Axis(_)))
        && let Some(first) = parts.iter_mut().find(|part| **part == Part::Level)
    {
        *first = Part::Axis(None);
    }
    parts.into_iter().enumerate().filter(|(_, part)| *part != Part::Other).collect()
}
