//! Cells of text: what separates them, and what number or unit stands in one.

use super::options::{Delimiter, XUnit, YUnit};

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<T> {
    Number(T),
    Blank,
    Text,
}

/// The content of a cell.
pub(super) fn content<T: std::str::FromStr>(cell: &str) -> Cell<T> {
    let cell = cell.trim();
    if let Ok(number) = cell.parse() {
        return Cell::Number(number);
    }
    // Some programs put quotes around each cell.
    match cell.trim_matches('"').trim() {
        "" => Cell::Blank,
        cell => cell.parse().map_or(Cell::Text, Cell::Number),
    }
}

/// What separates the cells of a line. Between quotes a separator is text.
pub(super) fn delimiter_of(line: &str) -> Delimiter {
    let unquoted: String = line.split('"').step_by(2).collect();
    let signs = [('\t', Delimiter::Tab), (';', Delimiter::Semicolon), (',', Delimiter::Comma)];
    let sign = signs.into_iter().find(|(sign, _)| unquoted.contains(*sign));
    sign.map_or(Delimiter::Space, |(_, delimiter)| delimiter)
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
