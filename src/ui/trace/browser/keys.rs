//! Keys in the list of saved traces: what is typed filters.

use crossterm::event::{KeyCode, KeyEvent};

use crate::ui::common::next::Next;
use crate::ui::trace::browser::state::Browser;

/// Rows of a page, for the keys that go by pages.
const PAGE: isize = 10;

impl Browser {
    /// Takes a key.
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(in crate::ui) fn key(&mut self, key: KeyEvent) -> Vec<Next> {
        // A blank behind words parts them from the next one; once the selection has moved it marks.
        let was_typing = std::mem::take(&mut self.typing);
        match key.code {
            KeyCode::Char(' ') if was_typing && !self.filter.is_empty() => self.typed(key),
            KeyCode::Up => self.go(-1),
            KeyCode::Down => self.go(1),
            KeyCode::PageUp => self.go(-PAGE),
            KeyCode::PageDown => self.go(PAGE),
            KeyCode::Home => self.go(isize::MIN),
            KeyCode::End => self.go(isize::MAX),
            KeyCode::Char(' ') => self.mark(),
            KeyCode::Enter => return self.enter(),
            KeyCode::Esc if self.filter.is_empty() => return vec![Next::Close],
            KeyCode::Esc => {
                self.filter.set("");
                self.filter_again();
            }
            _ => self.typed(key),
        }
        Vec::new()
    }

    /// Takes a key into the filter.
    fn typed(&mut self, key: KeyEvent) {
        self.typing = true;
        if self.filter.key(key) {
            self.filtered();
        }
    }

    /// Takes text that was pasted.
    pub(in crate::ui) fn paste(&mut self, text: &str) {
        self.filter.insert(text);
        self.filtered();
    }

    /// Another filter begins at the newest file.
    fn filtered(&mut self) {
        self.filter_again();
        self.selected = 0;
    }
}
