//! Live power: a chart on the left, the numbers on the right.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::config::look::Glyphs;
use crate::core::cast;
use crate::core::scale::Scale;
use crate::ui::common::context::panel::title;
use crate::ui::common::context::{Context, Panel};
use crate::ui::kit::charts::axis;
use crate::ui::kit::charts::dots::{ACROSS, Dots};
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::text::cells;
use crate::ui::kit::widgets::{digits, number};
use crate::ui::power::PowerState;

/// Columns of the numbers at the right.
const NUMBERS: u16 = 34;
/// Columns of the numbers on a narrow screen.
const NUMBERS_NARROW: u16 = 27;

/// Instead of a number, of a detector that is not there.
const NOT_FITTED: &str = "not fitted";
/// Below this width the numbers stand above the chart and not beside it.
const BESIDE: u16 = 60;
/// Rows of the numbers above the chart.
const ABOVE: u16 = 2;
/// Columns of one number there, with its name and a blank.
const EACH: u16 = 20;

pub(in crate::ui) fn draw(power: &PowerState, context: &Context, area: Rect, buffer: &mut Buffer) {
    if area.height <= ABOVE {
        short(power, context, area, buffer);
        return;
    }
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let hz = 1.0 / context.fixed.period.as_secs_f64();
    let beside = format!("{} Hz   {}", hz.round(), window(power.chart.window()));
    let end = title(&mut pen, context, Panel::Power, &beside);
    if let Some(since) = power.chart.frozen() {
        let ago = number::duration(context.now.saturating_duration_since(since));
        pen.put(end + 3, 0, &format!("FROZEN {ago} ago, still recording"), theme.warning());
    } else if power.is_relative() {
        pen.put(end + 3, 0, "RELATIVE, in dB", theme.accent());
    }
    chart(power, context, area, pen.buffer);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if area.width < BESIDE {
        short(power, context, Rect { height: ABOVE, ..body }, pen.buffer);
        return;
    }
    let numbers = numbers(area);
    readings(power, context, Rect { x: body.x + body.width - numbers, width: numbers, ..body }, pen.buffer);
}

fn window(length: Duration) -> String {
    match length.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    }
}

/// Where the chart itself stands in the panel; `None` if there is no room for one.
fn plot(panel: Rect) -> Option<Rect> {
    let (right, above) = if panel.width < BESIDE { (0, 1 + ABOVE) } else { (numbers(panel) + 2, 1) };
    let width = panel.width.saturating_sub(right + axis::LEFT + 1);
    let height = panel.height.saturating_sub(above + 2);
    (width > 3 && height > 1).then(|| Rect { x: panel.x + axis::LEFT, y: panel.y + above, width, height })
}

/// Columns of the numbers at the right of the panel.
const fn numbers(panel: Rect) -> u16 {
    if panel.width < 100 { NUMBERS_NARROW } else { NUMBERS }
}

/// How many columns of dots the chart has in this panel.
pub(in crate::ui) fn columns(panel: Rect) -> Option<usize> {
    plot(panel).map(|plot| usize::from(plot.width) * ACROSS)
}

fn chart(power: &PowerState, context: &Context, panel: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let Some(plot) = plot(panel) else { return };
    let scale = power.chart.scale();
    let beside = Rect { width: plot.right() - panel.x, y: plot.y, height: panel.bottom() - plot.y, ..panel };
    let mut pen = Pen::new(buffer, beside);
    let ticks = |scale: Scale| scale.ticks(usize::from(plot.height / 2).clamp(2, 9));
    axis::left(
        &mut pen,
        scale.map(|scale| (scale, ticks(scale))),
        plot.height,
        "dBm",
        (context.view.glyphs, theme.dim()),
    );
    x_axis(&mut pen, power.chart.window(), plot, (context.view.glyphs, theme.dim()));
    let Some(scale) = scale else {
        pen.put(axis::LEFT + 2, plot.height / 2, "no power yet", theme.dim());
        return;
    };
    let end = power.chart.end(context.now);
    for (from, to, gap) in power.chart.ring.holes(end) {
        let (width, words) = ((to - from) / ACROSS, gap.words());
        if width >= words.len() + 2 {
            let x = axis::LEFT + cast::cells(from / ACROSS + (width - words.len()) / 2);
            pen.put(x, plot.height / 2, words, theme.dim());
        }
    }
    let mut dots = Dots::new(plot.width, plot.height);
    for index in (0..context.fixed.detectors.len()).rev() {
        power.chart.ring.draw(index, end, &scale, &mut dots);
    }
    dots.render(context.view.glyphs, plot, buffer, |series| theme.channel(usize::from(series)));
}

