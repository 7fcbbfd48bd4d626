//! Tables of text from any program: lines of a head, a line of names, rows of numbers. Or turned round, a name and
//! its numbers on each line. What separates cells, where the rows begin and which columns are read is found in the
//! text, unless it is said.

use super::axis::{PLAUSIBLE, Role, role};
use super::cells::{Cell, are_units, cells, content, delimiter_of, sign};
use super::error::{FormatError, OptionError, TableError};
use super::limits;
use super::meta::Meta;
use super::options::{Delimiter, Pick, Picks, ReadOptions};
use super::sheet::{Numbers, Part, Sheet};

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

/// Rows of numbers.
struct Rows {
    delimiter: Delimiter,
    /// Names of all columns; none where the file has none.
    names: Vec<String>,
    /// Where each column of the file goes, if it is read.
    places: Vec<Option<usize>>,
    columns: Vec<Reading>,
    /// Several axes: a cell of one may be blank, below its last wavelength.
    pairs: bool,
    count: usize,
}

/// A column that is being read.
struct Reading {
    name: String,
    part: Part,
    numbers: Numbers,
}

/// Columns that stand as lines.
#[derive(Default)]
struct Turned {
    delimiter: Option<Delimiter>,
    columns: Vec<Reading>,
    /// Names of what was not read.
    others: Vec<String>,
    lines: usize,
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
            let turned = self.turned.insert(Turned { delimiter: Some(delimiter), ..Turned::default() });
            return turned.take(line, self.options);
        }
        if self.begins(&found, delimiter) {
            let rows = Rows::new(&self.head, found.len(), delimiter, self.options)?;
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
            && numbers.iter().take(TURNED).all(|cell| matches!(content::<f64>(cell), Cell::Number(_)))
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
        let some = numbers.iter().any(|cell| matches!(cell, Cell::Number(_)));
        let all = numbers.iter().all(|cell| *cell != Cell::Text);
        let named = || {
            let names = self.names_above(cells.len(), delimiter);
            names.iter().any(|name| matches!(role(name), Role::Axis(_)))
                && !names.iter().any(|name| matches!(content::<f64>(name), Cell::Number(_)))
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

/// The names that the last lines of a head give to so many columns, with the units below them.
fn names(head: &[String], count: usize, delimiter: Delimiter) -> Option<Vec<String>> {
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

/// Which column is picked, counted from 0.
fn place(pick: &Pick, names: &[String]) -> Option<usize> {
    match pick {
        Pick::Number(number) => number.checked_sub(1),
        Pick::Name(picked) => names.iter().position(|name| name.eq_ignore_ascii_case(picked)),
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

/// A column that was picked and is not there.
fn no_column(pick: &Pick, names: &[String], count: usize) -> OptionError {
    let known = if names.is_empty() {
        vec![format!("1 to {count}")]
    } else {
        names.iter().map(|name| format!("{name:?}")).collect()
    };
    OptionError::NoColumn { pick: pick.to_string(), known }
}

impl Reading {
    fn new(name: &str, part: Part) -> Self {
        let numbers = match part {
            // Wavelengths have more digits than four bytes hold.
            Part::Axis(_) => Numbers::F64(Vec::new()),
            Part::Level | Part::Other => Numbers::F32(Vec::new()),
        };
        Self { name: name.to_owned(), part, numbers }
    }

    /// Takes a cell in; whether it is a number, or blank where one may be missing.
    fn take(&mut self, cell: &str, may_be_blank: bool) -> bool {
        match &mut self.numbers {
            Numbers::F64(numbers) => match content(cell) {
                Cell::Number(found) => numbers.push(found),
                Cell::Blank if may_be_blank => numbers.push(f64::NAN),
                Cell::Blank | Cell::Text => return false,
            },
            Numbers::F32(numbers) => match content(cell) {
                Cell::Number(found) => numbers.push(found),
                // A sample that is missing, as tables write it.
                Cell::Blank => numbers.push(f32::NAN),
                Cell::Text => return false,
            },
        }
        true
    }
}

impl Rows {
    fn new(
        head: &[String],
        count: usize,
        delimiter: Delimiter,
        options: &ReadOptions,
    ) -> Result<Self, FormatError> {
        let above = names(head, count, delimiter);
        let names = match (above, head) {
            (Some(names), _) => names,
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
        let mut rows = Self { delimiter, names, places, columns, pairs, count: 0 };
        for (at, part) in parts {
            rows.places[at] = Some(rows.columns.len());
            rows.columns.push(Reading::new(rows.names.get(at).map_or("", String::as_str), part));
        }
        Ok(rows)
    }

    fn take(&mut self, line: &str) -> Result<(), FormatError> {
        self.count += 1;
        limits::points(self.count)?;
        let count = match sign(self.delimiter) {
            Some(sign) => self.take_cells(line.split(sign)),
            None => self.take_cells(line.split_whitespace()),
        }?;
        let first = self.places.len();
        if count == first {
            return Ok(());
        }
        Err(TableError::Cells { row: self.count, cells: count, first }.into())
    }

    fn take_cells<'l>(&mut self, cells: impl Iterator<Item = &'l str>) -> Result<usize, TableError> {
        let mut count = 0;
        for cell in cells {
            if let Some(column) = self.places.get(count).copied().flatten().map(|at| &mut self.columns[at])
                && !column.take(cell, self.pairs)
            {
                let (row, cell) = (self.count, cell.trim().to_owned());
                return Err(match column.part {
                    Part::Axis(_) => TableError::Wavelength { row, cell },
                    Part::Level | Part::Other => TableError::Level { row, cell },
                });
            }
            count += 1;
        }
        Ok(count)
    }

    /// Of columns without names one alone may look like wavelengths.
    fn one_axis(&self) -> Result<(), TableError> {
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

impl Turned {
    fn take(&mut self, line: &str, options: &ReadOptions) -> Result<(), FormatError> {
        self.lines += 1;
        let delimiter = self.delimiter.unwrap_or(Delimiter::Comma);
        let found = cells(line, delimiter);
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
        for (row, cell) in numbers.iter().enumerate() {
            if !column.take(cell, false) {
                let (row, cell) = (row + 1, (*cell).to_owned());
                return Err(match part {
                    Part::Axis(_) => TableError::Wavelength { row, cell },
                    Part::Level | Part::Other => TableError::Level { row, cell },
                }
                .into());
            }
        }
        self.columns.push(column);
        Ok(())
    }

    /// Its columns, where all that were picked are there.
    fn columns(self, options: &ReadOptions) -> Result<Vec<Reading>, OptionError> {
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
