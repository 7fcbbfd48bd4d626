//! Commands about traces.

use super::argument::{
    Count, Decibels, FigureFile, Letter, Marker, Name, OpenedFile, OrOff, Place, Points, Span, Switch,
    TableFile, TraceModeWord, TracesFile, Words,
};
use super::error::CommandError;
use super::row::{Command, Outcome};
use crate::analysis::resonance::Method;
use crate::analysis::statistics::statistics;
use crate::analysis::{band, maths};
use crate::core::ids::{DetectorId, TraceType};
use crate::core::request::Query;
use crate::core::text::clean;
use crate::core::trace::TraceId;
use crate::core::units::Wavelength;
use crate::ui::charts::scale::Scale;
use crate::ui::effect::Effect;
use crate::ui::state::State;
use crate::ui::traces::slot::{AVERAGED, Mode, Slot};
use crate::ui::traces::view::{Level, View};
use crate::ui::traces::{Line, letter};

/// Divisions of the chart from top to bottom.
const DIVISIONS: f64 = 10.0;

/// The commands.
pub(super) fn rows() -> Vec<Command> {
    let mut all = downloads();
    all.extend(window());
    all.extend(changes());
    all.extend(analysis());
    all.extend(files());
    all
}

fn downloads() -> Vec<Command> {
    vec![
        Command::new(
            "download all _",
            "fetch the traces of all watched detectors",
            |state, (kind,): (Option<TraceType>,)| {
                state.asked_from = Some(state.focus);
                Ok(state.download_all(kind.unwrap_or(TraceType::TF_LIVE)))
            },
        ),
        Command::new(
            "download _ _",
            "fetch a trace: tf, live, reference, quick or 1 to 23",
            |state, (detector, kind): (DetectorId, Option<TraceType>)| {
                state.asked_from = Some(state.focus);
                let trace = TraceId { detector, kind: kind.unwrap_or(TraceType::TF_LIVE) };
                state.linked(Effect::Query(Query::Download(trace)))
            },
        ),
        Command::new(
            "auto _",
            "fetch the watched detectors' traces after each sweep",
            |state, (Switch(on),): (Switch,)| {
                state.set_auto(on);
                Ok(Vec::new())
            },
        ),
    ]
}

fn window() -> Vec<Command> {
    vec![
        Command::new("view centre _", "the middle of the window", |state, (middle,): (Wavelength,)| {
            Ok(look(state, |view| view.centred(middle.nm())))
        }),
        Command::new(
            "view span _",
            "the width of the window: 2nm, 100pm",
            |state, (Span(width),): (Span,)| Ok(look(state, |view| view.spanning(width.nm()))),
        ),
        Command::new(
            "view level _ _",
            "the level at the top, and dB per division of ten",
            |state, (Decibels(high), Decibels(division)): (Decibels, Decibels)| {
                if division <= 0.0 {
                    return Err(CommandError::FlatDivision);
                }
                let level = Level::Fixed(Scale { low: high - DIVISIONS * division, high });
                Ok(look(state, |view| View { level, ..view }))
            },
        ),
        Command::new(
            "view _ _",
            "the window on the traces, from where to where",
            |state, (from, to): (Wavelength, Wavelength)| {
                let (left, right) = (from.nm(), to.nm());
                if left >= right {
                    let (from_nm, to_nm) = (right, left);
                    return Err(CommandError::Downwards {
                        what: "a window",
                        command: "view",
                        from_nm,
                        to_nm,
                    });
                }
                Ok(look(state, |view| View { left, right, ..view }))
            },
        ),
        Command::new(
            "marker _ _",
            "put marker 1 to 8 somewhere",
            |state, (Marker(index), place): (Marker, Wavelength)| {
                let (_, place, _) = state.traces.sample(place.nm()).ok_or(CommandError::NoTrace)?;
                state.traces.markers[index] = Some(place);
                Ok(Vec::new())
            },
        ),
        Command::new(
            "line _",
            "draw a line: 1550nm, -3dB; X takes lines and markers away",
            |state, (place,): (Place,)| {
                state.traces.lines.push(match place {
                    Place::Wavelength(wavelength) => Line::At(wavelength.nm()),
                    Place::Level(level) => Line::Level(level),
                });
                Ok(Vec::new())
            },
        ),
    ]
}

