//! The keys that work here and now, from the effective keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::core::action::Action;
use crate::core::snapshot::Link;
use crate::ui::common::context::Panel;
use crate::ui::frame::page::Page;
use crate::ui::frame::state::{Mode, State};
use crate::ui::kit::pen::Pen;

/// Draws the row.
pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    match &state.frame.mode {
        Mode::Edit(edit) => {
            let tab: &[Said] =
                if matches!(state.frame.page, Page::Form(_)) { &[("Tab", "next field")] } else { &[] };
            return typing(
                state,
                &mut pen,
                edit.error.as_ref(),
                &[&[("Enter", "set"), ("Esc", "leave")], tab].concat(),
            );
        }
        Mode::Command(line) => {
            let said = [("Enter", "do it"), ("Tab", "complete"), ("↑", "earlier"), ("Esc", "leave")];
            return typing(state, &mut pen, line.error.as_ref(), &said);
        }
        Mode::Confirm(_) => {
            if let Some(key) = state.context.fixed.keymap.key(Action::AllOff) {
                pen.row(1, 0, &entry(state, &key, Action::AllOff));
            }
            return;
        }
        Mode::Page => {}
    }
    match &state.frame.page {
        Page::Help(_) => {
            let said = [("type", "to search"), ("↑↓", "select"), ("Enter", "do it"), ("Esc", "leave")];
            return typing(state, &mut pen, None, &said);
        }
        Page::Scpi(_) => {
            let said = [
                ("Enter", "send"),
                ("Tab", "complete"),
                ("↑", "earlier"),
                ("PageUp", "back"),
                ("Esc", "leave"),
            ];
            return typing(state, &mut pen, None, &said);
        }
        Page::Transcript(page) if page.typing => {
            return typing(state, &mut pen, None, &[("Enter", "keep the filter"), ("Esc", "without")]);
        }
        Page::Bench | Page::Align | Page::Form(_) | Page::Presets(_) | Page::Status | Page::Transcript(_) => {
        }
    }
    // The way out and the way to everything else are always there, where they work.
    let mut right = area.width.saturating_sub(1);
    for action in [Action::Quit, Action::Help] {
        let Some(key) = state.context.fixed.keymap.key(action) else { continue };
        let from = right.saturating_sub(width(state, &key, action));
        pen.row(from, 0, &entry(state, &key, action));
        right = from.saturating_sub(BETWEEN);
    }
    let scope = state.scope();
    let mut x = 1;
    for action in actions(state) {
        let Some(key) = state.context.fixed.keymap.key_in(scope, action) else { continue };
        if x + width(state, &key, action) > right {
            break;
        }
        x = pen.row(x, 0, &entry(state, &key, action)) + BETWEEN;
    }
}

/// A key and what it does, where the keys are not the keymap's.
type Said = (&'static str, &'static str);

/// The row while something is typed: the reason why it was refused, or the keys of a field.
fn typing(state: &State, pen: &mut Pen, error: Option<&String>, said: &[Said]) {
    let theme = state.context.theme();
    if let Some(error) = error {
        pen.put(1, 0, error, theme.warning());
        return;
    }
    said.iter().fold(1, |x, (key, does)| {
        pen.row(x, 0, &[(key, theme.strong()), (" ", theme.dim()), (does, theme.dim())]) + BETWEEN
    });
}

/// Columns between two keys.
const BETWEEN: u16 = 3;

fn width(state: &State, key: &str, action: Action) -> u16 {
    (key.width() + 1 + hint(state, action).width()) as u16
}

