//! The watched detectors and their settings.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::core::ids::DetectorId;
use crate::ui::common::context::panel::{heads, title, values};
use crate::ui::common::context::{Context, Panel};
use crate::ui::detectors::{COLUMNS, reference_words};
use crate::ui::kit::charts::marks;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::text::first_row;

pub(in crate::ui) fn draw(context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    title(&mut pen, context, Panel::Detectors, "");
    heads(&mut pen, &COLUMNS, theme.dim());
    let selected = context.selected_detector();
    let rows = usize::from(area.height.saturating_sub(2));
    let first = first_row(selected, rows);
    for (index, (detector, name)) in context.fixed.detectors.iter().enumerate().skip(first).take(rows) {
        line(context, &mut pen, cast::cells(index - first) + 2, (index, *detector, name));
    }
    match context.fixed.detectors.get(selected) {
        None => drop(pen.put(3, 2, "none watched; see `detectors` in the settings", theme.dim())),
        Some((detector, _)) => {
            let y = cast::cells(context.fixed.detectors.len().min(rows) + 3);
            let (words, sound) = reference_words(&context.bench, *detector, true);
            let style = if sound { theme.text() } else { theme.warning() };
            pen.row(2, y, &[("reference ", theme.dim()), (&words, style)]);
        }
    }
}

fn line(context: &Context, pen: &mut Pen, y: u16, (index, detector, name): (usize, DetectorId, &str)) {
    let theme = context.theme();
    let focused = context.selection.focus == Panel::Detectors;
    let selected = index == context.selected_detector();
    let text = if context.bench.is_live() { theme.text() } else { theme.dim() };
    if selected {
        pen.put(0, y, "▸", if focused { theme.accent() } else { theme.dim() });
    }
    pen.put(2, y, marks::shape(context.view.glyphs, index), theme.channel(index));
    pen.column(4, y, 11, Side::Left, name, text);
    pen.column(15, y, 4, Side::Left, &detector.to_string(), theme.dim());
    if context.bench.absent.contains(&detector) {
        pen.column(19, y, 16, Side::Right, "not fitted", theme.dim());
        return;
    }
    let at = (focused && selected).then(|| context.selection.cursor(Panel::Detectors).column);
    values(pen, context, y, &COLUMNS, detector, at);
}
