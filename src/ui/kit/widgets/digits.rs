//! Digits three rows high, to be read across a bench.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::config::look::Glyphs;
use crate::core::cast;

/// Cell rows of a digit.
pub(crate) const HEIGHT: u16 = 3;
/// Pixel rows of a digit: half a cell each.
const PIXELS: usize = 5;

/// Pixels of a character by row, the left one in the highest of three bits, and how many are across.
const fn glyph(c: char) -> Option<([u8; PIXELS], u16)> {
    Some(match c {
        '0' => ([7, 5, 5, 5, 7], 3),
        '1' => ([2, 6, 2, 2, 7], 3),
        '2' => ([7, 1, 7, 4, 7], 3),
        '3' => ([7, 1, 7, 1, 7], 3),
        '4' => ([5, 5, 7, 1, 1], 3),
        '5' => ([7, 4, 7, 1, 7], 3),
        '6' => ([7, 4, 7, 5, 7], 3),
        '7' => ([7, 1, 1, 1, 1], 3),
        '8' => ([7, 5, 7, 5, 7], 3),
        '9' => ([7, 5, 7, 1, 7], 3),
        '-' => ([0, 0, 7, 0, 0], 3),
        '+' => ([0, 2, 7, 2, 0], 3),
        '.' => ([0, 0, 0, 0, 4], 1),
        ' ' => ([0, 0, 0, 0, 0], 3),
        _ => return None,
    })
}

/// Cells across of a text; 0 if it has characters that cannot be drawn.
pub(crate) fn width(text: &str) -> u16 {
    text.chars().try_fold(0, |sum, c| Some(sum + glyph(c)?.1 + 1)).map_or(0, |sum: u16| sum.saturating_sub(1))
}

/// Draws a text as large as `area` lets it be; the rows it took, 0 if it has characters that cannot be drawn or there is no
/// room. Without half blocks there are no small digits.
pub(crate) fn largest(glyphs: Glyphs, text: &str, area: Rect, buffer: &mut Buffer, style: Style) -> u16 {
    let drawn = render_large(text, area, buffer, style);
    let fits = width(text) > 0 && width(text) <= area.width && area.height >= HEIGHT;
    if drawn > 0 || !fits || glyphs == Glyphs::Ascii {
        return drawn;
    }
    render(text, area, buffer, style);
    HEIGHT
}

/// Draws a text at the top left of `area`; what does not fit is not drawn at all.
fn render(text: &str, area: Rect, buffer: &mut Buffer, style: Style) {
    let total = width(text);
    if total == 0 || total > area.width || area.height < HEIGHT {
        return;
    }
    let mut left = area.x;
    for (pixels, across) in text.chars().filter_map(glyph) {
        for row in 0..HEIGHT {
            for column in 0..across {
                let lit = |pixel: usize| pixels.get(pixel).is_some_and(|line| line & (4 >> column) != 0);
                let symbol = match (lit(usize::from(row) * 2), lit(usize::from(row) * 2 + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => continue,
                };
                if let Some(cell) = buffer.cell_mut((left + column, area.y + row)) {
                    cell.set_char(symbol).set_style(style);
                }
            }
        }
        left += across + 1;
    }
}

/// Draws a text as large as `area` lets it be; the rows it took, 0 if it has characters that cannot be
/// drawn or there is no room for the smallest.
fn render_large(text: &str, area: Rect, buffer: &mut Buffer, style: Style) -> u16 {
    let pixels = width(text);
    // A cell is twice as high as wide: a pixel is two cells across for each down.
    let size = (1..=16)
        .rev()
        .find(|size| pixels * size * 2 <= area.width && cast::cells(PIXELS) * size <= area.height);
    let Some(size) = size.filter(|_| pixels > 0) else { return 0 };
    let mut left = 0;
    for (rows, across) in text.chars().filter_map(glyph) {
        for (row, line) in rows.iter().enumerate() {
            for column in (0..across).filter(|column| line & (4 >> column) != 0) {
                let pixel = Rect {
                    x: area.x + (left + column) * size * 2,
                    y: area.y + cast::cells(row) * size,
                    width: size * 2,
                    height: size,
                };
                for place in pixel.intersection(buffer.area).positions() {
                    buffer[place].set_char('█').set_style(style);
                }
            }
        }
        left += across + 1;
    }
    cast::cells(PIXELS) * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_half_blocks_there_are_large_digits_or_none() {
        for (glyphs, width, rows) in [
            (Glyphs::Braille, 21, HEIGHT),
            (Glyphs::Braille, 42, 5),
            (Glyphs::Ascii, 21, 0),
            (Glyphs::Ascii, 42, 5),
            (Glyphs::Ascii, 20, 0),
        ] {
            let area = Rect::new(0, 0, width, 6);
            let mut buffer = Buffer::empty(area);
            let drawn = largest(glyphs, "-15.53", area, &mut buffer, Style::new());
            assert_eq!(drawn, rows, "{glyphs:?} in {width}");
        }
    }

    #[test]
    fn a_number_is_drawn_whole_or_not_at_all() {
        assert_eq!(width("-15.53"), 21);
        assert_eq!(width("no"), 0);
        for (columns, drawn) in [(21, true), (20, false), (0, false)] {
            let area = Rect::new(0, 0, columns, 3);
            let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 3));
            render("-15.53", area, &mut buffer, Style::new());
            assert_eq!(buffer.content().iter().any(|cell| cell.symbol() != " "), drawn);
        }
    }
}
