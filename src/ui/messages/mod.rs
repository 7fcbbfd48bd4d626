//! What the operator was told.

pub(super) mod panel;

use std::collections::VecDeque;

use crate::core::event::Level;

/// So many messages stay; older ones are forgotten.
const KEPT: usize = 500;

/// What the operator was told, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Local time, `HH:MM:SS`.
    pub(crate) at: String,
    /// How much it matters.
    pub(crate) level: Level,
    /// The sentence, as it is shown.
    pub words: String,
}

/// The messages, newest last.
#[derive(Clone, Debug, Default)]
pub struct Messages(VecDeque<Message>);

impl Messages {
    /// Adds one; the oldest is forgotten where there are too many.
    pub(crate) fn push(&mut self, message: Message) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(message);
    }

    /// All of them as text, newest first.
    pub(in crate::ui) fn as_text(&self) -> String {
        let words = |message: &Message| format!("{} {}", message.at, message.words);
        self.newest().map(words).collect::<Vec<_>>().join("\n")
    }

    /// The newest one; `None` before anything was told.
    pub(crate) fn last(&self) -> Option<&Message> {
        self.0.back()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Message> {
        self.0.iter().rev()
    }
}
