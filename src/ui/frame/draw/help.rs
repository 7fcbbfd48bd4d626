//! The help page, made from the effective keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::common::context::Context;
use crate::ui::frame::help::Help;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::first_row;
use crate::ui::kit::widgets::typed::draw_field;

/// Draws the page.
pub(super) fn draw(context: &Context, page: &Help, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let x = pen.row(0, 0, &[(" Help", theme.accent()), ("   search ", theme.dim())]);
    let end = draw_field(theme, &page.search, &mut pen, (x, 0));
    let found = page.found(&context.fixed.keymap);
    let notes = notes(context);
    let rows = usize::from(area.height.saturating_sub(3 + notes.len() as u16));
    let first = first_row(page.row, rows);
    for (index, (action, keys)) in found.iter().enumerate().skip(first).take(rows) {
        let y = (index - first) as u16 + 2;
        let selected = index == page.row;
        if selected {
            pen.put(0, y, "▸", theme.accent());
        }
        let about = if selected { theme.accent() } else { theme.text() };
        pen.put(2, y, keys, theme.strong());
        pen.put(22, y, action.about(), about);
        if area.width >= 110 {
            pen.put(90, y, &format!(":{}", action.name()), theme.dim());
        }
    }
    if found.is_empty() {
        pen.put(2, 2, "nothing is found; Esc shows everything", theme.warning());
    }
    let count = format!("{} of {} ", (page.row + 1).min(found.len()), found.len());
    if end + 12 < area.width {
        pen.right(0, &[(&count, theme.dim())]);
    }
    for (index, (what, words)) in notes.iter().enumerate() {
        let y = area.height.saturating_sub(notes.len() as u16) + index as u16;
        pen.put(2, y, what, theme.dim());
        pen.put(22, y, words, theme.dim());
    }
}

/// What else is good to know.
fn notes(context: &Context) -> [(&'static str, String); 3] {
    [
        ("values", "1550.12nm  193.4THz  3dBm  2mW  0.1pm; a bare number has the unit shown".into()),
        ("log", context.fixed.log.clone()),
        ("keys", "~/.config/ctp10/keymap.toml changes them".into()),
    ]
}
