//! The alignment view: two detectors in digits that are read across the room, each with a bar, the best so far and its drift.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::cast;
use crate::core::scale::Scale;
use crate::ui::common::context::Context;
use crate::ui::kit::charts::marks;
use crate::ui::kit::cut::cut_top;
use crate::ui::kit::fitting::{self, Said};
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::{digits, number};
use crate::ui::power::drift::drift;
use crate::ui::power::{DARK, PowerState, panel};

/// Rows that a detector needs: name and number, bar, figures.
const LEAST: u16 = 4;
/// From so many rows on the bar has two of them, and its ends are written below it.
const ROOMY: u16 = 12;
/// From this width on the two stand side by side.
const BESIDE: u16 = 140;
/// Cells of the unit behind the digits, with blanks.
const UNIT: u16 = 6;

/// From so many rows on live power has its chart below the two.
const CHARTED: u16 = 44;
/// Rows of the two above it.
const ABOVE: u16 = 20;

/// Where the chart of live power stands below the two; `None` where there is no room for it.
pub(in crate::ui) fn history(area: Rect) -> Option<Rect> {
    // A blank row between.
    (area.height >= CHARTED).then(|| cut_top(area, ABOVE + 1).1)
}

pub(in crate::ui) fn draw(power: &PowerState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let area = match history(area) {
        Some(below) => {
            panel::draw(power, context, below, buffer);
            cut_top(area, ABOVE).0
        }
        None => area,
    };
    let selected = context.selected_detector();
    if context.fixed.detectors.is_empty() {
        let words = "no detector watched; see `detectors` in the settings";
        Pen::new(buffer, area).put(2, 2, words, context.theme().dim());
        return;
    }
    let other = power.other(context).filter(|_| area.height >= 2 * LEAST);
    let (first, second) = halves(area);
    match other {
        None => detector(power, context, selected, area, buffer),
        Some(other) => {
            detector(power, context, selected, first, buffer);
            detector(power, context, other, second, buffer);
        }
    }
}

/// Side by side, or one below the other.
fn halves(area: Rect) -> (Rect, Rect) {
    if area.width >= BESIDE {
        let width = area.width / 2 - 1;
        return (Rect { width, ..area }, Rect { x: area.right() - width, width, ..area });
    }
    cut_top(area, area.height / 2)
}

fn detector(power: &PowerState, context: &Context, index: usize, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let (place, name) = &context.fixed.detectors[index];
    let selected = index == context.selected_detector();
    let stale = power.is_stale(context, index);
    let own = if stale || power.chart.is_dark(index) { theme.dim() } else { theme.channel(index) };
    let place = place.to_string();
    pen.row(
        0,
        0,
        &[
            (if selected { "▸" } else { " " }, theme.accent()),
            (marks::shape(context.view.glyphs, index), theme.channel(index)),
            (" ", theme.text()),
            (name, if selected { theme.accent() } else { theme.text() }),
            ("   ", theme.dim()),
            (&place, theme.dim()),
        ],
    );
    let (number, unit) = power.reading(context, index);
    let bar_rows = if area.height >= ROOMY { 2 } else { 1 };
    let ends = u16::from(area.height >= ROOMY);
    let below = bar_rows + ends + 1;
    let room = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(2 + UNIT),
        height: area.height.saturating_sub(below + 1),
    };
    let drawn = digits::largest(context.view.glyphs, &number, room, pen.buffer, own);
    if drawn > 0 {
        pen.put(area.width.saturating_sub(UNIT - 1), drawn, unit, theme.strong());
    } else {
        // What cannot be drawn in digits stands where the name is.
        let words = format!("{number} {unit}");
        let style = if number == DARK { theme.dim() } else { theme.strong() };
        pen.column(0, 0, area.width.saturating_sub(2), Side::Right, words.trim_end(), style);
    }
    let bottom = area.height.saturating_sub(1);
    bar(
        power,
        index,
        &mut pen,
        (bottom.saturating_sub(bar_rows + ends), bar_rows),
        (own, theme.strong(), theme.dim()),
    );
    fitting::put(&mut pen, (2, bottom), &figures(power, context, index));
}

/// Where the power stands between the ends of the chart's range, and the best it was so far.
fn bar(
    power: &PowerState,
    index: usize,
    pen: &mut Pen,
    (y, rows): (u16, u16),
    (own, strong, dim): (Style, Style, Style),
) {
    let Some(scale) = power.chart.scale() else { return };
    // Ends that are read at a glance.
    let scale = Scale { low: scale.low.floor(), high: scale.high.ceil() };
    let width = pen.area.width.saturating_sub(4);
    let place =
        |dbm: f32| cast::cell((scale.part(f64::from(dbm)) * f64::from(width.saturating_sub(1))).round());
    let Some(level) = power.latest(index).filter(|level| !level.is_nan()) else { return };
    let filled = if power.chart.is_dark(index) { 0 } else { place(level) + 1 };
    for y in y..y + rows {
        let rest = usize::from(width.saturating_sub(filled));
        pen.row(2, y, &[(&"█".repeat(usize::from(filled)), own), (&"░".repeat(rest), dim)]);
        if let Some(best) = power.alignment.best(index) {
            pen.put(2 + place(best.dbm), y, "▌", strong);
        }
    }
    if rows > 1 {
        pen.put(2, y + rows, &format!("{} dBm", scale.low), dim);
        pen.column(2, y + rows, width, Side::Right, &format!("{} dBm", scale.high), dim);
    }
}

/// The best so far and how far below it the power is, its drift, and its extremes in the window.
fn figures(power: &PowerState, context: &Context, index: usize) -> Vec<Said> {
    let theme = context.theme();
    let mut said = Vec::new();
    let level = power.latest(index).filter(|level| level.is_finite() && !power.chart.is_dark(index));
    if let Some(best) = power.alignment.best(index) {
        let ago = number::duration(context.now.saturating_duration_since(best.at));
        let reached = number::plain(best.dbm);
        let away = level.map(|level| best.dbm - level);
        let words = match away {
            Some(away) if away <= 0.0 => {
                (format!("the best so far, {reached} dBm"), format!("best {reached}"))
            }
            Some(away) => (
                format!("{away:.2} dB below the best, {reached} dBm {ago} ago"),
                format!("{away:.2} below {reached}"),
            ),
            None => (format!("best {reached} dBm {ago} ago"), format!("best {reached}")),
        };
        said.push(Said::new(words, theme.strong()));
    }
    if let Some(drift) = drift(&power.chart.history, index, power.chart.floor(index), context.now) {
        let words = (format!("drift {drift:+.2} dB/min"), format!("{drift:+.2} dB/min"));
        said.push(Said::new(words, theme.text()));
    }
    if let (Some(zero), Some(level)) = (power.zero(context, index), level) {
        let words = format!("{} dBm, relative to {}", number::plain(level), number::plain(zero));
        said.push(Said::one(words, theme.text()));
    }
    if let Some(range) = power.chart.range(index, context.now).filter(|_| level.is_some()) {
        let floor = power.chart.floor(index);
        let least = if range.least < floor { DARK.to_owned() } else { number::plain(range.least) };
        let (greatest, mean) = (number::plain(range.greatest), number::plain(range.mean));
        let window = panel::window(power.chart.window());
        let words = (
            format!("{window}: min {least}  max {greatest}  mean {mean}"),
            format!("{window}: {least} to {greatest}, mean {mean}"),
        );
        said.push(Said::new(words, theme.dim()));
    }
    said
}
