//! The screen while leaving the program waits for something.

use crate::ui::common::effect::Effect;
use crate::ui::frame::actions::screen::QUIT;
use crate::ui::frame::actions::values::CANCEL;
use crate::ui::frame::leaving::Leaving;
use crate::ui::frame::state::State;
use crate::ui::kit::input::keymap::Lookup;
use crate::ui::lasers::actions::ALL_OFF;

impl State {
    /// Says what leaving waits for from now on; `None`: nobody leaves.
    pub(crate) const fn leave_after(&mut self, leaving: Option<Leaving>) {
        self.frame.leaving = leaving;
    }

    /// What leaving waits for, and the keys that count meanwhile.
    pub(in crate::ui) fn leaving_words(&self) -> Option<String> {
        let key = |action| self.context.fixed.keymap.key(action).unwrap_or_default();
        Some(match self.frame.leaving? {
            Leaving::Light(lasers) => format!("leaving when {lasers} is off; {} stays", key(CANCEL)),
            Leaving::Files => format!(
                "leaving when all files are written; {} leaves without them, {} stays",
                key(QUIT),
                key(CANCEL)
            ),
        })
    }

    /// A key while leaving waits: nothing is begun now but to leave at once, or to stay. Light still goes out.
    pub(super) fn leaving_key(&mut self, looked_up: Lookup) -> Vec<Effect> {
        let is = |action| looked_up == Lookup::Action(action);
        match self.frame.leaving {
            _ if is(ALL_OFF) => self.act(ALL_OFF),
            Some(_) if is(CANCEL) => vec![Effect::Stay],
            Some(Leaving::Files) if is(QUIT) => vec![Effect::Leave],
            Some(_) | None => Vec::new(),
        }
    }
}
