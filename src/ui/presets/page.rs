//! Presets by name, and what the shown one would change.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::presets::Saved;
use crate::core::cast;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::first_row;
use crate::ui::presets::PresetsState;
use crate::ui::presets::proposal::Proposal;

/// Columns of the names.
const NAMES: u16 = 24;

pub(in crate::ui) fn draw(context: &Context, page: &PresetsState, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    pen.row(0, 0, &[(" Presets", theme.accent()), ("   a preset never switches a laser on", theme.dim())]);
    let rows = usize::from(area.height.saturating_sub(2));
    let first = first_row(page.row, rows);
    for (index, Saved { name, .. }) in page.all.iter().enumerate().skip(first).take(rows) {
        let y = cast::cells(index - first) + 2;
        let selected = index == page.row;
        if selected {
            pen.put(0, y, "▸", theme.accent());
        }
        pen.put(2, y, name, if selected { theme.accent() } else { theme.text() });
    }
    if page.all.is_empty() {
        pen.put(2, 2, "none yet; :preset save NAME saves the settings of the bench", theme.dim());
    }
    if let Some(proposal) = &page.shown {
        let place = Rect { x: area.x + NAMES, width: area.width.saturating_sub(NAMES), ..area };
        self::proposal(context, proposal, &mut Pen::new(pen.buffer, place));
    }
}

fn proposal(context: &Context, proposal: &Proposal, pen: &mut Pen) {
    let theme = context.theme();
    let words = match proposal.lines.len() {
        0 => format!("the bench already matches {}", proposal.name),
        1 => format!("{} would change one setting; Enter sets it", proposal.name),
        count => format!("{} would change {count} settings; Enter sets them", proposal.name),
    };
    pen.put(0, 1, &words, theme.strong());
    for (index, line) in proposal.lines.iter().enumerate() {
        let y = cast::cells(index) + 2;
        let (held, _) = number::value(line.parameter, line.held);
        let (wanted, unit) = number::value(line.parameter, Some(line.wanted));
        pen.put(0, y, &line.parameter.to_string(), theme.dim());
        pen.column(24, y, 12, Side::Right, &held, theme.text());
        let end = pen.row(
            37,
            y,
            &[("→ ", theme.moving()), (&wanted, theme.moving()), (" ", theme.dim()), (unit, theme.dim())],
        );
        if let Some(refused) = &line.refused {
            pen.put(end + 2, y, refused, theme.warning());
        }
    }
}
