//! Lines on the standard output, for the commands that need no screen.

use std::fmt::Display;
use std::io::Write;

/// Prints a line. A reader that is gone is no reason to end: what was begun at the instrument goes on.
pub(super) fn line(words: impl Display) {
    let _ = writeln!(std::io::stdout(), "{words}");
}
