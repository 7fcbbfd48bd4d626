//! An answer over the page: wrapped and never cut; where not all of it has room, the rest is a key away.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use crate::core::cast;
use crate::ui::common::context::Context;
use crate::ui::frame::actions::moves::{PAGE_DOWN, PAGE_UP};
use crate::ui::frame::note::Note;
use crate::ui::kit::pen::Pen;

/// Columns of the box, where there are so many.
const WIDTH: u16 = 84;
/// Columns of it beside the text: the frame, and one on each side.
const BESIDE: u16 = 4;
/// Rows of the frame.
const FRAME: u16 = 2;

/// A note as it is laid out.
struct Sheet {
    rows: Vec<String>,
    /// The box.
    place: Rect,
    /// The text in it.
    text: Rect,
}

/// Where it stands: at the bottom of the page, with a frame where that leaves it as much room as it needs.
fn sheet(note: &Note, area: Rect) -> Sheet {
    let width = WIDTH.min(area.width);
    let rows = note.rows(usize::from(width.saturating_sub(BESIDE).max(1)));
    let height = cast::cells(rows.len()) + FRAME;
    if height <= area.height {
        let place = Rect { x: area.x + (area.width - width) / 2, y: area.bottom() - height, width, height };
        let text =
            Rect { x: place.x + BESIDE / 2, y: place.y + 1, width: width - BESIDE, height: height - FRAME };
        return Sheet { rows, place, text };
    }
    // Over the whole page, without a frame.
    let rows = note.rows(usize::from(area.width.saturating_sub(2).max(1)));
    let text = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    Sheet { rows, place: area, text }
}

/// How many rows it has beyond those that are shown at once in this place.
pub(in crate::ui::frame) fn hidden(note: &Note, area: Rect) -> usize {
    let Sheet { rows, text, .. } = sheet(note, area);
    // The last row says that there are more.
    let height = usize::from(text.height);
    if rows.len() <= height { 0 } else { rows.len() - height.saturating_sub(1) }
}

pub(super) fn draw(context: &Context, note: &Note, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let Sheet { rows, place, text } = sheet(note, area);
    Clear.render(place, buffer);
    if text.height < place.height {
        Block::bordered().border_type(BorderType::Rounded).border_style(theme.accent()).render(place, buffer);
    }
    let hidden = hidden(note, area);
    let shown = if hidden > 0 { usize::from(text.height).saturating_sub(1) } else { rows.len() };
    let first = note.first.min(hidden);
    let mut pen = Pen::new(buffer, text);
    for (y, row) in (0..).zip(rows.iter().skip(first).take(shown)) {
        pen.put(0, y, row, theme.text());
    }
    if hidden > 0 {
        let key = |action| context.fixed.keymap.key(action).unwrap_or_default();
        let words = format!("row {} of {}   {} {}", first + 1, rows.len(), key(PAGE_UP), key(PAGE_DOWN));
        pen.put(0, text.height.saturating_sub(1), &words, theme.dim());
    }
}
