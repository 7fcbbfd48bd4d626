//! Lines on the standard output and on that for errors, for the commands that need no screen.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use crate::core::text::{clean, clean_lines, without_numbers};

/// Prints a line. A reader that is gone is no reason to end: what was begun at the instrument goes on.
pub(crate) fn line(words: impl Display) {
    let _ = writeln!(std::io::stdout(), "{words}");
}

/// Prints a line; whether there is still somebody who reads.
pub(super) fn is_read(words: impl Display) -> bool {
    writeln!(std::io::stdout(), "{words}").is_ok()
}

/// Prints the name of a file: as it is for a program that reads it, and harmless on a terminal.
pub(super) fn path(path: &Path) {
    line(name(path, io::stdout().is_terminal()));
}

fn name(path: &Path, on_terminal: bool) -> String {
    let name = path.display().to_string();
    if on_terminal { clean(&name) } else { name }
}

/// Prints a text. Who has seen enough may close the pipe.
///
/// # Errors
/// If it cannot be written for another reason, as on a full disk.
pub(crate) fn bytes(text: &[u8]) -> io::Result<()> {
    match io::stdout().lock().write_all(text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
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
