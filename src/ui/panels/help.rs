//! The help page, made from the effective keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};
use strum::IntoEnumIterator;

use super::pen::Pen;
use crate::core::action::Action;
use crate::ui::state::{Fixed, State};

/// Lines of the page.
pub fn length(fixed: &Fixed) -> usize {
    lines(fixed).len()
}

/// Keys and what they do, then what else is good to know.
fn lines(fixed: &Fixed) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Action::iter()
        .map(|action| {
            let keys: Vec<String> = fixed.keymap.keys(action).map(|keys| keys.to_string()).collect();
            (keys.join("  "), action.about().to_owned())
        })
        .collect();
    lines.push((String::new(), String::new()));
    lines.push((
        "values".into(),
        "1550.12nm  193.4THz  3dBm  2mW  0.1pm; a bare number has the unit shown".into(),
    ));
    lines.push(("log".into(), fixed.log.clone()));
    lines.push(("keys".into(), "~/.config/ctp10/keymap.toml changes them".into()));
    lines
}

/// Draws the page over everything between header and footer.
pub fn draw(state: &State, scroll: usize, area: Rect, buffer: &mut Buffer) {
    let theme = &state.fixed.theme;
    Clear.render(area, buffer);
    let mut pen = Pen::new(buffer, area);
    pen.row(0, 0, &[(" Help", theme.accent())]);
    let lines = lines(&state.fixed);
    let rows = usize::from(area.height.saturating_sub(2));
    let first = scroll.min(lines.len().saturating_sub(rows));
    for (row, (keys, about)) in lines.iter().skip(first).take(rows).enumerate() {
        let y = row as u16 + 2;
        pen.put(2, y, keys, theme.strong());
        pen.put(20, y, about, theme.text());
    }
    if lines.len() > rows {
        let seen = format!("{} to {} of {} ", first + 1, (first + rows).min(lines.len()), lines.len());
        pen.right(0, &[(&seen, theme.dim())]);
    }
}
