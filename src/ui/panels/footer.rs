//! The keys that work here and now, from the effective keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;
use crate::core::action::Action;
use crate::ui::state::{Focus, Mode, State};

/// Draws the row.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.fixed.theme;
    let mut pen = Pen::new(buffer, area);
    if let Mode::Edit(edit) = &state.mode {
        match &edit.error {
            Some(error) => pen.put(1, 0, error, theme.warning()),
            None => pen.row(
                1,
                0,
                &[
                    ("Enter", theme.strong()),
                    (" set   ", theme.dim()),
                    ("Esc", theme.strong()),
                    (" leave", theme.dim()),
                ],
            ),
        };
        return;
    }
    // The way out and the way to everything else are always there, where they work.
    let ever: &[Action] = if state.mode == Mode::Bench { &[Action::Help, Action::Quit] } else { &[] };
    let mut right = area.width.saturating_sub(1);
    for &action in ever.iter().rev() {
        let Some(key) = state.fixed.keymap.key(action) else { continue };
        let from = right.saturating_sub(width(state, &key, action));
        pen.row(from, 0, &entry(state, &key, action));
        right = from.saturating_sub(BETWEEN);
    }
    let mut x = 1;
    for action in actions(state) {
        let Some(key) = state.fixed.keymap.key(action) else { continue };
        if x + width(state, &key, action) > right {
            break;
        }
        x = pen.row(x, 0, &entry(state, &key, action)) + BETWEEN;
    }
}

/// Columns between two keys.
const BETWEEN: u16 = 3;

fn width(state: &State, key: &str, action: Action) -> u16 {
    (key.width() + 1 + hint(state, action).width()) as u16
}

fn entry<'a>(state: &State, key: &'a str, action: Action) -> [(&'a str, Style); 3] {
    let theme = &state.fixed.theme;
    [(key, theme.strong()), (" ", theme.dim()), (hint(state, action), theme.dim())]
}

fn hint(state: &State, action: Action) -> &'static str {
    match action {
        Action::Freeze if state.strip.frozen().is_some() => "go on",
        action => action.hint(),
    }
}

/// What can be done, the most urgent first.
fn actions(state: &State) -> Vec<Action> {
    match state.mode {
        Mode::Help(_) => return vec![Action::Cancel, Action::Up, Action::Down, Action::AllOff],
        Mode::Confirm(_) => return vec![Action::Cancel, Action::AllOff],
        Mode::Edit(_) | Mode::Bench => {}
    }
    let busy = state.bench.condition.is_some_and(|condition| condition.0 != 0);
    let live = state.bench.is_live();
    let mut actions = vec![Action::AllOff];
    let mut when = |condition: bool, action| {
        if condition {
            actions.push(action);
        }
    };
    when(busy, Action::Abort);
    when(state.bench.download.is_some(), Action::DownloadCancel);
    when(live && state.selected_parameter().is_some(), Action::Edit);
    when(state.focus == Focus::Lasers && state.selected_laser().is_some(), Action::LaserToggle);
    when(live && !busy, Action::SweepStart);
    when(live && !state.fixed.detectors.is_empty(), Action::Download);
    when(true, Action::Freeze);
    when(state.focus == Focus::Power, Action::WindowShorter);
    when(state.focus == Focus::Power, Action::WindowLonger);
    when(true, Action::FocusNext);
    actions
}
