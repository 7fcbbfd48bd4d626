//! The command line: every action by its name, every setting by its words, and the commands of every subject.

use std::cmp::Reverse;
use std::sync::LazyLock;

use crate::core::parameter::Parameter;
use crate::core::text::{clean, likely};
use crate::ui::common::command::CommandError;
use crate::ui::common::effect::Effect;
use crate::ui::frame::command::TypedCommand;
use crate::ui::frame::settings;
use crate::ui::frame::state::State;
use crate::ui::frame::topics::{self, topics};

/// Everything that can be typed, commands, settings, actions.
pub fn commands() -> &'static [&'static TypedCommand] {
    static COMMANDS: LazyLock<Vec<&TypedCommand>> = LazyLock::new(|| {
        static OTHERS: LazyLock<Vec<TypedCommand>> = LazyLock::new(|| {
            let other_words = settings::other_words().map(TypedCommand::from);
            other_words.chain(topics::actions().map(|row| TypedCommand::of(row.action))).collect()
        });
        let own = topics().iter().flat_map(|topic| &topic.commands);
        own.chain(topics().iter().flat_map(|topic| &topic.settings)).chain(OTHERS.iter()).collect()
    });
    &COMMANDS
}

/// How each setting is typed, with one parameter of its kind.
pub fn settings() -> Vec<(String, Parameter)> {
    settings::settings().map(|(parameter, row)| (row.pattern.written(), parameter)).collect()
}

/// Commands that fit what was typed so far.
pub(in crate::ui) fn usages(typed: &str) -> Vec<&'static TypedCommand> {
    let words: Vec<&str> = typed.split(' ').collect();
    commands().iter().copied().filter(|command| command.pattern.begins(&words)).collect()
}

/// The command that most words of a line begin: one that it lacks something of, or that it goes beyond.
fn nearest(line: &str) -> Option<&'static TypedCommand> {
    let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
    (1..=words.len()).rev().find_map(|count| usages(&words[..count].join(" ")).first().copied())
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
            let next = command.run(self, &typed)?;
            return Ok(self.carry(next));
        }
        if let Some(own) = self.own_command(line).cloned() {
            let next = self.ask_to_run(&own)?;
            return Ok(self.carry(next));
        }
        let first = clean(first);
        let small = first.to_lowercase();
        Err(if let Some(command) = nearest(line) {
            CommandError::Incomplete { word: first, pattern: command.pattern() }
        } else {
            let near = likely(&small, commands().iter().map(|command| command.pattern.first()));
            CommandError::Unknown { typed: first, near }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manual::topic::Topic;

    /// What stands between backticks and begins with a colon and a small letter, as commands do and headers do not.
    fn named(text: &str) -> impl Iterator<Item = &str> {
        let code = text.split('`').skip(1).step_by(2).flat_map(str::lines);
        code.filter_map(|code| code.strip_prefix(':')).filter(|code| code.starts_with(char::is_lowercase))
    }

    #[test]
    fn every_command_that_readme_and_manual_name_is_one() {
        let readme = include_str!("../../../README.md");
        let mut count = 0;
        for text in Topic::ALL.iter().map(|topic| topic.text()).chain([readme]) {
            for line in named(text) {
                let fits = |command: &&TypedCommand| {
                    command.pattern() == line || command.pattern.fit(line.trim_end()).is_some()
                };
                // What is named alone is a command's first word.
                let named =
                    |command: &&TypedCommand| command.pattern().split(' ').next() == Some(line.trim_end());
                assert!(commands().iter().any(|command| fits(command) || named(command)), ":{line}");
                count += 1;
            }
        }
        assert!(count > 100, "{count} commands");
    }
}
