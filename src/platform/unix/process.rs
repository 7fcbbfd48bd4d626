//! This process and its second one.

use std::io;
use std::os::unix::net::UnixDatagram;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustix::process::Signal;
use signal_hook::consts::{SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM};

/// Whether a program can be suspended.
pub(crate) const SUSPENDS: bool = true;

/// Stops this process until somebody lets it go on.
///
/// # Errors
/// If the system does not let it stop.
pub(crate) fn suspend() -> io::Result<()> {
    // Not SIGTSTP, which is caught.
    Ok(rustix::process::kill_process(rustix::process::getpid(), Signal::STOP)?)
}

/// The file that this program was started from.
///
/// # Errors
/// If the system does not say.
pub(crate) fn own_program() -> io::Result<PathBuf> {
    // The link in /proc still leads to the program when its file was replaced meanwhile.
    let own = Path::new("/proc/self/exe");
    if own.exists() { Ok(own.to_owned()) } else { std::env::current_exe() }
}

/// Says something to the service manager that started this program, in the words of `sd_notify`; where none did, nobody hears
/// it.
pub(crate) fn tell_manager(words: &str) {
    let Some(place) = std::env::var_os("NOTIFY_SOCKET") else { return };
    let told = UnixDatagram::unbound().and_then(|socket| socket.send_to(words.as_bytes(), &place));
    if let Err(error) = told {
        tracing::warn!("the service manager cannot be told {words}: {error}");
    }
}

/// A line for the shell, away from this terminal: in a group of its own that may not read it, with all that it says in one
/// stream.
///
/// # Errors
/// None here.
#[expect(clippy::unnecessary_wraps, reason = "its twin has no such shell")]
pub(crate) fn shell(line: &str) -> io::Result<Command> {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("exec 2>&1\n{line}")]).stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::null()).process_group(0);
    Ok(command)
}

/// A process that is to outlive this one and its terminal: it sees to that itself, by [`detach`].
pub(crate) fn outlives(_command: &mut Command) {}

/// Makes this process independent of its terminal, and of signals to the group that it was started in.
///
/// # Errors
/// If the system takes no signal handlers.
pub(crate) fn detach() -> io::Result<()> {
    let ignored = Arc::new(AtomicBool::new(false));
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE] {
        signal_hook::flag::register(signal, Arc::clone(&ignored))?;
    }
    // Refused only where it leads a session already.
    let _ = rustix::process::setsid();
    Ok(())
}
