//! What keys arrive as: read until one of them ends it, each with its bytes and its name.

use std::io::{self, ErrorKind, Write};
use std::time::Duration;

use crossterm::event::KeyEventKind;

use super::decode::{Decoded, Decoder};
use crate::platform::terminal::{self, Input, Output};
use crate::ui::frame::manual::KeyRow;
use crate::ui::kit::input::chord::Chord;

/// An escape that stands alone for so long was the key.
const ESCAPE: Duration = Duration::from_millis(30);

/// Gives the terminal the modes back that [`name_keys`] took.
pub(crate) fn give_back() {
    terminal::cooked();
}

/// Names each key with what it is bound to, until `q` or Ctrl-C, or until the terminal is gone. Whoever waits for its end calls
/// [`give_back`] then, whatever ended it.
///
/// # Errors
/// If there is no terminal.
pub(crate) fn name_keys(rows: &[KeyRow]) -> io::Result<()> {
    let (input, output) = (Input::open()?, Output::open()?);
    output.raw()?;
    let mut out = output.writer();
    write!(out, "Press keys; q or Ctrl-C ends.\r\n{:24}  {:16}  action\r\n", "bytes", "key")?;
    let mut decoder = Decoder::new(Vec::new());
    let (mut bytes, mut of_key, mut found) = ([0; 4096], Vec::new(), Vec::new());
    loop {
        let wait = decoder.is_waiting().then_some(ESCAPE);
        let came = input.is_readable(wait).and_then(|came| came.then(|| input.read(&mut bytes)).transpose());
        match came {
            Ok(Some(0)) => return Ok(()),
            Ok(Some(count)) => {
                of_key.extend_from_slice(&bytes[..count]);
                decoder.feed(&bytes[..count], &mut found);
            }
            Ok(None) => decoder.quiet(&mut found),
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => continue,
            Err(error) => return Err(error),
        }
        if decoder.is_waiting() {
            continue;
        }
        let arrived = std::mem::take(&mut of_key);
        if found.is_empty() && !arrived.is_empty() {
            write!(out, "{:24}  no key\r\n", hexadecimal(&arrived))?;
        }
        for (index, decoded) in found.drain(..).enumerate() {
            // Bytes that came together are shown with the first.
            let bytes = if index == 0 { hexadecimal(&arrived) } else { String::new() };
            let (name, bound) = named(&decoded, rows);
            write!(out, "{bytes:24}  {name:16}  {bound}\r\n")?;
            if matches!(name.as_str(), "q" | "Ctrl-c") {
                return Ok(());
            }
        }
    }
}

/// A key by the name that keymaps have, and what it does.
fn named(decoded: &Decoded, rows: &[KeyRow]) -> (String, String) {
    match decoded {
        Decoded::Key(key, _) => {
            let chord = Chord::from(*key).to_string();
            let has =
                |row: &&KeyRow| row.keys.iter().any(|key| key.split(' ').next() == Some(chord.as_str()));
            let bound: Vec<&str> = rows.iter().filter(has).map(|row| row.action.name()).collect();
            let what = match key.kind {
                KeyEventKind::Press => String::new(),
                KeyEventKind::Repeat => " (repeated)".to_owned(),
                KeyEventKind::Release => " (released)".to_owned(),
            };
            (chord + &what, if bound.is_empty() { "-".into() } else { bound.join(", ") })
        }
        Decoded::Mouse(_) => ("mouse".into(), String::new()),
        Decoded::Paste(_) | Decoded::PasteTooLong(_) => ("paste".into(), String::new()),
        Decoded::Off => ("all-off".into(), String::new()),
    }
}

/// Bytes as hexadecimal numbers.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::frame::{keymap, manual};

    #[test]
    fn a_key_has_its_name_and_its_actions() {
        let rows = manual::key_rows(&keymap::built_in());
        let name = |bytes: &[u8]| {
            let (mut decoder, mut found) = (Decoder::new(Vec::new()), Vec::new());
            decoder.feed(bytes, &mut found);
            decoder.quiet(&mut found);
            found.iter().map(|decoded| named(decoded, &rows)).collect::<Vec<_>>()
        };
        assert!(name(b"!")[0].1.contains("all-off"), "{:?}", name(b"!"));
        assert_eq!(name(b"\x1b[A")[0].0, "↑");
        assert_eq!(name(b"\x01")[0].0, "Ctrl-a");
        assert_eq!(name(b"\x1b")[0].0, "Esc");
        assert_eq!(name("é".as_bytes())[0], ("é".to_owned(), "-".to_owned()));
        assert_eq!(hexadecimal(b"\x1b[A"), "1b 5b 41");
    }
}
