//! The terminal itself: taken once, given back once, whatever happens in between and whoever asks for it.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::queue;
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::WindowSize;
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{ControlModes, InputModes, LocalModes, OptionalActions, OutputModes};
use tokio::time::Instant;

use crate::guard::guardian::{Guardian, Modes};

/// How long giving back waits for a frame that is being written.
const PATIENCE: Duration = Duration::from_millis(200);

/// Whether the terminal is ours at the moment. Held while bytes are written.
type Taken = bool;

/// The terminal.
#[derive(Debug)]
pub(crate) struct Device {
    out: File,
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
        let stdout = io::stdout();
        let out =
            if stdout.is_terminal() { stdout.as_fd().try_clone_to_owned()? } else { tty(OFlags::WRONLY)? };
        Ok(Self { out: File::from(out), taken: Mutex::new(false), guardian })
    }

    /// The terminal by a description of its own: it can be written to without waiting, and without making the
    /// shell's so.
    pub(crate) fn unwaiting() -> Option<OwnedFd> {
        tty(OFlags::RDWR | OFlags::NONBLOCK).ok()
    }

    /// Where keys come from.
    ///
    /// # Errors
    /// If there is no terminal.
    pub(super) fn input() -> io::Result<OwnedFd> {
        let stdin = io::stdin();
        if stdin.is_terminal() { stdin.as_fd().try_clone_to_owned() } else { tty(OFlags::RDONLY) }
    }

    /// Its size now. Nothing is asked of the terminal for that.
    ///
    /// # Errors
    /// If it is gone.
    pub(super) fn size(&self) -> io::Result<WindowSize> {
        let size = rustix::termios::tcgetwinsize(&self.out)?;
        let columns_rows = match (size.ws_col, size.ws_row) {
            (0, _) | (_, 0) => Size::new(80, 24),
            (columns, rows) => Size::new(columns, rows),
        };
        Ok(WindowSize { columns_rows, pixels: Size::new(size.ws_xpixel, size.ws_ypixel) })
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
        // A shell may have changed the modes while the program stood still: they are set whatever was set before.
        disable_raw_mode()?;
        self.guardian.note_screen(Some(modes(&self.out)?));
        enable_raw_mode()?;
        *taken = true;
        (&self.out).write_all(&bytes)
    }

    /// Gives the terminal back, once; a second call does nothing. Never waits for a terminal that stands
    /// still. Errors are of no use any more.
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
        if let Some(out) = Self::unwaiting() {
            let _ = write_in_time(&out, &leaving(), until + PATIENCE);
        }
        let _ = disable_raw_mode();
        self.guardian.note_screen(None);
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The controlling terminal.
fn tty(flags: OFlags) -> io::Result<OwnedFd> {
    Ok(rustix::fs::open("/dev/tty", flags | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?)
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
    let out = io::stdout();
    let bytes = [leaving(), format!("\r\n{words}\r\n").into_bytes()].concat();
    let _ = write_in_time(&out, &bytes, Instant::now() + PATIENCE);
    let _ = set_back(out.as_fd(), modes);
    // A terminal is closed for good when nobody holds it open any more.
    if let Ok(nothing) = File::options().write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdout(nothing);
    }
}

/// The modes that it has now.
fn modes(terminal: impl AsFd) -> io::Result<Modes> {
    let is = rustix::termios::tcgetattr(terminal)?;
    Ok(Modes([is.input_modes.bits(), is.output_modes.bits(), is.control_modes.bits(), is.local_modes.bits()]))
}

/// Sets the modes back to these, if nobody else saw to that: a shell that did has modes of its own.
fn set_back(terminal: BorrowedFd, Modes([input, output, control, local]): Modes) -> io::Result<()> {
    let mut modes = rustix::termios::tcgetattr(terminal)?;
    if modes.local_modes.contains(LocalModes::ISIG) || modes.output_modes.contains(OutputModes::OPOST) {
        return Ok(());
    }
    modes.input_modes = InputModes::from_bits_retain(input);
    modes.output_modes = OutputModes::from_bits_retain(output);
    modes.control_modes = ControlModes::from_bits_retain(control);
    modes.local_modes = LocalModes::from_bits_retain(local);
    Ok(rustix::termios::tcsetattr(terminal, OptionalActions::Now, &modes)?)
}

/// Writes what the terminal takes until then.
fn write_in_time(own: impl AsFd, mut bytes: &[u8], until: Instant) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(&own, bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::AGAIN | Errno::INTR) => {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                let wait = Timespec { tv_sec: 0, tv_nsec: left.subsec_nanos().into() };
                poll(&mut [PollFd::new(&own, PollFlags::OUT)], Some(&wait))?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Writes to the terminal while it is ours; afterwards nothing.
impl Write for &Device {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.lock();
        if *taken { (&self.out).write(bytes) } else { Ok(bytes.len()) }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let taken = self.lock();
        if *taken { (&self.out).write_all(bytes) } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
