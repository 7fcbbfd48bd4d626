//! The command line while it is typed.

use crate::ui::kit::field::Field;

/// What a line may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The whole command line, with what is new in it.
    pub(crate) line: String,
    /// What is new in it.
    pub(crate) word: String,
    /// What it stands for, if the word does not say it.
    pub(crate) about: String,
}

/// The command line while it is typed.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLine {
    /// What was typed, without the colon.
    pub(crate) field: Field,
    /// What the line may become.
    pub(crate) offered: Vec<Offer>,
    /// What stood there when that was looked up.
    pub(crate) offered_for: Option<String>,
    /// Which of that stands there now.
    pub(crate) chosen: Option<usize>,
    /// Why it could not be carried out, in words.
    pub(crate) error: Option<String>,
}

impl CommandLine {
    /// A line in which nothing was typed; it takes 1000 characters.
    pub(crate) const fn new() -> Self {
        Self { field: Field::new(1000), offered: Vec::new(), offered_for: None, chosen: None, error: None }
    }
}

impl Default for CommandLine {
    fn default() -> Self {
        Self::new()
    }
}
