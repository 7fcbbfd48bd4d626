//! The whole screen.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::layout::{LEAST_HEIGHT, LEAST_WIDTH, Places, places, with_form};
use super::pages::Page;
use super::panels::{
    align, command, detectors, dialog, footer, form, header, help, lasers, messages, power, presets, scpi,
    status, sweep, trace, transcript,
};
use super::state::{Focus, Mode, State};
use crate::core::action::Action;
use crate::core::snapshot::Light;

/// Draws the state.
pub fn draw(state: &State, frame: &mut Frame) {
    let area = frame.area();
    screen(state, area, frame.buffer_mut());
}

/// Rows of header, message and footer.
pub(super) const AROUND: u16 = 4;

/// What lies between header and message, unless the screen is too small to be worked on.
pub(super) fn middle(state: &State, area: Rect) -> Option<Rect> {
    places(area, state.below, state.expanded()).map(|places| between(&places, area))
}

fn between(places: &Places, area: Rect) -> Rect {
    Rect { y: places.header.bottom(), height: area.height.saturating_sub(AROUND), ..area }
}

/// Draws the state into cells.
pub fn screen(state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(places) = places(area, state.below, state.expanded()) else {
        too_small(state, area, buffer);
        return;
    };
    header::draw(state, places.header, buffer);
    let middle = between(&places, area);
    match &state.page {
        Page::Bench => bench(state, &places, buffer),
        Page::Align => align::draw(state, middle, buffer),
        Page::Form(page) => {
            if let Some((above, below)) = with_form(area) {
                power::draw(state, above, buffer);
                form::draw(state, page, below, buffer);
            }
        }
        Page::Help(page) => help::draw(state, page, middle, buffer),
        Page::Presets(page) => presets::draw(state, page, middle, buffer),
        Page::Scpi(page) => scpi::draw(state, page, middle, buffer),
        Page::Status => status::draw(state, middle, buffer),
        Page::Transcript(page) => transcript::draw(state, page, middle, buffer),
    }
    messages::draw_row(state, places.message, buffer);
    footer::draw(state, places.footer, buffer);
    match &state.mode {
        Mode::Confirm(asked) => dialog::draw(state, asked, middle, buffer),
        Mode::Command(line) => command::draw(state, line, middle, buffer),
        Mode::Page | Mode::Edit(_) => {}
    }
}

/// Where live power stands, if it does.
fn power_place(state: &State, area: Rect) -> Option<Rect> {
    match &state.page {
        Page::Form(_) => with_form(area).map(|(above, _)| above),
        _ => {
            let panels = places(area, state.below, state.expanded())?.panels;
            panels.into_iter().find_map(|(panel, place)| (panel == Focus::Power).then_some(place))
        }
    }
}

impl State {
    /// Before a frame of this size: live power has as many columns as it has room for, and a question that has no
    /// room is answered with no. The number of the frame, for [`State::painted`].
    pub fn fit(&mut self, area: Rect) -> u64 {
        self.sized(area);
        let columns = power_place(self, area).and_then(power::columns);
        if let Some(columns) = columns {
            self.strip.fit(columns, self.now);
        }
        self.frame
    }
}

fn bench(state: &State, places: &Places, buffer: &mut Buffer) {
    for (panel, place) in &places.panels {
        let draw = match panel {
            Focus::Power => power::draw,
            Focus::Lasers => lasers::draw,
            Focus::Sweep => sweep::draw,
            Focus::Detectors => detectors::draw,
            Focus::Trace => trace::draw,
            Focus::Messages => messages::draw,
        };
        draw(state, *place, buffer);
    }
    other_panels(state, &places.panels, buffer);
}

/// Panels that have no room stay in sight with their keys, in the title row of the last one.
fn other_panels(state: &State, shown: &[(Focus, Rect)], buffer: &mut Buffer) {
    let theme = state.theme();
    let hidden = Focus::ALL.into_iter().filter(|focus| shown.iter().all(|(panel, _)| panel != focus));
    let words: Vec<String> = hidden.map(|focus| format!("{} {}", focus.index() + 1, focus.title())).collect();
    // The trace's title needs its row.
    let second = shown.get(1).filter(|(panel, _)| *panel != Focus::Trace && !words.is_empty());
    if let Some((_, place)) = second {
        // The title row of the whole width, whichever panels share it.
        let row = Rect { width: buffer.area.width, x: 0, height: 1, ..*place };
        let alone = shown.iter().filter(|(_, other)| other.y == place.y).count() == 1;
        if alone {
            let text = format!("   {} ", words.join("   "));
            super::panels::pen::Pen::new(buffer, row).right(0, &[(&text, theme.dim())]);
        }
    }
}

fn too_small(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let (light, style) = match state.bench.light() {
        Light::Dark => ("no laser on", theme.text()),
        Light::SwitchingOn(_) => ("SWITCHING ON", theme.alarm()),
        Light::Emitting(_) => ("EMITTING", theme.alarm()),
        Light::Unknown => ("UNKNOWN - TREAT AS ON", theme.alarm()),
    };
    let key = |action| state.fixed.keymap.key(action).unwrap_or_default();
    let words = format!(
        "{LEAST_WIDTH}x{LEAST_HEIGHT} needed   {} all off   {} quit",
        key(Action::AllOff),
        key(Action::Quit)
    );
    let mut pen = super::panels::pen::Pen::new(buffer, area);
    if area.height > 1 {
        pen.put(0, 0, light, style);
        pen.put(0, 1, &words, theme.text());
    } else {
        pen.row(0, 0, &[(light, style), ("  ", theme.text()), (&words, theme.text())]);
    }
}
