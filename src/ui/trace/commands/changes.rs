//! Commands that change traces: what they do with new measurements, and what is made of them.

use crate::core::text::clean;
use crate::ui::common::command::{CommandRow, Outcome, Words};
use crate::ui::common::context::Context;
use crate::ui::common::next::{Next, inform};
use crate::ui::trace::TraceState;
use crate::ui::trace::argument::{Count, Letter, Points};
use crate::ui::trace::error::TraceError;
use crate::ui::trace::traces::letter;
use crate::ui::trace::traces::making::Change;
use crate::ui::trace::traces::mode::{AVERAGED, TraceMode};

pub(super) fn rows() -> Vec<CommandRow<TraceState>> {
    vec![
        CommandRow::new(
            "trace _ mode _ _",
            "Set what a trace does with new measurements; `average 10` averages ten",
            |part, _, (Letter(index), mode, of): (Letter, TraceMode, Option<Count>)| {
                if let Some(words) = part.traces.slots[index].unmoved(letter(index)) {
                    return Ok(inform(words));
                }
                part.traces.slots[index].average_of = of.map_or(AVERAGED, |Count(of)| of);
                part.traces.slots[index].set_mode(mode);
                let mode = part.traces.slots[index].describe();
                Ok(changed(part, index, format!("trace {}: {mode}", letter(index))))
            },
        ),
        CommandRow::new(
            "trace _ minus _ _",
            "Make a trace the difference of two others, the first less the second",
            subtract,
        ),
        CommandRow::new("trace _ clear", "Remove a trace", |part, _, (Letter(index),): (Letter,)| {
            part.traces.clear(index);
            Ok(changed(part, index, format!("trace {} is empty", letter(index))))
        }),
        CommandRow::new(
            "trace _ smooth _",
            "Smooth a trace over so many points; the trace is marked as smoothed",
            |part, _, (Letter(index), Points(points)): (Letter, Points)| {
                change(part, index, Change::Smoothed(points / 2))?;
                let over = points / 2 * 2 + 1;
                Ok(inform(format!("trace {} is smoothed over {over} points", letter(index))))
            },
        ),
        CommandRow::new(
            "trace _ normalise",
            "Normalise a trace: its greatest level becomes 0 dB; the trace is marked",
            |part, _, (Letter(index),): (Letter,)| {
                change(part, index, Change::Normalised)?;
                Ok(inform(format!("trace {} is normalised: its greatest level is 0 dB", letter(index))))
            },
        ),
        CommandRow::new(
            "notes _ _",
            "Write a note on a trace; it is saved with the trace",
            |part, _, (Letter(index), Words(words)): (Letter, Words)| {
                change(part, index, Change::Noted(clean(&words).chars().take(500).collect()))?;
                Ok(inform(format!("noted; saved with trace {}", letter(index))))
            },
        ),
    ]
}

/// A trace is changed as soon as what was asked for before is done.
fn change(part: &mut TraceState, index: usize, change: Change) -> Result<(), TraceError> {
    if part.traces.slots[index].trace.is_none() {
        return Err(TraceError::NoTrace);
    }
    part.traces.change(index, change);
    Ok(())
}

/// The command line is about a trace that is there, if it is about one alone; what it is now is told.
fn changed(part: &mut TraceState, index: usize, words: String) -> Vec<Next> {
    if part.traces.selected_trace().is_none() {
        part.traces.selected = index;
    }
    inform(words)
}

fn subtract(
    part: &mut TraceState,
    _: &Context,
    (Letter(index), Letter(a), Letter(b)): (Letter, Letter, Letter),
) -> Outcome {
    if a == index || b == index {
        return Err(TraceError::OfItself(letter(index)).into());
    }
    if let Some(of) = [a, b].into_iter().find(|&of| part.traces.is_made_of(of, index)) {
        return Err(TraceError::MadeOfEachOther { made: letter(index), of: letter(of) }.into());
    }
    // What is refused leaves the trace as it was.
    let [Some(first), Some(second)] = [a, b].map(|index| &part.traces.slots[index].trace) else {
        return Err(TraceError::NoTrace.into());
    };
    first.unit_less(second)?;
    if !first.lies_near(second) {
        return Err(TraceError::OtherWavelengths.into());
    }
    if part.traces.loses(index) {
        let free = part.traces.free().map(letter);
        return Err(TraceError::WouldBeLost { made: letter(index), free }.into());
    }
    part.traces.subtract(index, (a, b));
    let of = part.traces.slots[index].describe();
    Ok(changed(part, index, format!("trace {} is {of}", letter(index))))
}
