//! Tables of text from any program: lines of a head, a line of names, rows of numbers. Or turned round, a name and
//! its numbers on each line. What separates cells, where the rows begin and which columns are read is found in the
//! text, unless it is said.

mod column;
mod rows;
mod turned;

use self::column::{Reading, no_column, place};
use self::rows::{Rows, names};
use self::turned::Turned;
use super::axis::{Role, role};
use super::cells::{Cell, cells, content, delimiter_of};
use super::error::{FormatError, TableError};
use super::limits;
use super::meta::Meta;
use super::options::{Delimiter, Pick, ReadOptions};
use super::sheet::Sheet;

/// Fewer numbers than this behind a name are a line of a head, as in `start,1500,1600`, and no row that is turned.
const TURNED: usize = 3;

/// A table that is being read, line by line.
pub(super) struct Table<'a> {
    options: &'a ReadOptions,
    /// The last lines in front of the rows, the nearest one last.
    head: Vec<String>,
    rows: Option<Rows>,
    turned: Option<Turned>,
}

/// Whether a text has its end: of a number that is cut nobody could tell.
pub(super) fn whole(text: &str) -> Result<(), TableError> {
    if text.is_empty() || text.ends_with('\n') { Ok(()) } else { Err(TableError::Cut) }
}

impl<'a> Table<'a> {
    pub(super) fn new(options: &'a ReadOptions) -> Self {
        Self { options, head: Vec::new(), rows: None, turned: None }
    }

    /// Takes names of columns in that stand in a comment.
    pub(super) fn names(&mut self, line: &str) {
        if self.rows.is_none() {
            self.head.push(line.to_owned());
        }
    }

    /// Takes a line in.
    ///
    /// # Errors
    /// Where a cell is no number, or there are more or fewer than in the first row.
    pub(super) fn line(&mut self, line: &str) -> Result<(), FormatError> {
        if let Some(rows) = &mut self.rows {
            return if line.trim().is_empty() { Ok(()) } else { rows.take(line) };
        }
        if line.trim().is_empty() {
            return Ok(());
        }
        let delimiter = self.options.delimiter.unwrap_or_else(|| delimiter_of(line));
        if let Some(turned) = &mut self.turned {
            return turned.take(line, self.options);
        }
        // A limit before the cells of a long line are kept.
        let found = cells(line, delimiter);
        limits::points(found.len())?;
        if self.begins_turned(&found) {
            let turned = self.turned.insert(Turned::new(delimiter));
            return turned.take(line, self.options);
        }
        if self.begins(&found, delimiter) {
            let rows = Rows::new(&self.head, line, &found, delimiter, self.options)?;
            return self.rows.insert(rows).take(line);
        }
        self.head.push(line.to_owned());
        // Names, and units below them.
        if self.head.len() > 2 {
            self.head.remove(0);
        }
        Ok(())
    }

    /// Whether a line is the name of an axis and its numbers.
    fn begins_turned(&self, cells: &[&str]) -> bool {
        let Some((name, numbers)) = cells.split_first() else { return false };
        let is_axis = match self.options.columns.as_ref().map(|picks| &picks.axis) {
            Some(Pick::Name(picked)) => picked.eq_ignore_ascii_case(name),
            Some(Pick::Number(_)) | None => matches!(role(name), Role::Axis(_)),
        };
        is_axis
            && numbers.len() >= TURNED
            && numbers.iter().take(TURNED).all(|cell| content::<f64>(cell).is_number())
    }

    /// Whether the rows begin here: with numbers where they are read. Behind a line of names a line that has some is a
    /// row whatever else it has, so that none is lost that somebody spoiled.
    fn begins(&self, cells: &[&str], delimiter: Delimiter) -> bool {
        let known = |cell: &&str| content::<f64>(cell);
        let numbers: Vec<Cell<f64>> = match &self.options.columns {
            // What is not there is said when the row is taken.
            Some(picks) => {
                let names = self.names_above(cells.len(), delimiter);
                let there = |pick: &Pick| cells.get(place(pick, &names)?);
                let axis = there(&picks.axis).into_iter();
                axis.chain(picks.levels.iter().filter_map(there)).map(known).collect()
            }
            None => cells.iter().map(known).collect(),
        };
        let some = numbers.iter().any(Cell::is_number);
        let all = numbers.iter().all(|cell| *cell != Cell::Text);
        let named = || {
            let names = self.names_above(cells.len(), delimiter);
            names.iter().any(|name| matches!(role(name), Role::Axis(_)))
                && !names.iter().any(|name| content::<f64>(name).is_number())
        };
        cells.len() > 1 && some && (all || self.options.columns.is_none() && named())
    }

    /// The names in the head for rows of so many cells; none where it has no such line.
    fn names_above(&self, count: usize, delimiter: Delimiter) -> Vec<String> {
        names(&self.head, count, delimiter).unwrap_or_default()
    }

    /// All columns, with what a header says of them.
    ///
    /// # Errors
    /// Where there are none, or nobody knows which one is the axis.
    pub(super) fn sheet(self, meta: Meta) -> Result<Sheet<'a>, FormatError> {
        let mut sheet = Sheet::ordered(self.options).with_meta(meta);
        let columns = match (self.rows, self.turned) {
            (Some(rows), _) => {
                rows.no_halves()?;
                rows.one_axis()?;
                rows.columns
            }
            (None, Some(turned)) => turned.columns(self.options)?,
            (None, None) => return Err(none(&self.head, self.options)),
        };
        if columns.len() < 2 {
            return Err(TableError::NoColumns.into());
        }
        for Reading { name, part, numbers } in columns {
            sheet.add_as(&name, part, numbers)?;
        }
        Ok(sheet)
    }
}

/// Why no row was found.
fn none(head: &[String], options: &ReadOptions) -> FormatError {
    match (&options.columns, head.last()) {
        (Some(picks), Some(last)) => {
            let last = cells(last, options.delimiter.unwrap_or_else(|| delimiter_of(last)));
            let names: Vec<String> = last.into_iter().map(str::to_owned).collect();
            no_column(&picks.axis, &names, 0).into()
        }
        _ => TableError::NoColumns.into(),
    }
}
