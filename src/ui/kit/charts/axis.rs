//! The scales at the left and at the bottom of a chart.

use ratatui::style::Style;

use crate::config::look::Glyphs;
use crate::core::cast::{cells, level_f32};
use crate::ui::kit::charts::dots::{ACROSS, DOWN};
use crate::ui::kit::charts::ruled::Ruled;
use crate::ui::kit::pen::{Pen, Side};

/// Columns of the scale at the left, the line included.
pub(crate) const LEFT: u16 = 8;

/// Columns of a scale at the right, the line included.
pub(crate) const RIGHT: u16 = 8;

/// Draws the scale at the left of so many rows with its ticks, and its unit below. A tick is where the dots of a curve of
/// this value are.
pub(crate) fn left(
    pen: &mut Pen,
    ruled: Option<Ruled>,
    rows: u16,
    unit: &str,
    (glyphs, style): (Glyphs, Style),
) {
    for y in 0..rows {
        pen.put(LEFT - 1, y, "│", style);
    }
    pen.put(LEFT - 1, rows, "└", style);
    pen.column(0, rows, LEFT - 2, Side::Right, unit, style);
    let Some(ruled) = ruled else { return };
    for (dot, label) in labels(ruled, rows, LEFT - 2) {
        let row = cells(dot / DOWN);
        pen.column(0, row, LEFT - 2, Side::Right, &label, style);
        // Beside the line, which has no holes.
        pen.put(LEFT - 2, row, glyphs.mark(dot).encode_utf8(&mut [0; 4]), style);
    }
}

/// Draws a scale at the right of so many rows, with its line in this column: the other way round.
pub(crate) fn right(
    pen: &mut Pen,
    x: u16,
    ruled: Ruled,
    rows: u16,
    unit: &str,
    (glyphs, style): (Glyphs, Style),
) {
    for y in 0..rows {
        pen.put(x, y, "│", style);
    }
    pen.put(x, rows, "┘", style);
    pen.column(x + 2, rows, RIGHT - 2, Side::Left, unit, style);
    for (dot, label) in labels(ruled, rows, RIGHT - 2) {
        let row = cells(dot / DOWN);
        pen.put(x + 1, row, glyphs.mark(dot).encode_utf8(&mut [0; 4]), style);
        pen.column(x + 2, row, RIGHT - 2, Side::Left, &label, style);
    }
}

/// The rows of dots of the ticks on so many rows of cells, with their numbers in so many cells.
fn labels(ruled: Ruled, rows: u16, width: u16) -> Vec<(usize, String)> {
    let (ticks, decimals) = ruled.ticks();
    let label = |tick: f64| {
        let dot = ruled.scale.row(level_f32(tick), usize::from(rows) * DOWN)?;
        // Minus nothing is nothing.
        let tick = if tick == 0.0 { 0.0 } else { tick };
        let label = format!("{tick:.decimals$}");
        Some((dot, if label.len() > usize::from(width) { format!("{tick:.0e}") } else { label }))
    };
    ticks.into_iter().filter_map(label).collect()
}

