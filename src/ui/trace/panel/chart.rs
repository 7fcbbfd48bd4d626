//! The chart itself: curves, scales, markers, cursor, lines; and the overview below it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::config::look::Glyphs;
use crate::core::cast;
use crate::core::level::LevelUnit;
use crate::core::scale::Scale;
use crate::ui::common::context::Context;
use crate::ui::kit::charts::axis;
use crate::ui::kit::charts::dots::{ACROSS, DOWN, Dots};
use crate::ui::kit::charts::reduce::{Rule, Spectral};
use crate::ui::kit::pen::Pen;
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::ChartLine;
use crate::ui::trace::traces::chart::{Chart, across};
use crate::ui::trace::traces::view::{Level, View};

impl Chart {
    /// The cell column of a wavelength, if it is in the window.
    fn column(&self, view: &View, nm: f64) -> Option<u16> {
        let value = view.across(nm);
        let inside = value >= self.across.left && value <= self.across.right;
        inside.then(|| cast::cell(self.across.column(value) / cast::count_f64(ACROSS)))
    }

    fn row(&self, view: &View, level: f32, rows: u16) -> Option<u16> {
        let level = view.up(f64::from(level));
        self.scale.row(cast::level_f32(level), usize::from(rows) * DOWN).map(|row| cast::cells(row / DOWN))
    }
}

/// The place of the curves within that of the chart; `None` where there is no room.
pub(in crate::ui) fn plot(area: Rect) -> Option<Rect> {
    let room = area.width > axis::LEFT + 4 && area.height >= 4;
    room.then(|| Rect {
        x: area.x + axis::LEFT,
        width: area.width - axis::LEFT - 1,
        height: area.height - 2,
        ..area
    })
}

/// Draws the chart with its scales.
pub(super) fn draw(trace: &TraceState, context: &Context, covered: bool, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let Some(plot) = plot(area) else { return };
    let mut dots = Dots::new(plot.width, plot.height);
    let mut pen = Pen::new(buffer, area);
    let Some(chart) = Chart::new(&trace.traces, dots.columns(), Rule::Nearest) else {
        pen.put(axis::LEFT, 0, "these traces have no samples in the window", theme.dim());
        return;
    };
    let scale = (chart.scale, chart.ticks_up(plot.height));
    axis::left(&mut pen, Some(scale), plot.height, unit(trace), (context.view.glyphs, theme.dim()));
    x_axis(&mut pen, &chart, plot, (context.view.glyphs, theme.dim()));
    let picture = trace.shown_picture(context, plot.as_size());
    if let Some(picture) = picture.filter(|_| !covered) {
        picture.render(plot, pen.buffer);
        // The cursor moves below it: it needs no other picture.
        if let Some(x) = trace.traces.cursor.and_then(|nm| chart.column(&trace.traces.view, nm)) {
            pen.put(axis::LEFT + x, plot.height, "▲", theme.accent());
        }
        return;
    }
    // The selected trace is drawn last, above the others.
    let selected = trace.traces.selected;
    for last in [false, true] {
        for (index, curve) in chart.curves.iter().filter(|(index, _)| (*index == selected) == last) {
            curve.draw(&mut dots, &chart.scale, cast::series_u8(*index));
        }
    }
    dots.render(context.view.glyphs, plot, pen.buffer, |series| theme.channel(usize::from(series)));
    overlay(trace, context, &chart, &mut Pen::new(buffer, plot));
}

fn unit(trace: &TraceState) -> &'static str {
    let unit = trace.traces.selected_trace().map_or(LevelUnit::Db, |trace| trace.level_unit());
    match (trace.traces.view.linear, unit) {
        (true, LevelUnit::Dbm) => "mW",
        (true, LevelUnit::Db) => "of 1",
        (true, LevelUnit::Unknown) => "?",
        (false, unit) => unit.shown(),
    }
}

