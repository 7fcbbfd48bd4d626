//! Answers: told like everything else, and where the row of messages has no room for one, laid over the page.

use crate::core::event::Severity;
use crate::ui::common::effect::{Copied, Effect};
use crate::ui::common::next::world;
use crate::ui::frame::actions::moves::{DOWN, PAGE_DOWN, PAGE_UP, UP};
use crate::ui::frame::actions::values::{CANCEL, COPY};
use crate::ui::frame::draw::{self, note};
use crate::ui::frame::note::Note;
use crate::ui::frame::pages::{self, Hints};
use crate::ui::frame::state::{InputMode, State};
use crate::ui::kit::input::keymap::Lookup;
use crate::ui::messages::panel;

impl State {
    /// Answers the operator. Where something is typed, or is asked, what has no room in the row is whole in the panel alone.
    pub(in crate::ui) fn answer_with(&mut self, level: Severity, words: String) {
        if self.frame.area.width > 0 && !panel::has_room(&words, self.frame.area.width) {
            self.lay_over(words.clone());
        }
        self.tell(level, words);
    }

    /// Lays a text over the page, where that is free.
    pub(super) fn lay_over(&mut self, text: String) {
        if self.is_free() {
            self.frame.note = Some(Note::new(text));
        }
    }

    /// Nothing is typed or asked.
    fn is_free(&self) -> bool {
        self.frame.mode == InputMode::Page
            && !matches!((pages::row(self.context.page).hints)(self), Hints::Typing(_))
    }

    /// Takes a key while an answer lies over the page; `None` for one that closes it and does what it does.
    pub(super) fn note_key(&mut self, looked_up: Lookup) -> Option<Vec<Effect>> {
        let note = self.frame.note.as_ref()?;
        let hidden = draw::middle(self, self.frame.area).map_or(0, |area| note::hidden(note, area));
        let by = [(UP, -1), (DOWN, 1), (PAGE_UP, -5), (PAGE_DOWN, 5)]
            .into_iter()
            .find_map(|(action, by)| (looked_up == Lookup::Action(action) && hidden > 0).then_some(by));
        if let Some(by) = by {
            let first = note.first.saturating_add_signed(by).min(hidden);
            self.frame.note.as_mut()?.first = first;
            return Some(Vec::new());
        }
        if looked_up == Lookup::Action(COPY) {
            let text = note.text.clone();
            return Some(self.carry(world(Effect::Copy(Copied(text)))));
        }
        self.frame.note = None;
        (looked_up == Lookup::Action(CANCEL)).then(Vec::new)
    }
}
