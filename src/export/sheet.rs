//! Columns of numbers as a file has them, of whichever format, and which of them are traces: one decision for all
//! formats, by what who opens the file says, else by the names of the columns.

use std::collections::BTreeSet;

use super::axis::{Axes, Axis, Role, role};
use super::error::{FormatError, LimitError, OptionError, TableError};
use super::level::{LEVEL_UNITS, Level};
use super::meta::{Meta, letter};
use super::named_unit::{Heading, Named};
use super::options::{Pick, Picks, ReadOptions};
use super::{NamedTrace, limits};
use crate::core::cast::level_f32;

/// Numbers of one column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Numbers {
    /// Of four bytes each.
    F32(Vec<f32>),
    /// Of eight bytes each.
    F64(Vec<f64>),
}

impl Default for Numbers {
    /// None.
    fn default() -> Self {
        Self::F32(Vec::new())
    }
}

impl Numbers {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::F32(numbers) => numbers.len(),
            Self::F64(numbers) => numbers.len(),
        }
    }

    pub(super) fn into_f32(self) -> Vec<f32> {
        match self {
            Self::F32(numbers) => numbers,
            Self::F64(numbers) => numbers.into_iter().map(level_f32).collect(),
        }
    }

    pub(super) fn into_f64(self) -> Vec<f64> {
        match self {
            Self::F32(numbers) => numbers.into_iter().map(f64::from).collect(),
            Self::F64(numbers) => numbers,
        }
    }

    fn truncate(&mut self, length: usize) {
        match self {
            Self::F32(numbers) => numbers.truncate(length),
            Self::F64(numbers) => numbers.truncate(length),
        }
    }
}

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The axis of all traces, or of this one.
    Axis(Option<char>),
    /// Levels.
    Level,
    /// Nothing that is read.
    Other,
}

/// A column that is read.
#[derive(Debug)]
struct Column {
    name: String,
    /// What an attribute says that it is in.
    unit: Option<String>,
    part: Part,
    numbers: Numbers,
}

impl Column {
    fn heading(&self) -> Heading<'_> {
        Heading { name: &self.name, unit: self.unit.as_deref() }
    }
}

/// The columns of a file.
pub(super) struct Sheet<'a> {
    /// What its header says.
    pub(super) meta: Meta,
    options: &'a ReadOptions,
    columns: Vec<Column>,
    /// Names of what cannot be read as a column, or is none.
    others: Vec<String>,
    /// They stand in an order that means something: an axis belongs to the columns behind it.
    ordered: bool,
    /// A file of this kind has all its samples, or none is read.
    is_whole: bool,
}

impl<'a> Sheet<'a> {
    /// Of a format whose columns have names and no order.
    pub(super) fn named(options: &'a ReadOptions) -> Self {
        let (columns, others) = (Vec::new(), Vec::new());
        Self { meta: Meta::default(), options, columns, others, ordered: false, is_whole: false }
    }

    /// The same of a kind of file that says when it was cut.
    pub(super) fn whole(options: &'a ReadOptions) -> Self {
        Self { is_whole: true, ..Self::named(options) }
    }

    /// Of a table.
    pub(super) fn ordered(options: &'a ReadOptions) -> Self {
        Self { ordered: true, ..Self::named(options) }
    }

    /// With what its header says.
    pub(super) fn with_meta(self, meta: Meta) -> Self {
        Self { meta, ..self }
    }

    /// What a column of this name is.
    pub(super) fn part(&self, name: &str) -> Part {
        let is = |pick: &Pick| matches!(pick, Pick::Name(picked) if picked.eq_ignore_ascii_case(name));
        match &self.options.columns {
            Some(picks) if is(&picks.axis) => Part::Axis(None),
            Some(picks) if picks.levels.iter().any(is) => Part::Level,
            Some(_) => Part::Other,
            None => match role(name) {
                Role::Axis(letter) => Part::Axis(letter),
                Role::Index => Part::Other,
                Role::Level => Part::Level,
            },
        }
    }

