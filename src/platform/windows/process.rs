//! This process and its second one.

use std::io;
use std::os::windows::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// No console, so that it does not end with the window: `DETACHED_PROCESS`.
const NO_CONSOLE: u32 = 0x0000_0008;
/// Not in the group that Ctrl-C is sent to: `CREATE_NEW_PROCESS_GROUP`.
const OWN_GROUP: u32 = 0x0000_0200;

/// Whether a program can be suspended.
pub(crate) const SUSPENDS: bool = false;

/// Programs are not suspended here.
///
/// # Errors
/// Always.
pub(crate) fn suspend() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The file that this program was started from.
///
/// # Errors
/// If the system does not say.
pub(crate) fn own_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Says something to the service manager that started this program: there is none that listens for it here.
pub(crate) fn tell_manager(_words: &str) {}

/// Lines are for a POSIX shell, whose quotes hold; there is none here.
///
/// # Errors
/// Always.
pub(crate) fn shell(_line: &str) -> io::Result<Command> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no POSIX shell"))
}

/// A process that is to outlive this one and its window.
pub(crate) fn outlives(command: &mut Command) {
    command.creation_flags(NO_CONSOLE | OWN_GROUP);
}

/// Nothing is left to do: it was started so.
///
/// # Errors
/// None.
pub(crate) fn detach() -> io::Result<()> {
    Ok(())
}
