//! The value of a parameter being typed.

use crate::core::parameter::Parameter;
use crate::ui::kit::field::Field;

/// More characters than any value has.
const MOST: usize = 40;

/// The value of a parameter while it is edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The setting whose value is typed.
    pub(crate) parameter: Parameter,
    /// What was typed so far.
    pub(crate) field: Field,
    /// Why the last try was refused.
    pub(crate) error: Option<String>,
    /// It was sent and the instrument has not answered yet.
    pub(crate) sent: bool,
}

impl Edit {
    /// Begins with what the instrument holds; typing replaces it.
    pub(crate) fn new(parameter: Parameter, held: &str) -> Self {
        Self { parameter, field: Field::replacing(held, MOST), error: None, sent: false }
    }
}
