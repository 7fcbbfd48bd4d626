//! Lines on the standard output and on that for errors, for the commands that need no screen.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::OnceLock;

use color_eyre::eyre::{Result, bail};

use crate::core::text::{clean, clean_lines, said, without_numbers};

/// Whether what is printed is for people or for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Printed {
    /// Words and columns.
    People,
    /// One JSON object, with units in its names.
    Json,
}

impl Printed {
    /// By the flag `--json`.
    pub(crate) const fn of(json: bool) -> Self {
        if json { Self::Json } else { Self::People }
    }

    /// Prints a result: words for people, or an object for programs.
    pub(crate) fn print(self, words: impl Display, object: impl FnOnce() -> serde_json::Value) {
        match self {
            Self::People => line(words),
            Self::Json => line(object()),
        }
    }
}

/// What was lost of the standard output, the first time.
static LOST: OnceLock<Unwritten> = OnceLock::new();

/// What was to be printed was not, as on a full disk.
#[derive(Debug, thiserror::Error)]
#[error("the standard output cannot be written: {}", said(.0))]
pub(crate) struct Unwritten(pub(crate) io::Error);

/// Prints a line. That nobody can read it is no reason to end: what was begun at the instrument goes on, and
/// [`all_written`] says it at the end.
pub(crate) fn line(words: impl Display) {
    is_read(words);
}

/// Prints a line; whether there is still somebody who reads.
pub(crate) fn is_read(words: impl Display) -> bool {
    is_written(writeln!(io::stdout(), "{words}"))
}

/// Whether it was written; why not is kept, unless it was the reader who closed the pipe.
fn is_written(written: io::Result<()>) -> bool {
    let is_written = written.is_ok();
    if let Err(error) = unless_closed(written) {
        let _ = LOST.set(Unwritten(error));
    }
    is_written
}

/// Who has seen enough may close the pipe.
///
/// # Errors
/// What else went wrong.
pub(crate) fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// Whether all that was printed was written, as far as somebody wanted to read it.
///
/// # Errors
/// What could not be written first.
pub(crate) fn all_written() -> Result<()> {
    is_written(io::stdout().flush());
    match LOST.get() {
        None => Ok(()),
        Some(lost) => bail!("{lost}"),
    }
}

/// Prints the name of a file: as it is for a program that reads it, and harmless on a terminal.
pub(crate) fn path(path: &Path) {
    line(name(path, io::stdout().is_terminal()));
}

fn name(path: &Path, on_terminal: bool) -> String {
    let name = path.display().to_string();
    if on_terminal { clean(&name) } else { name }
}

/// Prints a text, as [`line`] does.
pub(crate) fn bytes(text: &[u8]) {
    is_written(io::stdout().lock().write_all(text));
}

/// Says what is wrong, or what was done beside, if there is still somebody to say it to.
pub(crate) fn complain(words: &str) {
    let _ = writeln!(io::stderr(), "ctp10: {}", clean_lines(&without_numbers(words)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_steers_no_terminal() {
        let path = Path::new("a\u{1b}[2J\nb.npz");
        assert_eq!(name(path, true), "a\u{241b}[2J\u{240a}b.npz");
        assert_eq!(name(path, false), "a\u{1b}[2J\nb.npz", "a script gets the name that the file has");
    }
}
