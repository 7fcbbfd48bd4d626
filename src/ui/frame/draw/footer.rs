//! The keys that work here and now, from the effective keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::core::cast;
use crate::core::snapshot::Link;
use crate::ui::common::context::Page;
use crate::ui::frame::actions::link::CONNECT;
use crate::ui::frame::actions::moves::{LEFT, RIGHT};
use crate::ui::frame::actions::screen::{HELP, QUIT};
use crate::ui::frame::actions::values::{CANCEL, COPY, EDIT, SAVE};
use crate::ui::frame::pages::{self, Hints};
use crate::ui::frame::state::{InputMode, State};
use crate::ui::kit::input::action::Action;
use crate::ui::kit::pen::Pen;
use crate::ui::lasers::actions::ALL_OFF;
use crate::ui::power::actions::{FREEZE, RELATIVE};
use crate::ui::scpi::actions::EVERYTHING;
use crate::ui::sweep::actions::ABORT;
use crate::ui::trace::actions::DOWNLOAD_CANCEL;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    match &state.frame.mode {
        InputMode::Edit(edit) => {
            let tab: &[Said] =
                if state.context.page.subject().is_some() { &[("Tab", "next field")] } else { &[] };
            return typing(
                state,
                &mut pen,
                edit.error.as_ref(),
                &[&[("Enter", "set"), ("Esc", "leave")], tab].concat(),
            );
        }
        InputMode::Command(line) => {
            let said = [("Enter", "do it"), ("Tab", "complete"), ("↑", "earlier"), ("Esc", "leave")];
            return typing(state, &mut pen, line.error.as_ref(), &said);
        }
        InputMode::Confirm(_) => {
            if let Some(key) = state.context.fixed.keymap.key(ALL_OFF) {
                pen.row(1, 0, &entry(state, &key, ALL_OFF));
            }
            return;
        }
        InputMode::Page if state.frame.note.is_some() => {
            let keys =
                [COPY, CANCEL].map(|action| state.context.fixed.keymap.key(action).unwrap_or_default());
            return typing(state, &mut pen, None, &[(&keys[0], "copy"), (&keys[1], "close")]);
        }
        InputMode::Page => {}
    }
    let own = match (pages::row(state.context.page).hints)(state) {
        Hints::Typing(said) => return typing(state, &mut pen, None, said),
        Hints::Actions(own) => own,
    };
    // The way out and the way to everything else are always there, where they work.
    let mut right = area.width.saturating_sub(1);
    for action in [QUIT, HELP] {
        let Some(key) = state.context.fixed.keymap.key(action) else { continue };
        let from = right.saturating_sub(width(state, &key, action));
        pen.row(from, 0, &entry(state, &key, action));
        right = from.saturating_sub(BETWEEN);
    }
    let scope = state.scope();
    let mut x = 1;
    for action in urgent(state).into_iter().chain(own) {
        let Some(key) = state.context.fixed.keymap.key_in(scope, action) else { continue };
        if x + width(state, &key, action) > right {
            break;
        }
        x = pen.row(x, 0, &entry(state, &key, action)) + BETWEEN;
    }
}

/// A key and what it does, where the keys are not the keymap's.
type Said<'a> = (&'a str, &'a str);

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
    cast::cells(key.width() + 1 + hint(state, action).width())
}

fn entry<'a>(state: &State, key: &'a str, action: Action) -> [(&'a str, Style); 3] {
    let theme = state.context.theme();
    [(key, theme.strong()), (" ", theme.dim()), (hint(state, action), theme.dim())]
}

/// What a key does: here, or where that makes no difference.
fn hint(state: &State, action: Action) -> &'static str {
    let (page, presets, transcript) = (state.context.page, &state.presets, &state.scpi.transcript);
    let form = page.subject().is_some();
    let here = [
        (EDIT, page == Page::Presets && presets.shown.is_none(), "show"),
        (EDIT, page == Page::Presets && presets.shown.is_some(), "set all of it"),
        (LEFT, form, "the one before"),
        (RIGHT, form, "the next one"),
        (SAVE, page == Page::Presets, "save the bench"),
        (SAVE, page == Page::Transcript, "save as a script"),
        (EVERYTHING, transcript.polling, "hide polling"),
        (EVERYTHING, true, "show polling"),
        (RELATIVE, state.power.is_relative(), "absolute"),
        (FREEZE, state.power.chart.frozen().is_some(), "resume"),
    ];
    let found = here.into_iter().find(|(other, holds, _)| *other == action && *holds);
    found.map_or_else(|| action.hint(), |(_, _, words)| words)
}

/// What is more urgent than what the page has.
fn urgent(state: &State) -> Vec<Action> {
    let context = &state.context;
    let rows = [
        (true, ALL_OFF),
        (context.page != Page::Bench, CANCEL),
        (context.bench.phase.can_abort() && !context.fixed.read_only, ABORT),
        (context.bench.download.is_some(), DOWNLOAD_CANCEL),
        (context.bench.link == Link::Closed, CONNECT),
    ];
    rows.into_iter().filter_map(|(holds, action)| holds.then_some(action)).collect()
}
