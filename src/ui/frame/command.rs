//! A command as the command line has it: a row of a subject, lifted onto the whole state.

use crate::ui::common::command::{Arguments, At, Candidate, CommandRow, Further, Outcome, Pattern};
use crate::ui::frame::state::{Part, State};
use crate::ui::kit::input::action::Action;

/// What a command does with what was typed for its arguments.
type Run = dyn Fn(&mut State, &[String]) -> Outcome + Send + Sync;

/// What an argument may be.
type Candidates = dyn Fn(&State, &[String]) -> Vec<Candidate> + Send + Sync;

/// A command of the command line, whichever subject it is about.
pub struct TypedCommand {
    pub(super) pattern: Pattern,
    about: String,
    candidates: Vec<Box<Candidates>>,
    further: Vec<Further>,
    run: Box<Run>,
}

impl<P: Part> From<CommandRow<P>> for TypedCommand {
    fn from(row: CommandRow<P>) -> Self {
        let further = row.slots.iter().map(|slot| slot.further).collect();
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
            further,
            run: Box::new(move |state, typed| P::change(state, |part, context| run(part, context, typed))),
        }
    }
}

impl TypedCommand {
    /// A command that is about the screen itself, of these words, with `_` where an argument stands.
    pub(super) fn new<A: Arguments<()>>(words: &str, about: &str, run: fn(&mut State, A) -> Outcome) -> Self {
        let row = CommandRow::<()>::with(words, A::slots(), about, |(), _, _| Ok(Vec::new()));
        let run = move |state: &mut State, typed: &[String]| {
            let arguments = A::read(&state.context, typed)?;
            run(state, arguments)
        };
        Self { run: Box::new(run), ..Self::from(row) }
    }

    /// An action by its name.
    pub(super) fn of(action: Action) -> Self {
        let row =
            CommandRow::<()>::with(action.name(), Vec::new(), action.about(), |(), _, _| Ok(Vec::new()));
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

    /// What may stand behind what was typed of the argument at `index`: at which byte of that, and what.
    pub(super) fn further(&self, index: usize, typed: &str) -> Option<(usize, Vec<Candidate>)> {
        match self.pattern.at(index) {
            At::Word(_) => None,
            At::Argument(number) => self.further[number](typed),
        }
    }
}
