//! Keys in the manual: those of a pager.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::manual::topic::Section;
use crate::ui::common::context::Page;
use crate::ui::common::effect::Effect;
use crate::ui::frame::actions::moves::{DOWN, LEFT, RIGHT, UP};
use crate::ui::frame::actions::screen::{COMMAND_LINE, HELP};
use crate::ui::frame::actions::values::CANCEL;
use crate::ui::frame::draw::middle;
use crate::ui::frame::help::Help;
use crate::ui::frame::state::State;
use crate::ui::kit::input::action::Action;
use crate::ui::kit::input::keymap::Lookup;
use crate::ui::manual::{Room, page};

/// What the keymap's keys do here as everywhere.
const MAPPED: [Action; 7] = [UP, DOWN, LEFT, RIGHT, CANCEL, HELP, COMMAND_LINE];

impl State {
    /// Takes a key; `None` for one that the keymap has to answer.
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(in crate::ui) fn manual_key(&mut self, key: KeyEvent, looked_up: Lookup) -> Option<Vec<Effect>> {
        let by_letter = std::mem::take(&mut self.manual.by_letter);
        let page = self.manual_room().map_or(0, |room| isize::try_from(room.height).unwrap_or(isize::MAX));
        match key.code {
            _ if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => return None,
            _ if MAPPED.map(Lookup::Action).contains(&looked_up) => return None,
            KeyCode::Enter => self.scroll_manual(1),
            KeyCode::PageUp | KeyCode::Char('b') => self.scroll_manual(-page),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll_manual(page),
            KeyCode::Home | KeyCode::Char('g') => self.scroll_manual(isize::MIN),
            KeyCode::End | KeyCode::Char('G') => self.scroll_manual(isize::MAX),
            KeyCode::BackTab => self.manual.turn(-1),
            KeyCode::Tab => self.manual.turn(1),
            KeyCode::Char('q') => self.context.page = self.manual.from,
            KeyCode::Char('/') => self.search_help(""),
            KeyCode::Char(letter) if by_letter && letter.is_alphanumeric() => {
                self.search_help(&format!("m{letter}"));
            }
            // Nothing behind the page is done by a key that was meant for the page.
            _ => {}
        }
        Some(Vec::new())
    }

    /// Goes so many lines further in the manual.
    pub(in crate::ui) fn scroll_manual(&mut self, by: isize) {
        if let Some(room) = self.manual_room() {
            self.manual.scroll(by, room);
        }
    }

    fn manual_room(&self) -> Option<Room> {
        middle(self, self.frame.area).map(page::room)
    }

    /// Opens the help page with this searched for.
    fn search_help(&mut self, words: &str) {
        self.frame.help = Help::new(self.manual.from);
        self.frame.help.search.set(words);
        self.context.page = Page::Help;
    }

    /// Opens the manual at a section.
    pub(super) fn read_section(&mut self, section: &Section) {
        self.manual.go_to_section(section);
        self.manual.from = self.context.page;
        self.context.page = Page::Manual;
    }
}
