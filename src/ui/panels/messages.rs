//! What the operator was told: the last message in its row, and all of them in a panel.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::dialog::wrapped;
use super::pen::Pen;
use crate::core::event::Level;
use crate::ui::edit::Edit;
use crate::ui::field::Field;
use crate::ui::state::{Focus, Mode, State};
use crate::ui::widgets::number;

/// Columns of the mark before the last message.
const MARK: u16 = 3;

/// Draws the panel.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let mut pen = Pen::new(buffer, area);
    pen.title(state, Focus::Messages, "newest first");
    let first = state.cursor(Focus::Messages).row;
    let mut y = 1;
    for message in state.messages.newest().skip(first) {
        if y >= area.height {
            break;
        }
        let x = pen.row(1, y, &[(&message.at, theme.dim()), ("  ", theme.dim())]);
        for line in wrapped(&message.words, usize::from(area.width.saturating_sub(x + 1))) {
            pen.put(x, y, &line, style(state, message.level));
            y += 1;
        }
    }
}

fn style(state: &State, level: Level) -> Style {
    let theme = state.theme();
    match level {
        Level::Info => theme.text(),
        Level::Warning => theme.warning(),
        Level::Alarm => theme.alarm(),
    }
}

/// Draws the row above the keys: the field that is edited, or the last message.
pub fn draw_row(state: &State, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    match &state.mode {
        Mode::Edit(edit) => return value(state, edit, &mut pen),
        Mode::Command(line) => {
            pen.put(0, 0, " :", state.theme().accent());
            draw_field(state, &line.field, &mut pen, (2, 0));
            return;
        }
        Mode::Page | Mode::Confirm(_) => {}
    }
    let Some(message) = state.messages.last() else { return };
    let right = pen.right(0, &[(&message.at, state.theme().dim()), (" ", Style::new())]);
    let mut left = Pen { area: Rect { width: right.saturating_sub(1), ..pen.area }, buffer: pen.buffer };
    let end = left.row(0, 0, &[(" ▸ ", state.theme().dim()), (&message.words, style(state, message.level))]);
    // The whole of it is in the panel.
    if message.words.width() > usize::from(end.saturating_sub(MARK)) {
        left.put(end.saturating_sub(1), 0, "…", style(state, message.level));
    }
}

/// Draws a field with its cursor; the end of a long text is what is seen. The column after it.
pub(super) fn draw_field(state: &State, field: &Field, pen: &mut Pen, (x, y): (u16, u16)) -> u16 {
    let theme = state.theme();
    let (before, after) = field.around_cursor();
    let room = usize::from(pen.area.width.saturating_sub(x + 1));
    let cut = before.chars().count().saturating_sub(room.saturating_sub(1));
    let before: String = before.chars().skip(cut).collect();
    let (at, rest) = match after.chars().next() {
        Some(c) => after.split_at(c.len_utf8()),
        None => (" ", ""),
    };
    let text = if field.is_fresh() { theme.selected() } else { theme.strong() };
    pen.row(x, y, &[(&before, text), (at, theme.text().add_modifier(Modifier::REVERSED)), (rest, text)])
}

fn value(state: &State, edit: &Edit, pen: &mut Pen) {
    let theme = state.theme();
    let pieces = [(" ", theme.text()), (&*edit.parameter.to_string(), theme.accent()), ("  ", theme.text())];
    let x = pen.row(0, 0, &pieces);
    let end = draw_field(state, &edit.field, pen, (x, 0));
    if edit.sent {
        pen.put(end + 2, 0, "sent ...", theme.moving());
        return;
    }
    let (held, unit) = number::value(edit.parameter, state.bench.value(edit.parameter));
    let limits = state.bench.limits(&state.caps, edit.parameter);
    pen.put(end + 2, 0, &format!("now {held} {unit}   {limits}"), theme.dim());
}
