//! Keys and pastes, to whom they belong.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::core::action::Action;
use crate::ui::common::context::Panel;
use crate::ui::common::effect::Effect;
use crate::ui::frame::draw;
use crate::ui::frame::page::Page;
use crate::ui::frame::state::{Mode, State, Typed};
use crate::ui::kit::input::chord::Chord;
use crate::ui::kit::input::keymap::{Lookup, Scope};

impl State {
    /// Takes a key, and how it came.
    pub fn key(&mut self, key: KeyEvent, typed: Typed) -> Vec<Effect> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        self.frame.typed = Typed { alone: typed.alone && key.kind != KeyEventKind::Repeat };
        let chord = Chord::from(key);
        let begun = self.frame.begun.take();
        let scope = self.scope();
        let looked_up = match self.context.fixed.keymap.look_up(scope, begun, chord) {
            // A sequence that goes nowhere must not swallow a key that means something by itself.
            Lookup::Nothing => self.context.fixed.keymap.look_up(scope, None, chord),
            found @ (Lookup::Action(_) | Lookup::Begun) => found,
        };
        // Light goes out and the program can be left from anywhere, also from the middle of a word.
        if let Lookup::Action(action) = looked_up
            && self.counts_anywhere(action, key)
        {
            return self.act(action);
        }
        if self.is_blind() {
            return Vec::new();
        }
        match &self.frame.mode {
            Mode::Edit(_) => self.edit_key(key),
            Mode::Command(_) => self.command_key(key),
            Mode::Confirm(_) => self.confirm_key(key),
            Mode::Page => self.page_key(key, chord, looked_up),
        }
    }

    fn counts_anywhere(&self, action: Action, key: KeyEvent) -> bool {
        action == Action::AllOff
            || action == Action::Quit && self.is_blind()
            || matches!(action, Action::Quit | Action::Suspend | Action::Redraw) && !types(key)
    }

    /// Whose keys count.
    pub fn scope(&self) -> Scope {
        let trace = self.context.selection.focus == Panel::Trace && self.frame.page == Page::Bench;
        if trace { Scope::Trace } else { Scope::Everywhere }
    }

    fn page_key(&mut self, key: KeyEvent, chord: Chord, looked_up: Lookup) -> Vec<Effect> {
        match &mut self.frame.page {
            Page::Help(_) => return self.help_key(key, looked_up),
            Page::Scpi(_) => return self.scpi_key(key, looked_up),
            Page::Transcript(page) if page.typing => {
                page.key(key);
                return Vec::new();
            }
            Page::Bench
            | Page::Align
            | Page::Form(_)
            | Page::Presets(_)
            | Page::Status
            | Page::Transcript(_) => {}
        }
        match looked_up {
            Lookup::Action(action) => self.act(action),
            Lookup::Begun => {
                self.frame.begun = Some(chord);
                Vec::new()
            }
            Lookup::Nothing => Vec::new(),
        }
    }

    fn confirm_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let pressed = key.code.as_char().filter(|_| types(key)).unwrap_or('\0');
        self.answer(pressed, self.frame.typed.alone)
    }

    /// The screen is too small to show what keys would do.
    pub(super) fn is_blind(&self) -> bool {
        draw::middle(self, self.frame.area).is_none()
    }

    /// Takes pasted text. Outside a field it cannot press keys; the full name of a file, which is what a
    /// terminal pastes when one is dropped on it, opens that.
    pub fn paste(&mut self, text: &str) -> Vec<Effect> {
        if self.is_blind() {
            return Vec::new();
        }
        match (&mut self.frame.mode, &mut self.frame.page) {
            (Mode::Edit(edit), _) => edit.field.insert(text),
            (Mode::Command(line), _) => line.field.insert(text),
            (Mode::Confirm(_), _) => {}
            (Mode::Page, Page::Help(help)) => help.search.insert(text),
            (Mode::Page, Page::Scpi(page)) => page.field.insert(text),
            (Mode::Page, Page::Transcript(page)) if page.typing => page.filter.insert(text),
            (Mode::Page, Page::Bench) => return dropped(text).into_iter().collect(),
            (Mode::Page, _) => {}
        }
        Vec::new()
    }
}

/// What opens the file that a text names, as terminals and desktops write a dropped one: plain, between
/// quotes, with `\\` before spaces, or as a `file://` address. A mask is TOML, all else are traces.
fn dropped(text: &str) -> Option<Effect> {
    let text = text.trim();
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let path = match (quoted('\'').or_else(|| quoted('"')), text.strip_prefix("file://")) {
        (Some(inside), _) => inside.to_owned(),
        (None, Some(address)) => decoded(address),
        (None, None) => text.replace('\\', ""),
    };
    let named = path.starts_with('/') && !path.contains(char::is_control);
    let path = PathBuf::from(path);
    let mask = path.extension().is_some_and(|end| end == "toml");
    named.then_some(if mask { Effect::Mask(path) } else { Effect::Open(path) })
}

/// A part of an address with what is written as `%20` in it.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.first_chunk::<2>().filter(|_| *first == b'%');
        let byte = code.and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a key types a character.
fn types(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char(_))
        && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_file_is_found_however_it_is_written() {
        let opens = |text: &str| match dropped(text) {
            Some(Effect::Open(path)) => path.display().to_string(),
            other => format!("{other:?}"),
        };
        for written in [
            "/d/a b%20.npz",
            "'/d/a b%20.npz'",
            "\"/d/a b%20.npz\" ",
            "/d/a\\ b%20.npz\n",
            "file:///d/a%20b%2520.npz",
        ] {
            assert_eq!(opens(written), "/d/a b%20.npz", "{written}");
        }
        assert_eq!(opens("file:///d/m%C3%BCller%.npz"), "/d/m\u{fc}ller%.npz");
        assert!(matches!(dropped("/d/m.toml"), Some(Effect::Mask(_))));
        for not_a_file in ["q", "a/b.npz", "/d/\u{1b}[2J.npz", "file:///d/%1b.npz", ""] {
            assert_eq!(dropped(not_a_file), None, "{not_a_file:?}");
        }
    }
}
