//! The alignment view: one detector in digits that are read across the room, with a bar.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::{digits, number};
use crate::ui::power::PowerState;

pub(in crate::ui) fn draw(power: &PowerState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let index = context.selected_detector();
    let Some((detector, name)) = context.fixed.detectors.get(index) else {
        pen.put(2, 2, "no detector watched; see `detectors` in the settings", theme.dim());
        return;
    };
    let place = detector.to_string();
    pen.row(
        0,
        0,
        &[(" ", theme.text()), (name, theme.accent()), ("   ", theme.dim()), (&place, theme.dim())],
    );
    let level = power.chart.history.latest(index);
    let stale = level.is_none_or(|(_, at)| {
        context.now.saturating_duration_since(at)
            > context.fixed.period * 3 + std::time::Duration::from_millis(500)
    });
    let style = if stale { theme.dim() } else { theme.channel(index) };
    let zero = power.zero(index);
    let text = match (level, zero) {
        (None, _) => "-".to_owned(),
        (Some((power, _)), Some(zero)) => number::change(power - zero),
        (Some((power, _)), None) => number::power(power),
    };
    let room = Rect {
        x: area.x + 2,
        y: area.y + 2,
        width: area.width.saturating_sub(10),
        height: area.height.saturating_sub(9),
    };
    let drawn = digits::render_large(&text, room, pen.buffer, style);
    if drawn == 0 {
        pen.put(2, 3, &text, style);
    }
    let unit = if zero.is_some() { "dB" } else { "dBm" };
    pen.put(area.width.saturating_sub(6), 1 + drawn.max(1), unit, theme.strong());
    bar(power, context, index, &mut pen, area.height.saturating_sub(6));
    figures(power, context, index, zero, &mut pen, area.height.saturating_sub(2));
}

/// Where the power stands between the ends of the chart's scale, and the best it was in the window.
fn bar(power: &PowerState, context: &Context, index: usize, pen: &mut Pen, y: u16) {
    let theme = context.theme();
    let Some(scale) = power.chart.scale() else { return };
    let width = pen.area.width.saturating_sub(4);
    let cells =
        |dbm: f32| cast::cell((scale.part(f64::from(dbm)) * f64::from(width.saturating_sub(1))).round());
    let Some(level) = power.latest(index).filter(|level| !level.is_nan()) else { return };
    let filled = cells(level) + 1;
    for row in 0..2 {
        pen.put(2, y + row, &"█".repeat(usize::from(filled)), theme.channel(index));
        pen.put(2 + filled, y + row, &"░".repeat(usize::from(width.saturating_sub(filled))), theme.dim());
        if let Some(range) = power.chart.range(index, context.now) {
            pen.put(2 + cells(range.greatest), y + row, "▌", theme.strong());
        }
    }
    pen.put(2, y + 2, &format!("{} dBm", scale.low), theme.dim());
    pen.column(2, y + 2, width, Side::Right, &format!("{} dBm", scale.high), theme.dim());
}

fn figures(power: &PowerState, context: &Context, index: usize, zero: Option<f32>, pen: &mut Pen, y: u16) {
    let theme = context.theme();
    let Some(range) = power.chart.range(index, context.now) else { return };
    let now = power.chart.history.latest(index).map_or(f32::NAN, |(power, _)| power);
    let mut words = format!(
        "min {}   max {}   mean {} dBm   {} dB from the best in the window",
        number::plain(range.least),
        number::plain(range.greatest),
        number::plain(range.mean),
        number::change(now - range.greatest)
    );
    if let Some(zero) = zero {
        words = format!("relative to {} dBm, now {}   {words}", number::plain(zero), number::plain(now));
    }
    pen.put(2, y, &words, theme.text());
}
