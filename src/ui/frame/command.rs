//! The command line: every action by its name, every setting by its words, and the commands of every subject.

use std::cmp::Reverse;
use std::sync::LazyLock;

use strum::IntoEnumIterator;

use super::{rows, settings};
use crate::core::action::Action;
use crate::core::parameter::Parameter;
use crate::core::text::clean;
use crate::ui::command::{Arguments, At, Candidate, CommandError, Outcome, Pattern, Row};
use crate::ui::context::Context;
use crate::ui::effect::Effect;
use crate::ui::power::PowerState;
use crate::ui::presets::PresetsState;
use crate::ui::state::State;
use crate::ui::trace::TraceState;
use crate::ui::{detectors, lasers, power, presets, scpi, sweep, trace};

/// A subject's part of the state.
trait Part: Sized + 'static {
    /// Reads it.
    fn read<R>(state: &State, work: impl FnOnce(&Self, &Context) -> R) -> R;

    /// Changes it.
    fn change<R>(state: &mut State, work: impl FnOnce(&mut Self, &Context) -> R) -> R;
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
    ($part:ty, $field:ident) => {
        impl Part for $part {
            fn read<R>(state: &State, work: impl FnOnce(&Self, &Context) -> R) -> R {
                work(&state.$field, &state.context)
            }

            fn change<R>(state: &mut State, work: impl FnOnce(&mut Self, &Context) -> R) -> R {
                work(&mut state.$field, &state.context)
            }
        }
    };
}

part!(PowerState, power);
part!(TraceState, trace);
part!(PresetsState, presets);

/// What a command does with what was typed for its arguments.
type Run = dyn Fn(&mut State, &[String]) -> Outcome + Send + Sync;

/// What an argument may be.
type Candidates = dyn Fn(&State) -> Vec<Candidate> + Send + Sync;

/// One command.
pub struct Command {
    pattern: Pattern,
    about: String,
    candidates: Vec<Box<Candidates>>,
    run: Box<Run>,
}

impl<P: Part> From<Row<P>> for Command {
    fn from(row: Row<P>) -> Self {
        let candidates = row.slots.into_iter().map(|slot| -> Box<Candidates> {
            Box::new(move |state| P::read(state, |part, context| slot.candidates(part, context)))
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

    fn of(action: Action) -> Self {
        let row = Row::<()>::with(action.name(), Vec::new(), action.about(), |(), _, _| Ok(Vec::new()));
        Self { run: Box::new(move |state, _| Ok(state.row(action))), ..Self::from(row) }
    }

    /// What it does, in one line.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// How it is typed: `<name>` stands for a word, `<name...>` for the rest of the line, `[...]` for what may be
    /// left out.
    pub fn pattern(&self) -> String {
        self.pattern.written()
    }

    /// The index of the last piece of its pattern.
    pub(super) fn last(&self) -> usize {
        self.pattern.last()
    }

    /// What the word at `index` may be.
    pub(super) fn candidates(&self, state: &State, index: usize) -> Vec<Candidate> {
        match self.pattern.at(index) {
            At::Word(word) => vec![Candidate::from(word.to_owned())],
            At::Argument(number) => self.candidates[number](state),
        }
    }
}

fn all<P: Part>(rows: Vec<Row<P>>) -> impl Iterator<Item = Command> {
    rows.into_iter().map(Command::from)
}

/// Everything that can be typed, commands, settings, actions.
pub fn commands() -> &'static [Command] {
    static COMMANDS: LazyLock<Vec<Command>> = LazyLock::new(|| {
        all(lasers::rows())
            .chain(all(sweep::rows()))
            .chain(all(detectors::rows()))
            .chain(rows::link())
            .chain(all(presets::rows()))
            .chain(rows::forms())
            .chain(all(scpi::rows()))
            .chain(all(power::rows()))
            .chain(rows::screen())
            .chain(all(trace::rows()))
            .chain(settings::settings().into_iter().map(|(_, row)| row.into()))
            .chain(settings::other_words().map(Command::from))
            .chain(Action::iter().map(Command::of))
            .collect()
    });
    &COMMANDS
}

/// How each setting is typed, with one parameter of its kind.
pub fn settings() -> Vec<(String, Parameter)> {
    settings::settings().into_iter().map(|(parameter, row)| (row.pattern.written(), parameter)).collect()
}

/// Commands that fit what was typed so far.
pub(in crate::ui) fn usages(typed: &str) -> Vec<&'static Command> {
    let words: Vec<&str> = typed.split(' ').collect();
    commands().iter().filter(|command| command.pattern.begins(&words)).collect()
}

impl State {
    /// Carries out a line.
    ///
    /// # Errors
    /// What is wrong with it, and what would do; nothing was changed or sent then.
    pub(in crate::ui) fn run(&mut self, line: &str) -> Result<Vec<Effect>, CommandError> {
        let line = line.trim().trim_start_matches(':').trim_start();
        let Some(first) = line.split_whitespace().next() else { return Ok(Vec::new()) };
        let fitting = commands().iter().filter_map(|command| Some((command, command.pattern.fit(line)?)));
        // `view centre 1550nm` and not the window from `centre` to 1550 nm.
        if let Some((command, typed)) = fitting.min_by_key(|(command, _)| Reverse(command.pattern.words())) {
            let next = (command.run)(self, &typed)?;
            return Ok(self.carry(next));
        }
        let first = clean(first);
        Err(match usages(&first.to_lowercase()).into_iter().next() {
            Some(command) => CommandError::Incomplete { word: first, pattern: command.pattern() },
            None => CommandError::Unknown(first),
        })
    }
}
