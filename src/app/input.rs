//! What comes from the person at the terminal.

use crossterm::event::{KeyEvent, MouseEvent};

use super::lost::TerminalLost;

/// One thing that a person did.
#[derive(Clone, Debug)]
pub enum Input {
    /// A key was pressed.
    Key {
        /// The key, with its modifiers and whether it was pressed, repeated or released.
        key: KeyEvent,
        /// It was typed by itself: nothing came with it, shortly before it or shortly after it.
        alone: bool,
        /// It is a key for all-off, and every laser has been told to switch off already.
        off: bool,
    },
    /// A button was pressed or released, or the wheel was turned.
    Mouse(MouseEvent),
    /// Text was pasted, as a terminal marks it.
    Paste(String),
    /// A marked paste was longer than any text that is taken here, in bytes.
    PasteTooLong(usize),
    /// All-off was seen in the middle of something else, and every laser has been told to switch off already.
    Off,
    /// So many keys came faster than they could be taken, and were not.
    Dropped(u64),
    /// The terminal has another size.
    Resized,
    /// Somebody wants the program to stop for a while (SIGTSTP).
    Suspend,
    /// It goes on after it stood still, and the terminal may have been somebody else's meanwhile (SIGCONT).
    Resumed,
    /// The terminal is gone: why.
    Lost(TerminalLost),
}
