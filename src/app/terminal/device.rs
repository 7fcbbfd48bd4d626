//! The terminal itself: taken once, given back once, whatever happens in between and whoever asks for it.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::queue;
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use ratatui::backend::WindowSize;
use ratatui::layout::Size;
use tokio::time::Instant;

use crate::guard::guardian::{Guardian, Modes};
use crate::platform::terminal::{self, Output, Unwaiting};

/// How long giving back waits for a frame that is being written.
const PATIENCE: Duration = Duration::from_millis(200);

/// Whether the terminal is ours at the moment. Held while bytes are written.
type Taken = bool;

/// The terminal.
#[derive(Debug)]
pub(crate) struct Device {
    out: Output,
    taken: Mutex<Taken>,
    /// Is told whether the terminal is taken, and gives it back when this process no longer can.
    guardian: Arc<Guardian>,
}

impl Device {
    /// The terminal that the program was started in.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn open(guardian: Arc<Guardian>) -> io::Result<Self> {
        Ok(Self { out: Output::open()?, taken: Mutex::new(false), guardian })
    }

    /// Its size now. Nothing is asked of the terminal for that.
    ///
    /// # Errors
    /// If it is gone.
    pub(super) fn size(&self) -> io::Result<WindowSize> {
        let size = self.out.size()?;
        let columns_rows = match size.cells {
            (0, _) | (_, 0) => Size::new(80, 24),
            (columns, rows) => Size::new(columns, rows),
        };
        Ok(WindowSize { columns_rows, pixels: size.pixels.into() })
    }

    /// Raw mode, the other screen, marked pastes, and the mouse if it is wanted.
    ///
    /// # Errors
    /// If the terminal takes none of it.
    pub(crate) fn take(&self, mouse: bool) -> io::Result<()> {
        let mut bytes = Vec::new();
        queue!(bytes, EnterAlternateScreen, EnableBracketedPaste)?;
        if mouse {
            queue!(bytes, EnableMouseCapture)?;
        }
        let mut taken = self.lock();
        self.guardian.note_screen(Some(self.out.raw()?));
        *taken = true;
        self.out.writer().write_all(&bytes)
    }

    /// Gives the terminal back, once; a second call does nothing. Never waits for a terminal that stands
    /// still. Errors are of no use any more.
    #[expect(clippy::disallowed_methods, reason = "nothing is drawn any more")]
    pub(crate) fn give_back(&self) {
        let until = Instant::now() + PATIENCE;
        let mut frame = loop {
            match self.taken.try_lock() {
                Ok(taken) => break Some(taken),
                Err(TryLockError::Poisoned(poisoned)) => break Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) if Instant::now() >= until => break None,
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        if frame.as_ref().is_some_and(|taken| !**taken) {
            return;
        }
        if let Some(taken) = &mut frame {
            **taken = false;
        }
        if let Some(out) = Unwaiting::open() {
            let _ = out.write_in_time(&leaving(), until + PATIENCE);
        }
        terminal::cooked();
        self.guardian.note_screen(None);
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What undoes all that was asked of the terminal.
fn leaving() -> Vec<u8> {
    let mut bytes = Vec::new();
    // Into memory: nothing can go wrong.
    let _ = queue!(
        bytes,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    bytes
}

/// Gives back the terminal that another process left behind when it was killed, and says these words there. Standard
/// output is that terminal, open for writing without waiting; nothing can be written to it afterwards.
pub(crate) fn give_back_for_another(modes: Modes, words: &str) {
    let bytes = [leaving(), format!("\r\n{words}\r\n").into_bytes()].concat();
    terminal::give_back_for_another(modes, &bytes, Instant::now() + PATIENCE);
}

/// Writes to the terminal while it is ours; afterwards nothing.
impl Write for &Device {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.lock();
        if *taken { self.out.writer().write(bytes) } else { Ok(bytes.len()) }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let taken = self.lock();
        if *taken { self.out.writer().write_all(bytes) } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
