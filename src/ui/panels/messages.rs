//! What the operator was told: the last message in its row, and all of them in a panel.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::Pen;
use crate::core::event::Level;
use crate::ui::edit::Edit;
use crate::ui::state::{Focus, Mode, State};
use crate::ui::widgets::number;

/// Draws the panel.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.fixed.theme;
    let mut pen = Pen::new(buffer, area);
    pen.title(state, Focus::Messages, "newest first");
    let first = state.cursor(Focus::Messages).row;
    let rows = usize::from(area.height.saturating_sub(1));
    for (row, message) in state.messages.newest().skip(first).take(rows).enumerate() {
        let y = row as u16 + 1;
        pen.row(
            1,
            y,
            &[(&message.at, theme.dim()), ("  ", theme.dim()), (&message.words, style(state, message.level))],
        );
    }
}

fn style(state: &State, level: Level) -> Style {
    let theme = &state.fixed.theme;
    match level {
        Level::Info => theme.text(),
        Level::Warning => theme.warning(),
        Level::Alarm => theme.alarm(),
    }
}

/// Draws the row above the keys: the field that is edited, or the last message.
pub fn draw_row(state: &State, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    if let Mode::Edit(edit) = &state.mode {
        field(state, edit, &mut pen);
        return;
    }
    let Some(message) = state.messages.last() else { return };
    let right = pen.right(0, &[(&message.at, state.fixed.theme.dim()), (" ", Style::new())]);
    let mut left = Pen { area: Rect { width: right.saturating_sub(1), ..pen.area }, buffer: pen.buffer };
    left.row(0, 0, &[(" ▸ ", state.fixed.theme.dim()), (&message.words, style(state, message.level))]);
}

fn field(state: &State, edit: &Edit, pen: &mut Pen) {
    let theme = &state.fixed.theme;
    let (before, after) = edit.around_cursor();
    let (at, rest) = match after.chars().next() {
        Some(c) => after.split_at(c.len_utf8()),
        None => (" ", ""),
    };
    let text = if edit.is_fresh() { theme.selected() } else { theme.strong() };
    let end = pen.row(
        0,
        0,
        &[
            (" ", theme.text()),
            (&edit.parameter.to_string(), theme.accent()),
            ("  ", theme.text()),
            (&before, text),
            (at, theme.text().add_modifier(ratatui::style::Modifier::REVERSED)),
            (rest, text),
        ],
    );
    if edit.sent {
        pen.put(end + 2, 0, "sent ...", theme.moving());
        return;
    }
    let (held, unit) = number::value(edit.parameter, state.bench.value(edit.parameter));
    pen.put(end + 2, 0, &format!("now {held} {unit}"), theme.dim());
}
