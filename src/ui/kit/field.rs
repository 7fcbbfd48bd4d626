//! A line of text being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Text with a cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Field {
    text: Vec<char>,
    cursor: usize,
    /// The next character replaces what was there.
    fresh: bool,
    most: usize,
}

impl Field {
    /// An empty field for so many characters; the rest of a paste is not taken.
    pub(crate) const fn new(most: usize) -> Self {
        Self { text: Vec::new(), cursor: 0, fresh: false, most }
    }

    /// A field with a text that the next character replaces.
    pub(crate) fn replacing(text: &str, most: usize) -> Self {
        let text: Vec<char> = text.chars().collect();
        Self { cursor: text.len(), text, fresh: true, most }
    }

    /// What stands in the field.
    pub(crate) fn text(&self) -> String {
        self.text.iter().collect()
    }

    /// Puts another text there, with the cursor at its end.
    pub(crate) fn set(&mut self, text: &str) {
        self.text = text.chars().take(self.most).collect();
        self.cursor = self.text.len();
        self.fresh = false;
    }

    /// Whether nothing stands there.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What stands before the cursor, and from it on.
    pub(crate) fn around_cursor(&self) -> (String, String) {
        (self.text[..self.cursor].iter().collect(), self.text[self.cursor..].iter().collect())
    }

    /// Whether all of it is selected, to be replaced by the next character.
    pub(crate) const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Types text; control characters and what does not fit are left out.
    pub(crate) fn insert(&mut self, typed: &str) {
        if self.fresh {
            self.text.clear();
            self.cursor = 0;
        }
        self.fresh = false;
        let room = self.most.saturating_sub(self.text.len());
        let typed: Vec<char> = typed.chars().filter(|c| !c.is_control()).take(room).collect();
        let count = typed.len();
        self.text.splice(self.cursor..self.cursor, typed);
        self.cursor += count;
    }

    /// Takes a key; whether it was one that edits.
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(crate) fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match key.code {
            KeyCode::Backspace => self.cut(self.cursor.saturating_sub(1)..self.cursor),
            KeyCode::Delete => self.cut(self.cursor..(self.cursor + 1).min(self.text.len())),
            KeyCode::Left => self.go(self.cursor.saturating_sub(1)),
            KeyCode::Right => self.go(self.cursor + 1),
            KeyCode::Home => self.go(0),
            KeyCode::End => self.go(self.text.len()),
            KeyCode::Char('u') if control => self.cut(0..self.text.len()),
            KeyCode::Char('w') if control => self.cut(self.word()..self.cursor),
            KeyCode::Char(c) if !control => self.insert(c.encode_utf8(&mut [0; 4])),
            _ => return false,
        }
        true
    }

    /// Where the word before the cursor begins.
    fn word(&self) -> usize {
        let before = &self.text[..self.cursor];
        let end = before.iter().rposition(|c| !c.is_whitespace()).unwrap_or(0);
        before[..end].iter().rposition(|c| c.is_whitespace()).map_or(0, |space| space + 1)
    }

    fn cut(&mut self, range: std::ops::Range<usize>) {
        self.cursor = range.start;
        self.text.drain(range);
        self.fresh = false;
    }

    fn go(&mut self, to: usize) {
        self.cursor = to.min(self.text.len());
        self.fresh = false;
    }
}

/// Lines that were entered, to be recalled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Recall {
    lines: Vec<String>,
    at: Option<usize>,
}

impl Recall {
    /// So many lines can be recalled; older ones are forgotten.
    const KEPT: usize = 200;

    /// Lines from an earlier session, oldest first.
    pub(crate) fn with(lines: Vec<String>) -> Self {
        Self { lines, at: None }
    }

    /// The lines, oldest first.
    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Keeps a line; the same line twice in a row once.
    pub(crate) fn keep(&mut self, line: &str) {
        self.at = None;
        if line.is_empty() || self.lines.last().is_some_and(|last| last == line) {
            return;
        }
        if self.lines.len() == Self::KEPT {
            self.lines.remove(0);
        }
        self.lines.push(line.to_owned());
    }

    /// Puts an older or a newer line into the field.
    pub(crate) fn step(&mut self, older: bool, field: &mut Field) {
        let count = self.lines.len();
        let at = match (self.at, older) {
            (None, true) => count.checked_sub(1),
            (Some(at), true) => Some(at.saturating_sub(1)),
            (Some(at), false) => (at + 1 < count).then_some(at + 1),
            (None, false) => None,
        };
        self.at = at;
        field.set(at.and_then(|at| self.lines.get(at)).map_or("", String::as_str));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(field: &mut Field, code: KeyCode, modifiers: KeyModifiers) {
        field.key(KeyEvent::new(code, modifiers));
    }

    #[test]
    fn text_is_edited_as_everywhere() {
        let mut field = Field::replacing("1550.000", 10);
        field.insert("12\u{1b}34567890123");
        assert_eq!(field.text(), "1234567890");
        press(&mut field, KeyCode::Home, KeyModifiers::NONE);
        press(&mut field, KeyCode::Delete, KeyModifiers::NONE);
        press(&mut field, KeyCode::Right, KeyModifiers::NONE);
        press(&mut field, KeyCode::Backspace, KeyModifiers::NONE);
        assert_eq!(field.text(), "34567890");
        field.set("laser 2 on");
        press(&mut field, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(field.text(), "laser 2 ");
        press(&mut field, KeyCode::Char('w'), KeyModifiers::CONTROL);
        press(&mut field, KeyCode::Char('w'), KeyModifiers::CONTROL);
        press(&mut field, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(field.text(), "");
    }

    #[test]
    fn lines_are_recalled_from_the_newest() {
        let mut recall = Recall::default();
        for line in ["a", "b", "b", ""] {
            recall.keep(line);
        }
        let mut field = Field::new(10);
        let mut step = |older| {
            recall.step(older, &mut field);
            field.text()
        };
        assert_eq!([step(true), step(true), step(true), step(false), step(false)], ["b", "a", "a", "b", ""]);
    }
}
