//! The operator's own commands held against those that there are.

use crate::config::user_command::UserCommand;
use crate::core::text::clean;
use crate::ui::frame::commands::commands;
use crate::ui::frame::state::State;
use crate::ui::kit::input::chord::Chord;
use crate::ui::kit::input::keymap::Keymap;

/// A command that cannot be beside those there are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnCommandError {
    /// Its name is taken.
    #[error("the command {0} of the settings: there is a command of that name already")]
    Taken(String),
    /// Not a key, or more than two.
    #[error("the command {name} of the settings: {key:?} is not a key")]
    NoKey {
        /// The command.
        name: String,
        /// As it is written.
        key: String,
    },
    /// Its key means something else.
    #[error("the command {name} of the settings: {key} is the key of {other}; choose another one")]
    Clash {
        /// The command.
        name: String,
        /// As it is written.
        key: String,
        /// What has it.
        other: String,
    },
}

/// The operator's own commands, each with its keys: none, one, or two after another.
pub type OwnCommands = Vec<(UserCommand, Vec<Chord>)>;

/// The operator's own commands with their keys.
///
/// # Errors
/// The first that cannot be.
pub fn own(written: &[UserCommand], keymap: &Keymap) -> Result<OwnCommands, OwnCommandError> {
    let mut all = OwnCommands::new();
    for command in written {
        let name = command.name.clone();
        let word = |pattern: String| pattern.split(' ').next().unwrap_or_default() == name;
        if commands().iter().any(|other| word(other.pattern())) {
            return Err(OwnCommandError::Taken(name));
        }
        let keys = keys(command)?;
        let key = command.key.clone().unwrap_or_default();
        let own = all.iter().find(|(_, other)| clash(other, &keys)).map(|(other, _)| other.name.clone());
        if let Some(other) = keymap.clash(&keys).map(|action| action.name().to_owned()).or(own) {
            return Err(OwnCommandError::Clash { name, key, other });
        }
        all.push((command.clone(), keys));
    }
    Ok(all)
}

impl State {
    /// These are the operator's own commands from now on.
    pub fn own_commands(&mut self, commands: OwnCommands) {
        self.context.fixed.commands = commands;
    }
}

fn keys(command: &UserCommand) -> Result<Vec<Chord>, OwnCommandError> {
    let Some(key) = &command.key else { return Ok(Vec::new()) };
    let keys: Option<Vec<Chord>> = key.split_whitespace().map(|chord| chord.parse().ok()).collect();
    let sound = keys.filter(|keys| (1..=2).contains(&keys.len()));
    sound.ok_or_else(|| OwnCommandError::NoKey { name: command.name.clone(), key: clean(key) })
}

/// Whether two sequences cannot be told apart: one begins like the other.
fn clash(one: &[Chord], other: &[Chord]) -> bool {
    let length = one.len().min(other.len());
    length > 0 && one[..length] == other[..length]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::frame::keymap::built_in;

    #[test]
    fn a_command_beside_those_there_are_is_taken_strictly() {
        let one = |name: &str, key: &str| {
            UserCommand::new(name, Some(key.to_owned()).filter(|key| !key.is_empty()), "ls").unwrap()
        };
        let refused = |written: &[UserCommand]| own(written, &built_in()).unwrap_err().to_string();
        for (name, key, words) in [
            ("save", "", "there is a command of that name already"),
            ("quit", "", "there is a command of that name already"),
            ("pack", "hyper-f", "\"hyper-f\" is not a key"),
            ("pack", "g z z", "is not a key"),
            ("pack", "!", "! is the key of all-off"),
            ("pack", "g", "g is the key of "),
            ("pack", "s z", "s z is the key of sweep-start"),
            ("pack", "g c", "g c is the key of connect"),
            ("pack", "n", "n is the key of next-right"),
        ] {
            let words_of = refused(&[one(name, key)]);
            assert!(words_of.contains(words), "{name} {key}: {words_of}");
        }
        assert!(refused(&[one("a", "Z"), one("b", "Z b")]).contains("Z b is the key of a"));
        assert_eq!(own(&[one("pack", "g z"), one("b", "Z"), one("c", "")], &built_in()).unwrap().len(), 3);
    }
}
