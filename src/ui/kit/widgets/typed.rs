//! A field that is typed in, with its cursor.

use ratatui::style::Modifier;

use crate::ui::kit::field::Field;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::theme::Theme;

/// Draws a field with its cursor; the end of a long text is what is seen. The column after it.
pub(in crate::ui) fn draw_field(theme: &Theme, field: &Field, pen: &mut Pen, (x, y): (u16, u16)) -> u16 {
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
