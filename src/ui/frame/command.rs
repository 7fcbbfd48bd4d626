//! A command as the command line has it: a row of a subject, lifted onto the whole state.

use crate::ui::common::action::Act;
use crate::ui::common::command::{Arguments, At, Candidate, Outcome, Pattern, Row};
use crate::ui::common::context::Context;
use crate::ui::common::next::Next;
use crate::ui::frame::state::State;
use crate::ui::kit::input::action::Action;
use crate::ui::power::PowerState;
use crate::ui::presets::PresetsState;
use crate::ui::scpi::ScpiState;
use crate::ui::sweep::SweepState;
use crate::ui::trace::TraceState;

/// A subject's part of the state.
pub(super) trait Part: Sized + 'static {
    fn read<R>(state: &State, work: impl FnOnce(&Self, &Context) -> R) -> R;

    fn change<R>(state: &mut State, work: impl FnOnce(&mut Self, &Context) -> R) -> R;

    /// Carries out an action, or has it wait for what was asked for before it.
    fn act(state: &mut State, act: Act<Self>) -> Vec<Next> {
        Self::change(state, act)
    }
}

/// Of subjects that remember nothing, or whose commands change nothing here.
impl Part for () {
    fn read<R>(state: &State, work: impl FnOnce(&Self, &Context) -> R) -> R {
        work(&(), &state.context)
    }

    fn change<R>(state: &mut State, work: impl FnOnce(&mut Self, &Context) -> R) -> R {
        work(&mut (), &state.context)
    }
}

macro_rules! part {
    ($part:ty, $field:ident $(, $act:path)?) => {
        impl Part for $part {
            fn read<R>(state: &State, work: impl FnOnce(&Self, &Context) -> R) -> R {
                work(&state.$field, &state.context)
            }

            fn change<R>(state: &mut State, work: impl FnOnce(&mut Self, &Context) -> R) -> R {
                work(&mut state.$field, &state.context)
            }

            $(fn act(state: &mut State, act: Act<Self>) -> Vec<Next> {
                $act(&mut state.$field, act, &state.context)
            })?
        }
    };
}

part!(PowerState, power);
part!(SweepState, sweep);
part!(ScpiState, scpi);
part!(TraceState, trace, TraceState::act);
part!(PresetsState, presets);

/// What a command does with what was typed for its arguments.
type Run = dyn Fn(&mut State, &[String]) -> Outcome + Send + Sync;

/// What an argument may be.
type Candidates = dyn Fn(&State, &[String]) -> Vec<Candidate> + Send + Sync;

/// One command.
pub struct Command {
    pub(super) pattern: Pattern,
    about: String,
    candidates: Vec<Box<Candidates>>,
    run: Box<Run>,
}

impl<P: Part> From<Row<P>> for Command {
    fn from(row: Row<P>) -> Self {
        let candidates = row.slots.into_iter().map(|slot| -> Box<Candidates> {
            Box::new(move |state, before| {
                P::read(state, |part, context| slot.candidates(part, context, before))
            })
        });
        let run = row.run;
        Self {
            pattern: row.pattern,
            about: row.about,
            candidates: candidates.collect(),
            run: Box::new(move |state, typed| P::change(state, |part, context| run(part, context, typed))),
        }
    }
}

impl Command {
    /// A command that is about the screen itself, of these words, with `_` where an argument stands.
    pub(super) fn new<A: Arguments<()>>(words: &str, about: &str, run: fn(&mut State, A) -> Outcome) -> Self {
        let row = Row::<()>::with(words, A::slots(), about, |(), _, _| Ok(Vec::new()));
        let run = move |state: &mut State, typed: &[String]| {
            let arguments = A::read(&state.context, typed)?;
            run(state, arguments)
        };
        Self { run: Box::new(run), ..Self::from(row) }
    }

    /// An action by its name.
    pub(super) fn of(action: Action) -> Self {
        let row = Row::<()>::with(action.name(), Vec::new(), action.about(), |(), _, _| Ok(Vec::new()));
        Self { run: Box::new(move |state, _| Ok(state.row(action))), ..Self::from(row) }
    }

    /// What it does, in one line.
    pub(crate) fn about(&self) -> &str {
        &self.about
    }

    /// How it is typed: `<name>` stands for a word, `<name...>` for the rest of the line, `[...]` for what may be
    /// left out.
    pub fn pattern(&self) -> String {
        self.pattern.written()
    }

    /// What is typed of it up to its first argument, with a blank behind.
    pub(super) fn beginning(&self) -> String {
        self.pattern.beginning()
    }

    /// Carries it out with what was typed for its arguments.
    pub(super) fn run(&self, state: &mut State, typed: &[String]) -> Outcome {
        (self.run)(state, typed)
    }

    /// The index of the last piece of its pattern.
    pub(super) fn last(&self) -> usize {
        self.pattern.last()
    }

    /// What the word at `index` may be, behind these.
    pub(super) fn candidates(&self, state: &State, index: usize, words: &[&str]) -> Vec<Candidate> {
        match self.pattern.at(index) {
            At::Word(word) => vec![Candidate::from(word.to_owned())],
            At::Argument(number) => self.candidates[number](state, &self.pattern.before(index, words)),
        }
    }
}
