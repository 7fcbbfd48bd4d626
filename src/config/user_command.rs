//! Commands of the operator's own: a line for the shell with places in it, `gzip {file}`.

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::config::naming::{Pattern, PatternError};
use crate::core::text::{clean, clip};

/// What may stand in the braces of such a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum ShellPlace {
    /// The file of traces that was saved or opened last.
    File,
    /// The letter of the selected trace.
    Trace,
    /// The wavelength of the cursor, nm.
    Nm,
    /// The level of the selected trace there, dB or dBm.
    Level,
    /// The number of the selected laser.
    Laser,
    /// The place of the selected detector, `4/1`.
    Detector,
    /// The address of the instrument.
    Address,
    /// The serial number of the instrument.
    Serial,
}

impl ShellPlace {
    /// As it stands in a line.
    pub(crate) fn written(self) -> String {
        let word: &'static str = self.into();
        format!("{{{word}}}")
    }
}

/// A command of the operator's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCommand {
    /// How it is typed.
    pub name: String,
    /// Its key, as it is written; the keymap knows whether it is one.
    pub key: Option<String>,
    /// The line for the shell.
    line: Pattern<ShellPlace>,
    /// The same as it is written.
    pub shell: String,
}

/// A command that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UserCommandError {
    /// Not a name.
    #[error(
        "{0:?} is not a name for a command; it has small letters, digits and -, and begins with a letter"
    )]
    Name(String),
    /// There is nothing to run.
    #[error("the command {0} has no line for the shell")]
    Empty(String),
    /// The line is more than one, or has something that is no text.
    #[error("the line of {0} is not one line of text")]
    Lines(String),
    /// A place that is not there.
    #[error("the line of {0}: {1}; a brace of the shell's own goes into a script")]
    Pattern(String, PatternError),
    /// A place between quotes: what is put there has quotes of its own.
    #[error(
        "the line of {0}: {1} stands between quotes or behind a backslash; it is quoted by itself, leave them out"
    )]
    Quoted(String, String),
}

/// There is nothing to put in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(pub ShellPlace);

impl UserCommand {
    /// Reads one, strictly.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(name: &str, key: Option<String>, shell: &str) -> Result<Self, UserCommandError> {
        let sound = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !sound || name.len() > 40 {
            return Err(UserCommandError::Name(clip(&clean(name), 40)));
        }
        let name = name.to_owned();
        if shell.trim().is_empty() {
            return Err(UserCommandError::Empty(name));
        }
        if shell.chars().any(char::is_control) {
            return Err(UserCommandError::Lines(name));
        }
        let line = Pattern::parse(shell).map_err(|what| UserCommandError::Pattern(name.clone(), what))?;
        if let Some(place) = quoted_place(shell) {
            return Err(UserCommandError::Quoted(name, place));
        }
        Ok(Self { name, key, line, shell: shell.trim().to_owned() })
    }

    /// The line with every place filled, each value as one word of the shell.
    ///
    /// # Errors
    /// The first place for which there is nothing.
    pub fn fill(&self, value: impl Fn(ShellPlace) -> Option<String>) -> Result<String, Missing> {
        let missing =
            ShellPlace::iter().find(|place| self.shell.contains(&place.written()) && value(*place).is_none());
        match missing {
            Some(place) => Err(Missing(place)),
            None => Ok(self.line.fill(|place| quoted(&value(place).unwrap_or_default()))),
        }
    }
}

/// One word of a POSIX shell, whatever is in it: nothing between single quotes means anything.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', "'\\''"))
}

/// The first place that stands between quotes, or behind a backslash.
fn quoted_place(shell: &str) -> Option<String> {
    let (mut open, mut escaped) = (None, false);
    for (at, c) in shell.char_indices() {
        match (open, c) {
            (_, '{') if open.is_some() || escaped => {
                let place = &shell[at..];
                return Some(place[..=place.find('}').unwrap_or(place.len() - 1)].to_owned());
            }
            (Some(quote), c) if c == quote && !(escaped && quote != '\'') => open = None,
            (None, '\'' | '"' | '`') if !escaped => open = Some(c),
            _ => {}
        }
        escaped = c == '\\' && !escaped && open != Some('\'');
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_word_whatever_is_in_it() {
        let command = UserCommand::new("show", None, "echo {file} at {nm} | cat").unwrap();
        let fill = |file: &str| {
            let known = [(ShellPlace::File, file), (ShellPlace::Nm, "1550.5")];
            command
                .fill(|place| known.iter().find(|(it, _)| *it == place).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(fill("/a b.npz").unwrap(), "echo '/a b.npz' at '1550.5' | cat");
        assert_eq!(fill("$(reboot)';`x`").unwrap(), "echo '$(reboot)'\\'';`x`' at '1550.5' | cat");
        assert_eq!(command.fill(|_| None), Err(Missing(ShellPlace::File)));
    }

    #[test]
    fn what_cannot_be_a_command_is_said() {
        for (name, shell, words) in [
            ("Show", "ls", "\"Show\" is not a name for a command"),
            ("", "ls", "is not a name for a command"),
            ("a b", "ls", "is not a name for a command"),
            ("a", " ", "no line for the shell"),
            ("a", "ls\nrm", "not one line of text"),
            ("a", "ls {fiel}", "{fiel} is not known here; choose from {file} {trace}"),
            ("a", "awk '{print}'", "{print} is not known here"),
            ("a", "ls \"{file}\"", "{file} stands between quotes"),
            ("a", "ls '{file}'", "{file} stands between quotes"),
            ("a", "ls `{file}`", "{file} stands between quotes"),
            ("a", "ls \\{file}", "{file} stands between quotes"),
            ("a", "echo \"it's\" \"{nm}\"", "{nm} stands between quotes"),
        ] {
            let error = UserCommand::new(name, None, shell).unwrap_err().to_string();
            assert!(error.contains(words), "{shell}: {error}");
        }
        for sound in ["echo \"it's\" {nm}", "echo 'a\\' {nm}", "echo \\\" {nm}", "ls -l"] {
            assert!(UserCommand::new("a", None, sound).is_ok(), "{sound}");
        }
    }
}
