//! From what the chart shows to a figure of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::layout::Size;

use super::fitted;
use super::levels::Levels;
use super::samples::samples;
use crate::core::cast::count_f64;
use crate::core::ids::TlsId;
use crate::core::level::LevelUnit;
use crate::core::parameter::Parameter;
use crate::core::scale::Scale;
use crate::core::text::{PROGRAM, clean};
use crate::core::trace::{Origin, Trace};
use crate::export::NamedTrace;
use crate::export::figure::{
    self as export, About, Abscissa, Colour, Curve, Figure, FigureError, FigureOptions, Look, Mark, Ordinate,
    Panel, Place, Rule, Width,
};
use crate::ui::kit::charts::dots::{ACROSS, DOWN};
use crate::ui::kit::charts::reduce::{Rule as Rounding, Spectral};
use crate::ui::kit::colour;
use crate::ui::kit::theme::Theme;
use crate::ui::trace::traces::chart::{self, Chart};
use crate::ui::trace::traces::view::{Level, View};
use crate::ui::trace::traces::{ChartLine, LETTERS, Traces, letter};

/// Columns for which the scale is found: as fine as any figure.
const FINE: usize = 2000;
/// The part of a figure that stays free above and below its curves.
const FREE: f64 = 0.04;
/// Levels that differ by less are drawn on the chart's scale: noise is a line, not mountains.
const FLAT: f64 = 1.0;

/// How high a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Height {
    /// Its axes are its own: closely around the curves.
    Own,
    /// That of the chart on so many rows of cells, whose scale stands beside it.
    Chart(u16),
}

/// Makes a figure and hands it on; `Err` where there is nothing to draw.
pub(crate) fn with<T, E: From<FigureError>>(
    traces: &Traces,
    options: FigureOptions,
    work: impl FnOnce(&Figure) -> Result<T, E>,
) -> Result<T, E> {
    made(traces, options, Height::Own, work)
}

fn made<T, E: From<FigureError>>(
    traces: &Traces,
    options: FigureOptions,
    height: Height,
    work: impl FnOnce(&Figure) -> Result<T, E>,
) -> Result<T, E> {
    let seen = as_asked(traces, options);
    let drawn: Vec<usize> = drawn(&seen).map(|(index, _)| index).collect();
    if drawn.is_empty() {
        return Err(
            if seen.shown().next().is_none() { FigureError::NoTrace } else { FigureError::NoNumber }.into()
        );
    }
    // A line that was fitted is of what is drawn anyway.
    let about = about(&seen);
    let fitted = match height {
        Height::Own => fitted::of(&seen)?,
        // There its scale is the chart's, and nothing else has a place.
        Height::Chart(_) => None,
    };
    let (seen, rests) = fitted.map_or((seen, None), |fitted| (fitted.together, Some(fitted.rests)));
    let parts: Vec<Traces> = if options.panels && rests.is_none() {
        drawn.iter().map(|&index| only(&seen, index)).collect()
    } else {
        vec![seen.clone()]
    };
    let width = options.width.unwrap_or_default();
    let called = names(&seen, width);
    let called_below = rests.as_ref().map_or_else(Vec::new, |rests| names(rests, width));
    let panels: Result<Vec<Panel>, FigureError> =
        parts.iter().map(|part| panel(part, &called, height)).collect();
    let mut panels = panels?;
    if let Some(rests) = &rests {
        panels.push(Panel { ordinate: Ordinate::Residual, ..panel(rests, &called_below, height)? });
    }
    let lettered = |(index, trace): (usize, &Arc<Trace>)| (letter(index), Arc::clone(trace));
    let all = self::drawn(&seen).chain(rests.iter().flat_map(self::drawn));
    let traces: Vec<NamedTrace> = all.map(lettered).collect();
    work(&Figure { about, panels, traces })
}

/// The traces as the chart has them, but for what was said of the figure.
pub(super) fn as_asked(traces: &Traces, options: FigureOptions) -> Traces {
    let mut seen = traces.clone();
    if let Some(frequency) = options.frequency {
        seen.view.spectral = if frequency { Spectral::Frequency } else { Spectral::Wavelength };
    }
    if let Some(linear) = options.linear
        && linear != seen.view.linear
    {
        // A scale in decibels is none in milliwatts.
        seen.view = View { linear, ..seen.view.fitted() };
    }
    seen
}

