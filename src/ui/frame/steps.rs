//! The first way through the bench, in six steps: each says what to press, and is over when that was done. Nothing waits for
//! it.

use crate::core::snapshot::Light;
use crate::ui::common::context::{Context, Panel};
use crate::ui::common::effect::Way;
use crate::ui::detectors::actions::REFERENCE;
use crate::ui::frame::actions::screen::{COMMAND_LINE, HELP};
use crate::ui::frame::actions::values::{EDIT, NUDGE_DOWN, NUDGE_UP, UNDO};
use crate::ui::frame::state::State;
use crate::ui::frame::tour::Tour;
use crate::ui::kit::input::action::Action;
use crate::ui::lasers::actions::{ALL_OFF, LASER_TOGGLE};
use crate::ui::manual::actions::MANUAL;
use crate::ui::sweep::actions::SWEEP_START;
use crate::ui::trace::actions::{DOWNLOAD, EXTREME, TABLE, ZOOM_IN};

/// A step.
pub(super) struct Step {
    /// What it is about.
    pub(super) title: &'static str,
    /// What to press, with the keys of the keymap.
    pub(super) words: fn(&Context) -> String,
    /// Whether that was done.
    is_done: fn(&State, Tour) -> bool,
}

/// The steps.
pub(super) const STEPS: [Step; 6] = [
    Step {
        title: "panels",
        words: |context| {
            let sweep = key(context, Panel::Sweep.action());
            format!(
                "Panels have keys: go to the sweep with {sweep}. The bottom row has the keys that work now."
            )
        },
        is_done: |state, _| state.context.selection.focus == Panel::Sweep,
    },
    Step {
        title: "light",
        words: |context| {
            let [lasers, on, off] =
                [Panel::Lasers.action(), LASER_TOGGLE, ALL_OFF].map(|it| key(context, it));
            format!(
                "{lasers} goes to the lasers, {on} asks, y switches on. {off} puts out everything, always."
            )
        },
        is_done: |state, _| matches!(state.context.bench.light(), Light::Emitting(_)),
    },
    Step {
        title: "values",
        words: |context| {
            let [edit, up, down, undo] = [EDIT, NUDGE_UP, NUDGE_DOWN, UNDO].map(|it| key(context, it));
            format!(
                "{edit} edits: type 1550.5nm and Enter. {up} and {down} change it by a step, {undo} undoes."
            )
        },
        is_done: |state, _| state.undo.next(Way::Undo).is_some(),
    },
    Step {
        title: "sweep",
        words: |context| {
            let [sweep, reference] = [SWEEP_START, REFERENCE].map(|it| key(context, it));
            format!(
                "{sweep} sweeps, after a question where it lets out more light. {reference} would take a reference."
            )
        },
        is_done: |_, tour| tour.swept,
    },
    Step {
        title: "trace",
        words: |context| {
            let here = |action| {
                context.fixed.keymap.key_in(Panel::Trace.scope(), action).unwrap_or_else(|| line(action))
            };
            let [download, trace] = [DOWNLOAD, Panel::Trace.action()].map(|it| key(context, it));
            let [dip, zoom, table] = [EXTREME, ZOOM_IN, TABLE].map(here);
            format!(
                "{download} downloads it, {trace} goes to it. There {dip} finds, {zoom} zooms, {table} lists resonances."
            )
        },
        is_done: |state, _| {
            let there = state.trace.traces.selected_trace().is_some();
            there && state.context.selection.focus == Panel::Trace
        },
    },
    Step {
        title: "save",
        words: |context| {
            let [colon, help, manual] = [COMMAND_LINE, HELP, MANUAL].map(|it| key(context, it));
            format!(
                "{colon} opens the command line: save ring.npz. {help} has all keys and commands, {manual} the manual."
            )
        },
        is_done: |state, _| {
            state.trace.traces.shown().next().is_some() && state.trace.traces.unsaved().is_empty()
        },
    },
];

/// The key of an action, or the line that does the same.
fn key(context: &Context, action: Action) -> String {
    context.fixed.keymap.key(action).unwrap_or_else(|| line(action))
}

fn line(action: Action) -> String {
    format!(":{}", action.name())
}

impl State {
    /// The tour begins, or begins again.
    pub(super) fn begin_tour(&mut self) {
        self.frame.tour = Some(Tour::default());
        self.frame.offers_tour = false;
    }

    /// The next step, whether this one was done or not; the end behind the last one.
    pub(super) fn next_step(&mut self) {
        let Some(tour) = &mut self.frame.tour else { return };
        *tour = Tour { step: tour.step + 1, swept: false };
        if tour.step == STEPS.len() {
            self.end_tour();
            self.inform("that was the tour; :tour begins it again");
        }
    }

    /// Leaves it.
    pub(super) fn end_tour(&mut self) {
        self.frame.tour = None;
    }

    /// Goes on where the step was done.
    pub(super) fn follow_tour(&mut self) {
        while let Some(tour) = self.frame.tour
            && (STEPS[tour.step].is_done)(self, tour)
        {
            self.next_step();
        }
    }

    /// A sweep is over.
    pub(super) fn tour_swept(&mut self) {
        if let Some(tour) = &mut self.frame.tour {
            tour.swept = true;
        }
    }

    /// Whoever begins for the first time is told once that there is a tour, when the bench is there.
    pub fn offer_tour(&mut self) {
        self.frame.offers_tour = true;
    }

    /// Whether that is still to be told.
    pub(crate) const fn offers_tour(&self) -> bool {
        self.frame.offers_tour
    }

    /// Tells it when everything was read: before that other things are told.
    pub(super) fn tell_offer(&mut self) {
        if self.frame.offers_tour && self.context.bench.is_live() && self.context.bench.complete {
            self.frame.offers_tour = false;
            self.inform("new here? type :tour, six steps (said once)");
        }
    }
}
