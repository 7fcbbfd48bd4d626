//! What the system says instead of signals: Ctrl-C, Ctrl-Break, a window that closes, a session that ends. Each has
//! the number of the signal that means the same, so that exit codes are the same everywhere.

use std::io;
use std::time::Duration;

use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};

use crate::platform::TerminalChange;
use crate::platform::windows::terminal;

const HANGUP: i32 = 1;
const INTERRUPT: i32 = 2;
const TERMINATE: i32 = 15;

/// The console tells nobody of its size: how often it is asked.
const LOOK: Duration = Duration::from_millis(100);

/// The name of what ends the program.
pub(crate) fn name(signal: i32) -> &'static str {
    match signal {
        HANGUP => "the end of its window",
        INTERRUPT => "Ctrl-C",
        TERMINATE => "the end of the session",
        _ => "a signal",
    }
}

/// The next one of them.
async fn ending() -> io::Result<i32> {
    let (mut c, mut pause, mut close) = (ctrl_c()?, ctrl_break()?, ctrl_close()?);
    let (mut logoff, mut shutdown) = (ctrl_logoff()?, ctrl_shutdown()?);
    Ok(tokio::select! {
        _ = c.recv() => INTERRUPT,
        _ = pause.recv() => INTERRUPT,
        _ = close.recv() => HANGUP,
        _ = logoff.recv() => TERMINATE,
        _ = shutdown.recv() => TERMINATE,
    })
}

/// Tells each of them, on a thread of its own.
///
/// # Errors
/// If the system gives no thread.
pub(crate) fn on_ending(tell: impl Fn(i32) + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let listen = async move {
        while let Ok(signal) = ending().await {
            tell(signal);
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(move || runtime.block_on(listen)).map(drop)
}

/// Nothing here ends a program whose file grows.
pub(crate) fn long_files_are_errors() {}

/// Memory faults end a process here and are never sent by somebody.
pub(crate) fn caught_faults() -> Option<Vec<i32>> {
    Some(Vec::new())
}

/// Ready when the program is told to stop.
///
/// # Errors
/// None: what the system refuses is never ready.
pub(crate) fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if ending().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// What becomes of the terminal.
#[derive(Debug)]
pub(crate) struct TerminalChanges {
    size: Option<(u16, u16)>,
}

impl TerminalChanges {
    /// From here on.
    ///
    /// # Errors
    /// None.
    pub(crate) fn watch() -> io::Result<Self> {
        Ok(Self { size: terminal::size_now() })
    }

    /// The next one; `None` when none will come.
    pub(crate) async fn next(&mut self) -> Option<TerminalChange> {
        loop {
            tokio::time::sleep(LOOK).await;
            let now = terminal::size_now();
            if now != self.size {
                self.size = now;
                return Some(TerminalChange::Size);
            }
        }
    }
}
