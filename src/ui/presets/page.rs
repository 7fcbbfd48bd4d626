//! Presets by name, and what the shown one would change.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::presets::Saved;
use crate::core::cast;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::{first_row, wrapped};
use crate::ui::presets::PresetsState;
use crate::ui::presets::proposal::Proposal;

/// The column of what one of them would change.
const PROPOSAL: u16 = 24;
/// Columns of the names.
const NAMES: u16 = 20;
/// The same where they have room for the longest.
const WIDE_NAMES: u16 = 44;
/// From this width on they have.
const WIDE: u16 = 72;

/// Below this width what one would change takes the place of the names.
const NARROW: u16 = 60;

pub(in crate::ui) fn draw(context: &Context, page: &PresetsState, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    if let Some(proposal) = page.shown.as_ref().filter(|_| area.width < NARROW) {
        return narrow_proposal(context, proposal, &mut pen);
    }
    pen.row(0, 0, &[(" Presets", theme.accent()), ("   a preset never switches a laser on", theme.dim())]);
    let rows = usize::from(area.height.saturating_sub(2));
    let first = first_row(page.row, rows);
    // What one of them would change stands there instead of the times.
    let column = match page.shown {
        Some(_) => PROPOSAL,
        None if area.width < WIDE => NAMES,
        None => WIDE_NAMES,
    };
    for (index, Saved { name, when }) in page.all.iter().enumerate().skip(first).take(rows) {
        let y = cast::cells(index - first) + 2;
        let selected = index == page.row;
        if selected {
            pen.put(0, y, "▸", theme.accent());
        }
        let style = if selected { theme.accent() } else { theme.text() };
        pen.column(2, y, column - 3, Side::Left, name, style);
        if page.shown.is_none() && !when.is_empty() {
            // To the minute: that tells one from another.
            let minutes = when.get(..16).unwrap_or(when);
            pen.put(column, y, &format!("{minutes} UTC"), theme.dim());
        }
    }
    if page.all.is_empty() {
        pen.put(2, 2, "none yet; :preset save NAME saves the settings of the bench", theme.dim());
    }
    if let Some(proposal) = &page.shown {
        let place = Rect { x: area.x + PROPOSAL, width: area.width.saturating_sub(PROPOSAL), ..area };
        self::proposal(context, proposal, &mut Pen::new(pen.buffer, place));
    }
}

/// What it would change in words.
fn headline(proposal: &Proposal) -> String {
    match proposal.lines.len() {
        0 => format!("the bench already matches {}", proposal.name),
        1 => format!("{} would change one setting; Enter sets it", proposal.name),
        count => format!("{} would change {count} settings; Enter sets them", proposal.name),
    }
}

/// Over the whole of a narrow page: each setting with what it would be.
fn narrow_proposal(context: &Context, proposal: &Proposal, pen: &mut Pen) {
    let theme = context.theme();
    let mut y = 0;
    for line in wrapped(&headline(proposal), usize::from(pen.area.width.saturating_sub(2))) {
        pen.put(1, y, &line, theme.strong());
        y += 1;
    }
    for line in &proposal.lines {
        let (wanted, unit) = number::value(Some(line.wanted));
        pen.put(1, y, &line.parameter.to_string(), theme.dim());
        pen.row(
            20,
            y,
            &[("→ ", theme.moving()), (&wanted, theme.moving()), (" ", theme.dim()), (unit, theme.dim())],
        );
        y += 1;
        if let Some(refused) = &line.refused {
            pen.put(3, y, refused, theme.warning());
            y += 1;
        }
    }
}

fn proposal(context: &Context, proposal: &Proposal, pen: &mut Pen) {
    let theme = context.theme();
    pen.put(0, 1, &headline(proposal), theme.strong());
    for (index, line) in proposal.lines.iter().enumerate() {
        let y = cast::cells(index) + 2;
        let (held, _) = number::value(line.held);
        let (wanted, unit) = number::value(Some(line.wanted));
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
