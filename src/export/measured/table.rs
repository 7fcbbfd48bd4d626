//! A table of what was measured, as text for programs and for people.

use std::fmt;

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use crate::core::digits::Number;
use crate::export::csv::quoted;

/// What a column holds, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cells {
    /// Words.
    Words(Vec<String>),
    /// Numbers; `None` where there is none.
    Numbers(Vec<Option<Number>>),
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    /// Its name, with the unit.
    pub(crate) name: String,
    /// What it is.
    pub(crate) about: &'static str,
    /// What is in it.
    pub(crate) cells: Cells,
}

impl Column {
    fn len(&self) -> usize {
        match &self.cells {
            Cells::Words(cells) => cells.len(),
            Cells::Numbers(cells) => cells.len(),
        }
    }

    /// Whether no row has anything in it.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.cells {
            Cells::Words(cells) => cells.iter().all(String::is_empty),
            Cells::Numbers(cells) => cells.iter().all(Option::is_none),
        }
    }

    /// A cell for programs; empty where there is nothing.
    fn written(&self, row: usize) -> String {
        match &self.cells {
            Cells::Words(cells) => cells.get(row).map(|cell| quoted(cell)).unwrap_or_default(),
            Cells::Numbers(cells) => {
                let cell = cells.get(row).copied().flatten();
                cell.map_or_else(String::new, |cell| zmij::Buffer::new().format(cell.value).to_owned())
            }
        }
    }

    /// A cell for people; empty where there is nothing.
    fn shown(&self, row: usize) -> String {
        match &self.cells {
            Cells::Words(cells) => cells.get(row).cloned().unwrap_or_default(),
            Cells::Numbers(cells) => cells.get(row).copied().flatten().map(Number::shown).unwrap_or_default(),
        }
    }
}

/// Columns of one length.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Table(pub(crate) Vec<Column>);

/// How large it is: the loop logs what carries a table.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({} columns, {} rows)", self.0.len(), self.rows())
    }
}

impl Table {
    /// How many rows it has.
    fn rows(&self) -> usize {
        self.0.first().map_or(0, Column::len)
    }

    /// An object for each row; what is not there is null.
    pub(crate) fn objects(&self) -> Vec<Map<String, Value>> {
        let cell = |column: &Column, row: usize| match &column.cells {
            Cells::Words(cells) => cells.get(row).map_or(Value::Null, |cell| Value::from(cell.as_str())),
            Cells::Numbers(cells) => {
                cells.get(row).copied().flatten().map_or(Value::Null, |cell| Value::from(cell.value))
            }
        };
        let object =
            |row: usize| self.0.iter().map(|column| (column.name.clone(), cell(column, row))).collect();
        (0..self.rows()).map(object).collect()
    }

    /// For programs: a line of names and one for each row, with every digit, cells as RFC 4180 has them.
    pub(crate) fn separated(&self, separator: char) -> String {
        let mut text = String::new();
        let mut line = |cells: &mut dyn Iterator<Item = String>| {
            for (at, cell) in cells.enumerate() {
                if at > 0 {
                    text.push(separator);
                }
                text += &cell;
            }
            text.push('\n');
        };
        line(&mut self.0.iter().map(|column| quoted(&column.name)));
        for row in 0..self.rows() {
            line(&mut self.0.iter().map(|column| column.written(row)));
        }
        text
    }

    /// For people: a line of names and one for each row, columns below each other. Numbers stand on the right with their
    /// points below each other, words on the left.
    pub(crate) fn aligned(&self) -> Vec<String> {
        let columns = self.0.iter().map(|column| {
            let below = (0..self.rows()).map(|row| column.shown(row)).collect();
            let below = match column.cells {
                Cells::Words(_) => below,
                Cells::Numbers(_) => by_their_points(below),
            };
            let cells: Vec<String> = std::iter::once(column.name.clone()).chain(below).collect();
            let width = cells.iter().map(|cell| cell.width()).max().unwrap_or(0);
            let padded = move |cell: &String| {
                let room = " ".repeat(width - cell.width());
                match column.cells {
                    Cells::Words(_) => format!("{cell}{room}"),
                    Cells::Numbers(_) => format!("{room}{cell}"),
                }
            };
            cells.iter().map(padded).collect::<Vec<_>>()
        });
        let columns: Vec<Vec<String>> = columns.collect();
        let line = |at: usize| {
            let cells = columns.iter().filter_map(|column| column.get(at).map(String::as_str));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        (0..=self.rows()).map(line).collect()
    }
}

/// Numbers with blanks behind them, so that their points stand below each other.
fn by_their_points(numbers: Vec<String>) -> Vec<String> {
    let behind = |number: &String| number.find('.').map_or(0, |at| number.len() - at);
    let most = numbers.iter().map(behind).max().unwrap_or(0);
    let padded = |number: String| format!("{number}{}", " ".repeat(most - behind(&number)));
    numbers.into_iter().map(|number| if number.is_empty() { number } else { padded(number) }).collect()
}
