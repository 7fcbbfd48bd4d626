//! Everything that was said on the line: what of it is shown.

use crossterm::event::{KeyCode, KeyEvent};

use crate::core::text::SearchWords;
use crate::core::transcript::{Cause, Exchange, Response};
use crate::ui::kit::field::Field;

/// What of the transcript is shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TranscriptView {
    /// Words that an exchange must have.
    pub(crate) filter: Field,
    /// The filter is being typed.
    pub(crate) typing: bool,
    /// What the console asks by itself is shown, too.
    pub(crate) polling: bool,
    /// Scrolled back by so many lines.
    pub(crate) back: usize,
}

impl TranscriptView {
    /// Without polling, without a filter.
    pub(crate) const fn new() -> Self {
        Self { filter: Field::new(60), typing: false, polling: false, back: 0 }
    }

    /// Takes a key while the filter is typed.
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(in crate::ui) fn key(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Enter => self.typing = false,
            KeyCode::Esc => {
                self.typing = false;
                self.filter.set("");
            }
            _ => drop(self.filter.key(key)),
        }
        self.back = 0;
    }

    /// Whether an exchange is shown.
    pub(crate) fn shows(&self, exchange: &Exchange) -> bool {
        if exchange.cause == Cause::Polling && !self.polling {
            return false;
        }
        let response = match &exchange.response {
            Response::Answer(words) | Response::Failed(words) => words.as_str(),
            Response::Nothing | Response::Block(_) => "",
        };
        SearchWords::of(&self.filter.text()).are_in(&format!("{} {response}", exchange.message))
    }
}

impl Default for TranscriptView {
    fn default() -> Self {
        Self::new()
    }
}
