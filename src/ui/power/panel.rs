//! Live power: a chart on the left, the numbers on the right.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::config::look::Glyphs;
use crate::core::cast;
use crate::ui::common::context::panel::title;
use crate::ui::common::context::{Context, Panel};
use crate::ui::kit::charts::dots::{ACROSS, DOWN, Dots};
use crate::ui::kit::charts::ruled::{Anchor, Ruled};
use crate::ui::kit::charts::{axis, marks};
use crate::ui::kit::fitting::{self, Said};
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::text::cells;
use crate::ui::kit::widgets::{digits, number};
use crate::ui::power::{DARK, PowerState};

/// Columns of the title and what is said beside it, where there are more: names of other panels stand behind them.
const TITLE: u16 = 64;
/// Columns of the numbers at the right.
const NUMBERS: u16 = 34;
/// Columns of the numbers on a narrow screen.
const NUMBERS_NARROW: u16 = 27;
/// Columns of two numbers side by side, in digits twice as large.
const NUMBERS_WIDE: u16 = 100;
/// From this width on there is room for them.
const WIDE: u16 = 170;
/// Rows of a number in large digits: its name, the digits, a blank.
const LARGE: u16 = 7;

/// Instead of a number, of a detector that is not there.
const NOT_FITTED: &str = "not fitted";
/// Below this width the numbers stand above the chart and not beside it.
const BESIDE: u16 = 60;
/// Rows of the numbers above the chart.
const ABOVE: u16 = 2;
/// Columns of one number there, with its name and a blank.
const EACH: u16 = 20;

/// How many columns the title takes, with what is said beside it; `None` where there are the numbers alone.
pub(in crate::ui) fn title_columns(area: Rect) -> Option<u16> {
    (area.height > ABOVE).then(|| area.width.min(TITLE))
}

