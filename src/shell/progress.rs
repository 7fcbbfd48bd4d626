//! How far something is, on a terminal that somebody watches.

use std::io::{IsTerminal, Write as _};

use crate::core::cast::floor_index;

/// Columns of the bar.
const BAR: f64 = 40.0;

/// Draws a bar over the last line; of what nobody knows how long it takes the words alone.
pub(super) fn show(words: &str, part: Option<f64>) {
    let mut out = std::io::stderr();
    if !out.is_terminal() {
        return;
    }
    let _ = match part.map(|part| part.clamp(0.0, 1.0)) {
        Some(part) => {
            let full = floor_index(part * BAR);
            let (full, rest) = ("━".repeat(full), "─".repeat(floor_index(BAR) - full));
            write!(out, "\r{full}{rest} {:3.0} %  {words}\x1b[K", part * 100.0)
        }
        None => write!(out, "\r{words}\x1b[K"),
    };
    let _ = out.flush();
}

/// Takes the bar away.
pub(super) fn clear() {
    if std::io::stderr().is_terminal() {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
}
