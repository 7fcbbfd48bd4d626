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
    let number = format!(" {} ", context.panel_key(panel));
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
        let (asked, _) = number::value(Some(*asked));
        pen.column(x, y, width, Side::Right, &format!("→{asked}"), context.theme().moving());
        return;
    }
    let (held, unit) = number::value(context.bench.value(parameter));
    // Lasers have their unit in the heading: a number that may be in another one says so itself.
    let headed = matches!(parameter.subject(), Subject::Laser(_));
    let held = if headed && unit.ends_with('?') { format!("{held}?") } else { held };
    pen.column(x, y, width, Side::Right, &held, style);
}

/// A setting that each row of a panel has, and the place of its values.
pub(in crate::ui) struct SettingColumn<I> {
    /// What stands above it.
    pub(in crate::ui) head: &'static str,
    /// Cells from the panel's left edge.
    pub(in crate::ui) x: u16,
    /// Cells; values stand at its right edge.
    pub(in crate::ui) width: u16,
    /// The setting of one of them.
    pub(in crate::ui) parameter: fn(I) -> Parameter,
}

/// The heads of columns, below the title.
pub(in crate::ui) fn heads<I>(pen: &mut Pen, columns: &[SettingColumn<I>], style: Style) {
    for column in columns {
        pen.column(column.x, 1, column.width, Side::Right, column.head, style);
    }
}

/// The values of one of them in a row; `selected` is the column of the selection, if it is in this row.
pub(in crate::ui) fn values<I: Copy>(
    pen: &mut Pen,
    context: &Context,
    y: u16,
    columns: &[SettingColumn<I>],
    of: I,
    selected: Option<usize>,
) {
    let theme = context.theme();
    let text = if context.bench.is_live() { theme.text() } else { theme.dim() };
    for (index, column) in columns.iter().enumerate() {
        let style = if selected == Some(index) { theme.selected() } else { text };
        value(pen, context, (column.x, y, column.width), (column.parameter)(of), style);
    }
}
