//! Commands that measure traces.

use std::sync::Arc;

use crate::analysis::resonance::Method;
use crate::analysis::statistics::statistics;
use crate::analysis::{band, channel};
use crate::core::units::Wavelength;
use crate::ui::common::command::{CommandError, Name, OrOff, Outcome, Row, Words, done};
use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{inform, world};
use crate::ui::trace::TraceState;
use crate::ui::trace::argument::{Decibels, Span};

pub(super) fn rows() -> Vec<Row<TraceState>> {
    vec![
        Row::new(
            "peaks excursion _",
            "Set how far a peak or dip must stand out",
            |part, _, (Decibels(level),): (Decibels,)| {
                change_method(part, |method| method.search.excursion = level.abs())
            },
        ),
        Row::new(
            "peaks threshold _",
            "Set a level that peaks must be above and dips below; off for none",
            |part, _, (OrOff(level),): (OrOff<Decibels>,)| {
                change_method(part, |method| {
                    method.search.threshold = level.map(|Decibels(level)| level);
                })
            },
        ),
        Row::new(
            "peaks width _",
            "Set how far from the base line widths are measured",
            |part, _, (Decibels(level),): (Decibels,)| {
                change_method(part, |method| method.down_db = level.abs())
            },
        ),
        Row::new(
            "resonances _",
            "Filter the table of resonances by text; off for all",
            |part, _, (OrOff(words),): (OrOff<Words>,)| {
                let table = part.traces.table.as_mut().ok_or(CommandError::NoTable)?;
                (table.filter, table.row) = (words.map_or_else(String::new, |Words(words)| words), 0);
                done()
            },
        ),
        Row::new(
            "statistics _ _",
            "Show minimum, maximum, mean, deviation and slope, in the window or between two wavelengths",
            say_statistics,
        ),
        Row::new(
            "measure _ _",
            "Measure the band at the cursor, so many dB down: width, loss, ripple over a clear band, crosstalk, ITU grid",
            measure,
        ),
        Row::new(
            "mask _",
            "Compare the selected trace with a mask; off for none",
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

fn change_method(part: &mut TraceState, change: impl FnOnce(&mut Method)) -> Outcome {
    change(&mut part.traces.method);
    done()
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
fn measure(
    part: &mut TraceState,
    _: &Context,
    (Decibels(level), clear): (Decibels, Option<Span>),
) -> Outcome {
    let down_db = level.abs();
    let cursor = part.traces.cursor.ok_or(CommandError::NoCursor)?;
    let (index, _, _) = part.traces.sample(cursor).ok_or(CommandError::NoTrace)?;
    let trace = Arc::clone(part.traces.selected_trace().ok_or(CommandError::NoTrace)?);
    let kind = part.traces.method.search.kind;
    let (y, spacing) = (trace.y.as_slice(), trace.spacing);
    let found = band::band(y, spacing, kind, index, down_db).ok_or(CommandError::NoFlanks(down_db))?;
    let filter = band::filter(y, spacing, kind, index, clear.map(|Span(width)| width.pm()));
    let (channel, away) = channel::itu(Wavelength::from_nm(found.centre_nm).thz(), 50.0);
    let number = |value: Option<f64>| value.map_or_else(|| "-".into(), |v| format!("{v:.2} dB"));
    let crosstalk = band::crosstalk(y, spacing, &found, 0.8, 0.2);
    Ok(inform(format!(
        "{down_db} dB band {:.4} to {:.4} nm: width {:.2} pm, centre {:.4} nm, loss {}, ripple {} over {:.0} pm, crosstalk at 0.8 nm {}, ITU {channel:.2} THz {away:+.2} GHz",
        found.from_nm,
        found.to_nm,
        found.width_pm,
        found.centre_nm,
        number(filter.map(|filter| -filter.top)),
        number(filter.and_then(|filter| filter.ripple)),
        filter.map_or(0.0, |filter| filter.clear_pm),
        number(crosstalk),
    )))
}
