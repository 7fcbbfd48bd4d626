//! The chart itself: curves, scales, markers, cursor, lines; and the overview below it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::config::look::Glyphs;
use crate::core::cast;
use crate::core::level::LevelUnit;
use crate::core::scale::Scale;
use crate::ui::common::context::Context;
use crate::ui::kit::charts::dots::{ACROSS, DOWN, Dots};
use crate::ui::kit::charts::reduce::{Rule, Spectral};
use crate::ui::kit::charts::{axis, marks};
use crate::ui::kit::pen::Pen;
use crate::ui::trace::TraceState;
use crate::ui::trace::band::{Band, Sides};
use crate::ui::trace::traces::chart::{Chart, FITTED, Sides as Axes, across};
use crate::ui::trace::traces::view::{Kind, View};
use crate::ui::trace::traces::{ChartLine, LETTERS, Traces, letter};

/// Columns at the right of the curves: their letters, and a blank.
const RIGHT: u16 = 2;

/// A chart on the rows of its place.
struct Drawn<'a> {
    view: &'a View,
    chart: &'a Chart,
    sides: Axes,
    /// What the selected trace is.
    kind: Kind,
    rows: u16,
}

impl Drawn<'_> {
    /// The cell column of a wavelength, if it is in the window.
    fn column(&self, nm: f64) -> Option<u16> {
        let (value, across) = (self.view.across(nm), &self.chart.across);
        let inside = value >= across.left && value <= across.right;
        inside.then(|| cast::cell(across.column(value) / cast::count_f64(ACROSS)))
    }

    /// The cell row of a level of the selected trace; what is beyond an end is at that end.
    fn row(&self, level: f32) -> Option<u16> {
        let level = cast::level_f32(self.view.up(f64::from(level)));
        let row = self.sides.of(self.kind).scale.row(level, usize::from(self.rows) * DOWN);
        row.map(|row| cast::cells(row / DOWN))
    }
}

/// The place of the curves within that of the chart; `None` where there is no room. The numbers of the scale at the bottom
/// are the first that go.
pub(in crate::ui) fn plot(traces: &Traces, area: Rect) -> Option<Rect> {
    let right = if traces.has_two_axes() { RIGHT + axis::RIGHT } else { RIGHT };
    let room = area.width > axis::LEFT + right + 3 && area.height >= 3;
    room.then(|| Rect {
        x: area.x + axis::LEFT,
        width: area.width - axis::LEFT - right,
        height: (area.height - 2).max(2),
        ..area
    })
}

/// Draws the chart with its scales.
pub(super) fn draw(trace: &TraceState, context: &Context, covered: bool, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let Some(plot) = plot(&trace.traces, area) else { return };
    let mut dots = Dots::new(plot.width, plot.height);
    let mut pen = Pen::new(buffer, area);
    let Some(chart) = Chart::new(&trace.traces, dots.columns(), Rule::Nearest) else {
        pen.put(axis::LEFT, 0, "these traces have no samples in the window", theme.dim());
        return;
    };
    let (sides, look) = (chart.ruled(plot.height), (context.view.glyphs, theme.dim()));
    let kind = trace.traces.kind(trace.traces.selected);
    let drawn = Drawn { view: &trace.traces.view, chart: &chart, sides, kind, rows: plot.height };
    axis::left(&mut pen, Some(sides.left), plot.height, unit(trace, chart.left.kind), look);
    if let Some(right) = sides.right {
        let unit = unit(trace, Kind::Difference);
        axis::right(&mut pen, axis::LEFT + plot.width + 1, right, plot.height, unit, look);
    }
    x_axis(&mut pen, &chart, plot, (context.view.glyphs, theme.dim()));
    let picture = trace.shown_picture(context, plot.as_size());
    if let Some(picture) = picture.filter(|_| !covered) {
        picture.render(plot, pen.buffer);
        // The cursor moves below it: it needs no other picture.
        if let Some(x) = trace.traces.cursor.and_then(|nm| drawn.column(nm)) {
            pen.put(axis::LEFT + x, plot.height, "▲", theme.accent());
        }
        return;
    }
    // The selected trace is drawn last, above the others.
    let selected = trace.traces.selected;
    for last in [false, true] {
        for (index, curve) in chart.curves.iter().filter(|(index, _)| (*index == selected) == last) {
            let ruled = sides.of(trace.traces.kind(*index));
            curve.draw(&mut dots, &ruled.scale, cast::series_u8(*index));
        }
    }
    chart.draw_fits(&trace.traces, &sides.of(kind).scale, &mut dots);
    let older: [bool; LETTERS] = std::array::from_fn(|index| trace.traces.is_older(index, &context.bench));
    let style = |index: usize| match index {
        FITTED => theme.strong(),
        _ if older[index % LETTERS] => theme.dim(),
        _ => theme.channel(index),
    };
    dots.render(context.view.glyphs, plot, pen.buffer, |series| style(usize::from(series)));
    let names: [String; LETTERS] = std::array::from_fn(|index| letter(index).to_string());
    dots.sign(plot, pen.buffer, |series| {
        let index = usize::from(series);
        names.get(index).map(|name| (name.as_str(), style(index)))
    });
    let beside = &mut Pen::new(buffer, Rect { width: plot.width + 1, ..plot });
    letters(&trace.traces, &drawn, (&names, &style), beside);
    overlay(trace, context, &drawn, &mut Pen::new(buffer, plot));
    if let Some(band) = trace.band {
        rubber(band, &mut Pen::new(buffer, plot), theme.accent());
    }
}

