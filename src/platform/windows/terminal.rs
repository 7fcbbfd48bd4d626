//! A console as a device: its modes, its size, what is read from it and written to it.
//!
//! It is made to send and to understand the sequences that terminals elsewhere do, so that nothing above knows the
//! difference.

use std::fs::File;
use std::io::{self, PipeReader, Read};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use crossterm_winapi::{ConsoleMode, Handle};
use tokio::time::Instant;

use crate::platform::{Modes, TerminalSize};

/// Whole lines, echo, and Ctrl-C as a signal: what raw input is without.
const COOKED: u32 = 0x0001 | 0x0002 | 0x0004;
/// Keys come as sequences: `ENABLE_VIRTUAL_TERMINAL_INPUT`.
const SEQUENCES_IN: u32 = 0x0200;
/// Sequences are understood: `ENABLE_PROCESSED_OUTPUT` and `ENABLE_VIRTUAL_TERMINAL_PROCESSING`.
const SEQUENCES_OUT: u32 = 0x0001 | 0x0004;
/// A line feed goes down and no further: `DISABLE_NEWLINE_AUTO_RETURN`.
const PLAIN_LINE_FEED: u32 = 0x0008;

/// How it was before [`Output::raw`].
static BEFORE: Mutex<Option<Modes>> = Mutex::new(None);

/// Where keys come from, as bytes. A console cannot be asked whether bytes wait (only whether anything happened to
/// it), so a thread reads it and hands on what came.
#[derive(Debug)]
pub(crate) struct Input {
    pieces: Mutex<Pieces>,
}

#[derive(Debug)]
struct Pieces {
    from: Receiver<io::Result<Vec<u8>>>,
    /// What came and was not read yet; `None` when nothing did.
    next: Option<io::Result<Vec<u8>>>,
}

impl From<PipeReader> for Input {
    fn from(pipe: PipeReader) -> Self {
        Self::reading(pipe)
    }
}

impl Input {
    /// The console that the program was started in.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn open() -> io::Result<Self> {
        Handle::current_in_handle()?;
        Ok(Self::reading(io::stdin()))
    }

    fn reading(mut from: impl Read + Send + 'static) -> Self {
        let (sender, pieces) = sync_channel(16);
        std::thread::spawn(move || {
            let mut bytes = vec![0; 16 << 10];
            loop {
                let piece = from.read(&mut bytes).map(|count| bytes[..count].to_vec());
                let last = !matches!(&piece, Ok(piece) if !piece.is_empty());
                if sender.send(piece).is_err() || last {
                    return;
                }
            }
        });
        Self { pieces: Mutex::new(Pieces { from: pieces, next: None }) }
    }

    /// Waits until there is something to read; false if nothing came for so long.
    ///
    /// # Errors
    /// None: what is wrong is read.
    pub(crate) fn is_readable(&self, wait: Option<Duration>) -> io::Result<bool> {
        let mut pieces = self.pieces.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if pieces.next.is_none() {
            let came = match wait {
                Some(wait) => pieces.from.recv_timeout(wait),
                None => pieces.from.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            pieces.next = match came {
                Ok(piece) => Some(piece),
                Err(RecvTimeoutError::Timeout) => return Ok(false),
                Err(RecvTimeoutError::Disconnected) => Some(Ok(Vec::new())),
            };
        }
        Ok(true)
    }

    /// Reads what is there; nothing at the end of input.
    ///
    /// # Errors
    /// If the console is gone.
    pub(crate) fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        self.is_readable(None)?;
        let mut pieces = self.pieces.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut piece = pieces.next.take().unwrap_or_else(|| Ok(Vec::new()))?;
        let count = piece.len().min(bytes.len());
        bytes[..count].copy_from_slice(&piece[..count]);
        if count < piece.len() {
            pieces.next = Some(Ok(piece.split_off(count)));
        }
        Ok(count)
    }
}

/// Where frames go.
#[derive(Debug)]
pub(crate) struct Output(File);

impl Output {
    /// The console that the program was started in.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn open() -> io::Result<Self> {
        Ok(Self(File::options().read(true).write(true).open("CONOUT$")?))
    }

    /// Waits for the console if need be.
    pub(crate) fn writer(&self) -> impl io::Write {
        &self.0
    }

    /// Its size now.
    ///
    /// # Errors
    /// If it is gone.
    pub(crate) fn size(&self) -> io::Result<TerminalSize> {
        crossterm::terminal::size().map(|cells| TerminalSize { cells, pixels: (0, 0) })
    }

    /// Keys come one by one and unseen from here on, as sequences, and sequences are understood; how it was before.
    ///
    /// # Errors
    /// If the console does not take it: it is older than Windows 10.
    pub(crate) fn raw(&self) -> io::Result<Modes> {
        let (input, output) = consoles()?;
        let mut kept = BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = match *kept {
            Some(before) => before,
            None => Modes([input.mode()?, output.mode()?, 0, 0]),
        };
        *kept = Some(before);
        let Modes([was_in, was_out, ..]) = before;
        input.set_mode(was_in & !COOKED | SEQUENCES_IN)?;
        output.set_mode(was_out | SEQUENCES_OUT | PLAIN_LINE_FEED)?;
        Ok(before)
    }
}

fn consoles() -> io::Result<(ConsoleMode, ConsoleMode)> {
    Ok((ConsoleMode::from(Handle::current_in_handle()?), ConsoleMode::from(Handle::current_out_handle()?)))
}

/// The size of the console, if it says one.
pub(super) fn size_now() -> Option<(u16, u16)> {
    crossterm::terminal::size().ok()
}

/// Sets the modes back to what they were before [`Output::raw`]. Errors are of no use any more.
pub(crate) fn cooked() {
    let before = BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    if let (Some(Modes([input, output, ..])), Ok((console_in, console_out))) = (before, consoles()) {
        let _ = console_in.set_mode(input);
        let _ = console_out.set_mode(output);
    }
}

/// The console, written to when the program ends. One that stands still (its text is being marked) is waited for:
/// there is no other way to write to it.
#[derive(Debug)]
pub(crate) struct Unwaiting(File);

impl Unwaiting {
    /// The console that the program was started in, if there is one.
    pub(crate) fn open() -> Option<Self> {
        File::options().read(true).write(true).open("CONOUT$").ok().map(Self)
    }

    /// A second process has no console: one that shared this one would end with its window. A shell sets its own
    /// modes when it reads the next line.
    ///
    /// # Errors
    /// None.
    pub(crate) fn to_stdio(&self) -> io::Result<Stdio> {
        Ok(Stdio::null())
    }

    /// Writes it.
    ///
    /// # Errors
    /// If the console is gone.
    pub(crate) fn write_in_time(&self, bytes: &[u8], _until: Instant) -> io::Result<()> {
        io::Write::write_all(&mut &self.0, bytes)
    }
}

/// Nothing: see [`Unwaiting::to_stdio`].
pub(crate) fn give_back_for_another(_modes: Modes, _bytes: &[u8], _until: Instant) {}