fn entry<'a>(state: &State, key: &'a str, action: Action) -> [(&'a str, Style); 3] {
    let theme = state.context.theme();
    [(key, theme.strong()), (" ", theme.dim()), (hint(state, action), theme.dim())]
}

/// What a key does: here, or where that makes no difference.
fn hint(state: &State, action: Action) -> &'static str {
    let page = &state.frame.page;
    let here = [
        (Action::Edit, matches!(page, Page::Presets(page) if page.shown.is_none()), "show"),
        (Action::Edit, matches!(page, Page::Presets(page) if page.shown.is_some()), "set all of it"),
        (Action::Left, matches!(page, Page::Form(_)), "the one before"),
        (Action::Right, matches!(page, Page::Form(_)), "the next one"),
        (Action::Save, matches!(page, Page::Presets(_)), "save the bench"),
        (Action::Save, matches!(page, Page::Transcript(_)), "save as a script"),
        (Action::Everything, matches!(page, Page::Transcript(page) if page.polling), "without polling"),
        (Action::Everything, true, "with polling"),
        (Action::Hold, state.power.is_held(), "let go"),
        (Action::Freeze, state.power.strip.frozen().is_some(), "go on"),
    ];
    let found = here.into_iter().find(|(other, holds, _)| *other == action && *holds);
    found.map_or_else(|| action.hint(), |(_, _, words)| words)
}

/// What can be done here, the most urgent first.
fn actions(state: &State) -> Vec<Action> {
    let busy = state.context.bench.phase.can_abort();
    let live = state.context.bench.is_live();
    let orders = live && !state.context.fixed.read_only;
    let mut actions = vec![Action::AllOff];
    let mut when = |condition: bool, action| {
        if condition {
            actions.push(action);
        }
    };
    when(state.frame.page != Page::Bench, Action::Cancel);
    when(busy && !state.context.fixed.read_only, Action::Abort);
    when(state.context.bench.download.is_some(), Action::DownloadCancel);
    when(state.context.bench.link == Link::Closed, Action::Connect);
    let value = orders && state.selected_parameter().is_some();
    match &state.frame.page {
        Page::Bench
            if state.context.selection.focus == Panel::Trace
                && state.trace.traces.selected_trace().is_some() =>
        {
            for action in [
                Action::ZoomIn,
                Action::ZoomOut,
                Action::PanLeft,
                Action::PanRight,
                Action::Full,
                Action::Extreme,
                Action::NextLeft,
                Action::NextRight,
                Action::Marker,
                Action::Table,
                Action::Save,
                Action::Figure,
                Action::Expand,
                Action::Download,
            ] {
                when(true, action);
            }
        }
        Page::Bench => {
            when(value, Action::Edit);
            when(
                state.context.selection.focus == Panel::Lasers
                    && state.context.selected_laser().is_some()
                    && orders,
                Action::LaserToggle,
            );
            when(orders && !busy, Action::SweepStart);
            when(live && !state.context.fixed.detectors.is_empty(), Action::Download);
            when(state.context.selection.focus == Panel::Detectors && orders && !busy, Action::Reference);
            when(state.context.selection.focus == Panel::Power, Action::WindowShorter);
            when(state.context.selection.focus == Panel::Power, Action::WindowLonger);
            when(state.context.selection.focus == Panel::Power, Action::Hold);
            when(true, Action::Freeze);
            when(state.context.selection.focus != Panel::Messages, Action::Form);
            when(true, Action::Align);
            when(true, Action::CommandLine);
            when(true, Action::FocusNext);
        }
        Page::Form(_) => {
            when(value, Action::Edit);
            when(value, Action::NudgeUp);
            when(value, Action::NudgeDown);
            when(orders, Action::Undo);
            when(true, Action::Left);
            when(true, Action::Right);
        }
        Page::Align => {
            when(true, Action::Up);
            when(true, Action::Down);
            when(true, Action::Hold);
        }
        Page::Presets(page) => {
            when(orders || page.shown.is_none(), Action::Edit);
            when(true, Action::Save);
        }
        Page::Transcript(_) => {
            when(true, Action::Filter);
            when(true, Action::Everything);
            when(true, Action::Save);
        }
        Page::Status => when(true, Action::Copy),
        Page::Help(_) | Page::Scpi(_) => {}
    }
    actions
}
