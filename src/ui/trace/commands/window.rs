//! Commands about the window on the traces, markers and lines.

use crate::core::scale::Scale;
use crate::core::units::Wavelength;
use crate::ui::common::command::{CommandRow, Downwards, Outcome};
use crate::ui::common::next::{inform, warn};
use crate::ui::trace::TraceState;
use crate::ui::trace::argument::{Decibels, Marker, Span};
use crate::ui::trace::error::TraceError;
use crate::ui::trace::traces::ChartLine;
use crate::ui::trace::traces::view::{DIVISIONS, Level, View};

/// Lines across the chart: each is drawn in every frame.
const LINES: usize = 100;

pub(super) fn rows() -> Vec<CommandRow<TraceState>> {
    vec![
        CommandRow::new(
            "view centre _",
            "Centre the window on a wavelength",
            |part, _, (middle,): (Wavelength,)| look(part, |view| view.centred(middle.nm())),
        ),
        CommandRow::new(
            "view span _",
            "Set the width of the window: 2nm, 100pm",
            |part, _, (Span(width),): (Span,)| look(part, |view| view.spanning(width.nm())),
        ),
        CommandRow::new(
            "view level _ _",
            "Set the level at the top, and dB per division (ten divisions)",
            |part, _, (Decibels(high), Decibels(division)): (Decibels, Decibels)| {
                if division <= 0.0 {
                    return Err(TraceError::FlatDivision.into());
                }
                let level = Level::Fixed(Scale { low: high - DIVISIONS * division, high });
                let kind = part.traces.kind(part.traces.selected);
                look(part, |view| view.with_level(kind, level))
            },
        ),
        CommandRow::new(
            "view _ _",
            "Show the window from one wavelength to another",
            |part, _, (from, to): (Wavelength, Wavelength)| {
                let (left, right) = (from.nm(), to.nm());
                if left >= right {
                    let (from_nm, to_nm) = (right, left);
                    return Err(Downwards { what: "a window", command: "view", from_nm, to_nm }.into());
                }
                look(part, |view| View { left, right, ..view })
            },
        ),
        CommandRow::new(
            "marker _ _",
            "Put a marker at a wavelength",
            |part, _, (Marker(index), place): (Marker, Wavelength)| {
                part.traces.selected_trace().ok_or(TraceError::NoTrace)?;
                let there = part.traces.at(place.nm());
                part.traces.markers[index] = Some(there.map_or(place.nm(), |(_, nm, _)| nm));
                Ok(match there {
                    Some(_) => inform(part.traces.marker_words(index)),
                    None => warn(format!("marker {} is outside the trace", index + 1)),
                })
            },
        ),
        CommandRow::new(
            "line _",
            "Draw a line at a wavelength or a level: 1550nm, -3dB; X removes lines and markers",
            |part, _, (line,): (ChartLine,)| {
                if part.traces.lines.len() >= LINES {
                    return Err(TraceError::TooManyLines(LINES).into());
                }
                let at = match &line {
                    ChartLine::At(nm) => format!("{nm} nm"),
                    ChartLine::Level(level) => format!("{level} dB"),
                };
                part.traces.lines.push(line);
                Ok(inform(format!("a line at {at}")))
            },
        ),
    ]
}

fn look(part: &mut TraceState, view: impl FnOnce(View) -> View) -> Outcome {
    part.look(view);
    let View { left, right, .. } = part.traces.view;
    Ok(inform(format!("the window is {left:.4} to {right:.4} nm")))
}
