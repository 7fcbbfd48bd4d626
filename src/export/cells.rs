//! Cells of text: what separates them, and what number or unit stands in one.

use super::error::TableError;
use super::options::{Delimiter, XUnit, YUnit};
use super::plain::Plain;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<T> {
    Number(T, Decimal),
    Blank,
    Text,
}

impl<T> Cell<T> {
    /// Whether it is a number.
    pub(super) const fn is_number(&self) -> bool {
        matches!(self, Self::Number(..))
    }
}

/// What stands in front of the decimals of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decimal {
    /// A point, or it has none.
    Point,
    /// A comma, as in `1550,001`.
    Comma,
}

/// The content of a cell. A comma that separates cells is not in it any more, so that one that is there is a decimal
/// comma.
pub(super) fn content<T: Plain + std::str::FromStr>(cell: &str) -> Cell<T> {
    if let Some(number) = T::plain(cell.as_bytes()) {
        return Cell::Number(number, Decimal::Point);
    }
    let cell = cell.trim();
    if let Ok(number) = cell.parse() {
        return Cell::Number(number, Decimal::Point);
    }
    // Some programs put quotes around each cell.
    match cell.trim_matches('"').trim() {
        "" => Cell::Blank,
        cell => match cell.parse() {
            Ok(number) => Cell::Number(number, Decimal::Point),
            Err(_) => with_comma(cell).map_or(Cell::Text, |number| Cell::Number(number, Decimal::Comma)),
        },
    }
}

/// A number with a decimal comma. `1.550,001` and `1,550.001` are none: one of their signs parts thousands.
fn with_comma<T: std::str::FromStr>(cell: &str) -> Option<T> {
    let (before, behind) = cell.split_once(',')?;
    let is_number = behind.starts_with(|c: char| c.is_ascii_digit()) && !before.contains('.');
    if is_number { format!("{before}.{behind}").parse().ok() } else { None }
}

/// Which sign stands in front of the decimals of a table's numbers, and where it was seen first: one table has one.
#[derive(Debug, Default)]
pub(super) struct Decimals {
    point: Option<(usize, String)>,
    comma: Option<(usize, String)>,
}

impl Decimals {
    /// Takes note of a number.
    ///
    /// # Errors
    /// Where one before it was written in the other way.
    pub(super) fn see(&mut self, row: usize, cell: &str, decimal: Decimal) -> Result<(), TableError> {
        let here = || Some((row, cell.trim().to_owned()));
        match decimal {
            Decimal::Point if self.point.is_none() && cell.contains('.') => self.point = here(),
            Decimal::Comma if self.comma.is_none() => self.comma = here(),
            Decimal::Point | Decimal::Comma => return Ok(()),
        }
        match (self.point.take(), self.comma.take()) {
            (Some(point), Some(comma)) => Err(TableError::Decimals { point, comma }),
            (point, comma) => {
                (self.point, self.comma) = (point, comma);
                Ok(())
            }
        }
    }
}

/// What separates the cells of a line. Between quotes a separator is text.
pub(super) fn delimiter_of(line: &str) -> Delimiter {
    let unquoted: String = line.split('"').step_by(2).collect();
    let signs = [('\t', Delimiter::Tab), (';', Delimiter::Semicolon), (',', Delimiter::Comma)];
    let sign = signs.into_iter().find(|(sign, _)| unquoted.contains(*sign));
    match sign {
        Some((_, Delimiter::Comma)) if has_decimal_commas(line) => Delimiter::Space,
        Some((_, delimiter)) => delimiter,
        None => Delimiter::Space,
    }
}

/// Whether a line is numbers with blanks between them, of which some have decimal commas.
fn has_decimal_commas(line: &str) -> bool {
    let cells: Vec<Cell<f64>> = line.split_whitespace().map(content).collect();
    let comma = |cell: &Cell<f64>| matches!(cell, Cell::Number(_, Decimal::Comma));
    cells.len() > 1 && cells.iter().all(Cell::is_number) && cells.iter().any(comma)
}

/// Whether what stands between commas may be halves of numbers with decimal commas: whole numbers alone, as `1550`,
/// `001`, `-12` and `34` of `1550,001,-12,34`.
pub(super) fn may_be_halves(cells: &[&str]) -> bool {
    let whole = |cell: &&str| {
        let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    cells.len() > 2 && cells.iter().all(whole)
}

/// The sign of a delimiter; none of blanks, of which there may be several.
pub(super) const fn sign(delimiter: Delimiter) -> Option<char> {
    match delimiter {
        Delimiter::Tab => Some('\t'),
        Delimiter::Semicolon => Some(';'),
        Delimiter::Comma => Some(','),
        Delimiter::Space => None,
    }
}

/// The cells of a line as text, without quotes; what stands between quotes is one.
pub(super) fn cells(line: &str, delimiter: Delimiter) -> Vec<&str> {
    let mut quoted = false;
    let separates = |c: char| {
        quoted ^= c == '"';
        !quoted && sign(delimiter).map_or(c.is_whitespace(), |sign| c == sign)
    };
    let cells = line.split(separates).map(|cell| cell.trim_matches(['"', ' ', '\r']));
    cells.filter(|cell| delimiter != Delimiter::Space || !cell.is_empty()).collect()
}

/// Whether cells say units alone, below a line of names.
pub(super) fn are_units(cells: &[&str]) -> bool {
    let is_unit = |cell: &&str| {
        let word = cell.trim_matches(['[', ']', '(', ')', ' ']);
        XUnit::of_word(word).is_some() || YUnit::of_word(word).is_some()
    };
    cells.len() > 1 && cells.iter().all(is_unit)
}
