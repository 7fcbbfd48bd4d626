//! What may follow the key that was pressed, where it is the first of two.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::core::cast;
use crate::ui::frame::state::State;
use crate::ui::kit::input::action::Action;
use crate::ui::kit::input::chord::Chord;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::cells;

/// Columns between two entries.
const GAP: u16 = 3;

/// A key that may follow, and where it stands.
struct Entry {
    key: Chord,
    action: Action,
    place: Rect,
}

/// Those that may follow, in columns at the bottom of the page.
fn entries(state: &State, area: Rect) -> Vec<Entry> {
    let Some(first) = state.frame.begun else { return Vec::new() };
    let after = state.context.fixed.keymap.after(state.scope(), first);
    let widths = after.iter().map(|(key, action)| cells(&format!("{key} {}", action.hint())));
    let width = widths.max().unwrap_or_default() + GAP;
    let columns = (area.width.saturating_sub(1) / width).max(1);
    let rows = cast::cells(after.len()).div_ceil(columns);
    let top = area.bottom().saturating_sub(rows).max(area.y);
    let place = |index: usize| {
        let index = cast::cells(index);
        let (column, row) = (index / rows.max(1), index % rows.max(1));
        Rect { x: area.x + 1 + column * width, y: top + row, width, height: 1 }.intersection(area)
    };
    after
        .into_iter()
        .enumerate()
        .map(|(index, (key, action))| Entry { key, action, place: place(index) })
        .collect()
}

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.context.theme();
    let entries = entries(state, area);
    let Some(top) = entries.iter().map(|entry| entry.place.y).min() else { return };
    let from = top.saturating_sub(1).max(area.y);
    let all = Rect { y: from, height: area.bottom() - from, ..area };
    Clear.render(all, buffer);
    if from < top {
        let row = Rect { height: 1, ..all };
        Pen::new(buffer, row).put(0, 0, &"─".repeat(usize::from(row.width)), theme.dim());
    }
    for Entry { key, action, place } in &entries {
        let mut pen = Pen::new(buffer, *place);
        pen.row(
            0,
            0,
            &[(&key.to_string(), theme.strong()), (" ", theme.dim()), (action.hint(), theme.dim())],
        );
    }
}

/// The action that stands at a cell.
pub(in crate::ui) fn action_at(state: &State, area: Rect, at: Position) -> Option<Action> {
    entries(state, area).into_iter().find(|entry| entry.place.contains(at)).map(|entry| entry.action)
}
