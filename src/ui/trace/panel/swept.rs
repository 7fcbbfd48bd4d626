//! When and with what a trace was swept: in as many words as have room, the most urgent first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::core::text::{clip, without_zeros};
use crate::core::trace::{Moment, Origin, Trace};
use crate::core::wall_clock;
use crate::ui::common::context::Context;
use crate::ui::kit::fitting::{self, Said};
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::letter;

/// Cells of a note.
const NOTE: usize = 40;

/// That the settings of the sweep are other ones now.
pub(super) const OLDER: (&str, &str) = ("older than the settings", "older");

/// When a trace was swept by this clock, in full and in short; nothing where it does not say.
pub(super) fn moment(context: &Context, trace: &Trace) -> Option<(String, String)> {
    let (moment, time) = trace.provenance.moment()?;
    let clock = wall_clock::clock(time, &context.clock)?;
    Some(match moment {
        Moment::Swept => (format!("swept {clock}"), clock),
        Moment::Fetched => (format!("fetched {clock}, sweep not seen"), format!("fetched {clock}")),
    })
}

/// From where to where a trace reaches and in which steps, in full and in short.
fn limits(trace: &Trace) -> (String, String) {
    let spacing = trace.spacing;
    let ends = (spacing.nm(0), spacing.nm(trace.y.len().saturating_sub(1)));
    let step = format!("{:.3}", spacing.sampling.pm());
    let step = without_zeros(&step);
    (
        format!("{:.3} to {:.3} nm, {step} pm", ends.0, ends.1),
        format!("{:.0}-{:.0} nm {step} pm", ends.0, ends.1),
    )
}

/// What is said of the trace with this number, the most urgent first.
fn said(trace: &TraceState, context: &Context, index: usize) -> Vec<Said> {
    let theme = context.theme();
    let traces = &trace.traces;
    let Some(shown) = &traces.slots[index].trace else { return Vec::new() };
    let (both, one) = (Said::new, |words: String, style| Said::one(words, style));
    let mark = shown.provenance.light.mark().map(|mark| one(mark.to_owned(), theme.warning()));
    let older = traces.is_older(index, &context.bench);
    let older = older.then(|| both((OLDER.0.to_owned(), OLDER.1.to_owned()), theme.warning()));
    let when = when(trace, context, index).map(|when| both(when, theme.text()));
    let whose = one(name(context, shown), theme.text());
    let notes = clip(&shown.provenance.notes, NOTE);
    let notes = (!notes.is_empty()).then(|| one(notes, theme.text()));
    let points = one(format!("{} points", number::grouped(cast::count_u64(shown.y.len()))), theme.dim());
    [mark, older, when, Some(both(limits(shown), theme.text())), Some(whose), Some(points), notes]
        .into_iter()
        .flatten()
        .collect()
}

/// When a trace was swept; of a difference, when each of the two was.
fn when(trace: &TraceState, context: &Context, index: usize) -> Option<(String, String)> {
    let traces = &trace.traces;
    let of = |index: usize| moment(context, traces.slots[index].trace.as_ref()?);
    let Some((a, b)) = traces.slots[index].minus() else { return of(index) };
    let (first, second) = (of(a)?, of(b)?);
    Some((
        format!("{} {}, {} {}", letter(a), first.0, letter(b), second.0),
        format!("{} {}, {} {}", letter(a), first.1, letter(b), second.1),
    ))
}

/// What a trace holds and of whom.
pub(super) fn name(context: &Context, trace: &Trace) -> String {
    origin(context, &trace.origin)
}

/// The same by its origin alone.
pub(super) fn origin(context: &Context, origin: &Origin) -> String {
    match origin.trace() {
        Some(id) => format!("{} of {}", id.kind, context.detector_name(id.detector)),
        None => origin.to_string(),
    }
}

/// Draws what is said of the selected trace.
pub(super) fn draw(trace: &TraceState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let said = said(trace, context, trace.traces.selected);
    fitting::put(&mut Pen::new(buffer, area), (3, 0), &said);
}
