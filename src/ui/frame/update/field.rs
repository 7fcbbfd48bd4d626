//! Keys while something is typed: a value, a command line, a search, a line of SCPI.

use crossterm::event::{KeyCode, KeyEvent};

use crate::core::text::clean;
use crate::ui::common::effect::Effect;
use crate::ui::frame::complete;
use crate::ui::frame::state::{InputMode, State};
use crate::ui::kit::input::keymap::Lookup;

impl State {
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(super) fn edit_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let InputMode::Edit(edit) = &mut self.frame.mode else { return Vec::new() };
        match key.code {
            KeyCode::Esc => self.frame.mode = InputMode::Page,
            // What is on its way stays as it was sent.
            _ if edit.sent => {}
            KeyCode::Enter => return self.apply_edit(),
            KeyCode::Tab | KeyCode::BackTab => {
                let next = self.stage_and_go_on(key.code == KeyCode::Tab);
                return self.carry(next);
            }
            _ => {
                edit.error = None;
                edit.field.key(key);
            }
        }
        Vec::new()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(super) fn command_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let InputMode::Command(line) = &mut self.frame.mode else { return Vec::new() };
        match key.code {
            KeyCode::Esc => self.frame.mode = InputMode::Page,
            KeyCode::Backspace if line.field.is_empty() => self.frame.mode = InputMode::Page,
            KeyCode::Enter => return self.enter_command(),
            // A line that was refused makes way for the next one.
            KeyCode::Char(':') if line.error.is_some() => {
                line.field.set("");
                (line.error, line.chosen) = (None, None);
            }
            KeyCode::Up | KeyCode::Down => {
                self.frame.recall.step(key.code == KeyCode::Up, &mut line.field);
                line.chosen = None;
            }
            KeyCode::Tab | KeyCode::BackTab => self.complete_command(key.code == KeyCode::Tab),
            _ => {
                line.field.key(key);
                (line.error, line.chosen) = (None, None);
            }
        }
        Vec::new()
    }

    fn enter_command(&mut self) -> Vec<Effect> {
        let InputMode::Command(mut line) = std::mem::take(&mut self.frame.mode) else { return Vec::new() };
        let typed = line.field.text();
        self.frame.recall.keep(typed.trim());
        let told = (self.messages.len(), self.messages.last().cloned());
        let page = self.context.page;
        match self.run(&typed) {
            // What is done at once and seen nowhere else is said, so that what was wrong before does not stand there still.
            Ok(effects) => {
                let silent = told == (self.messages.len(), self.messages.last().cloned());
                let here = self.frame.mode == InputMode::Page && self.context.page == page;
                if effects.is_empty() && silent && here && !typed.trim().is_empty() {
                    self.inform(clean(&format!(":{}", typed.trim())));
                }
                effects
            }
            Err(error) => {
                // What was typed stays, with the reason.
                line.error = Some(error.to_string());
                self.frame.mode = InputMode::Command(line);
                Vec::new()
            }
        }
    }

    /// Puts in the next word that may stand there; a single one is followed by a blank, unless its value is to follow.
    fn complete_command(&mut self, forward: bool) {
        self.wanted_completion();
        let InputMode::Command(line) = &mut self.frame.mode else { return };
        let count = line.offered.len();
        if count == 0 {
            return;
        }
        let next = match (line.chosen, forward) {
            (None, true) => 0,
            (Some(at), true) => (at + 1) % count,
            (None, false) => count - 1,
            (Some(at), false) => (at + count - 1) % count,
        };
        let mut typed = line.offered[next].line.clone();
        line.chosen = Some(next);
        if count == 1 {
            if !typed.ends_with('=') {
                typed.push(' ');
            }
            line.chosen = None;
        }
        line.field.set(&typed);
    }

    /// Keeps the list of what may stand there, unless it is being gone through. Once for all keys that came
    /// together: it costs more than they do.
    pub(crate) fn wanted_completion(&mut self) {
        let InputMode::Command(line) = &self.frame.mode else { return };
        let typed = line.field.text();
        if line.chosen.is_some() || line.offered_for.as_ref() == Some(&typed) {
            return;
        }
        let offered = complete::lines(self, &typed);
        if let InputMode::Command(line) = &mut self.frame.mode {
            (line.offered, line.offered_for) = (offered, Some(typed));
        }
    }

    /// What may stand there is not what it was: it is looked up again, unless it is being gone through.
    pub(in crate::ui) fn offer_again(&mut self) {
        if let InputMode::Command(line) = &mut self.frame.mode {
            line.offered_for = None;
        }
    }

    /// Takes a key on the page of the conversation.
    pub(in crate::ui) fn scpi_key(&mut self, key: KeyEvent, looked_up: Lookup) -> Vec<Effect> {
        match (self.scpi.key(&self.context, key), looked_up) {
            (Some(next), _) => self.carry(next),
            (None, Lookup::Action(action)) => self.act(action),
            (None, Lookup::Begun | Lookup::Nothing) => Vec::new(),
        }
    }
}
