//! An answer that has no room in the row of messages: it lies over the page, whole, until a key closes it.

use crate::ui::kit::widgets::text::wrapped;

/// An answer that lies over the page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Note {
    /// What is told, in lines of any length.
    pub(super) text: String,
    /// The first row that is shown, where not all have room.
    pub(super) first: usize,
}

impl Note {
    /// From its first row on.
    pub(super) const fn new(text: String) -> Self {
        Self { text, first: 0 }
    }

    /// In rows of so many columns.
    pub(super) fn rows(&self, width: usize) -> Vec<String> {
        self.text.lines().flat_map(|line| wrapped(line, width)).collect()
    }
}
