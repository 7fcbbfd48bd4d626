//! Signals: those that end the program, and those about its terminal.

use std::future::poll_fn;
use std::io::{self, Read};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use signal_hook::consts::{
    SIGALRM, SIGBUS, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGWINCH,
    SIGXCPU, SIGXFSZ,
};
use signal_hook::iterator::Signals;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::platform::TerminalChange;

/// Signals that end the program.
const ENDING: [(i32, &str); 8] = [
    (SIGTERM, "SIGTERM"),
    (SIGHUP, "SIGHUP"),
    (SIGINT, "SIGINT"),
    (SIGQUIT, "SIGQUIT"),
    (SIGUSR1, "SIGUSR1"),
    (SIGUSR2, "SIGUSR2"),
    (SIGALRM, "SIGALRM"),
    (SIGXCPU, "SIGXCPU"),
];
/// Signals that end it after the first one was caught.
const FAULTS: [(i32, &str); 2] = [(SIGSEGV, "SIGSEGV"), (SIGBUS, "SIGBUS")];

/// The name of a signal that ends the program.
pub(crate) fn name(signal: i32) -> &'static str {
    ENDING.iter().chain(&FAULTS).find(|(number, _)| *number == signal).map_or("a signal", |(_, name)| name)
}

/// Tells each signal that is to end the program, on a thread of its own.
///
/// # Errors
/// If the system gives no thread, or no signals.
pub(crate) fn on_ending(tell: impl Fn(i32) + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new(ENDING.map(|(number, _)| number))?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || signals.forever().for_each(tell))
        .map(drop)
}

/// A file that grows beyond what this process may write is from here on an error of that write, which is told as that of a
/// full disk is, and no signal that ends the program without a word. What it starts has the signal as it was.
pub(crate) fn long_files_are_errors() {
    // Nobody asks whether it came: the write says so. Where the system refuses it is as it was.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

/// The memory faults that are still caught. Rust catches them to tell a stack that overflows, once: it takes the
/// first one for a fault that will come again, lets go of the signal and goes on. Sent by somebody, it does not come
/// again; then all that is left of it is that nobody catches it any more.
///
/// `None` where it cannot be told: without descriptors to spare nothing can be looked at.
#[expect(clippy::disallowed_methods, reason = "it is what the system makes, and no pipe")]
pub(crate) fn caught_faults() -> Option<Vec<i32>> {
    let status = std::fs::File::open("/proc/self/status").and_then(|mut file| {
        let mut text = String::new();
        file.read_to_string(&mut text).map(|_| text)
    });
    let text = status.ok()?;
    let mask = text.lines().find_map(|line| line.strip_prefix("SigCgt:"))?;
    let caught = u64::from_str_radix(mask.trim(), 16).ok()?;
    Some([SIGSEGV, SIGBUS].into_iter().filter(|signal| caught >> (signal - 1) & 1 == 1).collect())
}

/// Ready when the program is told to stop: SIGTERM, SIGHUP or SIGINT.
///
/// # Errors
/// If the system gives no signals.
pub(crate) fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut signals = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()]
        .map(signal)
        .into_iter()
        .collect::<io::Result<Vec<_>>>()?;
    Ok(async move {
        poll_fn(|context| {
            let ready = signals.iter_mut().any(|signal| pin!(signal.recv()).poll(context).is_ready());
            if ready { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    })
}

/// What becomes of the terminal.
#[derive(Debug)]
pub(crate) struct TerminalChanges {
    size: Signal,
    suspend: Signal,
    resumed: Signal,
}

impl TerminalChanges {
    /// From here on.
    ///
    /// # Errors
    /// If the system gives no signals.
    pub(crate) fn watch() -> io::Result<Self> {
        let stream = |number| signal(SignalKind::from_raw(number));
        Ok(Self { size: stream(SIGWINCH)?, suspend: stream(SIGTSTP)?, resumed: stream(SIGCONT)? })
    }

    /// The next one; `None` when none will come.
    pub(crate) async fn next(&mut self) -> Option<TerminalChange> {
        tokio::select! {
            Some(()) = self.size.recv() => Some(TerminalChange::Size),
            Some(()) = self.suspend.recv() => Some(TerminalChange::Suspend),
            Some(()) = self.resumed.recv() => Some(TerminalChange::Resumed),
            else => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_names() {
        assert_eq!((name(SIGTERM), name(SIGBUS), name(0)), ("SIGTERM", "SIGBUS", "a signal"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn memory_faults_are_caught_from_the_start() {
        assert_eq!(caught_faults(), Some(vec![SIGSEGV, SIGBUS]));
    }
}
