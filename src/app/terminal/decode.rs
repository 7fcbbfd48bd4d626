//! Keys, mouse and pastes from a terminal's bytes, as they come.
//!
//! What bytes belong together is decided here, because every part of it has a bound: a sequence that does not
//! end, a paste without its end mark or an answer that nobody asked for must not swallow the keys behind it.
//! What a whole sequence means is `termina`'s to say. All-off is known in every state, in the middle of a
//! paste too.

mod events;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEvent};
use termina::event as vt;

use crate::ui::kit::input::chord::Chord;

use events::{key_event, mouse_event, other_key, plain_key};

/// Bytes of text that a paste may hold: more than any field takes.
pub(super) const PASTE: usize = 64 << 10;
/// A control sequence that is longer is none.
const SEQUENCE: usize = 64;
/// A string sequence (an answer to a query) that is longer is not waited for any more.
const STRING: usize = 4 << 10;

const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// What was recognised.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decoded {
    /// A key; whether it means all-off.
    Key(KeyEvent, bool),
    Mouse(MouseEvent),
    Paste(String),
    PasteTooLong(usize),
    /// All-off within something that is no key.
    Off,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DecoderState {
    Ground,
    /// A character of more than one byte.
    Character,
    Escape,
    /// `ESC [`
    Control,
    /// `ESC [ M` and three bytes.
    OldMouse,
    /// `ESC O` and one byte.
    Shifted,
    /// `ESC ]`, `ESC P` and the like, up to their end mark.
    String,
}

/// A paste under way.
#[derive(Debug, Default)]
struct Paste {
    text: Vec<u8>,
    /// Bytes in all, those that are not kept included.
    bytes: usize,
}

/// Takes a terminal's bytes apart.
#[derive(Debug)]
pub(super) struct Decoder {
    state: DecoderState,
    /// The bytes of what is not whole yet.
    pending: Vec<u8>,
    paste: Option<Paste>,
    /// The keys that mean all-off.
    off: Vec<Chord>,
}

impl Decoder {
    pub(super) fn new(off: Vec<Chord>) -> Self {
        Self { state: DecoderState::Ground, pending: Vec::new(), paste: None, off }
    }

    /// Whether something has begun that is not whole.
    pub(super) const fn is_waiting(&self) -> bool {
        self.is_in_paste() || !matches!(self.state, DecoderState::Ground)
    }

