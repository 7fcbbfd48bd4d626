//! Pages that take the place of the bench between header and footer, each with what it remembers.

use crate::ui::frame::form::Form;
use crate::ui::frame::help::Help;
use crate::ui::presets::proposal::Presets;
use crate::ui::scpi::conversation::Scpi;
use crate::ui::scpi::transcript::Transcript;

/// What stands between header and footer.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Page {
    /// The panels.
    #[default]
    Bench,
    /// Digits to be read across the room.
    Align,
    /// Everything one subject has.
    Form(Form),
    /// What can be done here.
    Help(Help),
    /// Presets, and what one of them would change.
    Presets(Presets),
    /// A conversation with the instrument.
    Scpi(Scpi),
    /// The condition, errors and figures of the line.
    Status,
    /// Everything that was said on the line.
    Transcript(Transcript),
}

impl Page {
    /// The form, if one is open.
    pub(in crate::ui) const fn form(&self) -> Option<&Form> {
        if let Self::Form(form) = self { Some(form) } else { None }
    }
}