    /// Whether a column has to be readable: who opens the file names it, or it is called as an axis or a trace. What
    /// else a file holds may be anything.
    pub(super) fn must_have(&self, name: &str) -> bool {
        let picked = self.options.columns.is_some();
        match self.part(name) {
            Part::Axis(_) => true,
            Part::Level => picked || letter(name).is_some(),
            Part::Other => false,
        }
    }

    /// The same where its numbers are whole ones, which may count or mark something: its name or an attribute says a unit
    /// of levels, or it has to be readable.
    pub(super) fn may_be_whole(&self, heading: Heading) -> bool {
        self.must_have(heading.name) || matches!(LEVEL_UNITS.of(heading), Named::Unit(_))
    }

    /// Takes note of what is not read.
    pub(super) fn leave(&mut self, name: &str) {
        self.others.push(name.to_owned());
    }

    /// Whether one more column of so many numbers may be read; asked before it is unpacked.
    pub(super) fn room(&self, points: usize) -> Result<(), LimitError> {
        let levels = self.columns.iter().filter(|column| column.part == Part::Level).count();
        limits::traces(levels, points)
    }

    /// Takes a column in.
    ///
    /// # Errors
    /// Where there are more than there may be.
    pub(super) fn add(&mut self, name: &str, numbers: Numbers) -> Result<(), LimitError> {
        self.add_in(name, None, numbers)
    }

    /// The same with what an attribute says that it is in.
    pub(super) fn add_in(
        &mut self,
        name: &str,
        unit: Option<String>,
        numbers: Numbers,
    ) -> Result<(), LimitError> {
        let part = self.part(name);
        self.add_as(name, part, numbers)?;
        if let Some(column) = self.columns.last_mut().filter(|_| part != Part::Other) {
            column.unit = unit;
        }
        Ok(())
    }

    /// The same of which it is known what it is.
    pub(super) fn add_as(&mut self, name: &str, part: Part, numbers: Numbers) -> Result<(), LimitError> {
        self.room(numbers.len())?;
        match part {
            Part::Other => self.leave(name),
            Part::Axis(_) | Part::Level => {
                self.columns.push(Column { name: name.to_owned(), unit: None, part, numbers });
            }
        }
        Ok(())
    }

    /// Which columns who opens the file names.
    pub(super) fn picks(&self) -> Option<&Picks> {
        self.options.columns.as_ref()
    }

    /// Whether there are levels in it.
    pub(super) fn has_levels(&self) -> bool {
        self.columns.iter().any(|column| column.part == Part::Level)
    }

    /// Names of what is not read.
    pub(super) fn others(&self) -> &[String] {
        &self.others
    }

    /// The traces.
    ///
    /// # Errors
    /// Where there is none, where a column that was named is not there, and where columns and header do not say the
    /// same.
    pub(super) fn traces(mut self) -> Result<Vec<NamedTrace>, FormatError> {
        self.has_what_was_named()?;
        self.leave_other_lengths();
        self.leave_other_units();
        let letters = self.letters()?;
        let mut axes = Axes::default();
        if self.pairs()? {
            self.put_pairs(&letters, &mut axes)?;
        }
        let mut levels = Vec::new();
        for (mut column, letter) in self.columns.into_iter().zip(letters) {
            match (column.part, letter) {
                (Part::Axis(of), _) => {
                    let values = std::mem::take(&mut column.numbers).into_f64();
                    let axis = Axis::new(column.heading(), values, self.options.x_unit)?;
                    axes.add(of, &column.name, axis)?;
                }
                (Part::Level, Some(letter)) => {
                    let y = std::mem::take(&mut column.numbers).into_f32();
                    levels.push(Level::new(letter, column.heading(), y, self.options.y_unit)?);
                }
                (Part::Level, None) | (Part::Other, _) => {}
            }
        }
        self.meta.join(levels, &axes, self.is_whole)
    }

