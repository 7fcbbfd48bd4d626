//! Dots in character cells: two across and four down in each, drawn with whatever characters there are.

use std::collections::HashSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::pixel::OCTANTS;

use crate::config::look::Glyphs;
use crate::core::cast::{cells, signed};

/// Dots across in a cell.
pub(crate) const ACROSS: usize = 2;
/// Dots down in a cell.
pub(crate) const DOWN: usize = 4;

/// The bit of each dot, by row and column.
const BITS: [[u8; ACROSS]; DOWN] = [[0x01, 0x02], [0x04, 0x08], [0x10, 0x20], [0x40, 0x80]];
/// Braille's characters by the same dots, whose bits have another order there.
const BRAILLE: [char; 1 << (ACROSS * DOWN)] = {
    let order = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];
    let mut symbols = [' '; 1 << (ACROSS * DOWN)];
    let mut dots = 0;
    while dots < symbols.len() {
        let (mut symbol, mut bit) = (0x2800, 0);
        while bit < order.len() {
            symbol += if dots & (1 << bit) == 0 { 0 } else { order[bit] };
            bit += 1;
        }
        if let Some(symbol) = char::from_u32(symbol) {
            symbols[dots] = symbol;
        }
        dots += 1;
    }
    symbols
};

/// The bits of a column of dots in a cell, from one row to another, both included.
const fn bits(column: usize, first: usize, last: usize) -> u8 {
    let rows = (u8::MAX << (ACROSS * first)) & (u8::MAX >> (ACROSS * (DOWN - 1 - last)));
    rows & (0x55 << (column % ACROSS))
}

impl Glyphs {
    /// A mark at one of the rows of dots in a cell. Characters that are half a cell high or more have a dash.
    pub(super) fn mark(self, row: usize) -> char {
        match self {
            Self::Octant | Self::Braille => {
                self.symbol(BITS[row % DOWN].iter().fold(0, |all, dot| all | dot))
            }
            Self::Blocks | Self::Ascii => '─',
        }
    }

    /// A tick that stands on a line, at one of the columns of dots in a cell. Characters of which a curve has one in a cell
    /// have one tick.
    pub(super) fn tick(self, column: usize) -> char {
        let up = BITS[0][column % ACROSS] | BITS[1][column % ACROSS];
        match self {
            Self::Octant | Self::Braille => self.symbol(up | BITS[2][0] | BITS[2][1]),
            Self::Blocks | Self::Ascii => '┴',
        }
    }

    fn symbol(self, dots: u8) -> char {
        let (upper, lower) = (dots & 0x0f != 0, dots & 0xf0 != 0);
        match self {
            Self::Octant => OCTANTS[usize::from(dots)],
            Self::Braille => BRAILLE[usize::from(dots)],
            Self::Blocks => match (upper, lower) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            },
            Self::Ascii => match (upper, lower) {
                (true, true) => ':',
                (true, false) => '\'',
                (false, true) => '.',
                (false, false) => ' ',
            },
        }
    }
}

/// The dots of one series by cell.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Layer {
    series: u8,
    cells: Vec<u8>,
}

/// A field of dots of several series. A cell that several of them share has the dots and the colour of one of them, by turns
/// along rows and columns: all are seen, and none in another's colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dots {
    width: usize,
    height: usize,
    layers: Vec<Layer>,
}

impl Dots {
    /// An empty field for so many cells.
    pub fn new(width: u16, height: u16) -> Self {
        Self { width: usize::from(width), height: usize::from(height), layers: Vec::new() }
    }

    /// The dots of a series by cell.
    fn layer(&mut self, series: u8) -> &mut [u8] {
        let at = self.layers.iter().position(|layer| layer.series == series).unwrap_or_else(|| {
            self.layers.push(Layer { series, cells: vec![0; self.width * self.height] });
            self.layers.len() - 1
        });
        &mut self.layers[at].cells
    }

    /// How many series have dots in each cell.
    fn shared(&self) -> Vec<u8> {
        let mut count = vec![0; self.width * self.height];
        for layer in &self.layers {
            count.iter_mut().zip(&layer.cells).for_each(|(count, &dots)| *count += u8::from(dots != 0));
        }
        count
    }

    /// What is seen in a cell that so many series share: which of them, by its place among the layers.
    fn seen(&self, (x, y): (usize, usize), count: u8) -> Option<usize> {
        let turn = (x + y) % usize::from(count.max(1));
        let mut here = (0..self.layers.len()).filter(|&at| self.layers[at].cells[y * self.width + x] != 0);
        if count == 0 { None } else { here.nth(turn) }
    }

    /// Columns of dots: two in a cell.
    pub const fn columns(&self) -> usize {
        self.width * ACROSS
    }

    /// Rows of dots: four in a cell.
    pub(crate) const fn rows(&self) -> usize {
        self.height * DOWN
    }

    /// The dots of a row of cells, for tests.
    #[cfg(test)]
    pub(super) fn row(&self, row: usize) -> Vec<(u8, u8)> {
        let shared = self.shared();
        let cell = |x: usize| {
            let layer = self.seen((x, row), shared[row * self.width + x]).map(|at| &self.layers[at]);
            layer.map_or((0, 0), |layer| (layer.cells[row * self.width + x], layer.series))
        };
        (0..self.width).map(cell).collect()
    }

