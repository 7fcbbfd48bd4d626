//! The whole screen.

pub(crate) mod ascii;
pub(in crate::ui) mod dialog;
pub(in crate::ui) mod footer;
pub(in crate::ui) mod form;
mod header;
pub(in crate::ui) mod help;
pub(in crate::ui) mod layout;
mod list;
pub(in crate::ui::frame) mod note;
mod row;
mod tour;
pub(in crate::ui::frame) mod unreached;
pub(in crate::ui) mod which;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::config::look::Glyphs;
use crate::core::cast;
use crate::core::snapshot::Light;
use crate::ui::common::context::{Context, Page, Panel};
use crate::ui::frame::actions::screen::QUIT;
use crate::ui::frame::draw::layout::{LEAST_HEIGHT, LEAST_WIDTH, Stage, between, places};
use crate::ui::frame::state::{InputMode, State};
use crate::ui::frame::{pages, panels};
use crate::ui::kit::cut::cut_bottom;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::{cells, wrapped};
use crate::ui::lasers::actions::ALL_OFF;
use crate::ui::power;

/// Draws the state into a frame of the terminal, all of it.
pub fn draw(state: &State, frame: &mut Frame) {
    let area = frame.area();
    screen(state, area, frame.buffer_mut());
}

/// What lies between header and message, unless the screen is too small to be worked on.
pub(in crate::ui) fn middle(state: &State, area: Rect) -> Option<Rect> {
    places(area, state.context.selection.below, state.context.expanded()).map(|_| between(area))
}

/// Draws the state into cells.
pub fn screen(state: &State, area: Rect, buffer: &mut Buffer) {
    everything(state, area, buffer);
    if state.context.view.glyphs == Glyphs::Ascii {
        ascii::reduce(buffer);
    }
}

fn everything(state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(places) = places(area, state.context.selection.below, state.context.expanded()) else {
        too_small(state, area, buffer);
        return;
    };
    let context = &state.context;
    header::draw(context, state.leaving_words().as_deref(), places.header, buffer);
    let middle = between(area);
    (pages::row(context.page).draw)(state, Stage { screen: area, middle }, buffer);
    if let (Page::Bench, Some(tour)) = (context.page, state.frame.tour) {
        tour::draw(context, tour, middle, buffer);
    }
    row::draw(state, places.message, buffer);
    footer::draw(state, places.footer, buffer);
    match &state.frame.mode {
        InputMode::Confirm(asked) => dialog::draw(context, asked, middle, buffer),
        InputMode::Command(line) => {
            list::draw(context, line, middle, buffer);
            reason(context, line.error.as_deref(), middle, buffer);
        }
        InputMode::Page => {
            if let Some(note) = &state.frame.note {
                note::draw(context, note, middle, buffer);
            } else {
                which::draw(state, middle, buffer);
            }
        }
        InputMode::Edit(edit) => reason(context, edit.error.as_deref(), middle, buffer),
    }
}

/// Why what was typed is refused, at the bottom of the page where the row of keys has no room for it.
fn reason(context: &Context, error: Option<&str>, area: Rect, buffer: &mut Buffer) {
    let Some(words) = error.filter(|words| cells(words) + 1 > area.width) else { return };
    let rows = wrapped(words, usize::from(area.width.saturating_sub(2)));
    let (_, place) = cut_bottom(area, cast::cells(rows.len()) + 1);
    Clear.render(place, buffer);
    let mut pen = Pen::new(buffer, place);
    pen.put(0, 0, &"─".repeat(usize::from(place.width)), context.theme().dim());
    for (row, y) in rows.iter().zip(1..) {
        pen.put(1, y, row, context.theme().warning());
    }
}

/// How many columns of dots live power has on a screen of this size, if it is shown.
pub(in crate::ui) fn power_columns(state: &State, area: Rect) -> Option<usize> {
    (pages::row(state.context.page).power)(state, area).and_then(power::panel::columns)
}

impl State {
    /// Draws the panels on a screen of this size.
    pub(in crate::ui) fn draw_panels(&self, screen: Rect, buffer: &mut Buffer) {
        let (below, expanded) = (self.context.selection.below, self.context.expanded());
        let Some(places) = places(screen, below, expanded) else { return };
        if unreached::is_shown(&self.context) {
            return unreached::draw(&self.context, between(screen), buffer);
        }
        for (panel, place) in &places.panels {
            (panels::row(*panel).draw)(self, *place, buffer);
        }
        draw_other_panels(self, &places.panels, buffer);
    }
}

/// Columns of the longest title of a panel with its key.
const TITLE: u16 = 13;

