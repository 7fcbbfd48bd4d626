//! The lasers: what they are, what they are set to, whether they shine.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::{Pen, Side};
use crate::core::ids::LaserId;
use crate::core::laser::{Emission, Fitted};
use crate::core::parameter::{Parameter, Subject};
use crate::ui::state::{Focus, State};
use crate::ui::widgets::number;

/// Draws the panel.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let mut pen = Pen::new(buffer, area);
    pen.title(state, Focus::Lasers, "");
    // At 38 columns the state of the laser is what must not be cut.
    pen.column(14, 1, 11, Side::Right, "nm", theme.dim());
    pen.column(26, 1, 6, Side::Right, "dBm", theme.dim());
    let lasers = state.listed_lasers();
    let selected = state.selected_laser();
    let rows = usize::from(area.height.saturating_sub(3));
    let first = first_row(lasers.iter().position(|l| Some(*l) == selected).unwrap_or(0), rows);
    for (row, &laser) in lasers.iter().skip(first).take(rows).enumerate() {
        line(state, &mut pen, row as u16 + 2, laser, selected == Some(laser));
    }
    let fitted = lasers.len();
    if fitted == 0 {
        pen.put(3, 2, "no laser answers", theme.dim());
    } else if fitted < LaserId::COUNT {
        let words = format!("{} positions empty", LaserId::COUNT - fitted);
        pen.put(3, area.height.saturating_sub(1).min(fitted as u16 + 3), &words, theme.dim());
    }
}

/// The first row to show so that `selected` is among `rows`.
pub(super) fn first_row(selected: usize, rows: usize) -> usize {
    (selected + 1).saturating_sub(rows)
}

fn line(state: &State, pen: &mut Pen, y: u16, laser: LaserId, selected: bool) {
    let theme = state.theme();
    let focused = state.focus == Focus::Lasers;
    let known = state.bench.laser(laser);
    let live = state.bench.is_live();
    let text = if live { theme.text() } else { theme.dim() };
    if selected {
        pen.put(0, y, "▸", if focused { theme.accent() } else { theme.dim() });
    }
    pen.column(1, y, 2, Side::Right, &laser.to_string(), text);
    let model = match &known.fitted {
        there @ (Fitted::Model(_) | Fitted::Nameless) => there.model().unwrap_or_default(),
        Fitted::Unknown => "...",
        Fitted::Empty | Fitted::Silent => "-",
    };
    pen.column(4, y, 10, Side::Left, model, text);
    let column = state.cursor(Focus::Lasers).column;
    let cell = |index| if focused && selected && column == index { theme.selected() } else { text };
    value(state, pen, (14, y, 11), Parameter::LaserWavelength(laser), cell(0));
    value(state, pen, (26, y, 6), Parameter::LaserPower(laser), cell(1));
    let (words, style) = light(state, laser);
    pen.put(33, y, words, style);
}

/// Whether a laser shines, in a word.
pub(super) fn light(state: &State, laser: LaserId) -> (&'static str, Style) {
    let theme = state.theme();
    let known = state.bench.laser(laser);
    if state.bench.switching_off.contains(laser) {
        return ("→ off", theme.alarm());
    }
    match known.emission {
        _ if known.switching_on.is_some() => ("→ on", theme.alarm()),
        Emission::On if state.bench.is_live() => ("▲ ON", theme.alarm()),
        Emission::Off if state.bench.is_live() => ("off", theme.dim()),
        _ => ("? on", theme.alarm()),
    }
}

/// Draws a value in its column, or what it is about to become.
pub(super) fn value(
    state: &State,
    pen: &mut Pen,
    (x, y, width): (u16, u16, u16),
    parameter: Parameter,
    style: Style,
) {
    let theme = state.theme();
    if let Some((_, asked)) = state.pending.get(&parameter) {
        let (asked, _) = number::value(parameter, Some(*asked));
        pen.column(x, y, width, Side::Right, &format!("→{asked}"), theme.moving());
        return;
    }
    let (held, unit) = number::value(parameter, state.bench.value(parameter));
    // Lasers have their unit in the heading: a number that may be in another one says so itself.
    let headed = matches!(parameter.subject(), Subject::Laser(_));
    let held = if headed && unit.ends_with('?') { format!("{held}?") } else { held };
    pen.column(x, y, width, Side::Right, &held, style);
}
