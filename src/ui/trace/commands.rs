//! Commands about traces.

use std::sync::Arc;

use crate::analysis::resonance::Method;
use crate::analysis::statistics::statistics;
use crate::analysis::{band, maths};
use crate::core::ids::{DetectorId, TraceType};
use crate::core::request::Query;
use crate::core::text::clean;
use crate::core::trace::TraceId;
use crate::core::units::Wavelength;
use crate::ui::common::command::{CommandError, Name, OrOff, Outcome, Row, Switch, Words, done, linked};
use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{inform, world};
use crate::ui::kit::charts::scale::Scale;
use crate::ui::trace::TraceState;
use crate::ui::trace::argument::{
    Count, Decibels, FigureFile, Letter, Marker, OpenedFile, Place, Points, Span, TableFile, TraceModeWord,
    TracesFile,
};
use crate::ui::trace::traces::slot::{AVERAGED, Mode, Slot};
use crate::ui::trace::traces::view::{Level, View};
use crate::ui::trace::traces::{Line, letter};

/// Divisions of the chart from top to bottom.
const DIVISIONS: f64 = 10.0;

/// The commands.
pub(in crate::ui) fn rows() -> Vec<Row<TraceState>> {
    let mut all = downloads();
    all.extend(window());
    all.extend(changes());
    all.extend(analysis());
    all.extend(files());
    all
}

fn downloads() -> Vec<Row<TraceState>> {
    vec![
        Row::new(
            "download all _",
            "fetch the traces of all watched detectors",
            |part, context, (kind,): (Option<TraceType>,)| {
                Ok(part.download_all(context, kind.unwrap_or(TraceType::TF_LIVE)))
            },
        ),
        Row::new(
            "download _ _",
            "fetch a trace: tf, live, reference, quick or 1 to 23",
            |part, context, (detector, kind): (DetectorId, Option<TraceType>)| {
                part.asked_from = Some(context.selection.focus);
                let id = TraceId { detector, kind: kind.unwrap_or(TraceType::TF_LIVE) };
                linked(context, Effect::Query(Query::Download(id)))
            },
        ),
        Row::new(
            "auto _",
            "fetch the watched detectors' traces after each sweep",
            |part, _, (Switch(on),): (Switch,)| Ok(part.set_auto(on)),
        ),
    ]
}

fn window() -> Vec<Row<TraceState>> {
    vec![
        Row::new("view centre _", "the middle of the window", |part, _, (middle,): (Wavelength,)| {
            look(part, |view| view.centred(middle.nm()))
        }),
        Row::new("view span _", "the width of the window: 2nm, 100pm", |part, _, (Span(width),): (Span,)| {
            look(part, |view| view.spanning(width.nm()))
        }),
        Row::new(
            "view level _ _",
            "the level at the top, and dB per division of ten",
            |part, _, (Decibels(high), Decibels(division)): (Decibels, Decibels)| {
                if division <= 0.0 {
                    return Err(CommandError::FlatDivision);
                }
                let level = Level::Fixed(Scale { low: high - DIVISIONS * division, high });
                look(part, |view| View { level, ..view })
            },
        ),
        Row::new(
            "view _ _",
            "the window on the traces, from where to where",
            |part, _, (from, to): (Wavelength, Wavelength)| {
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
                look(part, |view| View { left, right, ..view })
            },
        ),
        Row::new(
            "marker _ _",
            "put marker 1 to 8 somewhere",
            |part, _, (Marker(index), place): (Marker, Wavelength)| {
                let (_, place, _) = part.traces.sample(place.nm()).ok_or(CommandError::NoTrace)?;
                part.traces.markers[index] = Some(place);
                done()
            },
        ),
        Row::new(
            "line _",
            "draw a line: 1550nm, -3dB; X takes lines and markers away",
            |part, _, (place,): (Place,)| {
                part.traces.lines.push(match place {
                    Place::Wavelength(wavelength) => Line::At(wavelength.nm()),
                    Place::Level(level) => Line::Level(level),
                });
                done()
            },
        ),
    ]
}

