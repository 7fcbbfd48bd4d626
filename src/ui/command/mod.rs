//! The command line: every action by its name, every setting by its words, and what takes arguments.

pub mod complete;
pub mod grammar;
mod run;
mod trace;

pub use run::trace_type;

use super::field::Field;
use complete::Offer;

/// The command line while it is typed.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLine {
    /// What was typed.
    pub field: Field,
    /// What the line may become.
    pub offered: Vec<Offer>,
    /// What stood there when that was looked up.
    pub offered_for: Option<String>,
    /// Which of that stands there now.
    pub chosen: Option<usize>,
    /// Why it could not be carried out.
    pub error: Option<String>,
}

impl CommandLine {
    /// An empty line.
    pub const fn new() -> Self {
        Self { field: Field::new(1000), offered: Vec::new(), offered_for: None, chosen: None, error: None }
    }
}

impl Default for CommandLine {
    fn default() -> Self {
        Self::new()
    }
}
