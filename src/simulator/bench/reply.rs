//! What an instrument answers.

use tokio::time::Instant;

use super::block::Block;

/// What a unit of a program message brings.
#[derive(Debug)]
pub(crate) enum Reply {
    Nothing,
    Text(String),
    Block(Block),
    /// Held back until then: ask again.
    NotYet(Instant),
}

impl From<String> for Reply {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
