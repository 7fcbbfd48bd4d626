//! The lasers: what they are, what they are set to, whether they shine.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::cast;
use crate::core::ids::LaserId;
use crate::core::laser::{Emission, Fitted};
use crate::core::parameter::Parameter;
use crate::ui::common::context::panel::{heads, title, values};
use crate::ui::common::context::{Context, Panel};
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::first_row;
use crate::ui::lasers::COLUMNS;

pub(in crate::ui) fn draw(context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    title(&mut pen, context, Panel::Lasers, "");
    heads(&mut pen, &COLUMNS, theme.dim());
    let lasers = context.listed_lasers();
    let selected = context.selected_laser();
    let rows = usize::from(area.height.saturating_sub(3));
    let first = first_row(lasers.iter().position(|l| Some(*l) == selected).unwrap_or(0), rows);
    for (row, &laser) in lasers.iter().skip(first).take(rows).enumerate() {
        line(context, &mut pen, cast::cells(row) + 2, laser, selected == Some(laser));
    }
    let fitted = lasers.len();
    if fitted == 0 {
        pen.put(3, 2, "no laser answers", theme.dim());
    } else {
        let below = cast::cells(fitted) + 3;
        let y = area.height.saturating_sub(1).min(below);
        let notes = notes(context, &lasers);
        for (y, words) in (y..area.height).zip(notes) {
            pen.put(3, y, &words, theme.dim());
        }
    }
}

/// What stands below the lasers, what matters most first.
fn notes(context: &Context, lasers: &[LaserId]) -> Vec<String> {
    let is_unsure = |laser: &LaserId| {
        let power = context.bench.power_of(Parameter::LaserPower(*laser));
        power.is_some_and(|power| power.known().is_none())
    };
    let unsure = lasers.iter().any(is_unsure).then(|| number::SETTLES.to_owned());
    let empty = LaserId::COUNT - lasers.len();
    let empty = (empty > 0).then(|| format!("{empty} positions empty"));
    unsure.into_iter().chain(empty).collect()
}

fn line(context: &Context, pen: &mut Pen, y: u16, laser: LaserId, selected: bool) {
    let theme = context.theme();
    let focused = context.selection.focus == Panel::Lasers;
    let known = context.bench.laser(laser);
    let live = context.bench.is_live();
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
    let at = (focused && selected).then(|| context.selection.cursor(Panel::Lasers).column);
    values(pen, context, y, &COLUMNS, laser, at);
    let (words, style) = light(context, laser);
    pen.put(33, y, words, style);
}

/// Whether a laser shines, in a word.
pub(in crate::ui) fn light(context: &Context, laser: LaserId) -> (&'static str, Style) {
    let theme = context.theme();
    let known = context.bench.laser(laser);
    if context.bench.switching_off.contains(laser) {
        return ("→ off", theme.alarm());
    }
    match known.emission {
        _ if known.switching_on.is_some() => ("→ on", theme.alarm()),
        Emission::On if context.bench.is_live() => ("▲ ON", theme.alarm()),
        Emission::Off if context.bench.is_live() => ("off", theme.dim()),
        Emission::On | Emission::Off | Emission::Unknown => ("? on", theme.alarm()),
    }
}