fn changes() -> Vec<Command> {
    vec![
        Command::new(
            "trace _ mode _ _",
            "what a trace does with a new measurement; average 10 is of ten",
            |state, (Letter(index), mode, of): (Letter, TraceModeWord, Option<Count>)| {
                let mode = match mode {
                    TraceModeWord::Live => Mode::Live,
                    TraceModeWord::Fixed => Mode::Fixed,
                    TraceModeWord::Max => Mode::Maximum,
                    TraceModeWord::Min => Mode::Minimum,
                    TraceModeWord::Average => Mode::Average(of.map_or(AVERAGED, |Count(of)| of)),
                };
                state.traces.slots[index].set_mode(mode);
                Ok(changed(state, index))
            },
        ),
        Command::new("trace _ minus _ _", "make a trace the difference of two", subtract),
        Command::new("trace _ clear", "take a trace away", |state, (Letter(index),): (Letter,)| {
            state.traces.slots[index] = Slot::default();
            Ok(changed(state, index))
        }),
        Command::new(
            "trace _ smooth _",
            "the mean of so many neighbours; the trace is marked as smoothed",
            |state, (Letter(index), Points(points)): (Letter, Points)| {
                let slot = &mut state.traces.slots[index];
                let trace = slot.trace.as_ref().ok_or(CommandError::NoTrace)?;
                let y = maths::smoothed(&trace.y, points / 2);
                slot.change(y, &format!("smoothed over {} points", points / 2 * 2 + 1));
                Ok(changed(state, index))
            },
        ),
        Command::new(
            "trace _ normalise",
            "the greatest level becomes 0 dB; the trace is marked",
            |state, (Letter(index),): (Letter,)| {
                let slot = &mut state.traces.slots[index];
                let trace = slot.trace.as_ref().ok_or(CommandError::NoTrace)?;
                let y = maths::normalised(&trace.y);
                slot.change(y, "normalised");
                Ok(changed(state, index))
            },
        ),
        Command::new(
            "notes _ _",
            "write something about a trace; it is saved with it",
            |state, (Letter(index), Words(words)): (Letter, Words)| {
                let trace = state.traces.slots[index].trace.as_mut().ok_or(CommandError::NoTrace)?;
                let words: String = clean(&words).chars().take(500).collect();
                std::sync::Arc::make_mut(trace).provenance.notes = words;
                state.inform(format!("written down; it is saved with trace {}", letter(index)));
                Ok(Vec::new())
            },
        ),
    ]
}

fn analysis() -> Vec<Command> {
    vec![
        Command::new(
            "peaks excursion _",
            "how far a peak or pit must stick out",
            |state, (Decibels(level),): (Decibels,)| {
                Ok(change_method(state, |method| method.search.excursion = level.abs()))
            },
        ),
        Command::new(
            "peaks threshold _",
            "a peak must be higher, a pit lower; off for none",
            |state, (OrOff(level),): (OrOff<Decibels>,)| {
                Ok(change_method(state, |method| {
                    method.search.threshold = level.map(|Decibels(level)| level);
                }))
            },
        ),
        Command::new(
            "peaks width _",
            "how far from the base line widths are taken",
            |state, (Decibels(level),): (Decibels,)| {
                Ok(change_method(state, |method| method.down_db = level.abs()))
            },
        ),
        Command::new(
            "resonances _",
            "show only rows of the table with these words; off for all",
            |state, (OrOff(words),): (OrOff<Words>,)| {
                let table = state.traces.table.as_mut().ok_or(CommandError::NoTable)?;
                (table.filter, table.row) = (words.map_or_else(String::new, |Words(words)| words), 0);
                Ok(Vec::new())
            },
        ),
        Command::new(
            "statistics _ _",
            "least, greatest, mean, deviation, slope: in the window, or from where to where",
            say_statistics,
        ),
        Command::new(
            "measure _",
            "the band at the cursor, so many dB down: width, loss, ripple, crosstalk, grid",
            measure,
        ),
        Command::new(
            "mask _",
            "hold the selected trace against a mask; off for none",
            |state, (OrOff(file),): (OrOff<Name>,)| match file {
                None => {
                    state.traces.mask = None;
                    Ok(Vec::new())
                }
                Some(file) => Ok(vec![Effect::Mask(file.into())]),
            },
        ),
    ]
}

