//! Texts and lists that have to fit.

use unicode_width::UnicodeWidthStr;

use crate::core::cast;

/// The first row to show so that `selected` is among `rows`.
pub(in crate::ui) fn first_row(selected: usize, rows: usize) -> usize {
    (selected + 1).saturating_sub(rows)
}

/// A text in lines of at most so many cells, broken between words where that is possible.
pub(in crate::ui) fn wrapped(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(text, width.max(1)).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Cells across that a text takes.
pub(in crate::ui) fn cells(text: &str) -> u16 {
    cast::cells(text.width())
}
