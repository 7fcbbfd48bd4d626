//! The terminal as ratatui sees it: cells become bytes in memory, nothing is ever asked of the terminal.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::device::Device;

/// More columns and rows than these are not drawn: a terminal that lies about its size must not cost
/// gigabytes.
const MOST: Size = Size { width: 1000, height: 400 };

/// The bytes of the frame that is being drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct FrameBuffer(Rc<RefCell<Vec<u8>>>);

impl FrameBuffer {
    /// Takes the bytes out.
    pub(super) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.borrow_mut())
    }
}

impl Write for FrameBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes cells into a [`FrameBuffer`].
pub(crate) struct Cells {
    inner: CrosstermBackend<FrameBuffer>,
    device: Arc<Device>,
}

impl Cells {
    pub(super) fn new(buffer: FrameBuffer, device: Arc<Device>) -> Self {
        Self { inner: CrosstermBackend::new(buffer), device }
    }
}

impl Backend for Cells {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    /// Never asked of the terminal, which may take its time or not answer at all.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        let size = self.device.size()?.columns_rows;
        Ok(Size { width: size.width.clamp(1, MOST.width), height: size.height.clamp(1, MOST.height) })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: self.device.size()?.pixels })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
