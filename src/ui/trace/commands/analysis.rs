//! Commands that measure traces.

use std::path::PathBuf;
use std::sync::Arc;

use crate::core::text::clean;
use crate::core::units::Wavelength;
use crate::ui::common::command::{CommandRow, Name, OrOff, Outcome, Words};
use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{inform, world};
use crate::ui::trace::TraceState;
use crate::ui::trace::argument::{Decibels, Span};
use crate::ui::trace::error::TraceError;
use crate::ui::trace::measurement::{Measurement, Wanted};

pub(super) fn rows() -> Vec<CommandRow<TraceState>> {
    vec![
        CommandRow::new(
            "peaks excursion _",
            "Set how far a peak or dip must stand out",
            |part, _, (Decibels(level),): (Decibels,)| {
                part.traces.method.search.excursion = level.abs();
                Ok(inform(format!("a peak or dip stands out by {} dB at least", level.abs())))
            },
        ),
        CommandRow::new(
            "peaks threshold _",
            "Set a level that peaks must be above and dips below; off for none",
            |part, _, (OrOff(level),): (OrOff<Decibels>,)| {
                let level = level.map(|Decibels(level)| level);
                part.traces.method.search.threshold = level;
                Ok(inform(level.map_or_else(
                    || "peaks and dips have no threshold".to_owned(),
                    |level| format!("peaks are above {level} dB, dips below"),
                )))
            },
        ),
        CommandRow::new(
            "peaks width _",
            "Set how far from the base line widths are measured",
            |part, _, (Decibels(level),): (Decibels,)| {
                part.traces.method.down_db = level.abs();
                Ok(inform(format!("widths are measured {} dB from the base line", level.abs())))
            },
        ),
        CommandRow::new(
            "resonances _",
            "Filter the table of resonances by text; off for all",
            |part, _, (OrOff(words),): (OrOff<Words>,)| {
                let table = part.traces.table.as_mut().ok_or(TraceError::NoTable)?;
                let words = words.map_or_else(String::new, |Words(words)| words);
                table.show_only(words.clone());
                Ok(inform(if words.is_empty() {
                    "the table shows all resonances".to_owned()
                } else {
                    clean(&format!("the table shows resonances with “{words}”"))
                }))
            },
        ),
        CommandRow::new(
            "statistics _ _",
            "Show minimum, maximum, mean, deviation and slope, in the window or between two wavelengths",
            say_statistics,
        ),
        CommandRow::new(
            "measure _ _",
            "Measure the band at the cursor, so many dB down: width, loss, ripple over a clear band, crosstalk, ITU grid",
            measure,
        ),
        CommandRow::new(
            "mask _",
            "Compare the selected trace with a mask; off for none",
            |part, _, (OrOff(file),): (OrOff<Name>,)| Ok(part.compare_with(file.map(PathBuf::from))),
        ),
    ]
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
        (Some(_), None) | (None, Some(_)) => return Err(TraceError::OneEnd.into()),
    };
    let (trace, within) = part.traces.between(from_nm, to_nm).ok_or(TraceError::NoTrace)?;
    let (trace, ends_nm) = (Arc::clone(trace), (from_nm, to_nm));
    measured(part, Measurement { trace, wanted: Wanted::Statistics { within, ends_nm } })
}

/// The band at the cursor in numbers, as a message.
fn measure(
    part: &mut TraceState,
    _: &Context,
    (Decibels(level), clear): (Decibels, Option<Span>),
) -> Outcome {
    let cursor = part.traces.cursor.ok_or(TraceError::NoCursor)?;
    let (sample, _, _) = part.traces.at(cursor).ok_or(TraceError::NoCursor)?;
    let trace = Arc::clone(part.traces.selected_trace().ok_or(TraceError::NoTrace)?);
    let wanted = Wanted::Band {
        sample,
        kind: part.traces.method.search.kind,
        down_db: level.abs(),
        clear_pm: clear.map(|Span(width)| width.pm()),
    };
    measured(part, Measurement { trace, wanted })
}

/// It is told when it was measured.
fn measured(part: &mut TraceState, measurement: Measurement) -> Outcome {
    part.measurements.push_back(measurement);
    Ok(world(Effect::Measure))
}