fn changes() -> Vec<Row<TraceState>> {
    vec![
        Row::new(
            "trace _ mode _ _",
            "what a trace does with a new measurement; average 10 is of ten",
            |part, _, (Letter(index), mode, of): (Letter, TraceModeWord, Option<Count>)| {
                let mode = match mode {
                    TraceModeWord::Live => Mode::Live,
                    TraceModeWord::Fixed => Mode::Fixed,
                    TraceModeWord::Max => Mode::Maximum,
                    TraceModeWord::Min => Mode::Minimum,
                    TraceModeWord::Average => Mode::Average(of.map_or(AVERAGED, |Count(of)| of)),
                };
                part.traces.slots[index].set_mode(mode);
                changed(part, index)
            },
        ),
        Row::new("trace _ minus _ _", "make a trace the difference of two", subtract),
        Row::new("trace _ clear", "take a trace away", |part, _, (Letter(index),): (Letter,)| {
            part.traces.slots[index] = Slot::default();
            changed(part, index)
        }),
        Row::new(
            "trace _ smooth _",
            "the mean of so many neighbours; the trace is marked as smoothed",
            |part, _, (Letter(index), Points(points)): (Letter, Points)| {
                let slot = &mut part.traces.slots[index];
                let trace = slot.trace.as_ref().ok_or(CommandError::NoTrace)?;
                let y = maths::smoothed(&trace.y, points / 2);
                slot.change(y, &format!("smoothed over {} points", points / 2 * 2 + 1));
                changed(part, index)
            },
        ),
        Row::new(
            "trace _ normalise",
            "the greatest level becomes 0 dB; the trace is marked",
            |part, _, (Letter(index),): (Letter,)| {
                let slot = &mut part.traces.slots[index];
                let trace = slot.trace.as_ref().ok_or(CommandError::NoTrace)?;
                let y = maths::normalised(&trace.y);
                slot.change(y, "normalised");
                changed(part, index)
            },
        ),
        Row::new(
            "notes _ _",
            "write something about a trace; it is saved with it",
            |part, _, (Letter(index), Words(words)): (Letter, Words)| {
                let trace = part.traces.slots[index].trace.as_mut().ok_or(CommandError::NoTrace)?;
                let words: String = clean(&words).chars().take(500).collect();
                Arc::make_mut(trace).provenance.notes = words;
                Ok(inform(format!("written down; it is saved with trace {}", letter(index))))
            },
        ),
    ]
}

fn analysis() -> Vec<Row<TraceState>> {
    vec![
        Row::new(
            "peaks excursion _",
            "how far a peak or pit must stick out",
            |part, _, (Decibels(level),): (Decibels,)| {
                change_method(part, |method| method.search.excursion = level.abs())
            },
        ),
        Row::new(
            "peaks threshold _",
            "a peak must be higher, a pit lower; off for none",
            |part, _, (OrOff(level),): (OrOff<Decibels>,)| {
                change_method(part, |method| {
                    method.search.threshold = level.map(|Decibels(level)| level);
                })
            },
        ),
        Row::new(
            "peaks width _",
            "how far from the base line widths are taken",
            |part, _, (Decibels(level),): (Decibels,)| {
                change_method(part, |method| method.down_db = level.abs())
            },
        ),
        Row::new(
            "resonances _",
            "show only rows of the table with these words; off for all",
            |part, _, (OrOff(words),): (OrOff<Words>,)| {
                let table = part.traces.table.as_mut().ok_or(CommandError::NoTable)?;
                (table.filter, table.row) = (words.map_or_else(String::new, |Words(words)| words), 0);
                done()
            },
        ),
        Row::new(
            "statistics _ _",
            "least, greatest, mean, deviation, slope: in the window, or from where to where",
            say_statistics,
        ),
        Row::new(
            "measure _",
            "the band at the cursor, so many dB down: width, loss, ripple, crosstalk, grid",
            measure,
        ),
        Row::new(
            "mask _",
            "hold the selected trace against a mask; off for none",
            |part, _, (OrOff(file),): (OrOff<Name>,)| match file {
                None => {
                    part.traces.mask = None;
                    done()
                }
                Some(file) => Ok(world(Effect::Mask(file.into()))),
            },
        ),
    ]
}