/// One of the traces alone.
fn only(traces: &Traces, index: usize) -> Traces {
    let mut one = traces.clone();
    one.selected = index;
    for (other, slot) in one.slots.iter_mut().enumerate() {
        slot.shown &= other == index;
    }
    one
}

/// Those of the shown traces that have a sample in the window.
fn drawn(traces: &Traces) -> impl Iterator<Item = (usize, &Arc<Trace>)> {
    let across = chart::across(&traces.view, FINE, Rounding::Below);
    traces.shown().filter(move |(_, trace)| !across.visible(trace.spacing, trace.y.len()).is_empty())
}

fn panel<'a>(traces: &'a Traces, names: &'a [String], height: Height) -> Result<Panel<'a>, FigureError> {
    let chart = Chart::new(traces, FINE, Rounding::Below).ok_or(FigureError::NoNumber)?;
    let (sides, ordinate) = match height {
        Height::Own => (Levels { y: scale(traces, &chart), beside: None }, ordinate(traces)?),
        // What it is called stands beside it, too.
        Height::Chart(rows) => {
            let sides = chart.ruled(rows);
            let beside = sides.right.map(|right| right.scale);
            (Levels { y: sides.left.scale, beside }, ordinate(traces).unwrap_or(Ordinate::Level))
        }
    };
    let frequency = chart.across.spectral == Spectral::Frequency;
    let rules = rules(traces, &chart, sides);
    Ok(Panel {
        abscissa: if frequency { Abscissa::Frequency } else { Abscissa::Wavelength },
        x: Scale { low: chart.across.left, high: chart.across.right },
        ordinate,
        y: sides.y,
        curves: Box::new(move |across| {
            let mut all = curves(traces, names, sides, across);
            all.extend(fitted::line(traces, &chart.across, sides));
            all
        }),
        marks: marks(traces, sides),
        rules,
    })
}

/// From the bottom to the top: as the chart was told, else closely around what is drawn.
fn scale(traces: &Traces, chart: &Chart) -> Scale {
    let ends = chart.curves.iter().filter_map(|(_, curve)| curve.extremes());
    let ends = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    match (traces.view.level_of(chart.left.kind), ends) {
        (Level::Fit, Some((least, greatest)))
            if !traces.view.linear && f64::from(greatest - least) >= FLAT =>
        {
            let (least, greatest) = (f64::from(least), f64::from(greatest));
            let free = (greatest - least) * FREE;
            Scale { low: least - free, high: greatest + free }
        }
        _ => chart.scale,
    }
}

/// What stands at the side: the units of all that is drawn.
pub(super) fn ordinate(traces: &Traces) -> Result<Ordinate, FigureError> {
    let units: Vec<LevelUnit> = drawn(traces).map(|(_, trace)| trace.level_unit()).collect();
    let has = |unit| units.contains(&unit);
    let (ratios, powers) = (has(LevelUnit::Db), has(LevelUnit::Dbm));
    let (mixed, linear) = (ratios && powers, traces.view.linear);
    if mixed && linear {
        return Err(FigureError::Units);
    }
    let [decibels, parts] = if mixed || has(LevelUnit::Unknown) {
        [Ordinate::Level, Ordinate::LinearLevel]
    } else if powers {
        [Ordinate::Power, Ordinate::LinearPower]
    } else {
        [Ordinate::Transmission, Ordinate::LinearTransmission]
    };
    Ok(if linear { parts } else { decibels })
}

