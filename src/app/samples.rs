//! The samples of a trace as points of a figure.

use crate::core::trace::Trace;
use crate::ui::kit::charts::reduce::Across;

/// Every sample in the window where it is, and the lines from those beside the window up to its edges.
pub(super) fn samples(trace: &Trace, across: &Across, up: &dyn Fn(f64) -> f64) -> Vec<Vec<(f64, f64)>> {
    let count = trace.y.len();
    let visible = across.visible(trace.spacing, count);
    if visible.is_empty() {
        return Vec::new();
    }
    let sample = |place: usize| {
        let index = across.index(place, count);
        let level = trace.y[index];
        (!level.is_nan()).then(|| (across.value(trace.spacing, index), up(f64::from(level))))
    };
    let mut stretches = vec![Vec::new()];
    for place in visible.start.saturating_sub(1)..(visible.end + 1).min(count) {
        match (sample(place), stretches.last_mut()) {
            (Some(point), Some(stretch)) => stretch.push(point),
            _ => stretches.push(Vec::new()),
        }
    }
    let crossing =
        |(x1, y1): (f64, f64), (x2, y2): (f64, f64), x: f64| (x, y1 + (y2 - y1) * (x - x1) / (x2 - x1));
    for stretch in &mut stretches {
        if let [first, second, ..] = stretch.as_mut_slice()
            && first.0 < across.left
        {
            *first = crossing(*first, *second, across.left);
        }
        if let [.., before, last] = stretch.as_mut_slice()
            && last.0 > across.right
        {
            *last = crossing(*before, *last, across.right);
        }
        // Alone beside a hole outside of the window.
        stretch.retain(|(x, _)| (across.left..=across.right).contains(x));
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}