    /// Sets the dots of a column from one row to another, both included, whichever is higher.
    pub(crate) fn run(&mut self, column: usize, from: usize, to: usize, series: u8) {
        if column >= self.columns() || self.height == 0 {
            return;
        }
        let (top, bottom) = (from.min(to), from.max(to).min(self.rows() - 1));
        let width = self.width;
        let layer = self.layer(series);
        for row in top / DOWN..=bottom / DOWN {
            let first = top.max(row * DOWN) - row * DOWN;
            let last = bottom.min(row * DOWN + DOWN - 1) - row * DOWN;
            layer[row * width + column / ACROSS] |= bits(column, first, last);
        }
    }

    /// Draws a straight line between two dots: Bresenham's, with the choices that ratatui's canvas makes.
    pub(crate) fn line(&mut self, a: (usize, usize), b: (usize, usize), series: u8) {
        let (across, down) = (b.0.abs_diff(a.0), b.1.abs_diff(a.1));
        if across == 0 {
            self.run(a.0, a.1, b.1, series);
        } else if down < across {
            let (a, b) = if a.0 > b.0 { (b, a) } else { (a, b) };
            self.flat(a, b, series);
        } else {
            let (a, b) = if a.1 > b.1 { (b, a) } else { (a, b) };
            self.steep(a, b, series);
        }
    }

    /// From left to right, less high than wide.
    fn flat(&mut self, a: (usize, usize), b: (usize, usize), series: u8) {
        let (across, down) = (signed(b.0 - a.0), signed(b.1.abs_diff(a.1)));
        let (mut error, mut row) = (2 * down - across, a.1);
        for column in a.0..=b.0 {
            self.run(column, row, row, series);
            if error > 0 {
                row = if a.1 > b.1 { row.saturating_sub(1) } else { row + 1 };
                error -= 2 * across;
            }
            error += 2 * down;
        }
    }

    /// From the top down, at least as high as wide: a run in each column.
    fn steep(&mut self, a: (usize, usize), b: (usize, usize), series: u8) {
        let (across, down) = (signed(b.0.abs_diff(a.0)), signed(b.1 - a.1));
        let (mut error, mut column, mut begun) = (2 * across - down, a.0, a.1);
        for row in a.1..=b.1 {
            if error > 0 {
                self.run(column, begun, row, series);
                begun = row + 1;
                column = if a.0 > b.0 { column.saturating_sub(1) } else { column + 1 };
                error -= 2 * down;
            }
            error += 2 * across;
        }
        if begun <= b.1 {
            self.run(column, begun, b.1, series);
        }
    }

    /// Puts the dots into the cells of `area`. Blanks take the style of the dots before them, so that a
    /// terminal is told of a colour once and not at every cell.
    pub fn render(&self, glyphs: Glyphs, area: Rect, buffer: &mut Buffer, style: impl Fn(u8) -> Style) {
        let styles: Vec<Style> = self.layers.iter().map(|layer| style(layer.series)).collect();
        let shared = self.shared();
        let mut before = style(0);
        for y in 0..self.height.min(area.height.into()) {
            for x in 0..self.width.min(area.width.into()) {
                let index = y * self.width + x;
                let Some(cell) = buffer.cell_mut((area.x + cells(x), area.y + cells(y))) else { continue };
                if let Some(at) = self.seen((x, y), shared[index]) {
                    before = styles[at];
                    cell.set_char(glyphs.symbol(self.layers[at].cells[index])).set_style(before);
                } else if cell.symbol() == " " {
                    cell.set_style(before);
                }
            }
        }
    }

    /// Puts marks into the curves of several series, where their colours do not tell them apart: each on its highest dot of a
    /// column of cells, in columns of its own. A series without a mark has none.
    pub(crate) fn sign<'a>(
        &self,
        area: Rect,
        buffer: &mut Buffer,
        mark: impl Fn(u8) -> Option<(&'a str, Style)>,
    ) {
        let marked: Vec<_> =
            self.layers.iter().filter_map(|layer| Some((layer, mark(layer.series)?))).collect();
        let colours: HashSet<_> = marked.iter().filter_map(|(_, (_, style))| style.fg).collect();
        if marked.len() < 2 || colours.len() == marked.len() {
            return;
        }
        for (turn, (layer, (mark, style))) in marked.iter().enumerate() {
            let first = (turn * SIGNED / marked.len()) + SIGNED / (2 * marked.len());
            for x in (first..self.width).step_by(SIGNED) {
                let Some(y) = (0..self.height).find(|y| layer.cells[y * self.width + x] != 0) else {
                    continue;
                };
                let (x, y) = (cells(x), cells(y));
                if x < area.width && y < area.height {
                    buffer.set_string(area.x + x, area.y + y, mark, *style);
                }
            }
        }
    }
}