fn files() -> Vec<Command> {
    vec![
        Command::new(
            "resonances save _",
            "save the table of resonances: .csv with commas, else tabs",
            |state, (TableFile(name),): (TableFile,)| Ok(state.save_table(&name)),
        ),
        Command::new(
            "save _",
            "save the shown traces: .npz .npy .csv .openepda .json .parquet .h5",
            |state, (TracesFile(name),): (TracesFile,)| Ok(state.save_traces(&name)),
        ),
        Command::new(
            "figure _",
            "save what the chart shows: .png .svg",
            |state, (FigureFile(name),): (FigureFile,)| Ok(state.save_figure(&name)),
        ),
        Command::new(
            "open _",
            "open saved traces: Tab goes through the last ones",
            |_, (file,): (OpenedFile,)| Ok(vec![Effect::Open(file.into())]),
        ),
    ]
}

fn look(state: &mut State, view: impl FnOnce(View) -> View) -> Vec<Effect> {
    let view = view(state.traces.view);
    state.traces.look(view);
    Vec::new()
}

/// What hangs on a trace that was changed is made anew.
fn changed(state: &mut State, index: usize) -> Vec<Effect> {
    state.traces.settle();
    if state.traces.selected_trace().is_none() {
        state.traces.selected = index;
    }
    Vec::new()
}

fn change_method(state: &mut State, change: impl FnOnce(&mut Method)) -> Vec<Effect> {
    change(&mut state.traces.method);
    state.traces.settle();
    Vec::new()
}

fn subtract(state: &mut State, (Letter(index), Letter(a), Letter(b)): (Letter, Letter, Letter)) -> Outcome {
    if a == index || b == index {
        return Err(CommandError::OfItself(letter(index)));
    }
    state.traces.slots[index] = Slot { mode: Mode::Difference(a, b), ..Slot::default() };
    state.traces.settle();
    if state.traces.slots[index].trace.is_none() {
        return Err(CommandError::OtherWavelengths);
    }
    Ok(changed(state, index))
}

/// What the selected trace amounts to, in the window or from where to where, as a message.
fn say_statistics(state: &mut State, ends: (Option<Wavelength>, Option<Wavelength>)) -> Outcome {
    let view = state.traces.view;
    let (from_nm, to_nm) = match ends {
        (None, None) => (view.left, view.right),
        (Some(from), Some(to)) => (from.nm(), to.nm()),
        (Some(_), None) | (None, Some(_)) => return Err(CommandError::OneEnd),
    };
    let (trace, within) = state.traces.between(from_nm, to_nm).ok_or(CommandError::NoTrace)?;
    let numbers = statistics(&trace.y[within]).ok_or(CommandError::NoSample { from_nm, to_nm })?;
    let words = numbers.words(trace.unit(), trace.spacing.sampling.nm());
    state.inform(format!("{from_nm:.4} to {to_nm:.4} nm: {words}"));
    Ok(Vec::new())
}

/// The band at the cursor in numbers, as a message.
fn measure(state: &mut State, (Decibels(level),): (Decibels,)) -> Outcome {
    let down_db = level.abs();
    let cursor = state.traces.cursor.ok_or(CommandError::NoCursor)?;
    let (index, _, _) = state.traces.sample(cursor).ok_or(CommandError::NoTrace)?;
    let trace = std::sync::Arc::clone(state.traces.selected_trace().ok_or(CommandError::NoTrace)?);
    let kind = state.traces.method.search.kind;
    let (y, spacing) = (trace.y.as_slice(), trace.spacing);
    let found = band::band(y, spacing, kind, index, down_db).ok_or(CommandError::NoFlanks(down_db))?;
    let inside = band::between(y, spacing, found.from_nm, found.to_nm);
    let (channel, away) = band::itu(Wavelength::from_nm(found.centre_nm).thz(), 50.0);
    let number = |value: Option<f64>| value.map_or_else(|| "-".into(), |v| format!("{v:.2} dB"));
    let crosstalk = band::crosstalk(y, spacing, &found, 0.8, 0.2);
    state.inform(format!(
        "{down_db} dB band {:.4} to {:.4} nm: width {:.2} pm, centre {:.4} nm, loss {}, ripple {}, crosstalk at 0.8 nm {}, ITU {channel:.2} THz {away:+.2} GHz",
        found.from_nm,
        found.to_nm,
        found.width_pm,
        found.centre_nm,
        number(band::insertion_loss(inside)),
        number(band::ripple(inside)),
        number(crosstalk),
    ));
    Ok(Vec::new())
}