pub(in crate::ui) fn draw(power: &PowerState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let Some(width) = title_columns(area) else {
        short(power, context, area, buffer);
        return;
    };
    let theme = context.theme();
    let mut pen = Pen::new(buffer, Rect { width, ..area });
    let hz = 1.0 / context.fixed.period.as_secs_f64();
    let beside = format!("{} Hz   {}", hz.round(), window(power.chart.window()));
    let end = title(&mut pen, context, Panel::Power, &beside);
    if let Some(since) = power.chart.frozen() {
        let ago = number::duration(context.now.saturating_duration_since(since));
        pen.put(end + 3, 0, &format!("FROZEN {ago} ago, still recording"), theme.warning());
    } else if let Some(zero) = power.relative(context) {
        let age = zero.age(context.clock.timestamp());
        fitting::put(
            &mut pen,
            (end + 3, 0),
            &[Said::one("RELATIVE", theme.accent()), Said::new((format!("0 dB {age}"), age), theme.dim())],
        );
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

pub(super) fn window(length: Duration) -> String {
    match length.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    }
}

/// Where the chart itself stands in the panel; `None` if there is no room for one.
fn plot(panel: Rect) -> Option<Rect> {
    let (right, above) = if panel.width < BESIDE { (1, 1 + ABOVE) } else { (numbers(panel) + 2, 1) };
    let width = panel.width.saturating_sub(right + axis::LEFT + 1);
    let height = panel.height.saturating_sub(above + 2);
    (width > 3 && height > 1).then(|| Rect { x: panel.x + axis::LEFT, y: panel.y + above, width, height })
}

/// Columns of the numbers at the right of the panel.
const fn numbers(panel: Rect) -> u16 {
    match panel.width {
        ..100 => NUMBERS_NARROW,
        100..WIDE => NUMBERS,
        WIDE.. => NUMBERS_WIDE,
    }
}

/// How many columns of dots the chart has in this panel.
pub(in crate::ui) fn columns(panel: Rect) -> Option<usize> {
    plot(panel).map(|plot| usize::from(plot.width) * ACROSS)
}

fn chart(power: &PowerState, context: &Context, panel: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let Some(plot) = plot(panel) else { return };
    let ruled = power.chart.scale().map(|range| Ruled::around(range, plot.height, Anchor::None));
    let beside = Rect { width: plot.right() - panel.x, y: plot.y, height: panel.bottom() - plot.y, ..panel };
    let mut pen = Pen::new(buffer, beside);
    axis::left(&mut pen, ruled, plot.height, "dBm", (context.view.glyphs, theme.dim()));
    x_axis(&mut pen, power.chart.window(), plot, (context.view.glyphs, theme.dim()));
    let end = power.chart.end(context.now);
    let Some(Ruled { scale, .. }) = ruled.filter(|_| power.chart.is_lit(context.now)) else {
        pen.put(axis::LEFT + 2, plot.height / 2, &unlit(power, context), theme.dim());
        return;
    };
    for (from, to, gap) in power.chart.ring.holes(end) {
        let (width, words) = ((to - from) / ACROSS, gap.words());
        if width >= words.len() + 2 {
            let x = axis::LEFT + cast::cells(from / ACROSS + (width - words.len()) / 2);
            pen.put(x, plot.height / 2, words, theme.dim());
        }
    }
    let mut dots = Dots::new(plot.width, plot.height);
    for index in (0..context.fixed.detectors.len()).rev() {
        power.chart.ring.draw(index, end, (&scale, power.chart.floor(index)), &mut dots);
    }
    dots.render(context.view.glyphs, plot, buffer, |series| theme.channel(usize::from(series)));
    dots.sign(plot, buffer, |series| {
        let index = usize::from(series);
        Some((marks::shape(context.view.glyphs, index), theme.channel(index)))
    });
    let last = |index| power.chart.ring.last(index, end).filter(|level| *level >= power.chart.floor(index));
    let shapes = (0..context.fixed.detectors.len()).filter_map(|index| {
        let row = scale.row(last(index)?, usize::from(plot.height) * DOWN)?;
        let shape = marks::shape(context.view.glyphs, index);
        Some(((plot.width, row), shape, theme.channel(index)))
    });
    let beside = Rect { width: plot.width + 1, ..plot };
    marks::ends(&mut Pen::new(buffer, beside), plot.height, shapes.collect());
}

/// What stands in a chart without a curve.
fn unlit(power: &PowerState, context: &Context) -> String {
    let any = (0..context.fixed.detectors.len()).any(|index| power.chart.range(index, context.now).is_some());
    if any { below(context) } else { "no power yet".to_owned() }
}

/// That nothing is above the floor.
fn below(context: &Context) -> String {
    format!("below {}", context.fixed.dark)
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
    // On a wide screen two side by side.
    let across = if area.width >= NUMBERS_WIDE { 2 } else { 1 };
    let width = area.width / across;
    let each = (area.height / count.div_ceil(across)).clamp(1, if across > 1 { LARGE + 1 } else { 5 });
    for (index, number) in (0..count).enumerate() {
        let (x, y) = (number % across * width, number / across * each);
        if y + each <= area.height {
            reading(
                power,
                context,
                index,
                Rect { x: area.x + x, y: area.y + y, width, height: each },
                buffer,
            );
        }
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
        let x = pen.put(x, y, marks::shape(context.view.glyphs, index), theme.channel(index));
        let (reading, unit) = power.reading(context, index);
        let quiet = unit.is_empty() || power.is_stale(context, index);
        let (words, style) = match unit {
            _ if context.bench.absent.contains(detector) => (NOT_FITTED.to_owned(), theme.dim()),
            // The usual unit is not said.
            "dB" => (format!("{reading} {unit}"), if quiet { theme.dim() } else { theme.strong() }),
            _ => (reading, if quiet { theme.dim() } else { theme.strong() }),
        };
        let width = cells(&words).max(8);
        pen.column(x, y, 16 - width, Side::Left, name, theme.text());
        pen.column(x + 16 - width, y, width, Side::Right, &words, style);
    }
}

fn reading(power: &PowerState, context: &Context, index: usize, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let name = &context.fixed.detectors[index].1;
    let age = power.chart.history.latest(index);
    let age = age.map(|(_, at)| context.now.saturating_duration_since(at));
    let stale = power.is_stale(context, index);
    let style = if stale { theme.dim() } else { theme.strong() };
    let selected = context.selected_detector() == index;
    let marker = if selected { "▸" } else { " " };
    let marker_style = if context.selection.focus == Panel::Power { theme.accent() } else { theme.dim() };
    let shape = marks::shape(context.view.glyphs, index);
    let pieces = [
        (marker, marker_style),
        (shape, theme.channel(index)),
        (" ", theme.text()),
        (name.as_str(), theme.text()),
    ];
    pen.row(0, 0, &pieces);
    if context.bench.absent.contains(&context.fixed.detectors[index].0) {
        pen.column(area.width.saturating_sub(14), 0, 13, Side::Right, NOT_FITTED, theme.dim());
        return;
    }
    let (number, unit) = power.reading(context, index);
    let old = age.filter(|_| stale).map(|age| format!("{} old", number::duration(age)));
    let high = area.height > digits::HEIGHT;
    let (width, size) = (area.width.saturating_sub(6), if area.height >= LARGE { 2 } else { 1 });
    let from = width.saturating_sub(digits::width(&number) * size);
    let place = Rect {
        x: pen.area.x + from,
        y: pen.area.y + 1,
        width: width - from + 1,
        height: area.height.saturating_sub(1),
    };
    let own = if stale { theme.dim() } else { theme.channel(index) };
    let drawn = if high { digits::largest(context.view.glyphs, &number, place, pen.buffer, own) } else { 0 };
    if drawn > 0 {
        pen.put(width + 2, drawn, unit, theme.dim());
    } else {
        // A word stands where the digits would.
        let row = if high { 2 } else { 0 };
        let style = if unit.is_empty() { theme.dim() } else { style };
        pen.column(area.width - 14, row, 9, Side::Right, &number, style);
        pen.put(area.width - 4, row, unit, theme.dim());
    }
    let span = old.unwrap_or_else(|| span(power, context, index));
    match area.height {
        _ if high => pen.column(14, 0, area.width.saturating_sub(15), Side::Right, &span, theme.dim()),
        2.. => pen.column(3, 1, area.width.saturating_sub(4), Side::Right, &span, theme.dim()),
        _ => {}
    }
}

/// Where a detector's power was in the window, or how far it is from what it is shown relative to.
fn span(power: &PowerState, context: &Context, index: usize) -> String {
    if let (Some(zero), Some(level), false) =
        (power.zero(context, index), power.latest(index), power.chart.is_dark(index))
    {
        return format!("{} dBm, 0 dB is {}", number::plain(level), number::plain(zero));
    }
    let floor = power.chart.floor(index);
    let plain = |level: f32| if level < floor { DARK.to_owned() } else { number::plain(level) };
    match power.chart.range(index, context.now) {
        None => String::new(),
        Some(range) if range.greatest < floor => below(context),
        Some(range) => format!("{} to {}", plain(range.least), plain(range.greatest)),
    }
}