/// Columns of cells between two marks of one curve.
const SIGNED: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Cell;
    use ratatui::style::Color;
    use strum::IntoEnumIterator;

    #[test]
    fn curves_of_one_colour_have_marks_in_columns_of_their_own() {
        let mut dots = Dots::new(40, 3);
        dots.line((0, 1), (79, 1), 0);
        dots.line((0, 9), (79, 9), 1);
        let area = Rect::new(0, 0, 40, 3);
        let drawn = |style: fn(u8) -> Style| -> String {
            let mut buffer = Buffer::empty(area);
            dots.render(Glyphs::Braille, area, &mut buffer, style);
            dots.sign(area, &mut buffer, |series| Some((["A", "B"][usize::from(series)], style(series))));
            let marked = |x: &u16, y: u16| "AB".contains(buffer[(*x, y)].symbol());
            let columns =
                |y: u16| (0..40).filter(|x| marked(x, y)).map(|x| x.to_string()).collect::<Vec<_>>();
            [0, 2].map(|y| columns(y).join(" ")).join("; ")
        };
        assert_eq!(drawn(|_| Style::new()), "4 20 36; 12 28");
        assert_eq!(drawn(|_| Style::new().fg(Color::Red)), "4 20 36; 12 28");
        assert_eq!(drawn(|series| Style::new().fg([Color::Red, Color::Blue][usize::from(series)])), "; ");
    }

    #[test]
    fn nothing_is_drawn_outside() {
        for (width, height) in [(0, 0), (1, 1), (3, 2)] {
            let mut dots = Dots::new(width, height);
            dots.run(100, 0, 1000, 1);
            assert_eq!(dots, Dots::new(width, height));
            dots.run(0, 1000, 0, 1);
            dots.line((0, 0), (50, 50), 1);
            let area = Rect::new(0, 0, 1, 1);
            dots.render(Glyphs::Braille, area, &mut Buffer::empty(area), |_| Style::new());
        }
    }

    #[test]
    fn each_set_of_characters_has_the_dots_where_they_are() {
        let symbols = |dots| Glyphs::iter().map(|glyphs| glyphs.symbol(dots)).collect::<String>();
        assert_eq!(symbols(0x05), "▘⠃▀'");
        assert_eq!(symbols(0xf0), "▄⣤▄.");
        assert_eq!(symbols(0xff), "█⣿█:");
    }

    #[test]
    fn a_line_has_a_dot_in_every_column_and_no_holes() {
        let mut dots = Dots::new(10, 10);
        dots.line((0, 0), (19, 39), 0);
        let rows = |column: usize| -> Vec<usize> {
            (0..40)
                .filter(|row| {
                    let cell = dots.layers[0].cells[row / DOWN * 10 + column / ACROSS];
                    cell & BITS[row % DOWN][column % ACROSS] != 0
                })
                .collect()
        };
        for column in 0..20 {
            let here = rows(column);
            assert!(!here.is_empty());
            if column > 0 {
                let before = rows(column - 1);
                assert!(here[0] <= before.last().unwrap() + 1, "hole at {column}");
            }
        }
    }

    /// The characters of a row of cells and the series they are in the colour of.
    fn rendered(dots: &Dots, glyphs: Glyphs) -> Vec<(String, Option<u8>)> {
        let area = Rect::new(0, 0, cells(dots.width), cells(dots.height));
        let mut buffer = Buffer::empty(area);
        dots.render(glyphs, area, &mut buffer, |series| Style::new().fg(Color::Indexed(series)));
        let cell = |cell: &Cell| {
            let series = if let Color::Indexed(series) = cell.fg { Some(series) } else { None };
            (cell.symbol().to_owned(), series)
        };
        buffer.content().iter().map(cell).collect()
    }

    #[test]
    fn curves_that_share_cells_are_all_seen_each_in_its_own_colour() {
        for glyphs in Glyphs::iter() {
            // In one row of cells a flat curve above another one.
            let mut dots = Dots::new(8, 1);
            (0..16).for_each(|column| dots.run(column, 0, 0, 1));
            (0..16).for_each(|column| dots.run(column, 3, 3, 2));
            let cells = rendered(&dots, glyphs);
            let alone = |row: usize, series: u8| {
                let mut dots = Dots::new(1, 1);
                (0..2).for_each(|column| dots.run(column, row, row, series));
                rendered(&dots, glyphs).remove(0)
            };
            let (upper, lower) = (alone(0, 1), alone(3, 2));
            assert!(upper.0 != lower.0, "told apart without a colour: {upper:?}");
            for (at, cell) in cells.iter().enumerate() {
                assert_eq!(cell, if at % 2 == 0 { &upper } else { &lower }, "{at}");
            }
        }
        // One below the other: a steep flank of both, and a third one.
        let mut dots = Dots::new(1, 9);
        (1..4).for_each(|series| dots.run(0, 0, 35, series));
        let series: Vec<Option<u8>> =
            rendered(&dots, Glyphs::Braille).into_iter().map(|cell| cell.1).collect();
        assert_eq!(series, [1, 2, 3, 1, 2, 3, 1, 2, 3].map(Some));
    }
}