/// The box that is being drawn with the mouse, over everything.
fn rubber(band: Band, pen: &mut Pen, style: Style) {
    let ((left, right), (top, bottom)) = band.edges(pen.area.width, pen.area.height);
    match band.sides() {
        Sides::None => return,
        Sides::Across | Sides::Up | Sides::Both => {}
    }
    for y in top..=bottom {
        pen.put(left, y, "│", style);
        pen.put(right, y, "│", style);
    }
    let inside = usize::from(right.saturating_sub(left + 1));
    for (y, ends) in [(top, ["┌", "┐"]), (bottom, ["└", "┘"])] {
        let [first, last] = ends;
        pen.row(left, y, &[(first, style), (&"─".repeat(inside), style), (last, style)]);
    }
}

/// The letters of the curves where they end.
fn letters(
    traces: &Traces,
    drawn: &Drawn,
    (names, style): (&[String; LETTERS], &dyn Fn(usize) -> Style),
    pen: &mut Pen,
) {
    let ends = drawn.chart.curves.iter().filter_map(|(index, curve)| {
        let (column, level) = curve.end()?;
        let row = drawn.sides.of(traces.kind(*index)).scale.row(level, usize::from(drawn.rows) * DOWN)?;
        Some(((cast::cells(column / ACROSS) + 1, row), names[*index].as_str(), style(*index)))
    });
    marks::ends(pen, drawn.rows, ends.collect());
}

/// The unit of an axis: that of the selected trace if it is on it, else of the first one that is.
fn unit(trace: &TraceState, kind: Kind) -> &'static str {
    let traces = &trace.traces;
    let selected = traces.drawn().filter(|(index, _)| *index == traces.selected);
    let mut all = selected.chain(traces.drawn()).filter(|(index, _)| traces.kind(*index) == kind);
    let unit = all.next().map_or(LevelUnit::Db, |(_, trace)| trace.level_unit());
    match (traces.view.linear, unit) {
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
fn overlay(trace: &TraceState, context: &Context, drawn: &Drawn, pen: &mut Pen) {
    let theme = context.theme();
    let traces = &trace.traces;
    let rows = pen.area.height;
    for line in &traces.lines {
        match line {
            ChartLine::At(nm) => {
                if let Some(x) = drawn.column(*nm) {
                    (0..rows).for_each(|y| blank(pen, x, y, "┊", theme.moving()));
                }
            }
            ChartLine::Level(level) => {
                if let Some(y) = drawn.row(cast::level_f32(*level)) {
                    (0..pen.area.width).for_each(|x| blank(pen, x, y, "┈", theme.moving()));
                }
            }
        }
    }
    if let Some(x) = traces.cursor.and_then(|nm| drawn.column(nm)) {
        (0..rows).for_each(|y| blank(pen, x, y, "│", theme.accent()));
    }
    for (number, nm) in traces.markers.iter().enumerate() {
        let Some((nm, _, level)) = nm.and_then(|nm| traces.at(nm).map(|(i, _, level)| (nm, i, level))) else {
            continue;
        };
        let (Some(x), Some(y)) = (drawn.column(nm), drawn.row(level)) else {
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
    let all = View { left: first, right: last, linear: false, ..trace.traces.view };
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
