//! Keys and pastes, to whom they belong.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::ui::common::context::{Page, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::frame::actions::screen::{QUIT, REDRAW, SUSPEND};
use crate::ui::frame::actions::values::CANCEL;
use crate::ui::frame::state::{InputMode, State, Typed};
use crate::ui::frame::{draw, pages};
use crate::ui::kit::input::action::Action;
use crate::ui::kit::input::chord::Chord;
use crate::ui::kit::input::keymap::{Lookup, Scope};
use crate::ui::lasers::actions::ALL_OFF;

impl State {
    /// Takes a key, and how it came.
    pub(crate) fn key(&mut self, key: KeyEvent, typed: Typed) -> Vec<Effect> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        self.visit();
        // It holds for this key: what comes by another way, a click or a paste, did not come by itself.
        self.context.alone = typed.alone && key.kind != KeyEventKind::Repeat;
        let effects = self.pressed(key);
        self.context.alone = false;
        effects
    }

    fn pressed(&mut self, key: KeyEvent) -> Vec<Effect> {
        let chord = Chord::from(key);
        let begun = self.frame.begun.take();
        let scope = self.scope();
        let looked_up = match self.context.fixed.keymap.look_up(scope, begun, chord) {
            // A sequence that goes nowhere must not swallow a key that means something by itself.
            Lookup::Nothing if !self.is_own_sequence(begun, chord) => {
                self.context.fixed.keymap.look_up(scope, None, chord)
            }
            found @ (Lookup::Action(_) | Lookup::Begun | Lookup::Nothing) => found,
        };
        if self.frame.leaving.is_some() {
            return self.leaving_key(looked_up);
        }
        // It takes the first of two keys back, and nothing else.
        if begun.is_some() && looked_up == Lookup::Action(CANCEL) {
            return Vec::new();
        }
        // Light goes out and the program can be left from anywhere, also from the middle of a word.
        if let Lookup::Action(action) = looked_up
            && self.counts_anywhere(action, key)
        {
            return if action == QUIT && !types(key) { self.interrupt() } else { self.act(action) };
        }
        if self.is_blind() {
            return Vec::new();
        }
        if self.frame.mode == InputMode::Page
            && let Some(effects) = self.note_key(looked_up)
        {
            return effects;
        }
        match &self.frame.mode {
            InputMode::Edit(_) => self.edit_key(key),
            InputMode::Command(_) => self.command_key(key),
            InputMode::Confirm(_) => self.confirm_key(key),
            InputMode::Page => self.page_key(key, (begun, chord), looked_up),
        }
    }

    /// A key for leaving that types nothing, as Ctrl-C: it leaves what is open, the innermost first, and then the program.
    fn interrupt(&mut self) -> Vec<Effect> {
        match self.frame.mode {
            InputMode::Edit(_) | InputMode::Command(_) => self.frame.mode = InputMode::Page,
            InputMode::Confirm(_) => return self.answer('\0', false),
            InputMode::Page if self.frame.note.is_some() => self.frame.note = None,
            InputMode::Page if self.context.page != Page::Bench && !self.is_blind() => {
                (pages::row(self.context.page).leave)(self);
            }
            InputMode::Page => return self.act(QUIT),
        }
        Vec::new()
    }

    fn counts_anywhere(&self, action: Action, key: KeyEvent) -> bool {
        action == ALL_OFF
            || action == QUIT && self.is_blind()
            || [QUIT, SUSPEND, REDRAW].contains(&action) && !types(key)
    }

    /// Whose keys count before those that count everywhere.
    pub(crate) fn scope(&self) -> Scope {
        let on_panel = self.context.page == Page::Bench;
        if on_panel { self.context.selection.focus.scope() } else { Scope::EVERYWHERE }
    }

    fn page_key(
        &mut self,
        key: KeyEvent,
        (begun, chord): (Option<Chord>, Chord),
        looked_up: Lookup,
    ) -> Vec<Effect> {
        if let Some(effects) = (pages::row(self.context.page).key)(self, key, looked_up) {
            return effects;
        }
        match looked_up {
            Lookup::Action(action) => self.act(action),
            Lookup::Begun => {
                self.frame.begun = Some(chord);
                Vec::new()
            }
            Lookup::Nothing => self.own_key(begun, chord).unwrap_or_else(|| {
                self.tell_elsewhere(begun, chord);
                Vec::new()
            }),
        }
    }

    /// Says where a key counts that does nothing here: what was meant is a panel away.
    fn tell_elsewhere(&mut self, begun: Option<Chord>, chord: Chord) {
        if self.context.page != Page::Bench {
            return;
        }
        let keymap = &self.context.fixed.keymap;
        let found = Panel::ALL.iter().find_map(|panel| match keymap.look_up(panel.scope(), begun, chord) {
            Lookup::Action(action) => Some((*panel, action)),
            Lookup::Begun | Lookup::Nothing => None,
        });
        if let Some((panel, action)) = found {
            let (key, title, about) = (self.context.panel_key(panel), panel.title(), action.about());
            self.inform(format!("{chord} counts in {key} {title} alone: {about}"));
        }
    }

    fn confirm_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let pressed = key.code.as_char().filter(|_| types(key)).unwrap_or('\0');
        self.answer(pressed, self.context.alone)
    }

    /// The screen is too small to show what keys would do.
    pub(super) fn is_blind(&self) -> bool {
        draw::middle(self, self.frame.area).is_none()
    }

    /// Takes pasted text. Outside a field it cannot press keys; the full name of a file, which is what a
    /// terminal pastes when one is dropped on it, opens that.
    pub(crate) fn paste(&mut self, text: &str) -> Vec<Effect> {
        self.visit();
        if self.is_blind() || self.frame.leaving.is_some() {
            return Vec::new();
        }
        match &mut self.frame.mode {
            InputMode::Edit(edit) => edit.field.insert(text),
            InputMode::Command(line) => line.field.insert(text),
            InputMode::Confirm(_) => {}
            InputMode::Page => return (pages::row(self.context.page).paste)(self, text),
        }
        Vec::new()
    }
}

/// Whether a key types a character.
fn types(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char(_))
        && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
}
