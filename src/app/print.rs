//! Lines on the standard output, for the commands that need no screen.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints a line. A reader that is gone is no reason to end: what was begun at the instrument goes on.
pub(super) fn line(words: impl Display) {
    let _ = writeln!(std::io::stdout(), "{words}");
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
