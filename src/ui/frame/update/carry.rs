//! What follows from what the screen was asked to do: done here, or handed on to the world.

use crate::core::consent::Lights;
use crate::core::ids::LaserSet;
use crate::core::operation::Run;
use crate::core::request::Order;
use crate::ui::common::asked::Answer;
use crate::ui::common::context::Page;
use crate::ui::common::effect::{Effect, Way};
use crate::ui::common::next::Next;
use crate::ui::frame::state::{InputMode, State};
use crate::ui::trace::traces::Same;

impl State {
    /// Does what follows, as far as it is done here; what is left is for the world.
    pub(in crate::ui) fn carry(&mut self, next: Vec<Next>) -> Vec<Effect> {
        next.into_iter().flat_map(|next| self.carry_one(next, false)).collect()
    }

    /// Does one thing; `agreed` if the operator said yes to it.
    fn carry_one(&mut self, next: Next, agreed: bool) -> Vec<Effect> {
        match next {
            Next::World(effect) => {
                let also = self.meant(&effect, agreed);
                return std::iter::once(effect).chain(also).collect();
            }
            Next::Tell(level, words) => self.tell(level, words),
            Next::TellFile(before, name) => self.tell_file(before, &name),
            Next::Answer(level, words) => self.answer_with(level, words),
            Next::Ask(confirm) => self.ask(confirm),
            Next::Operate(operation) => {
                let next = self.begin(operation);
                return self.carry(next);
            }
            Next::TypedIn(parameter, unit) => self.frame.called.typed(parameter, unit),
            Next::Preset(name, changes) => self.frame.called.preset(name, changes),
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

    /// What an effect means for what is remembered here, and what goes with it; `agreed` if the operator said yes to it.
    fn meant(&mut self, effect: &Effect, agreed: bool) -> Vec<Effect> {
        match effect {
            Effect::Order(order) => self.ordered(order, agreed),
            // Somebody always said yes to it.
            Effect::Raise { way, .. } => match way {
                Way::Set => {}
                Way::Undo | Way::Redo => self.undo.take(*way),
            },
            // Whatever switches off ends what was agreed to about sweeps.
            Effect::Off(LaserSet::ALL) => return self.all_off(),
            Effect::Off(_) => {
                self.sweep.forget();
                self.frame.stopping = None;
            }
            // Leaving waits for what is being written; if that fails, it is not saved after all.
            Effect::SaveTraces(traces, _) => {
                let traces: Vec<Same> = traces.iter().map(|(_, trace)| Same::from(trace)).collect();
                self.trace.traces.be_saved(&traces, true);
            }
            Effect::Run(name, _) => self.inform(format!("{name} runs ...")),
            // Only the last one that was asked for is shown.
            Effect::Mask(file) => self.trace.mask_asked(file),
            Effect::Query(_)
            | Effect::Set(..)
            | Effect::LowerCaps
            | Effect::Say(_)
            | Effect::Abort
            | Effect::DownloadCancel
            | Effect::Link(_)
            | Effect::Preset(_)
            | Effect::Record(_)
            | Effect::SaveTranscript(..)
            | Effect::SaveTable(..)
            | Effect::SaveFigure(..)
            | Effect::Picture
            | Effect::Open(..)
            | Effect::List(..)
            | Effect::Glance(_)
            | Effect::Make
            | Effect::Discard
            | Effect::Measure
            | Effect::Search { .. }
            | Effect::Analyse { .. }
            | Effect::Copy(_)
            | Effect::Bell
            | Effect::Mouse(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Resume
            | Effect::AskBenches(_)
            | Effect::Quit(..)
            | Effect::Leave
            | Effect::Stay => {}
        }
        Vec::new()
    }

    /// The same of an order: later sweeps within what was agreed to are not asked about again.
    fn ordered(&mut self, order: &Order, agreed: bool) {
        self.frame.stopping = None;
        match order {
            Order::Run(Run::Lit(lit)) if agreed && *lit.lights() == Lights::Scan => {
                self.sweep.agree(lit.consent(), &self.context.bench);
            }
            Order::Run(Run::Lit(_) | Run::Dark(_)) | Order::Set { .. } | Order::Say(..) => {}
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
            Answer::Yes(next) => self.carry_one(next, true),
            Answer::No => Vec::new(),
            Answer::Save => {
                let unsaved = self.trace.save_unsaved(&self.context);
                self.carry(unsaved)
            }
            Answer::Uncounted => {
                asked.uncounted = true;
                self.frame.mode = InputMode::Confirm(asked);
                Vec::new()
            }
        }
    }
}
