//! The watched detectors and their settings.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::lasers::{first_row, value};
use super::pen::{Pen, Side};
use crate::core::ids::DetectorId;
use crate::core::parameter::Parameter;
use crate::ui::state::{Focus, State};

/// Draws the panel.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let mut pen = Pen::new(buffer, area);
    pen.title(state, Focus::Detectors, "");
    pen.column(19, 1, 10, Side::Right, "nm", theme.dim());
    pen.column(30, 1, 5, Side::Right, "unit", theme.dim());
    let selected = state.selected_detector();
    let rows = usize::from(area.height.saturating_sub(2));
    let first = first_row(selected, rows);
    for (index, (detector, name)) in state.fixed.detectors.iter().enumerate().skip(first).take(rows) {
        line(state, &mut pen, (index - first) as u16 + 2, (index, *detector, name));
    }
    match state.fixed.detectors.get(selected) {
        None => drop(pen.put(3, 2, "none is watched; see the settings", theme.dim())),
        Some((detector, _)) => {
            let y = (state.fixed.detectors.len().min(rows) + 3) as u16;
            let (words, sound) = state.reference_words(*detector, true);
            let style = if sound { theme.text() } else { theme.warning() };
            pen.row(2, y, &[("reference ", theme.dim()), (&words, style)]);
        }
    }
}

fn line(state: &State, pen: &mut Pen, y: u16, (index, detector, name): (usize, DetectorId, &str)) {
    let theme = state.theme();
    let focused = state.focus == Focus::Detectors;
    let selected = index == state.selected_detector();
    let text = if state.bench.is_live() { theme.text() } else { theme.dim() };
    if selected {
        pen.put(0, y, "▸", if focused { theme.accent() } else { theme.dim() });
    }
    pen.put(2, y, "●", theme.channel(index));
    pen.column(4, y, 11, Side::Left, name, text);
    pen.column(15, y, 4, Side::Left, &detector.to_string(), theme.dim());
    if state.bench.absent.contains(&detector) {
        pen.column(19, y, 16, Side::Right, "not fitted", theme.dim());
        return;
    }
    let column = state.cursor(Focus::Detectors).column;
    let cell = |at| if focused && selected && column == at { theme.selected() } else { text };
    value(state, pen, (19, y, 10), Parameter::DetectorWavelength(detector), cell(0));
    value(state, pen, (30, y, 5), Parameter::PowerUnit(detector), cell(1));
}
