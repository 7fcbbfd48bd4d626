//! What follows from what the screen was asked to do: done here, or handed on to the world.

use crate::core::ids::LaserSet;
use crate::core::request::Order;
use crate::ui::common::asked::Answer;
use crate::ui::common::context::Page;
use crate::ui::common::effect::{Effect, Way};
use crate::ui::common::next::Next;
use crate::ui::frame::state::{InputMode, State};

impl State {
    /// Does what follows, as far as it is done here; what is left is for the world.
    pub(in crate::ui) fn carry(&mut self, next: Vec<Next>) -> Vec<Effect> {
        next.into_iter().flat_map(|next| self.carry_one(next)).collect()
    }

    fn carry_one(&mut self, next: Next) -> Vec<Effect> {
        match next {
            Next::World(effect) => {
                self.meant(&effect);
                return vec![effect];
            }
            Next::Tell(level, words) => self.tell(level, words),
            Next::Ask(confirm) => self.ask(confirm),
            Next::Step(way) => return self.step(way),
            Next::Close => self.context.page = Page::Bench,
            Next::Toggle(page) => {
                let next = self.toggle(page);
                return self.carry(next);
            }
            Next::Focus(panel) => self.focus(panel),
            Next::Cap(laser, cap) => {
                self.context.link.caps.set(laser, cap);
                return vec![Effect::LowerCaps];
            }
        }
        Vec::new()
    }

    /// What an effect means for what is remembered here.
    fn meant(&mut self, effect: &Effect) {
        // Its traces are asked for with it.
        if matches!(effect, Effect::Order(Order::SweepStart(_))) {
            self.trace.sweep_started(self.context.selection.focus);
        }
        // Only the last one that was asked for is shown.
        if let Effect::Mask(file) = effect {
            self.trace.mask_asked(file);
        }
        // Whatever switches off ends what was agreed to about sweeps.
        if let Effect::Off(lasers) = effect {
            self.sweep.forget();
            if *lasers == LaserSet::ALL {
                self.all_off();
            }
        }
    }

    /// A key while a question stands; `alone` if it came by itself.
    pub(super) fn answer(&mut self, pressed: char, alone: bool) -> Vec<Effect> {
        let InputMode::Confirm(mut asked) = std::mem::take(&mut self.frame.mode) else { return Vec::new() };
        if self.has_fallen(&asked) {
            self.fall();
            return Vec::new();
        }
        match asked.answer(pressed, alone, self.context.now) {
            Answer::Yes(next) => {
                self.agreed(&next);
                self.carry_one(next)
            }
            Answer::No => Vec::new(),
            Answer::Uncounted => {
                asked.uncounted = true;
                self.frame.mode = InputMode::Confirm(asked);
                Vec::new()
            }
        }
    }

    /// What a yes means for later.
    fn agreed(&mut self, next: &Next) {
        if let Next::World(Effect::Order(Order::SweepStart(consent) | Order::Reference(_, consent))) = next {
            self.sweep.agree(consent, &self.context.bench);
        }
        if let Next::World(Effect::Raise(_, way, _)) = next
            && *way != Way::Set
        {
            self.undo.take(*way);
        }
    }
}
