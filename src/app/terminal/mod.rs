//! The real terminal: one thread reads it, one writes it, and neither waits for the other or for the screen.

mod backend;
pub(crate) mod decode;
mod device;
pub(crate) mod names;
pub(crate) mod reader;
mod writer;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::{Frame, Terminal};
use tokio::sync::mpsc;

use super::input::Input;
use super::lost::TerminalLost;
use crate::platform::{process, terminal};
use crate::ui::kit::input::chord::Chord;
pub(super) use backend::Cells;
use backend::FrameBuffer;
pub(crate) use device::{Device, give_back_for_another};
use reader::{Reader, WAITING};
use writer::FrameWriter;

/// Starts reading keys.
///
/// `all_off` is called, on the reader's thread, whenever one of `off_keys` is seen; it must not wait. While
/// `asking` is set, keys are held back until it is known whether they were typed alone.
///
/// # Errors
/// If there is no terminal.
pub(super) fn read(
    off_keys: Vec<Chord>,
    all_off: Box<dyn Fn() -> bool + Send>,
    asking: Arc<AtomicBool>,
) -> io::Result<(mpsc::Sender<Input>, mpsc::Receiver<Input>)> {
    let (inputs, receiver) = mpsc::channel(WAITING);
    let reader =
        Reader { terminal: terminal::Input::open()?, off_keys, all_off, asking, inputs: inputs.clone() };
    std::thread::Builder::new().name("keys".into()).spawn(move || reader.run())?;
    Ok((inputs, receiver))
}

/// What goes to the terminal: frames, and between them what is no cell.
pub(super) struct Screen {
    buffer: FrameBuffer,
    writer: FrameWriter,
    device: Arc<Device>,
}

impl Screen {
    /// Takes the terminal and starts writing to it.
    ///
    /// # Errors
    /// If it cannot be taken.
    pub(super) fn take(device: Arc<Device>, mouse: bool) -> io::Result<(Self, Terminal<Cells>)> {
        device.take(mouse)?;
        let buffer = FrameBuffer::default();
        let terminal = Terminal::new(Cells::new(buffer.clone(), Arc::clone(&device)))?;
        let out = Arc::clone(&device);
        let writer = FrameWriter::start(Out(out))?;
        Ok((Self { buffer, writer, device }, terminal))
    }

    /// Whether the last frame is out: the next one is drawn after that.
    pub(super) fn is_free(&self) -> bool {
        self.writer.is_free()
    }

    /// Waits until the last frame is out.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub(super) async fn written(&mut self) -> Result<(), TerminalLost> {
        self.writer.written().await
    }

    /// Draws a frame that is shown at once when it is whole, with `above` written before its cells.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub(super) fn frame(
        &mut self,
        terminal: &mut Terminal<Cells>,
        above: &str,
        draw: impl FnOnce(&mut Frame),
    ) -> io::Result<()> {
        queue!(self.buffer, BeginSynchronizedUpdate)?;
        self.buffer.write_all(above.as_bytes())?;
        terminal.draw(draw)?;
        queue!(self.buffer, EndSynchronizedUpdate)?;
        self.writer.send(self.buffer.take());
        Ok(())
    }

    /// Takes the mouse or gives it back, with the next frame.
    ///
    /// # Errors
    /// None: the bytes are kept in memory.
    pub(super) fn mouse(&mut self, take: bool) -> io::Result<()> {
        if take { queue!(self.buffer, EnableMouseCapture) } else { queue!(self.buffer, DisableMouseCapture) }
    }

    /// Sounds the bell, with the next frame.
    ///
    /// # Errors
    /// None: the bytes are kept in memory.
    pub(super) fn bell(&mut self) -> io::Result<()> {
        queue!(self.buffer, Print('\u{7}'))
    }

    /// Asks the terminal to keep a text in its clipboard, with the next frame. It does not say whether it does.
    ///
    /// # Errors
    /// None: the bytes are kept in memory.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        queue!(self.buffer, CopyToClipboard::to_clipboard_from(text))
    }

    /// Gives the terminal to the shell and stops until somebody lets the program go on.
    ///
    /// # Errors
    /// If the system does not let it stop; [`io::ErrorKind::Unsupported`], with the terminal still taken, if it lets
    /// no program.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        if !process::SUSPENDS {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "this system does not suspend programs"));
        }
        self.device.give_back();
        process::suspend()
    }

    /// Takes the terminal again, whatever became of it while the program stood still.
    ///
    /// # Errors
    /// If it cannot be taken again.
    pub(super) fn resume(&mut self, mouse: bool) -> io::Result<()> {
        self.device.take(mouse)
    }
}

/// The terminal as a thread of its own writes to it.
struct Out(Arc<Device>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.0).write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        (&*self.0).write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
