//! The line that was fitted to samples, in a figure: over them, and what it leaves over in a panel of its own.

use std::sync::Arc;

use super::levels::Levels;
use crate::core::cast::{count_f64, level_f32};
use crate::core::level::LevelUnit;
use crate::core::scale::Scale;
use crate::core::trace::{Provenance, Spacing, Trace};
use crate::export::figure::{Curve, FigureError};
use crate::ui::kit::charts::reduce::Across;
use crate::ui::trace::traces::slot::Slot;
use crate::ui::trace::traces::table::ShownFits;
use crate::ui::trace::traces::view::{Level, View};
use crate::ui::trace::traces::{LETTERS, Traces};

/// Traces with a line over them.
pub(super) struct Fitted {
    /// Those that are seen together: a letter that was free has the line.
    pub(super) together: Traces,
    /// What is left over, under another one.
    pub(super) rests: Traces,
}

/// Puts the lines that are drawn under free letters; `None` where none is.
///
/// # Errors
/// If there are no two letters free.
pub(super) fn of(traces: &Traces) -> Result<Option<Fitted>, FigureError> {
    let lines = traces.fits();
    let Some(trace) = traces.slots[traces.selected].trace.as_ref().filter(|_| !lines.is_empty()) else {
        return Ok(None);
    };
    let mut free = (0..LETTERS).filter(|&index| traces.slots[index].trace.is_none());
    let (Some(line_at), Some(rest_at)) = (free.next(), free.next()) else {
        return Err(FigureError::NoLetter);
    };
    let View { left, right, .. } = traces.view;
    let within = crate::analysis::band::indices(trace.spacing, trace.y.len(), left, right);
    let level = |index: usize| Traces::fitted_level(&lines, trace.spacing.nm(index));
    let levels: Vec<Option<f64>> = within.clone().map(level).collect();
    let fitted = levels.iter().map(|level| level.map_or(f32::NAN, level_f32)).collect();
    let rests: Vec<f32> = levels
        .iter()
        .zip(&trace.y[within.clone()])
        .map(|(level, &is)| level.map_or(f32::NAN, |level| level_f32(f64::from(is) - level)))
        .collect();
    let spacing = Spacing { start: trace.spacing.wavelength(within.start), ..trace.spacing };
    let part = |y: Vec<f32>, name: &str, unit: LevelUnit| {
        let provenance = Provenance { notes: name.to_owned(), unit: Some(unit), ..trace.provenance.clone() };
        let (origin, x_difference_pm) = (trace.origin.clone(), trace.x_difference_pm);
        let trace = Arc::new(Trace { origin, spacing, y, provenance, x_difference_pm });
        // Nothing is said of how it came about but its name.
        let mut slot = Slot::of(trace.into());
        slot.file = Some(name.to_owned());
        slot
    };
    let greatest =
        rests.iter().filter(|rest| rest.is_finite()).fold(0.0, |most: f32, rest| most.max(rest.abs()));
    let end = 1.15 * f64::from(greatest).max(1e-6);
    let mut together = traces.clone();
    together.shown_fits = ShownFits::None;
    together.slots[line_at] = part(fitted, "fit", trace.level_unit());
    let level = Level::Fixed(Scale { low: -end, high: end });
    let mut below = Traces::default();
    below.view = View { linear: false, level, ..traces.view };
    below.slots[rest_at] = part(rests, "residual", LevelUnit::Db);
    below.selected = rest_at;
    Ok(Some(Fitted { together, rests: below }))
}

/// The lines that were fitted, where they are drawn over the chart.
pub(super) fn line(traces: &Traces, across: &Across, sides: Levels) -> Option<Curve> {
    let lines = traces.fits();
    let kind = traces.kind(traces.selected);
    let point = |column: usize| {
        let x = across.at(count_f64(column));
        let level = traces.view.up(Traces::fitted_level(&lines, traces.view.across(x))?);
        Some((x, sides.place(kind, level)))
    };
    if lines.is_empty() {
        return None;
    }
    let points: Vec<Option<(f64, f64)>> = (0..across.columns).map(point).collect();
    let stretches = points.split(Option::is_none).filter(|some| !some.is_empty());
    let stretches: Vec<Vec<(f64, f64)>> =
        stretches.map(|some| some.iter().copied().flatten().collect()).collect();
    // A colour that is not the samples' own.
    let index = (traces.selected + 1) % LETTERS;
    (!stretches.is_empty()).then(|| Curve { name: "fit".to_owned(), index, stretches })
}