/// What is said of all that is drawn: each thing once.
fn about(traces: &Traces) -> About {
    let of: Vec<&Arc<Trace>> = drawn(traces).map(|(_, trace)| trace).collect();
    let each = |said: &dyn Fn(&Trace) -> String| {
        let mut told = BTreeSet::new();
        let words = of.iter().map(|trace| said(trace)).filter(|words| !words.is_empty());
        words.filter(|words| told.insert(words.clone())).collect::<Vec<_>>().join("; ")
    };
    let reference = |trace: &Trace| {
        let reference = &trace.provenance.reference;
        if reference.is_empty() { String::new() } else { format!("reference {reference}") }
    };
    let said = [
        each(&|trace| trace.provenance.instrument.clone()),
        each(&|trace| trace.provenance.taken.clone()),
        each(&settings),
        each(&reference),
        each(&|trace| trace.provenance.computed()),
        each(&|trace| trace.provenance.program.clone()),
    ];
    About {
        title: clean(&each(&title)),
        text: clean(&said.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")),
        program: PROGRAM.into(),
        simulated: of.iter().any(|trace| trace.provenance.simulated),
    }
}

fn title(trace: &Trace) -> String {
    let p = &trace.provenance;
    let notes = if p.notes.is_empty() { String::new() } else { format!(" · {}", p.notes) };
    match trace.origin.trace() {
        Some(id) => format!("{} of {} ({}){notes}", id.kind, p.name, id.detector),
        None => format!("{}{notes}", trace.origin),
    }
}

fn settings(trace: &Trace) -> String {
    let all = &trace.provenance.settings;
    let limits = [Parameter::ScanStart, Parameter::ScanStop, Parameter::Sampling];
    let limits = limits.iter().filter_map(|limit| all.get(&limit.command())).cloned();
    // Of each laser that took part: there may be several, and it need not be the first.
    let swept = TlsId::all().flat_map(|tls| [Parameter::TlsPower(tls), Parameter::TlsSpeed(tls)]);
    let lasers = swept.filter_map(|parameter| {
        let name = parameter.command();
        Some(format!("{name} {}", all.get(&name)?))
    });
    limits.chain(lasers).collect::<Vec<_>>().join(", ")
}

/// What each letter is called in the legend. On a screen all is said; a journal has the operator's words, or the
/// detector's, and no two curves with the same.
fn names(traces: &Traces, width: Width) -> Vec<String> {
    let full = |index: usize| {
        let slot = &traces.slots[index];
        let name = slot.trace.as_ref().map_or_else(String::new, |trace| noted_name(trace));
        let done = match slot.file.as_deref() {
            _ if !slot.done.is_empty() => slot.done.clone(),
            Some(file) if stem(file) == name => String::new(),
            _ => slot.describe(),
        };
        let words = [letter(index).to_string(), name, done];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let own = |index: usize| traces.slots[index].trace.as_ref().map(|trace| own_name(trace));
    let name = |index: usize| {
        let name = own(index).filter(|name| !name.is_empty()).unwrap_or_else(|| letter(index).to_string());
        let alike = drawn(traces).filter(|(other, _)| own(*other).is_some_and(|other| other == name)).count();
        if alike > 1 { format!("{name} ({})", letter(index)) } else { name }
    };
    let each = 0..LETTERS;
    let all: Vec<String> = match width {
        Width::Screen => each.map(full).collect(),
        Width::Column | Width::Page => each.map(name).collect(),
    };
    all.iter().map(|name| clean(name)).collect()
}

/// What each letter is called where all is said: one for each letter, its own in front.
pub(super) fn legend(traces: &Traces) -> Vec<String> {
    names(traces, Width::Screen)
}

/// What the operator wrote about a trace, else the detector's name, or the file's for its column, and what was
/// computed.
fn own_name(trace: &Trace) -> String {
    let name = noted_name(trace);
    match trace.provenance.processing.last() {
        Some(step) if trace.provenance.notes.is_empty() => format!("{name}, {}", step.what),
        _ => name,
    }
}

/// What the operator wrote about a trace, else what it is called.
fn noted_name(trace: &Trace) -> String {
    let notes = &trace.provenance.notes;
    if notes.is_empty() { given_name(trace) } else { notes.clone() }
}

/// The name of a file without its end.
fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// The detector's name, or that of a file's column; of a column that has none, the file's.
fn given_name(trace: &Trace) -> String {
    match &trace.origin {
        Origin::Instrument(_) => trace.provenance.name.clone(),
        Origin::Foreign { file, column } if column.chars().nth(1).is_none() => stem(file).to_owned(),
        Origin::Foreign { column, .. } => column.clone(),
    }
}

/// The curves for so many columns: each sample where it is, or the first, least, greatest and last of each column.
fn curves(traces: &Traces, names: &[String], sides: Levels, columns: usize) -> Vec<Curve> {
    let Some(chart) = Chart::new(traces, columns, Rounding::Below) else { return Vec::new() };
    let reduced = chart.curves.iter().filter_map(|(index, reduced)| {
        let level = |level: f64| sides.place(traces.kind(*index), level);
        let trace = traces.slots[*index].trace.as_ref()?;
        let few = chart.across.visible(trace.spacing, trace.y.len()).len() <= columns;
        let stretches = if few {
            samples(trace, &chart.across, &|db| level(traces.view.up(db)))
        } else {
            let value = |(column, found): &(f64, f32)| (chart.across.at(*column), level(f64::from(*found)));
            reduced.stretches().iter().map(|stretch| stretch.iter().map(value).collect()).collect()
        };
        Some(Curve { name: names[*index].clone(), index: *index, stretches })
    });
    reduced.filter(|curve| !curve.stretches.is_empty()).collect()
}

fn rules(traces: &Traces, chart: &Chart, sides: Levels) -> Vec<Rule> {
    let (left, right) = (chart.across.left, chart.across.right);
    let kind = traces.kind(traces.selected);
    let rule = |line: &ChartLine| match line {
        ChartLine::At(nm) => {
            let x = traces.view.across(*nm);
            (left..=right).contains(&x).then_some([(x, sides.y.low), (x, sides.y.high)])
        }
        ChartLine::Level(level) => {
            let level = traces.view.up(*level);
            let y = sides.place(kind, level);
            sides.holds(kind, level).then_some([(left, y), (right, y)])
        }
    };
    traces.lines.iter().filter_map(rule).collect()
}

/// The plot alone, as pixels for a terminal's cells: its scales are characters beside it.
pub(crate) fn pixels(
    traces: &Traces,
    size: Size,
    pixels: (u32, u32),
    look: &Look,
) -> Result<Vec<u8>, FigureError> {
    let chart = Chart::new(traces, FINE, Rounding::Below).ok_or(FigureError::NoNumber)?;
    let dots = (f64::from(size.width) * count_f64(ACROSS), f64::from(size.height) * count_f64(DOWN));
    let (across, up) = (chart.ticks_across(size.width).0, chart.ruled(size.height).left.ticks().0);
    let place = Place { pixels, dots, across, up };
    made(traces, FigureOptions::default(), Height::Chart(size.height), |figure| {
        export::plot(figure, &place, look)
    })
}

/// How a plot looks in a theme, where a character is so many pixels high.
pub(crate) fn look(theme: &Theme, cell: u16) -> Look {
    let grey = |n: u8| Colour(n, n, n);
    let (ground, ink, faint) =
        if theme.is_light() { (grey(255), grey(0), grey(225)) } else { (grey(16), grey(230), grey(60)) };
    let own = |index| theme.channel(index).fg.and_then(colour::rgb).map(|(r, g, b)| Colour(r, g, b));
    let colours = (0..8).map(|index| own(index).unwrap_or(ink)).collect();
    Look { ground, ink, rule: grey(128), faint, colours, text: f64::from(cell) * 0.65, line: 1.0 }
}

fn marks(traces: &Traces, sides: Levels) -> Vec<Mark> {
    let kind = traces.kind(traces.selected);
    let mark = |(number, place): (usize, &Option<f64>)| {
        let (_, nm, level) = traces.at((*place)?)?;
        let inside = (traces.view.left..=traces.view.right).contains(&nm) && level.is_finite();
        let (x, level) = (traces.view.across(nm), traces.view.up(f64::from(level)));
        let y = sides.place(kind, level);
        (inside && sides.holds(kind, level)).then(|| Mark { label: (number + 1).to_string(), x, y })
    };
    traces.markers.iter().enumerate().filter_map(mark).collect()
}
