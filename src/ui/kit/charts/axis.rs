//! The scales at the left and at the bottom of a chart.

use ratatui::style::Style;

use crate::core::cast::{cells, floor_index};
use crate::core::scale::Scale;
use crate::ui::kit::pen::{Pen, Side};

/// Columns of the scale at the left, the line included.
pub(in crate::ui) const LEFT: u16 = 8;

/// Draws the scale at the left of so many rows with its ticks and their decimals, and its unit below.
pub(in crate::ui) fn left(
    pen: &mut Pen,
    scale: Option<(Scale, (Vec<f64>, usize))>,
    rows: u16,
    unit: &str,
    style: Style,
) {
    for y in 0..rows {
        pen.put(LEFT - 1, y, "│", style);
    }
    pen.put(LEFT - 1, rows, "└", style);
    pen.column(0, rows, LEFT - 2, Side::Right, unit, style);
    let Some((scale, (ticks, decimals))) = scale else { return };
    for tick in ticks {
        let row = cells(floor_index(((1.0 - scale.part(tick)) * f64::from(rows.saturating_sub(1))).round()));
        // Minus nothing is nothing.
        let tick = if tick == 0.0 { 0.0 } else { tick };
        let label = format!("{tick:.decimals$}");
        let label = if label.len() > usize::from(LEFT - 2) { format!("{tick:.0e}") } else { label };
        pen.column(0, row, LEFT - 2, Side::Right, &label, style);
        pen.put(LEFT - 1, row, "┤", style);
    }
}

/// Draws the line at the bottom of so many columns, with labels below it; each label has its column.
pub(in crate::ui) fn bottom(pen: &mut Pen, y: u16, width: u16, labels: &[(u16, String)], style: Style) {
    pen.put(LEFT, y, &"─".repeat(usize::from(width)), style);
    let mut free = LEFT - 3;
    for (index, (x, label)) in labels.iter().enumerate() {
        pen.put(LEFT + x, y, "┴", style);
        let from = (LEFT + x).saturating_sub(cells(label.len()) / 2);
        let last = (LEFT + width).saturating_sub(cells(label.len()));
        let from = if index == 0 { from.min(last).max(free) } else { from.min(last) };
        // Labels that would touch are left out.
        if from >= free {
            free = pen.put(from, y + 1, label, style) + 1;
        }
    }
}
