//! What every system does in its own way: the modes of a terminal, signals, suspending, files for one person.
//!
//! `unix` and `windows` are twins: each has every item that the other has, and nothing outside this room asks which
//! system it runs on.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{files, process, signals, terminal};
#[cfg(windows)]
pub(crate) use windows::{files, process, signals, terminal};

/// A terminal's modes as the system has them; what each number means is the twin's to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Modes(pub(crate) [u32; 4]);

/// The size of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TerminalSize {
    /// Columns and rows; zero if the terminal does not say.
    pub(crate) cells: (u16, u16),
    /// The same in pixels; zero if the terminal does not say.
    pub(crate) pixels: (u16, u16),
}

/// What becomes of the terminal from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TerminalChange {
    /// It has another size.
    Size,
    /// The shell wants it back.
    #[cfg_attr(windows, expect(dead_code, reason = "no shell there suspends programs"))]
    Suspend,
    /// The shell has given it again.
    #[cfg_attr(windows, expect(dead_code, reason = "no shell there suspends programs"))]
    Resumed,
}
