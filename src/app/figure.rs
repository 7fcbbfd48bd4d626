//! From what the chart shows to a figure of it.

use plotters::style::RGBColor;
use ratatui::layout::Size;
use ratatui::style::Color;

use crate::core::level::LevelUnit;
use crate::core::trace::Trace;
use crate::export::figure::{self as export, Axis, Curve, Figure, FigureError, Look, Mark, Rule};
use crate::ui::kit::charts::reduce::{Rule as Rounding, Spectral};
use crate::ui::kit::theme::Theme;
use crate::ui::trace::traces::chart::Chart;
use crate::ui::trace::traces::{Line, Traces, letter};

/// Columns for which the scale is found: as fine as any figure.
const FINE: usize = 2000;

/// Makes a figure and hands it on; `Err` where there is nothing to draw.
pub(crate) fn with<T, E: From<FigureError>>(
    traces: &Traces,
    work: impl FnOnce(&Figure) -> Result<T, E>,
) -> Result<T, E> {
    let chart = Chart::new(traces, FINE, Rounding::Below).ok_or(FigureError::NoNumber)?;
    let curves = |across: usize| curves(traces, across);
    let selected = traces.selected_trace().or_else(|| traces.shown().next().map(|(_, trace)| trace));
    let trace = selected.ok_or(FigureError::NoTrace)?;
    let frequency = traces.view.spectral == Spectral::Frequency;
    let figure = Figure {
        title: title(trace),
        about: about(trace),
        x: Axis {
            low: chart.across.left,
            high: chart.across.right,
            label: if frequency { "frequency / THz" } else { "wavelength / nm" }.into(),
        },
        y: Axis { low: chart.scale.low, high: chart.scale.high, label: level_label(traces, trace).into() },
        curves: &curves,
        marks: marks(traces),
        rules: rules(traces, &chart),
        simulated: traces.shown().any(|(_, trace)| trace.provenance.simulated),
    };
    work(&figure)
}

fn level_label(traces: &Traces, trace: &Trace) -> &'static str {
    match (traces.view.linear, trace.level_unit()) {
        (true, LevelUnit::Dbm) => "power / mW",
        (true, LevelUnit::Db) => "transmission",
        (true, LevelUnit::Unknown) => "level, linear",
        (false, LevelUnit::Dbm) => "power / dBm",
        (false, LevelUnit::Db) => "transmission / dB",
        (false, LevelUnit::Unknown) => "level / dB?",
    }
}

fn title(trace: &Trace) -> String {
    let p = &trace.provenance;
    let notes = if p.notes.is_empty() { String::new() } else { format!("   {}", p.notes) };
    match trace.origin.trace() {
        Some(id) => format!("{} of {} ({}){notes}", id.kind, p.name, id.detector),
        None => format!("{}{notes}", trace.origin),
    }
}

fn about(trace: &Trace) -> String {
    let p = &trace.provenance;
    let limits = ["sweep start", "sweep stop", "sweep sampling"];
    let limits = limits.iter().filter_map(|&key| p.settings.get(key)).cloned();
    // Of each laser that took part: there may be several, and it need not be the first.
    let swept = |key: &str| key.starts_with("tls ") && (key.ends_with(" speed") || key.ends_with(" power"));
    let lasers = p.settings.iter().filter(|(key, _)| swept(key)).map(|(key, value)| format!("{key} {value}"));
    let settings: Vec<String> = limits.chain(lasers).collect();
    format!(
        "{}   {}   {}   reference {}   {}",
        p.instrument,
        p.taken,
        settings.join(", "),
        p.reference,
        p.program
    )
}

fn curves(traces: &Traces, across: usize) -> Vec<Curve> {
    let Some(chart) = Chart::new(traces, across, Rounding::Below) else { return Vec::new() };
    let value = |(column, level): &(f64, f32)| {
        (chart.across.at(*column), f64::from(*level).clamp(chart.scale.low, chart.scale.high))
    };
    chart
        .curves
        .iter()
        .map(|(index, reduced)| {
            let slot = &traces.slots[*index];
            let name = slot.trace.as_ref().map_or("", |trace| trace.provenance.name.as_str());
            let done = if slot.done.is_empty() { slot.describe() } else { slot.done.clone() };
            let stretches =
                reduced.stretches().iter().map(|stretch| stretch.iter().map(value).collect()).collect();
            Curve { name: format!("{} {name} {done}", letter(*index)), colour: *index, stretches }
        })
        .collect()
}

