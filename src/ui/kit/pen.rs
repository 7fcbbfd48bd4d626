//! Writes text into a rectangle and never beyond it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::cast;
use unicode_width::UnicodeWidthStr;

/// A place to write in.
pub(crate) struct Pen<'a> {
    /// The cells of the whole screen.
    pub(crate) buffer: &'a mut Buffer,
    /// Where it writes, in cells of the screen: nothing goes beyond.
    pub(crate) area: Rect,
}

/// Which side of its column a text keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// On the left, as words are read.
    Left,
    /// On the right, so that digits of one worth stand below each other.
    Right,
}

impl<'a> Pen<'a> {
    /// A pen that writes in `area` and nowhere else; rows and columns count from its corner.
    pub(crate) fn new(buffer: &'a mut Buffer, area: Rect) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, area }
    }

    /// Writes at a column and a row of the place; the column after it.
    pub(crate) fn put(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        if y >= self.area.height || x >= self.area.width {
            return x;
        }
        let room = usize::from(self.area.width - x);
        let (end, _) = self.buffer.set_stringn(self.area.x + x, self.area.y + y, text, room, style);
        end - self.area.x
    }

    /// Writes pieces one after the other.
    pub(crate) fn row(&mut self, x: u16, y: u16, pieces: &[(&str, Style)]) -> u16 {
        pieces.iter().fold(x, |x, (text, style)| self.put(x, y, text, *style))
    }

    /// Writes within a column of a width.
    pub(crate) fn column(&mut self, x: u16, y: u16, width: u16, side: Side, text: &str, style: Style) {
        let used = cast::cells(text.width()).min(width);
        let from = if side == Side::Right { x + width - used } else { x };
        if from >= self.area.width || y >= self.area.height {
            return;
        }
        let room = (self.area.width - from).min(width);
        self.buffer.set_stringn(self.area.x + from, self.area.y + y, text, usize::from(room), style);
    }

    /// Writes so that the text ends at the right edge; the column where it begins.
    pub(crate) fn right(&mut self, y: u16, pieces: &[(&str, Style)]) -> u16 {
        let width: usize = pieces.iter().map(|(text, _)| text.width()).sum();
        let from = self.area.width.saturating_sub(cast::cells(width));
        self.row(from, y, pieces);
        from
    }

    /// A thin bar of so many columns that is full at `part` 1.
    pub(crate) fn bar(&mut self, (x, y, width): (u16, u16, u16), part: f64, full: Style, empty: Style) {
        let filled = cast::floor_index((f64::from(width) * part).round());
        let rest = usize::from(width) - filled.min(usize::from(width));
        self.row(x, y, &[(&"━".repeat(filled), full), (&"─".repeat(rest), empty)]);
    }
}
