//! The command line: every action by its name, every setting by its words, and what takes arguments.

mod argument;
mod bench;
pub mod complete;
mod error;
mod row;
mod trace;

use std::cmp::Reverse;
use std::sync::LazyLock;

use strum::IntoEnumIterator;

pub use argument::{one_word, trace_type};
pub use error::CommandError;
pub use row::Command;

use super::field::Field;
use super::state::State;
use crate::core::action::Action;
use crate::core::parameter::Parameter;
use crate::core::text::clean;
use complete::Offer;
use row::Outcome;

/// Everything that can be typed, commands, settings, actions.
pub fn commands() -> &'static [Command] {
    static COMMANDS: LazyLock<Vec<Command>> = LazyLock::new(|| {
        let settings = bench::settings().into_iter().map(|(_, command)| command);
        let actions = Action::iter().map(|action| {
            Command::with(action.name(), Vec::new(), action.about(), move |state, _| Ok(state.act(action)))
        });
        bench::rows()
            .into_iter()
            .chain(trace::rows())
            .chain(settings)
            .chain(bench::other_words())
            .chain(actions)
            .collect()
    });
    &COMMANDS
}

/// How each setting is typed, with one parameter of its kind.
pub fn settings() -> Vec<(String, Parameter)> {
    bench::settings().into_iter().map(|(parameter, command)| (command.pattern(), parameter)).collect()
}

impl State {
    /// Carries out a line.
    ///
    /// # Errors
    /// What is wrong with it, and what would do; nothing was changed or sent then.
    pub fn run(&mut self, line: &str) -> Outcome {
        let line = line.trim().trim_start_matches(':').trim_start();
        let Some(first) = line.split_whitespace().next() else { return Ok(Vec::new()) };
        let fitting = commands().iter().filter_map(|command| Some((command, command.fit(line)?)));
        // `view centre 1550nm` and not the window from `centre` to 1550 nm.
        if let Some((command, typed)) = fitting.min_by_key(|(command, _)| Reverse(command.words())) {
            return command.run(self, &typed);
        }
        let first = clean(first);
        Err(match complete::usages(&first.to_lowercase()).into_iter().next() {
            Some(command) => CommandError::Incomplete { word: first, pattern: command.pattern() },
            None => CommandError::Unknown(first),
        })
    }
}

/// The command line while it is typed.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLine {
    /// What was typed.
    pub field: Field,
    /// What the line may become.
    pub offered: Vec<Offer>,
    /// What stood there when that was looked up.
    pub offered_for: Option<String>,
    /// Which of that stands there now.
    pub chosen: Option<usize>,
    /// Why it could not be carried out, in words.
    pub error: Option<String>,
}

impl CommandLine {
    /// An empty line.
    pub const fn new() -> Self {
        Self { field: Field::new(1000), offered: Vec::new(), offered_for: None, chosen: None, error: None }
    }
}

impl Default for CommandLine {
    fn default() -> Self {
        Self::new()
    }
}
