//! The help page: what is searched for, and where it was opened.

use crate::ui::common::context::Page;
use crate::ui::kit::field::Field;

/// What the help page shows: what was searched for, which row is selected, and where it was opened.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Help {
    /// What is searched for.
    pub(super) search: Field,
    /// The selected entry among those found.
    pub(super) row: usize,
    /// The page from which it was opened.
    pub(super) from: Page,
}

impl Help {
    /// With nothing searched for.
    pub(super) const fn new(from: Page) -> Self {
        Self { search: Field::new(40), row: 0, from }
    }
}
