//! A trace reduced for a picture: the least and the greatest level of each column.

use serde_json::{Value as Json, json};

use crate::core::trace::Trace;
use crate::core::units::tidy;

/// So many columns of a trace, or as many as it has samples.
pub(super) fn picture(trace: &Trace, columns: usize) -> Json {
    let points = trace.y.len();
    let columns = columns.min(points).max(1);
    let (mut nm, mut least, mut most) = (Vec::new(), Vec::new(), Vec::new());
    for column in 0..columns {
        let (from, to) = (column * points / columns, (column + 1) * points / columns);
        let levels = trace.y[from..to].iter().copied().filter(|level| level.is_finite());
        let ends = levels.fold(None, |ends: Option<(f32, f32)>, level| {
            let (low, high) = ends.unwrap_or((level, level));
            Some((low.min(level), high.max(level)))
        });
        nm.push(trace.spacing.wavelength(from).nm());
        least.push(ends.map(|(low, _)| tidy(f64::from(low), 1e6)));
        most.push(ends.map(|(_, high)| tidy(f64::from(high), 1e6)));
    }
    json!({
        "points": points,
        "columns": columns,
        "unit": trace.level_unit().to_string(),
        "nm": nm,
        "min": least,
        "max": most,
    })
}