fn x_axis(pen: &mut Pen, window: Duration, plot: Rect, (glyphs, style): (Glyphs, Style)) {
    let parts: u16 = if plot.width >= 60 { 4 } else { 2 };
    let columns = usize::from(plot.width) * ACROSS;
    let labels: Vec<(usize, String)> = (0..=parts)
        .map(|part| {
            let ago = window.as_secs_f64() * f64::from(parts - part) / f64::from(parts);
            let label = if part == parts {
                "now".to_owned()
            } else if window.as_secs() >= 120 {
                format!("-{} min", ago / 60.0)
            } else {
                format!("-{ago} s")
            };
            // So many columns before that of now, which is the last one.
            let back = columns * usize::from(parts - part) / usize::from(parts);
            ((columns - 1).saturating_sub(back), label)
        })
        .collect();
    axis::bottom(pen, plot.height, plot.width, &labels, (glyphs, style));
}

fn readings(power: &PowerState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let count = cast::cells(context.fixed.detectors.len());
    if count == 0 || area.height == 0 {
        return;
    }
    let each = (area.height / count).clamp(1, 5);
    for (index, y) in (0..count).map(|n| n * each).enumerate() {
        if y + each > area.height {
            break;
        }
        let place = Rect { y: area.y + y, height: each, ..area };
        reading(power, context, index, place, buffer);
    }
}

/// The numbers alone, as many as there is room for, from row to row.
fn short(power: &PowerState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let columns = (area.width / EACH).max(1);
    let places = (0..area.height).flat_map(|y| (0..columns).map(move |column| (column * EACH, y)));
    for ((index, (detector, name)), (x, y)) in context.fixed.detectors.iter().enumerate().zip(places) {
        let selected = context.selected_detector() == index;
        let marker = if selected { "▸" } else { " " };
        let marker_style = if context.selection.focus == Panel::Power { theme.accent() } else { theme.dim() };
        let x = pen.put(x, y, marker, marker_style);
        let x = pen.put(x, y, "●", theme.channel(index));
        let level = power.chart.history.latest(index);
        let old = level.is_some_and(|(_, at)| is_stale(context, at));
        let (words, style) = match level {
            _ if context.bench.absent.contains(detector) => (NOT_FITTED.to_owned(), theme.dim()),
            Some((level, _)) if old => (number::power(level), theme.dim()),
            Some((level, _)) => (number::power(level), theme.strong()),
            None => ("-".to_owned(), theme.dim()),
        };
        let width = cells(&words).max(8);
        pen.column(x, y, 16 - width, Side::Left, name, theme.text());
        pen.column(x + 16 - width, y, width, Side::Right, &words, style);
    }
}

/// Whether a reading is older than those that are to be expected.
fn is_stale(context: &Context, at: std::time::Instant) -> bool {
    context.now.saturating_duration_since(at) > context.fixed.period * 3 + Duration::from_millis(500)
}

fn reading(power: &PowerState, context: &Context, index: usize, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let name = &context.fixed.detectors[index].1;
    let newest = power.chart.history.latest(index);
    let level = newest.map(|(power, _)| power);
    let age = newest.map(|(_, at)| context.now.saturating_duration_since(at));
    let stale = newest.is_some_and(|(_, at)| is_stale(context, at));
    let style = if stale { theme.dim() } else { theme.strong() };
    let selected = context.selected_detector() == index;
    let marker = if selected { "▸" } else { " " };
    let marker_style = if context.selection.focus == Panel::Power { theme.accent() } else { theme.dim() };
    pen.row(0, 0, &[(marker, marker_style), ("● ", theme.channel(index)), (name, theme.text())]);
    if context.bench.absent.contains(&context.fixed.detectors[index].0) {
        pen.column(area.width.saturating_sub(14), 0, 13, Side::Right, NOT_FITTED, theme.dim());
        return;
    }
    let number = level.map_or_else(|| "-".to_owned(), number::power);
    let old = age.filter(|_| stale).map(|age| format!("{} old", number::duration(age)));
    let big = area.height > digits::HEIGHT && digits::width(&number) > 0;
    if big {
        let width = area.width - 6;
        let from = width.saturating_sub(digits::width(&number));
        let place = Rect { x: pen.area.x + from, y: pen.area.y + 1, width: width - from + 1, height: 3 };
        digits::render(&number, place, pen.buffer, if stale { theme.dim() } else { theme.channel(index) });
        pen.put(width + 2, 3, "dBm", theme.dim());
    } else {
        pen.column(area.width - 14, 0, 9, Side::Right, &number, style);
        pen.put(area.width - 4, 0, "dBm", theme.dim());
    }
    let zero = power.zero(index);
    let span = match (old, zero, level) {
        (Some(old), ..) => old,
        (None, Some(zero), Some(level)) => {
            format!("{} dB from {}", number::change(level - zero), number::plain(zero))
        }
        _ => power.chart.range(index, context.now).map_or_else(String::new, |r| {
            format!("{} to {}", number::plain(r.least), number::plain(r.greatest))
        }),
    };
    match area.height {
        _ if big => {
            pen.column(14, 0, area.width.saturating_sub(15), Side::Right, &span, theme.dim());
        }
        2.. => pen.column(3, 1, area.width.saturating_sub(4), Side::Right, &span, theme.dim()),
        _ => {}
    }
}
