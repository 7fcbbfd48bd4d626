//! How the program ends, whatever ends it: light that this session let out goes off first.
//!
//! ```text
//! main thread: waits for the first of
//!     a signal (a thread of its own)  |  the screen's end  |  a panic, wherever it happens
//!   then OffSwitch -> worker -> instrument, in bounded time; then the terminal, then the exit code
//! guardian: a second process that is told what is lit and whether the terminal is taken, and undoes both when the
//!     first one was killed
//! ```
//! Nothing here shares a thread with the screen, with the terminal's reader or with its writer.

pub(crate) mod guardian;
mod off_switch;
mod watch;

pub(crate) use off_switch::OffSwitch;
pub(crate) use watch::{Ending, Watch};
