//! Writes text into a rectangle and never beyond it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::cast;
use unicode_width::UnicodeWidthStr;

/// Where something was cut.
const CUT: &str = "…";

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

    /// Writes at a column and a row of the place; the column after it. What has no room is cut with a mark.
    pub(crate) fn put(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        self.within(x, y, self.area.width.saturating_sub(x), text, style)
    }

    /// Writes at most so many cells; the column after them.
    fn within(&mut self, x: u16, y: u16, room: u16, text: &str, style: Style) -> u16 {
        if y >= self.area.height {
            return x;
        }
        let (left, top) = (self.area.x + x, self.area.y + y);
        #[cfg(test)]
        over::note(self.buffer, (left, top), text, room);
        let (end, _) = self.buffer.set_stringn(left, top, text, usize::from(room), style);
        if text.trim_end().width() > usize::from(room) {
            self.cut((x + room).min(self.area.width), y, style);
        }
        end - self.area.x
    }

    /// Says that something before this column was cut.
    fn cut(&mut self, end: u16, y: u16, style: Style) {
        if end > 0 {
            self.buffer.set_string(self.area.x + end - 1, self.area.y + y, CUT, style);
        }
    }

    /// Writes pieces one after the other.
    pub(crate) fn row(&mut self, x: u16, y: u16, pieces: &[(&str, Style)]) -> u16 {
        pieces.iter().fold(x, |x, (text, style)| self.put(x, y, text, *style))
    }

    /// Writes within a column of a width.
    pub(crate) fn column(&mut self, x: u16, y: u16, width: u16, side: Side, text: &str, style: Style) {
        let used = cast::cells(text.width()).min(width);
        let from = if side == Side::Right { x + width - used } else { x };
        let room = self.area.width.saturating_sub(from).min(used);
        self.within(from.min(self.area.width), y, room, text, style);
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

/// What was written over something else, while a test looks.
#[cfg(test)]
pub(crate) mod over {
    use std::cell::RefCell;

    use ratatui::buffer::Buffer;

    thread_local! {
        static WRITTEN_OVER: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
    }

    /// What is written over something else by this.
    pub(crate) fn of(draw: impl FnOnce()) -> Vec<String> {
        WRITTEN_OVER.set(Some(Vec::new()));
        draw();
        WRITTEN_OVER.take().unwrap_or_default()
    }

    /// A text is about to be written.
    pub(super) fn note(buffer: &Buffer, (left, top): (u16, u16), text: &str, room: u16) {
        // Lines and dots may be written over: what is to be read may not.
        let read = |x: &u16| buffer[(*x, top)].symbol().chars().any(char::is_alphanumeric);
        let cells = text.chars().take(usize::from(room)).zip(left..);
        let shared = cells.filter(|(c, x)| c.is_alphanumeric() && read(x)).count();
        if shared > 0 {
            let before: String = (left..)
                .zip(text.chars())
                .filter(|(x, _)| *x < buffer.area.right())
                .map(|(x, _)| buffer[(x, top)].symbol())
                .collect();
            WRITTEN_OVER.with_borrow_mut(|all| {
                if let Some(all) = all {
                    all.push(format!("{text:?} over {before:?} at {left}, {top}"));
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written<R>(width: u16, write: impl FnOnce(&mut Pen) -> R) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width + 2, 1));
        write(&mut Pen::new(&mut buffer, Rect::new(1, 0, width, 1)));
        buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn what_has_no_room_is_cut_with_a_mark_and_nothing_goes_beyond() {
        let plain = Style::new();
        let rows: [(&[&str], &str); 6] = [
            (&["abc", "de"], " abcde "),
            (&["abc", "def"], " abcd… "),
            (&["abcde", "f"], " abcd… "),
            (&["abcde", "  "], " abcde "),
            (&["日本語"], " 日 本 … "),
            (&["abcdefgh", "i"], " abcd… "),
        ];
        for (pieces, wanted) in rows {
            let pieces: Vec<(&str, Style)> = pieces.iter().map(|piece| (*piece, plain)).collect();
            assert_eq!(written(5, |pen| pen.row(0, 0, &pieces)), wanted);
        }
        for (side, text, wanted) in [
            (Side::Right, "12", "  12   "),
            (Side::Right, "12345", " 12…   "),
            (Side::Left, "12345", " 12…   "),
        ] {
            assert_eq!(written(5, |pen| pen.column(0, 0, 3, side, text, plain)), wanted);
        }
        assert_eq!(written(5, |pen| pen.column(4, 0, 3, Side::Left, "12", plain)), "     … ");
        assert_eq!(written(5, |pen| pen.put(9, 0, "far", plain)), "     … ");
        assert_eq!(written(0, |pen| pen.put(0, 0, "a", plain)), "  ");
    }
}
