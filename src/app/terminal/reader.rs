//! A thread that reads the terminal and does nothing else, so that nothing else can hold it up.
//!
//! It switches every laser off itself when it sees a key for that, whatever the screen is doing, and hands
//! everything on to the screen without ever waiting for it.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::KeyCode;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::decode::{Decoded, Decoder};
use crate::app::input::Input;
use crate::app::lost::TerminalLost;
use crate::platform::terminal;
use crate::ui::kit::input::chord::Chord;

/// Keys that may wait for the screen; what comes faster is not taken, and counted.
pub(super) const WAITING: usize = 1 << 16;
/// An escape that stands alone for so long was the key.
const ESCAPE: Duration = Duration::from_millis(30);
/// A marked paste that stands still for so long is over, whether its end was marked or not.
const PASTE: Duration = Duration::from_millis(200);
/// A key was typed by itself if nothing came for so long before it ...
const BEFORE: Duration = Duration::from_millis(300);
/// ... and so long after it.
const AFTER: Duration = Duration::from_millis(40);

/// The same key within so long of itself, with no other between, may be one that is held: terminals repeat it after
/// up to a second, in any rhythm.
const HELD: Duration = Duration::from_millis(1500);

/// What the reader needs.
pub(super) struct Reader {
    /// The terminal.
    pub(super) terminal: terminal::Input,
    /// The keys for all-off.
    pub(super) off_keys: Vec<Chord>,
    /// Switches every laser off; false if there is nobody to tell.
    pub(super) all_off: Box<dyn Fn() -> bool + Send>,
    /// A question stands: a key is held back until it is known that nothing follows it.
    pub(super) asking: Arc<AtomicBool>,
    /// Where everything goes.
    pub(super) inputs: mpsc::Sender<Input>,
}

impl Reader {
    /// Reads until the terminal is gone or nobody listens.
    pub(super) fn run(self) {
        let mut bytes = vec![0; 64 << 10];
        let mut decoder = Decoder::new(self.off_keys.clone());
        let mut found = Vec::new();
        let mut handed = Handed { last: Instant::now(), key: None, dropped: 0 };
        loop {
            let wait = decoder.is_waiting().then_some(if decoder.is_in_paste() { PASTE } else { ESCAPE });
            let read = |bytes| {
                let came = self.terminal.is_readable(wait)?;
                came.then(|| self.terminal.read(bytes)).transpose()
            };
            let count = match read(&mut bytes) {
                Ok(Some(0)) => return self.lost(TerminalLost::EndOfInput),
                Ok(Some(count)) => count,
                Ok(None) => {
                    decoder.quiet(&mut found);
                    0
                }
                Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {
                    continue;
                }
                Err(error) => return self.lost(TerminalLost::Read(Arc::new(error))),
            };
            let count = if planted!(KeysLeft) { count.min(1024) } else { count };
            decoder.feed(&bytes[..count], &mut found);
            if found.is_empty() {
                continue;
            }
            let off = found.iter().any(|decoded| matches!(decoded, Decoded::Off | Decoded::Key(_, true)));
            // Once for all that came together: every one of them wants the same.
            let told = off && (self.all_off)();
            if !self.hand_on(&mut found, told, decoder.is_waiting(), &mut handed) {
                return;
            }
        }
    }

    /// Hands on what was found; false when nobody listens any more.
    fn hand_on(&self, found: &mut Vec<Decoded>, told: bool, unfinished: bool, handed: &mut Handed) -> bool {
        let now = Instant::now();
        let one = found.len() == 1 && !unfinished && now - handed.last >= BEFORE;
        let is_key = match found[..] {
            [Decoded::Key(key, false)] => handed.key != Some(key.code) || now - handed.last >= HELD,
            _ => false,
        };
        let alone = one
            && is_key
            && (!self.asking.load(Ordering::Acquire)
                || matches!(self.terminal.is_readable(Some(AFTER)), Ok(false)));
        for decoded in found.drain(..) {
            if !matches!(decoded, Decoded::Mouse(_)) {
                handed.last = now;
                handed.key = if let Decoded::Key(key, _) = decoded { Some(key.code) } else { None };
            }
            let input = match decoded {
                Decoded::Key(key, off) => Input::Key { key, alone, off: off && told },
                Decoded::Mouse(mouse) => Input::Mouse(mouse),
                Decoded::Paste(text) => Input::Paste(text),
                Decoded::PasteTooLong(bytes) => Input::PasteTooLong(bytes),
                Decoded::Off if told => Input::Off,
                Decoded::Off => continue,
            };
            if handed.dropped > 0 && self.inputs.try_send(Input::Dropped(handed.dropped)).is_ok() {
                handed.dropped = 0;
            }
            match self.inputs.try_send(input) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Full(_)) => handed.dropped += 1,
                Err(mpsc::error::TrySendError::Closed(_)) => return false,
            }
        }
        true
    }

    /// Says that nothing will come any more. Nothing is left to read meanwhile, so a screen that is behind with
    /// its keys may be waited for.
    fn lost(&self, why: TerminalLost) {
        let _ = self.inputs.blocking_send(Input::Lost(why));
    }
}

/// What was handed on so far.
struct Handed {
    /// When the last key or paste came.
    last: Instant,
    /// That key.
    key: Option<KeyCode>,
    /// Keys that the screen had no room for.
    dropped: u64,
}

#[cfg(test)]
pub(crate) mod tests;
