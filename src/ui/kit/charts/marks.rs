//! Marks by which curves are told apart without their colours: a shape for each channel, and what stands at the ends of
//! curves.

use ratatui::style::Style;

use crate::config::look::Glyphs;
use crate::core::cast::cells;
use crate::ui::kit::charts::dots::DOWN;
use crate::ui::kit::pen::Pen;

/// By channel. A triangle is a laser that is on.
const SHAPES: [&str; 8] = ["●", "■", "◆", "○", "□", "◇", "★", "☆"];
/// The same in plain ASCII.
const PLAIN: [&str; 8] = ["o", "#", "x", "+", "*", "%", "@", "&"];

/// The shape of a channel, the same everywhere.
pub(in crate::ui) fn shape(glyphs: Glyphs, channel: usize) -> &'static str {
    match glyphs {
        Glyphs::Octant | Glyphs::Braille | Glyphs::Blocks => SHAPES[channel % SHAPES.len()],
        Glyphs::Ascii => PLAIN[channel % PLAIN.len()],
    }
}

/// What stands at the end of a curve: its column in cells and its row in dots, the mark and its style.
pub(crate) type End<'a> = ((u16, usize), &'a str, Style);

/// Puts marks where curves end on so many rows of cells: each beside its own curve, where that place is taken as near as there
/// is one, and a higher curve always has the higher mark.
pub(crate) fn ends(pen: &mut Pen, rows: u16, mut ends: Vec<End>) {
    ends.sort_by_key(|((x, dot), ..)| (*x, *dot));
    for beside in ends.chunk_by(|((one, _), ..), ((other, _), ..)| one == other) {
        let Some(((x, _), ..)) = beside.first() else { continue };
        let is_free = |row: &u16| {
            let cell = pen.buffer.cell((pen.area.x + x, pen.area.y + row));
            *x < pen.area.width && cell.is_some_and(|cell| cell.symbol() == " ")
        };
        let free: Vec<u16> = (0..rows).filter(is_free).collect();
        let wanted = beside.iter().map(|((_, dot), ..)| cells(dot / DOWN));
        for ((_, mark, style), row) in beside.iter().zip(in_order(wanted, &free)) {
            pen.put(*x, row, mark, *style);
        }
    }
}

/// Rows for marks that are wanted in these, from the top down: free ones, as near as there are, in the same order. As many as
/// there are free rows.
fn in_order(wanted: impl ExactSizeIterator<Item = u16>, free: &[u16]) -> Vec<u16> {
    let count = wanted.len().min(free.len());
    let mut rows = Vec::with_capacity(count);
    let mut next = 0;
    for (index, row) in wanted.take(count).enumerate() {
        // Those behind it need their rows, too.
        let last = free.len() - count + index;
        let at = free.partition_point(|free| *free < row).max(next).min(last);
        rows.push(free[at]);
        next = at + 1;
    }
    rows
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn marks_stand_at_their_curves_and_never_on_each_other() {
        let area = Rect::new(0, 0, 3, 5);
        let mut buffer = Buffer::empty(area);
        buffer[(1, 4)].set_char('x');
        let style = Style::new();
        let all = vec![
            ((1, 10), "C", style),
            ((1, 8), "A", style),
            ((1, 9), "B", style),
            ((1, 17), "D", style),
            ((1, 18), "E", style),
            ((7, 8), "F", style),
        ];
        ends(&mut Pen::new(&mut buffer, area), 5, all);
        let column: String = (0..5).map(|y| buffer[(1, y)].symbol()).collect();
        // The last one has no place any more.
        assert_eq!(column, "ABCDx");
        // Each at its own curve where there is room.
        assert_eq!(in_order([0, 2, 2, 3].into_iter(), &[0, 1, 2, 3, 4, 5]), [0, 2, 3, 4]);
        assert_eq!(in_order([1, 1, 2, 3].into_iter(), &[0, 1, 2, 3]), [0, 1, 2, 3]);
        assert_eq!(in_order([3, 3].into_iter(), &[]), [0; 0]);
    }

    #[test]
    fn channels_have_other_shapes() {
        for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
            let mut all: Vec<&str> = (0..8).map(|channel| shape(glyphs, channel)).collect();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 8);
        }
    }
}
