//! The pages: what may stand between header and footer.

use crate::core::parameter::Subject;

/// What stands between header and footer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The panels, as many as there is room for.
    #[default]
    Bench,
    /// Digits to be read across the room.
    Align,
    /// Everything that this has.
    Form(Subject),
    /// What can be done here.
    Help,
    /// The manual.
    Manual,
    /// The saved traces of a folder.
    Browser,
    /// A recording of live power that was opened.
    Recording,
    /// The benches of the settings.
    Benches,
    /// Presets, and what one of them would change.
    Presets,
    /// A conversation with the instrument.
    Scpi,
    /// The condition, errors and statistics of the connection.
    Status,
    /// Everything that was sent and received.
    Transcript,
}

impl Page {
    /// What the open form is about.
    pub(in crate::ui) const fn subject(self) -> Option<Subject> {
        if let Self::Form(subject) = self { Some(subject) } else { None }
    }

    /// Whether both are the same page, whatever they are about.
    pub(in crate::ui) fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}