fn x_axis(pen: &mut Pen, chart: &Chart, plot: Rect, (glyphs, style): (Glyphs, Style)) {
    let across = &chart.across;
    let (ticks, decimals) = chart.ticks_across(plot.width);
    let labels: Vec<(usize, String)> = ticks
        .into_iter()
        .map(|tick| (cast::floor_index(across.column(tick)), format!("{tick:.decimals$}")))
        .collect();
    axis::bottom(pen, plot.height, plot.width, &labels, (glyphs, style));
    let unit = if across.spectral == Spectral::Frequency { "THz" } else { "nm" };
    pen.put(axis::LEFT - 7, plot.height + 1, unit, style);
}

/// Lines, cursor and markers, where no dot is in the way.
fn overlay(trace: &TraceState, context: &Context, chart: &Chart, pen: &mut Pen) {
    let theme = context.theme();
    let traces = &trace.traces;
    let rows = pen.area.height;
    for line in &traces.lines {
        match line {
            ChartLine::At(nm) => {
                if let Some(x) = chart.column(&traces.view, *nm) {
                    (0..rows).for_each(|y| blank(pen, x, y, "┊", theme.moving()));
                }
            }
            ChartLine::Level(level) => {
                if let Some(y) = chart.row(&traces.view, cast::level_f32(*level), rows) {
                    (0..pen.area.width).for_each(|x| blank(pen, x, y, "┈", theme.moving()));
                }
            }
        }
    }
    if let Some(x) = traces.cursor.and_then(|nm| chart.column(&trace.traces.view, nm)) {
        (0..rows).for_each(|y| blank(pen, x, y, "│", theme.accent()));
    }
    for (number, nm) in traces.markers.iter().enumerate() {
        let Some((nm, _, level)) = nm.and_then(|nm| traces.at(nm).map(|(i, _, level)| (nm, i, level))) else {
            continue;
        };
        let (Some(x), Some(y)) = (chart.column(&trace.traces.view, nm), chart.row(&traces.view, level, rows))
        else {
            continue;
        };
        let style = if traces.delta == Some(number) { theme.warning() } else { theme.strong() };
        // A dip has its flag below, a peak above, as far as there is room.
        let below = traces.method.search.kind == crate::analysis::peaks::Extremum::Dip && y + 1 < rows;
        let y = if below { y + 1 } else { y.saturating_sub(1) };
        pen.put(x, y, &(number + 1).to_string(), style.add_modifier(ratatui::style::Modifier::REVERSED));
    }
}

fn blank(pen: &mut Pen, x: u16, y: u16, symbol: &str, style: ratatui::style::Style) {
    let place = (pen.area.x + x, pen.area.y + y);
    if pen.buffer.cell(place).is_some_and(|cell| cell.symbol() == " ") {
        pen.put(x, y, symbol, style);
    }
}

/// The whole span, low, with the window marked.
pub(super) fn overview(trace: &TraceState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let Some((first, last)) = trace.traces.extent() else { return };
    let plot =
        Rect { x: area.x + axis::LEFT, width: area.width.saturating_sub(axis::LEFT + 1), height: 2, ..area };
    let mut dots = Dots::new(plot.width, plot.height);
    let all = View { left: first, right: last, level: Level::Fit, linear: false, ..trace.traces.view };
    let across = across(&all, dots.columns(), Rule::Nearest);
    let Some(selected) = &trace.traces.slots[trace.traces.selected].trace else { return };
    let reduced = selected.reduced(&across);
    let Some((least, greatest)) = reduced.extremes() else { return };
    reduced.draw(
        &mut dots,
        &Scale::around(f64::from(least), f64::from(greatest)),
        cast::series_u8(trace.traces.selected),
    );
    dots.render(context.view.glyphs, plot, buffer, |_| theme.dim());
    let view = &trace.traces.view;
    let [one, other] = [view.left, view.right].map(|nm| {
        let column = across.column(view.across(nm)).max(0.0);
        cast::cell(column / cast::count_f64(ACROSS))
    });
    let (a, b) = (one.min(other), one.max(other));
    let width = (b.min(plot.width.saturating_sub(1)) + 1).saturating_sub(a).max(1);
    let mut pen = Pen::new(buffer, area);
    pen.put(axis::LEFT, 2, &"─".repeat(usize::from(plot.width)), theme.dim());
    pen.put(axis::LEFT + a, 2, &"━".repeat(usize::from(width)), theme.accent());
    pen.put(1, 1, "all", theme.dim());
}