/// Panels that have no room, with their keys and their places in the title row of another one.
struct OtherPanels {
    /// Each with its words, from left to right.
    tabs: Vec<(Panel, String)>,
    row: Rect,
    /// The column of the first of them.
    from: u16,
    /// Columns between two of them.
    between: u16,
}

/// Columns before the first name, and between two.
const BETWEEN: u16 = 3;

/// The panels that have no room stay in sight: in the title row of the panel that took their room, or in that of live power;
/// `None` where both need their rows.
fn other_panels(state: &State, shown: &[(Panel, Rect)], width: u16) -> Option<OtherPanels> {
    let hidden = Panel::ALL.iter().filter(|focus| shown.iter().all(|(panel, _)| panel != *focus));
    let tabs: Vec<(Panel, String)> = hidden.map(|&panel| (panel, state.context.panel_key(panel))).collect();
    if tabs.is_empty() {
        return None;
    }
    let alone = |place: &Rect| shown.iter().filter(|(_, other)| other.y == place.y).count() == 1;
    // The trace's title needs its row.
    let second = shown.get(1).filter(|(panel, place)| *panel != Panel::Trace && alone(place));
    let titled =
        |panel: Panel, place: &Rect| panel == Panel::Power && power::panel::title_columns(*place).is_some();
    let first = shown.first().filter(|(panel, place)| titled(*panel, place) && alone(place));
    let (place, title) = match (second, first) {
        (Some((_, place)), _) => (place, TITLE),
        (None, Some((_, place))) => (place, power::panel::title_columns(*place)?),
        (None, None) => return None,
    };
    // The title row of the whole width, whichever panels share it.
    let row = Rect { width, x: 0, height: 1, ..*place };
    let room = row.width.checked_sub(title)?;
    let named =
        tabs.iter().map(|(panel, key)| (*panel, format!("{key} {}", panel.title()).trim_start().to_owned()));
    let named: Vec<(Panel, String)> = named.collect();
    // With a blank behind the last one.
    let wide = |tabs: &[(Panel, String)], between: u16| -> u16 {
        tabs.iter().map(|(_, words)| cells(words) + between).sum::<u16>() - between + 1
    };
    // Where the names have no room beside the title, the keys alone.
    let (tabs, between) = if BETWEEN + wide(&named, BETWEEN) <= room { (named, BETWEEN) } else { (tabs, 1) };
    let from = width.checked_sub(wide(&tabs, between)).filter(|from| *from >= title)?;
    Some(OtherPanels { tabs, row, from, between })
}

impl OtherPanels {
    /// Each with the columns of the screen that it takes.
    fn places(&self) -> impl Iterator<Item = (Panel, &str, Rect)> {
        let mut x = self.from;
        self.tabs.iter().map(move |(panel, words)| {
            let place = Rect { x, width: cells(words), ..self.row };
            x = place.right() + self.between;
            (*panel, words.as_str(), place)
        })
    }
}

fn draw_other_panels(state: &State, shown: &[(Panel, Rect)], buffer: &mut Buffer) {
    let Some(others) = other_panels(state, shown, buffer.area.width) else { return };
    let theme = state.context.theme();
    for (_, words, place) in others.places() {
        Pen::new(buffer, place).put(0, 0, words, theme.dim());
    }
}

/// The hidden panel whose name stands at a cell of a screen of this size.
pub(in crate::ui) fn hidden_panel_at(state: &State, area: Rect, at: Position) -> Option<Panel> {
    let places = places(area, state.context.selection.below, state.context.expanded())?;
    let others = other_panels(state, &places.panels, area.width)?;
    others.places().find(|(_, _, place)| place.contains(at)).map(|(panel, ..)| panel)
}

fn too_small(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.context.theme();
    let (light, style) = match state.context.bench.light() {
        _ if !state.context.is_reached() => (header::NEVER_REACHED, theme.warning()),
        Light::Dark => ("no laser on", theme.text()),
        Light::SwitchingOn(_) => ("SWITCHING ON", theme.emission()),
        Light::Emitting(_) => ("EMITTING", theme.emission()),
        Light::Unknown => ("UNKNOWN - TREAT AS ON", theme.emission()),
    };
    let key = |action| state.context.fixed.keymap.key(action).unwrap_or_default();
    let words =
        format!("{LEAST_WIDTH}x{LEAST_HEIGHT} needed   {} all off   {} quit", key(ALL_OFF), key(QUIT));
    let mut pen = Pen::new(buffer, area);
    if area.height > 1 {
        pen.put(0, 0, light, style);
        pen.put(0, 1, &words, theme.text());
    } else {
        pen.row(0, 0, &[(light, style), ("  ", theme.text()), (&words, theme.text())]);
    }
}
