//! The keys that work here and now, from the effective keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::snapshot::Link;
use crate::ui::common::context::Page;
use crate::ui::frame::actions::link::CONNECT;
use crate::ui::frame::actions::moves::{LEFT, RIGHT};
use crate::ui::frame::actions::screen::{HELP, QUIT};
use crate::ui::frame::actions::values::{CANCEL, COPY, EDIT, SAVE};
use crate::ui::frame::pages::{self, Hints};
use crate::ui::frame::state::{InputMode, State};
use crate::ui::kit::input::action::Action;
use crate::ui::kit::input::chord::Chord;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::cells;
use crate::ui::lasers::actions::ALL_OFF;
use crate::ui::power::actions::{FREEZE, RELATIVE};
use crate::ui::scpi::actions::EVERYTHING;
use crate::ui::sweep::actions::ABORT;
use crate::ui::trace::actions::DOWNLOAD_CANCEL;

/// An entry of the row: the key, what it does, and what a click on it does.
struct Entry {
    key: String,
    does: String,
    click: Option<Click>,
}

/// What a click on an entry of the row does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ui) enum Click {
    /// Carries out an action.
    Act(Action),
    /// Presses a key.
    Press(Chord),
}

/// What stands in the row: entries with the columns where they begin.
struct Row {
    entries: Vec<(u16, Entry)>,
}

impl Entry {
    fn of(state: &State, action: Action) -> Option<Self> {
        let key = state.context.fixed.keymap.key_in(state.scope(), action)?;
        Some(Self { key, does: hint(state, action).to_owned(), click: Some(Click::Act(action)) })
    }

    /// A key that is not the keymap's: where it has a name it can be pressed.
    fn said(&(key, does): &Said) -> Self {
        let chord: Result<Chord, _> = match key {
            "↑" => "up".parse(),
            key => key.to_lowercase().parse(),
        };
        Self { key: key.to_owned(), does: does.to_owned(), click: chord.ok().map(Click::Press) }
    }

    fn width(&self) -> u16 {
        cells(&self.key) + 1 + cells(&self.does)
    }
}

/// Lays the entries out in a row of this width, the way out at its right end; `None` where a reason stands there.
fn row(state: &State, width: u16) -> Option<Row> {
    let said = |said: &[Said]| Row::from_left(width, said.iter().map(Entry::said));
    match &state.frame.mode {
        InputMode::Edit(edit) => {
            let form = state.context.page.subject().is_some();
            let tab: &[Said] = if form { &[("Tab", "next field")] } else { &[] };
            let keys = [&[("Enter", "set"), ("Esc", "leave")], tab].concat();
            return edit.error.is_none().then(|| said(&keys));
        }
        InputMode::Command(line) => {
            let keys = [("Enter", "do it"), ("Tab", "complete"), ("↑", "earlier"), ("Esc", "leave")];
            return line.error.is_none().then(|| said(&keys));
        }
        InputMode::Confirm(_) => {
            return Some(Row::from_left(width, Entry::of(state, ALL_OFF).into_iter()));
        }
        InputMode::Page => {}
    }
    if state.frame.note.is_some() {
        let entry = |action, does: &str| {
            Entry::of(state, action).map(|entry| Entry { does: does.to_owned(), ..entry })
        };
        let keys = [entry(COPY, "copy"), entry(CANCEL, "close")];
        return Some(Row::from_left(width, keys.into_iter().flatten()));
    }
    if let Some(begun) = state.frame.begun {
        let keys = Entry { key: format!("{begun} …"), does: "and one of these".to_owned(), click: None };
        return Some(Row::from_left(width, [keys].into_iter()));
    }
    let own = match (pages::row(state.context.page).hints)(state) {
        Hints::Typing(keys) => return Some(said(keys)),
        Hints::Actions(own) => own,
    };
    // The way out and the way to everything else are always there, where they work.
    let ways = [QUIT, HELP].into_iter().filter_map(|action| Entry::of(state, action));
    let entries = urgent(state).into_iter().chain(own).filter_map(|action| Entry::of(state, action));
    Some(Row::with_ways(width, ways, entries))
}

impl Row {
    fn from_left(width: u16, entries: impl Iterator<Item = Entry>) -> Self {
        Self::with_ways(width, std::iter::empty(), entries)
    }

    /// As many entries as have room left of these ways.
    fn with_ways(
        width: u16,
        ways: impl Iterator<Item = Entry>,
        entries: impl Iterator<Item = Entry>,
    ) -> Self {
        let mut placed = Vec::new();
        let mut right = width.saturating_sub(1);
        for way in ways {
            let from = right.saturating_sub(way.width());
            placed.push((from, way));
            right = from.saturating_sub(BETWEEN);
        }
        let mut x = 1;
        for entry in entries {
            if x + entry.width() > right {
                break;
            }
            let end = x + entry.width();
            placed.push((x, entry));
            x = end + BETWEEN;
        }
        Self { entries: placed }
    }
}

/// What a click at this column of a row of this width does.
pub(in crate::ui) fn click(state: &State, width: u16, column: u16) -> Option<Click> {
    let row = row(state, width)?;
    let mut entries = row.entries.into_iter();
    entries.find(|(x, entry)| (*x..x + entry.width()).contains(&column)).and_then(|(_, entry)| entry.click)
}

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.context.theme();
    let mut pen = Pen::new(buffer, area);
    let Some(row) = row(state, area.width) else {
        let error = match &state.frame.mode {
            InputMode::Edit(edit) => edit.error.as_deref(),
            InputMode::Command(line) => line.error.as_deref(),
            InputMode::Page | InputMode::Confirm(_) => None,
        };
        pen.put(1, 0, error.unwrap_or_default(), theme.warning());
        return;
    };
    for (x, Entry { key, does, .. }) in &row.entries {
        pen.row(*x, 0, &[(key, theme.strong()), (" ", theme.dim()), (does, theme.dim())]);
    }
}

/// A key and what it does, where the keys are not the keymap's.
type Said = (&'static str, &'static str);

/// Columns between two keys.
const BETWEEN: u16 = 3;

/// What a key does: here, or where that makes no difference.
fn hint(state: &State, action: Action) -> &'static str {
    let (page, presets, transcript) = (state.context.page, &state.presets, &state.scpi.transcript);
    let form = page.subject().is_some();
    let here = [
        (EDIT, page == Page::Presets && presets.shown.is_none(), "show"),
        (EDIT, page == Page::Presets && presets.shown.is_some(), "set all of it"),
        (LEFT, form, "the one before"),
        (RIGHT, form, "the next one"),
        (LEFT, page == Page::Align, "the other before"),
        (RIGHT, page == Page::Align, "the other next"),
        (SAVE, page == Page::Presets, "save the bench"),
        (SAVE, page == Page::Transcript, "save as a script"),
        (EVERYTHING, transcript.polling, "hide polling"),
        (EVERYTHING, true, "show polling"),
        (RELATIVE, state.power.relative(&state.context).is_some(), "absolute"),
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
        (context.bench.phase.can_abort() && context.fixed.may.orders(), ABORT),
        (context.bench.download.is_some(), DOWNLOAD_CANCEL),
        (context.bench.link == Link::Closed, CONNECT),
    ];
    rows.into_iter().filter_map(|(holds, action)| holds.then_some(action)).collect()
}