    fn has_what_was_named(&self) -> Result<(), OptionError> {
        let Some(picks) = self.options.columns.as_ref().filter(|_| !self.ordered) else { return Ok(()) };
        let there = |pick: &&Pick| match pick {
            Pick::Name(name) => self.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name)),
            Pick::Number(_) => false,
        };
        match picks.all().find(|pick| !there(pick)) {
            None => Ok(()),
            Some(pick) => {
                let names = self.columns.iter().map(|column| &column.name).chain(&self.others);
                let known = names.map(|name| format!("{name:?}")).collect();
                Err(OptionError::NoColumn { pick: pick.to_string(), known })
            }
        }
    }

    /// A file may hold more than traces: of columns that are not called as one those of another length than the axis
    /// are left, if there is one that fits.
    fn leave_other_lengths(&mut self) {
        if self.ordered || self.options.columns.is_some() {
            return;
        }
        let axis = self.columns.iter().find(|column| column.part == Part::Axis(None));
        let Some(points) = axis.map(|axis| axis.numbers.len()) else { return };
        let fits = |column: &Column| column.part == Part::Level && column.numbers.len() == points;
        if self.columns.iter().any(fits) {
            let stays = |column: &Column| {
                column.part != Part::Level || letter(&column.name).is_some() || fits(column)
            };
            self.columns.retain(stays);
        }
    }

    /// The same of those whose name or attribute says that they are something else, as a phase, beside levels.
    fn leave_other_units(&mut self) {
        if self.ordered || self.options.columns.is_some() || self.options.y_unit.is_some() {
            return;
        }
        let is_other = |column: &Column| {
            let is_named = letter(&column.name).is_some();
            !is_named && matches!(LEVEL_UNITS.of(column.heading()), Named::Other(_))
        };
        let has = |column: &Column| column.part == Part::Level && !is_other(column);
        if self.columns.iter().any(has) {
            self.columns.retain(|column| column.part != Part::Level || !is_other(column));
        }
    }

    /// The letter of each column of levels: that of its name, else a free one.
    fn letters(&self) -> Result<Vec<Option<char>>, LimitError> {
        let is_level = |column: &&Column| column.part == Part::Level;
        let named = self.columns.iter().filter(is_level).filter_map(|column| letter(&column.name));
        let taken: BTreeSet<char> = named.collect();
        let mut free = ('A'..='Z').filter(|free| !taken.contains(free));
        let letter = |column: &Column| match column.part {
            Part::Level => letter(&column.name).or_else(|| free.next()).map(Some).ok_or(LimitError::Columns),
            Part::Axis(_) | Part::Other => Ok(None),
        };
        self.columns.iter().map(letter).collect()
    }

    /// Whether each axis of a table belongs to the levels behind it: analyzers write a pair of columns for each trace.
    ///
    /// # Errors
    /// Where there are several axes in another order.
    fn pairs(&self) -> Result<bool, TableError> {
        let shared = |column: &&Column| column.part == Part::Axis(None);
        let axes: Vec<&Column> = self.columns.iter().filter(shared).collect();
        let (true, [first, second, ..]) = (self.ordered, &axes[..]) else { return Ok(false) };
        let begins = self.columns.first().is_some_and(|column| shared(&column));
        let ends = self.columns.last().is_some_and(|column| !shared(&column));
        let mut next = self.columns.iter().zip(self.columns.iter().skip(1));
        let beside = next.any(|(one, next)| shared(&one) && shared(&next));
        if begins && ends && !beside {
            return Ok(true);
        }
        Err(TableError::TwoAxes(first.name.clone(), second.name.clone()))
    }

    /// Gives each level the axis in front of it. Where a pair is shorter than the longest its last cells are blank.
    fn put_pairs(&mut self, letters: &[Option<char>], axes: &mut Axes) -> Result<(), FormatError> {
        let mut of: Option<(String, usize, Axis)> = None;
        for (column, letter) in self.columns.iter_mut().zip(letters) {
            if column.part == Part::Axis(None) {
                let mut wavelengths = std::mem::take(&mut column.numbers).into_f64();
                column.part = Part::Other;
                let blank = wavelengths.iter().rev().take_while(|value| value.is_nan()).count();
                wavelengths.truncate(wavelengths.len() - blank);
                let points = wavelengths.len();
                let axis = Axis::new(column.heading(), wavelengths, self.options.x_unit)?;
                of = Some((column.name.clone(), points, axis));
            } else if let (Some((name, points, axis)), Some(letter)) = (&of, letter) {
                column.numbers.truncate(*points);
                axes.add(Some(*letter), name, axis.clone())?;
            }
        }
        Ok(())
    }
}