    /// Whether a marked paste has begun and its end mark has not come.
    pub(super) const fn is_in_paste(&self) -> bool {
        self.paste.is_some()
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8], out: &mut Vec<Decoded>) {
        for &byte in bytes {
            self.byte(byte, out);
        }
    }

    /// Nothing more came for a while: what has begun is over.
    pub(super) fn quiet(&mut self, out: &mut Vec<Decoded>) {
        self.give_up(out);
        if !planted!(PasteWithoutEnd) {
            self.end_paste(out);
        }
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Decoded>) {
        match self.state {
            DecoderState::Ground => self.first(byte, out),
            DecoderState::Character if (0x80..0xc0).contains(&byte) => {
                self.pending.push(byte);
                if self.pending.len() == length_of_character(self.pending[0]) {
                    self.character(out);
                }
            }
            DecoderState::Character => {
                // A character that was cut is dropped; what cut it counts.
                self.clear();
                self.first(byte, out);
            }
            DecoderState::Escape => self.after_escape(byte, out),
            DecoderState::Control => self.control(byte, out),
            // What no such sequence has is the beginning of something else.
            DecoderState::OldMouse if byte < 0x20 => {
                self.clear();
                self.first(byte, out);
            }
            DecoderState::Shifted if !(0x40..0x7f).contains(&byte) => {
                self.clear();
                self.first(byte, out);
            }
            DecoderState::OldMouse => {
                self.pending.push(byte);
                if self.pending.len() == 6 {
                    self.sequence(out);
                }
            }
            DecoderState::Shifted => {
                self.pending.push(byte);
                self.sequence(out);
            }
            DecoderState::String => self.string(byte, out),
        }
    }

    fn first(&mut self, byte: u8, out: &mut Vec<Decoded>) {
        match byte {
            0x1b => self.begin(DecoderState::Escape, byte),
            0x00..0x80 => self.plain(byte, out),
            _ if length_of_character(byte) > 1 => self.begin(DecoderState::Character, byte),
            // No character begins like this.
            _ => {}
        }
    }

    fn begin(&mut self, state: DecoderState, byte: u8) {
        self.state = state;
        self.pending.push(byte);
    }

    fn clear(&mut self) {
        self.state = DecoderState::Ground;
        self.pending.clear();
    }

    fn after_escape(&mut self, byte: u8, out: &mut Vec<Decoded>) {
        self.pending.push(byte);
        self.state = match byte {
            b'[' => DecoderState::Control,
            b'O' => DecoderState::Shifted,
            b']' | b'P' | b'X' | b'^' | b'_' => DecoderState::String,
            0x1b => {
                // The first one was a key of its own.
                self.clear();
                self.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE), b"\x1b", out);
                return self.begin(DecoderState::Escape, byte);
            }
            // Alt and a key. A longer character with Alt is not worth a state: Alt is dropped.
            0x80.. => {
                self.clear();
                return self.first(byte, out);
            }
            _ => return self.sequence(out),
        };
    }

    fn control(&mut self, byte: u8, out: &mut Vec<Decoded>) {
        self.pending.push(byte);
        match byte {
            b'M' if self.pending.len() == 3 => self.state = DecoderState::OldMouse,
            // `ESC [ [ A` is a function key of the Linux console.
            b'[' if self.pending.len() == 3 => {}
            0x40..0x7f => self.sequence(out),
            // No sequence that a terminal sends has these: it was Alt-[ and then other keys.
            0x00..0x30 | 0x7f.. => {
                self.clear();
                self.byte(byte, out);
            }
            _ if self.pending.len() > SEQUENCE => self.clear(),
            _ => {}
        }
    }

    fn string(&mut self, byte: u8, out: &mut Vec<Decoded>) {
        let escaped = self.pending.last() == Some(&0x1b);
        if byte == 0x07 || escaped && byte == b'\\' || self.pending.len() > STRING {
            return self.clear();
        }
        if escaped {
            // It was cut: another sequence begins.
            self.clear();
            self.begin(DecoderState::Escape, 0x1b);
            return self.after_escape(byte, out);
        }
        self.pending.push(byte);
        if self.means_off(plain_key(byte)) {
            out.push(Decoded::Off);
        }
    }

    /// A byte that is a key by itself.
    fn plain(&mut self, byte: u8, out: &mut Vec<Decoded>) {
        self.key(plain_key(byte), &[byte], out);
    }

    fn character(&mut self, out: &mut Vec<Decoded>) {
        let bytes = std::mem::take(&mut self.pending);
        self.clear();
        if let Some(c) = str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()) {
            self.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), &bytes, out);
        }
    }

    /// A whole sequence.
    fn sequence(&mut self, out: &mut Vec<Decoded>) {
        let bytes = std::mem::take(&mut self.pending);
        self.clear();
        if bytes == PASTE_ENDS {
            return self.end_paste(out);
        }
        if bytes == PASTE_BEGINS && self.paste.is_none() {
            self.paste = Some(Paste::default());
            return;
        }
        if let Some(key) = other_key(&bytes) {
            return self.key(key, &bytes, out);
        }
        let mut parser = termina::Parser::default();
        parser.parse(&bytes, false);
        match parser.pop() {
            Some(vt::Event::Key(key)) => match key_event(key) {
                Some(key) => self.key(key, &bytes, out),
                None => self.keep(&bytes),
            },
            Some(vt::Event::Mouse(mouse)) if self.paste.is_none() => {
                out.push(Decoded::Mouse(mouse_event(mouse)));
            }
            _ => self.keep(&bytes),
        }
    }

    /// A key, or within a paste a piece of its text.
    fn key(&mut self, key: KeyEvent, bytes: &[u8], out: &mut Vec<Decoded>) {
        let off = self.means_off(key);
        if self.paste.is_none() {
            out.push(Decoded::Key(key, off));
        } else {
            self.keep(bytes);
            if off && !planted!(OffInPaste) {
                out.push(Decoded::Off);
            }
        }
    }

    /// Text of a paste; nothing where there is none.
    fn keep(&mut self, bytes: &[u8]) {
        let Some(paste) = &mut self.paste else { return };
        paste.bytes += bytes.len();
        if paste.bytes <= PASTE {
            paste.text.extend_from_slice(bytes);
        }
    }

    /// Alt and Shift count with every key for all-off: Esc and that key, read in one go, look like the first, and
    /// a hand that hits more keys than it wanted means it all the same.
    fn means_off(&self, key: KeyEvent) -> bool {
        let bare = KeyEvent { modifiers: key.modifiers - KeyModifiers::ALT - KeyModifiers::SHIFT, ..key };
        key.kind != KeyEventKind::Release
            && [key, bare].into_iter().any(|key| self.off.contains(&Chord::from(key)))
    }

    /// What has begun is not a sequence, because nothing follows.
    fn give_up(&mut self, out: &mut Vec<Decoded>) {
        let bytes = std::mem::take(&mut self.pending);
        self.clear();
        match bytes[..] {
            [0x1b] => self.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE), &bytes, out),
            [0x1b, c] => {
                self.key(KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::ALT), &bytes, out);
            }
            // Alt-[ and then other keys.
            [0x1b, b'[', b'M', ref typed @ ..] => {
                for &byte in typed {
                    self.first(byte, out);
                }
            }
            _ => {}
        }
    }

    fn end_paste(&mut self, out: &mut Vec<Decoded>) {
        let Some(paste) = self.paste.take() else { return };
        out.push(if paste.bytes > PASTE {
            Decoded::PasteTooLong(paste.bytes)
        } else {
            Decoded::Paste(String::from_utf8_lossy(&paste.text).into_owned())
        });
    }
}

/// Bytes of the character that begins with this one; 1 where none does.
const fn length_of_character(first: u8) -> usize {
    match first {
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => 1,
    }
}

#[cfg(test)]
pub(crate) mod tests;