fn rules(traces: &Traces, chart: &Chart) -> Vec<Rule> {
    let (left, right) = (chart.across.left, chart.across.right);
    let rule = |line: &Line| match line {
        Line::At(nm) => {
            let x = traces.view.across(*nm);
            [(x, chart.scale.low), (x, chart.scale.high)]
        }
        Line::Level(level) => {
            let y = traces.view.up(*level);
            [(left, y), (right, y)]
        }
    };
    let inside = |[(x, y), _]: &[(f64, f64); 2]| {
        (left..=right).contains(x) && (chart.scale.low..=chart.scale.high).contains(y)
    };
    traces.lines.iter().map(rule).filter(inside).collect()
}

/// The plot alone, as pixels for a terminal's cells: its scales are characters beside it.
pub(crate) fn pixels(
    traces: &Traces,
    size: Size,
    pixels: (u32, u32),
    look: &Look,
) -> Result<Vec<u8>, FigureError> {
    let chart = Chart::new(traces, FINE, Rounding::Below).ok_or(FigureError::NoNumber)?;
    let (across, up) = (chart.ticks_across(size.width).0, chart.ticks_up(size.height).0);
    with(traces, |figure| export::plot(figure, pixels, look, (&across, &up)))
}

/// How a plot looks in a theme, where a character is so many pixels high.
pub(crate) fn look(theme: &Theme, cell: u16) -> Look {
    let dark = (0..8).all(|index| !matches!(theme.channel(index).fg, Some(Color::Rgb(..))));
    let grey = |n: u8| RGBColor(n, n, n);
    let colours = (0..8).map(|index| rgb(theme.channel(index).fg.unwrap_or(Color::Gray))).collect();
    let (ground, ink, faint) =
        if dark { (grey(16), grey(230), grey(60)) } else { (grey(255), grey(0), grey(225)) };
    Look { ground, ink, rule: grey(128), faint, colours, text: i32::from(cell) * 4 / 5 }
}

/// What most terminals show for a colour.
fn rgb(colour: Color) -> RGBColor {
    match colour {
        Color::Rgb(r, g, b) => RGBColor(r, g, b),
        Color::Black => RGBColor(0, 0, 0),
        Color::Red => RGBColor(205, 0, 0),
        Color::Green => RGBColor(0, 205, 0),
        Color::Yellow => RGBColor(205, 205, 0),
        Color::Blue => RGBColor(60, 110, 238),
        Color::Magenta => RGBColor(205, 0, 205),
        Color::Cyan => RGBColor(0, 205, 205),
        Color::DarkGray => RGBColor(127, 127, 127),
        Color::LightRed => RGBColor(255, 90, 90),
        Color::LightGreen => RGBColor(120, 255, 120),
        Color::LightYellow => RGBColor(255, 255, 120),
        Color::LightBlue => RGBColor(120, 160, 255),
        Color::LightMagenta => RGBColor(255, 120, 255),
        Color::LightCyan => RGBColor(120, 255, 255),
        Color::Reset | Color::Gray | Color::White | Color::Indexed(_) => RGBColor(229, 229, 229),
    }
}

fn marks(traces: &Traces) -> Vec<Mark> {
    let mark = |(number, place): (usize, &Option<f64>)| {
        let (_, nm, level) = traces.sample((*place)?)?;
        let inside = (traces.view.left..=traces.view.right).contains(&nm) && level.is_finite();
        let (x, y) = (traces.view.across(nm), traces.view.up(f64::from(level)));
        inside.then(|| Mark { label: (number + 1).to_string(), x, y })
    };
    traces.markers.iter().enumerate().filter_map(mark).collect()
}
