//! Keys and the wheel on the help page.

use crossterm::event::{KeyCode, KeyEvent};

use crate::ui::common::context::Page;
use crate::ui::common::effect::Effect;
use crate::ui::frame::actions::screen::HELP;
use crate::ui::frame::search::{Entry, entries};
use crate::ui::frame::state::State;
use crate::ui::kit::input::keymap::Lookup;
use crate::ui::manual::actions::MANUAL;

impl State {
    /// Takes a key.
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(in crate::ui) fn help_key(&mut self, key: KeyEvent, looked_up: Lookup) -> Vec<Effect> {
        let search = &mut self.frame.help.search;
        match key.code {
            KeyCode::Up => self.go_in_help(-1),
            KeyCode::Down => self.go_in_help(1),
            KeyCode::PageUp => self.go_in_help(-10),
            KeyCode::PageDown => self.go_in_help(10),
            KeyCode::Enter => return self.enter_help(),
            KeyCode::Esc if !search.is_empty() => search.set(""),
            KeyCode::Esc | KeyCode::F(1) => self.context.page = Page::Bench,
            KeyCode::Char('m') if search.is_empty() => {
                self.open(Page::Manual);
                self.manual.by_letter = true;
            }
            _ if search.is_empty() && looked_up == Lookup::Action(MANUAL) => drop(self.open(Page::Manual)),
            // On an empty search the key that opened the page closes it.
            _ if search.is_empty() && looked_up == Lookup::Action(HELP) => self.context.page = Page::Bench,
            _ => {
                if search.key(key) {
                    self.frame.help.row = 0;
                }
            }
        }
        Vec::new()
    }

    /// Selects what stands so many entries further.
    pub(in crate::ui) fn go_in_help(&mut self, by: isize) {
        let last = entries(&self.frame.help, &self.context).len().saturating_sub(1);
        let row = &mut self.frame.help.row;
        *row = row.saturating_add_signed(by).min(last);
    }

    /// Carries out the selected action on the page from which help was opened; a command is put into the command line.
    fn enter_help(&mut self) -> Vec<Effect> {
        self.context.page = self.frame.help.from;
        match entries(&self.frame.help, &self.context).get(self.frame.help.row).copied() {
            Some(Entry::Action(row)) => self.act(row.action),
            Some(Entry::Command(command)) => {
                self.open_command(&command.beginning());
                Vec::new()
            }
            Some(Entry::Section(section)) => {
                self.read_section(section);
                Vec::new()
            }
            Some(Entry::Own(command)) => {
                let line = command.name.clone();
                self.open_command(&line);
                Vec::new()
            }
            None => Vec::new(),
        }
    }
}
