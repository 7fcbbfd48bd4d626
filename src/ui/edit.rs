//! A field being typed into.

use crate::core::parameter::Parameter;

/// More characters than any value has; the rest of a paste is not taken.
const MOST: usize = 40;

/// The value of a parameter while it is edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// What is edited.
    pub parameter: Parameter,
    text: Vec<char>,
    cursor: usize,
    /// The next character replaces what was there.
    fresh: bool,
    /// Why the last try was refused.
    pub error: Option<String>,
    /// It was sent and the instrument has not answered yet.
    pub sent: bool,
}

impl Edit {
    /// Begins with what the instrument holds; typing replaces it.
    pub fn new(parameter: Parameter, held: &str) -> Self {
        let text: Vec<char> = held.chars().collect();
        Self { parameter, cursor: text.len(), text, fresh: true, error: None, sent: false }
    }

    /// What stands in the field.
    pub fn text(&self) -> String {
        self.text.iter().collect()
    }

    /// What stands before the cursor, and from it on.
    pub fn around_cursor(&self) -> (String, String) {
        (self.text[..self.cursor].iter().collect(), self.text[self.cursor..].iter().collect())
    }

    /// Whether all of it is selected, to be replaced by the next character.
    pub const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Types text; control characters and what does not fit are left out.
    pub fn insert(&mut self, typed: &str) {
        if self.fresh {
            self.text.clear();
            self.cursor = 0;
        }
        self.touched();
        for c in typed.chars().filter(|c| !c.is_control()).take(MOST.saturating_sub(self.text.len())) {
            self.text.insert(self.cursor, c);
            self.cursor += 1;
        }
    }

    /// Takes the character before the cursor.
    pub fn backspace(&mut self) {
        if self.cursor > 0 {
            self.cursor -= 1;
            self.text.remove(self.cursor);
        }
        self.touched();
    }

    /// Takes the character at the cursor.
    pub fn delete(&mut self) {
        if self.cursor < self.text.len() {
            self.text.remove(self.cursor);
        }
        self.touched();
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
        self.touched();
    }

    /// Moves the cursor by so many characters.
    pub fn go(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.text.len());
        self.fresh = false;
    }

    fn touched(&mut self) {
        self.fresh = false;
        self.error = None;
    }
}