fn files() -> Vec<Row<TraceState>> {
    vec![
        Row::new(
            "resonances save _",
            "save the table of resonances: .csv with commas, else tabs",
            |part, _, (TableFile(name),): (TableFile,)| Ok(part.save_table(&name)),
        ),
        Row::new(
            "save _",
            "save the shown traces: .npz .npy .csv .openepda .json .parquet .h5",
            |part, _, (TracesFile(name),): (TracesFile,)| Ok(part.save_traces(&name)),
        ),
        Row::new(
            "figure _",
            "save what the chart shows: .png .svg",
            |part, _, (FigureFile(name),): (FigureFile,)| Ok(part.save_figure(&name)),
        ),
        Row::new(
            "open _",
            "open saved traces: Tab goes through the last ones",
            |_, _, (file,): (OpenedFile,)| Ok(world(Effect::Open(file.into()))),
        ),
    ]
}

fn look(part: &mut TraceState, view: impl FnOnce(View) -> View) -> Outcome {
    part.look(view);
    done()
}

/// What hangs on a trace that was changed is made anew.
fn changed(part: &mut TraceState, index: usize) -> Outcome {
    part.traces.settle();
    if part.traces.selected_trace().is_none() {
        part.traces.selected = index;
    }
    done()
}

fn change_method(part: &mut TraceState, change: impl FnOnce(&mut Method)) -> Outcome {
    change(&mut part.traces.method);
    part.traces.settle();
    done()
}

fn subtract(
    part: &mut TraceState,
    _: &Context,
    (Letter(index), Letter(a), Letter(b)): (Letter, Letter, Letter),
) -> Outcome {
    if a == index || b == index {
        return Err(CommandError::OfItself(letter(index)));
    }
    part.traces.slots[index] = Slot { mode: Mode::Difference(a, b), ..Slot::default() };
    part.traces.settle();
    if part.traces.slots[index].trace.is_none() {
        return Err(CommandError::OtherWavelengths);
    }
    changed(part, index)
}

/// What the selected trace amounts to, in the window or from where to where, as a message.
fn say_statistics(
    part: &mut TraceState,
    _: &Context,
    ends: (Option<Wavelength>, Option<Wavelength>),
) -> Outcome {
    let view = part.traces.view;
    let (from_nm, to_nm) = match ends {
        (None, None) => (view.left, view.right),
        (Some(from), Some(to)) => (from.nm(), to.nm()),
        (Some(_), None) | (None, Some(_)) => return Err(CommandError::OneEnd),
    };
    let (trace, within) = part.traces.between(from_nm, to_nm).ok_or(CommandError::NoTrace)?;
    let numbers = statistics(&trace.y[within]).ok_or(CommandError::NoSample { from_nm, to_nm })?;
    let words = numbers.words(trace.unit(), trace.spacing.sampling.nm());
    Ok(inform(format!("{from_nm:.4} to {to_nm:.4} nm: {words}")))
}

/// The band at the cursor in numbers, as a message.
fn measure(part: &mut TraceState, _: &Context, (Decibels(level),): (Decibels,)) -> Outcome {
    let down_db = level.abs();
    let cursor = part.traces.cursor.ok_or(CommandError::NoCursor)?;
    let (index, _, _) = part.traces.sample(cursor).ok_or(CommandError::NoTrace)?;
    let trace = Arc::clone(part.traces.selected_trace().ok_or(CommandError::NoTrace)?);
    let kind = part.traces.method.search.kind;
    let (y, spacing) = (trace.y.as_slice(), trace.spacing);
    let found = band::band(y, spacing, kind, index, down_db).ok_or(CommandError::NoFlanks(down_db))?;
    let inside = band::between(y, spacing, found.from_nm, found.to_nm);
    let (channel, away) = band::itu(Wavelength::from_nm(found.centre_nm).thz(), 50.0);
    let number = |value: Option<f64>| value.map_or_else(|| "-".into(), |v| format!("{v:.2} dB"));
    let crosstalk = band::crosstalk(y, spacing, &found, 0.8, 0.2);
    Ok(inform(format!(
        "{down_db} dB band {:.4} to {:.4} nm: width {:.2} pm, centre {:.4} nm, loss {}, ripple {}, crosstalk at 0.8 nm {}, ITU {channel:.2} THz {away:+.2} GHz",
        found.from_nm,
        found.to_nm,
        found.width_pm,
        found.centre_nm,
        number(band::insertion_loss(inside)),
        number(band::ripple(inside)),
        number(crosstalk),
    )))
}
