//! A terminal as a device: its modes, its size, what is read from it and written to it.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::process::Stdio;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{
    ControlModes, InputModes, LocalModes, OptionalActions, OutputModes, tcgetattr, tcgetwinsize, tcsetattr,
};
use tokio::time::Instant;

use crate::platform::{Modes, TerminalSize};

/// The terminal behind a standard stream, or the controlling one where the stream leads elsewhere.
fn behind(stream: impl AsFd + IsTerminal, flags: OFlags) -> io::Result<OwnedFd> {
    if stream.is_terminal() { stream.as_fd().try_clone_to_owned() } else { controlling(flags) }
}

/// The controlling terminal.
fn controlling(flags: OFlags) -> io::Result<OwnedFd> {
    Ok(rustix::fs::open("/dev/tty", flags | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?)
}

/// Where keys come from, as bytes.
#[derive(Debug)]
pub(crate) struct Input(OwnedFd);

impl<T: Into<OwnedFd>> From<T> for Input {
    fn from(from: T) -> Self {
        Self(from.into())
    }
}

impl Input {
    /// The terminal that the program was started in.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn open() -> io::Result<Self> {
        behind(io::stdin(), OFlags::RDONLY).map(Self)
    }

    /// Waits until there is something to read; false if nothing came for so long.
    ///
    /// # Errors
    /// If the terminal is gone; [`io::ErrorKind::Interrupted`] if a signal came.
    pub(crate) fn is_readable(&self, wait: Option<Duration>) -> io::Result<bool> {
        let wait = wait.map(|wait| Timespec {
            tv_sec: wait.as_secs().cast_signed(),
            tv_nsec: wait.subsec_nanos().into(),
        });
        Ok(poll(&mut [PollFd::new(&self.0, PollFlags::IN)], wait.as_ref())? > 0)
    }

    /// Reads what is there; nothing at the end of input.
    ///
    /// # Errors
    /// If the terminal is gone; [`io::ErrorKind::Interrupted`] if a signal came.
    pub(crate) fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(&self.0, bytes)?)
    }
}

/// Where frames go.
#[derive(Debug)]
pub(crate) struct Output(File);

impl Output {
    /// The terminal that the program was started in.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn open() -> io::Result<Self> {
        behind(io::stdout(), OFlags::WRONLY).map(|own| Self(File::from(own)))
    }

    /// Waits for the terminal if need be.
    pub(crate) fn writer(&self) -> impl io::Write {
        &self.0
    }

    /// Its size now. Nothing is asked of the terminal for that.
    ///
    /// # Errors
    /// If it is gone.
    pub(crate) fn size(&self) -> io::Result<TerminalSize> {
        let size = tcgetwinsize(&self.0)?;
        Ok(TerminalSize { cells: (size.ws_col, size.ws_row), pixels: (size.ws_xpixel, size.ws_ypixel) })
    }

    /// Keys come byte by byte and unseen from here on; how it was before.
    ///
    /// # Errors
    /// If the terminal does not take it.
    #[allow(
        clippy::useless_conversion,
        reason = "the bits are wider on macOS, with nothing in the upper half"
    )]
    pub(crate) fn raw(&self) -> io::Result<Modes> {
        // A shell may have changed the modes while the program stood still: they are set whatever was set before.
        disable_raw_mode()?;
        let is = tcgetattr(&self.0)?;
        enable_raw_mode()?;
        let bits =
            [is.input_modes.bits(), is.output_modes.bits(), is.control_modes.bits(), is.local_modes.bits()];
        Ok(Modes(bits.map(|bits| u32::try_from(bits).unwrap_or_default())))
    }
}

/// Sets the modes back to what they were before [`Output::raw`]. Errors are of no use any more.
pub(crate) fn cooked() {
    let _ = disable_raw_mode();
}

/// The terminal by a description of its own: it can be written to without waiting, and without making the shell's
/// so.
#[derive(Debug)]
pub(crate) struct Unwaiting(OwnedFd);

impl Unwaiting {
    /// The terminal that the program was started in, if there is one.
    pub(crate) fn open() -> Option<Self> {
        controlling(OFlags::RDWR | OFlags::NONBLOCK).ok().map(Self)
    }

    /// For a process that is to give the terminal back.
    ///
    /// # Errors
    /// If there are no descriptors left.
    pub(crate) fn to_stdio(&self) -> io::Result<Stdio> {
        self.0.try_clone().map(Stdio::from)
    }

    /// Writes what the terminal takes until then.
    ///
    /// # Errors
    /// If it is gone, or does not take all of it.
    pub(crate) fn write_in_time(&self, bytes: &[u8], until: Instant) -> io::Result<()> {
        write_in_time(&self.0, bytes, until)
    }
}

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

/// Gives back the terminal that another process left behind when it was killed: its standard output is an
/// [`Unwaiting`]. Nothing can be written to it afterwards. Errors are of no use any more.
pub(crate) fn give_back_for_another(modes: Modes, bytes: &[u8], until: Instant) {
    let out = io::stdout();
    let _ = write_in_time(&out, bytes, until);
    let _ = set_back(&out, modes);
    // A terminal is closed for good when nobody holds it open any more.
    if let Ok(nothing) = File::options().write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdout(nothing);
    }
}

/// Sets the modes back to these, if nobody else saw to that: a shell that did has modes of its own.
#[allow(clippy::useless_conversion, reason = "the bits are wider on macOS")]
fn set_back(terminal: impl AsFd, Modes([input, output, control, local]): Modes) -> io::Result<()> {
    let mut modes = tcgetattr(&terminal)?;
    if modes.local_modes.contains(LocalModes::ISIG) || modes.output_modes.contains(OutputModes::OPOST) {
        return Ok(());
    }
    modes.input_modes = InputModes::from_bits_retain(input.into());
    modes.output_modes = OutputModes::from_bits_retain(output.into());
    modes.control_modes = ControlModes::from_bits_retain(control.into());
    modes.local_modes = LocalModes::from_bits_retain(local.into());
    Ok(tcsetattr(&terminal, OptionalActions::Now, &modes)?)
}
