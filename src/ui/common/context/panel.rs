//! What the panels of several subjects have in common: their titles, and values in columns.

use ratatui::style::Style;

use crate::core::parameter::{Parameter, Subject};
use crate::ui::common::context::{Context, Panel};
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;

/// The title row of a panel: its key, its name, and what stands beside it; the column after it.
pub(in crate::ui) fn title(pen: &mut Pen, context: &Context, panel: Panel, beside: &str) -> u16 {
    let theme = context.theme();
    let focused = context.selection.focus == panel;
    let name = if focused { theme.accent() } else { theme.strong() };
    let key = if focused { theme.accent() } else { theme.dim() };
    let number = format!(" {} ", panel.index() + 1);
    let end = pen.row(0, 0, &[(&number, key), (panel.title(), name)]);
    pen.put(end + 3, 0, beside, theme.dim())
}

/// Draws a value in its column, or what it is about to become.
pub(in crate::ui) fn value(
    pen: &mut Pen,
    context: &Context,
    (x, y, width): (u16, u16, u16),
    parameter: Parameter,
    style: Style,
) {
    if let Some((_, asked)) = context.link.pending.get(&parameter) {
        let (asked, _) = number::value(parameter, Some(*asked));
        pen.column(x, y, width, Side::Right, &format!("→{asked}"), context.theme().moving());
        return;
    }
    let (held, unit) = number::value(parameter, context.bench.value(parameter));
    // Lasers have their unit in the heading: a number that may be in another one says so itself.
    let headed = matches!(parameter.subject(), Subject::Laser(_));
    let held = if headed && unit.ends_with('?') { format!("{held}?") } else { held };
    pen.column(x, y, width, Side::Right, &held, style);
}