/// Draws the line at the bottom of so many columns, with labels below it; each label has its column of dots. A tick is
/// where the dots of a curve of this value are.
pub(crate) fn bottom(
    pen: &mut Pen,
    y: u16,
    width: u16,
    labels: &[(usize, String)],
    (glyphs, style): (Glyphs, Style),
) {
    pen.put(LEFT, y, &"─".repeat(usize::from(width)), style);
    let mut free = LEFT - 3;
    for (index, (dot, label)) in labels.iter().enumerate() {
        let x = cells(dot / ACROSS);
        pen.put(LEFT + x, y, glyphs.tick(*dot).encode_utf8(&mut [0; 4]), style);
        let from = (LEFT + x).saturating_sub(cells(label.len()) / 2);
        let last = (LEFT + width).saturating_sub(cells(label.len()));
        let from = if index == 0 { from.min(last).max(free) } else { from.min(last) };
        // Labels that would touch are left out.
        if from >= free {
            free = pen.put(from, y + 1, label, style) + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    use super::*;
    use crate::core::cast::floor_index;
    use crate::core::scale::Scale;
    use crate::ui::kit::charts::dots::Dots;
    use crate::ui::kit::charts::reduce::{Across, Rule, Spectral};
    use crate::ui::kit::charts::ruled::Anchor;

    #[test]
    fn a_tick_at_the_bottom_is_in_the_column_of_the_curve_of_its_value() {
        let across = |columns: usize, left: f64, right: f64| Across {
            spectral: Spectral::Wavelength,
            left,
            right,
            columns,
            rule: Rule::Nearest,
        };
        for glyphs in [Glyphs::Braille, Glyphs::Octant] {
            for width in [20, 71, 120] {
                for (low, high) in [(1550.0, 1551.7), (1520.0, 1580.0)] {
                    let across = across(usize::from(width) * ACROSS, low, high);
                    for tick in (Scale { low, high }).ticks(6).0 {
                        let area = Rect::new(0, 0, LEFT + width, 3);
                        let mut buffer = Buffer::empty(area);
                        let mut dots = Dots::new(width, 1);
                        let column = floor_index(across.column(tick));
                        dots.run(column, 0, 1, 0);
                        dots.run(column - column % ACROSS, 2, 2, 0);
                        dots.run(column - column % ACROSS + 1, 2, 2, 0);
                        dots.render(glyphs, Rect::new(LEFT, 0, width, 1), &mut buffer, |_| Style::new());
                        let pen = &mut Pen::new(&mut buffer, area);
                        bottom(pen, 1, width, &[(column, "0".into())], (glyphs, Style::new()));
                        let x = LEFT + cells(column / ACROSS);
                        let (curve, tick) = (buffer[(x, 0)].symbol(), buffer[(x, 1)].symbol());
                        assert!(tick == curve && tick != "─", "{tick} below {curve} in {column} of {width}");
                    }
                }
            }
        }
    }

    /// The row of a character's dots that are set, from the top of all.
    fn dot(buffer: &Buffer, x: u16, rows: u16) -> Vec<usize> {
        let set = |y: u16| {
            let symbol = buffer[(x, y)].symbol().to_owned();
            let marks = (0..DOWN).filter(move |row| Glyphs::Braille.mark(*row).to_string() == symbol);
            marks.map(move |row| usize::from(y) * DOWN + row)
        };
        (0..rows).flat_map(set).collect()
    }

    #[test]
    fn a_tick_is_where_the_curve_of_its_value_is() {
        for rows in [4, 5, 13, 28] {
            for (low, high) in [(-60.0, 0.0), (-47.3, 11.9), (0.0, 1.05)] {
                let ruled = Ruled::around(Scale { low, high }, rows, Anchor::None);
                let area = Rect::new(0, 0, LEFT + 1, rows + 1);
                let mut buffer = Buffer::empty(area);
                left(
                    &mut Pen::new(&mut buffer, area),
                    Some(ruled),
                    rows,
                    "dB",
                    (Glyphs::Braille, Style::new()),
                );
                let mut dots = Dots::new(1, rows);
                for tick in ruled.ticks().0 {
                    let row = ruled.scale.row(level_f32(tick), dots.rows()).unwrap();
                    (0..2).for_each(|column| dots.run(column, row, row, 0));
                }
                let plot = Rect::new(LEFT, 0, 1, rows);
                dots.render(Glyphs::Braille, plot, &mut buffer, |_| Style::new());
                let (ticks, curve) = (dot(&buffer, LEFT - 2, rows), dot(&buffer, LEFT, rows));
                assert!(ticks == curve && ticks.len() > 1, "{ticks:?} beside {curve:?} of {rows} rows");
                // Each stands beside its number.
                for tick in ticks {
                    let y = u16::try_from(tick / DOWN).unwrap();
                    let number: String = (0..LEFT - 2).map(|x| buffer[(x, y)].symbol()).collect();
                    assert!(number.trim().parse::<f64>().is_ok(), "{number:?} at {tick}");
                }
            }
        }
    }
}
