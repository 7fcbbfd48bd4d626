//! Peaks or dips of a trace, by sample: searched for once, off the task that draws, and then gone through by every key.

use std::ops::Range;
use std::sync::Arc;

use crate::analysis::peaks::{self, Search};
use crate::core::trace::Trace;
use crate::ui::trace::traces::same::Same;

/// What extremes are of: those of anything else are not gone through.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Searched {
    trace: Same,
    search: Search,
}

impl Searched {
    /// What a trace has by this search.
    pub(crate) fn new(trace: &Arc<Trace>, search: Search) -> Self {
        Self { trace: trace.into(), search }
    }
}

/// Samples and levels of what was found, from the first sample on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extremes {
    samples: Vec<usize>,
    levels: Vec<f32>,
}

impl Extremes {
    /// Looks at every sample. How far each sticks out is taken from the whole trace.
    pub fn find(y: &[f32], search: &Search) -> Self {
        let samples: Vec<usize> = peaks::find(y, search).iter().map(|extreme| extreme.index).collect();
        let levels = samples.iter().map(|&sample| y[sample]).collect();
        Self { samples, levels }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Those among these samples.
    pub(crate) fn within(&self, samples: &Range<usize>) -> Within<'_> {
        let from = self.samples.partition_point(|&sample| sample < samples.start);
        let to = self.samples.partition_point(|&sample| sample < samples.end).max(from);
        Within { samples: &self.samples[from..to], levels: &self.levels[from..to] }
    }
}

/// Some of them, one after another.
#[derive(Clone, Copy)]
pub(crate) struct Within<'a> {
    samples: &'a [usize],
    levels: &'a [f32],
}

impl Within<'_> {
    /// Whether there is none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The sample of the first one at which this does not hold, or of the last one at which it holds: it must hold for
    /// those on the left.
    pub(crate) fn beside(&self, forward: bool, left: impl Fn(usize) -> bool) -> Option<usize> {
        let at = self.samples.partition_point(|&sample| left(sample));
        let at = if forward { Some(at) } else { at.checked_sub(1) };
        at.and_then(|at| self.samples.get(at).copied())
    }

    /// The sample of the one for whose level this is least; those for which it is nothing are left out.
    pub(crate) fn least(&self, by: impl Fn(f32) -> Option<f64>) -> Option<usize> {
        let rated = self.levels.iter().zip(self.samples).filter_map(|(&level, &at)| Some((by(level)?, at)));
        rated.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, sample)| sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::peaks::Extremum;

    #[test]
    fn those_in_the_window_are_gone_through() {
        let y = [0.0, 5.0, 0.0, 7.0, 0.0, 6.0, 0.0];
        let search = Search { kind: Extremum::Peak, excursion: 3.0, threshold: None };
        let found = Extremes::find(&y, &search);
        assert_eq!((found.len(), found.is_empty()), (3, false));
        let all = found.within(&(0..7));
        assert_eq!(all.beside(true, |sample| sample <= 1), Some(3));
        assert_eq!(all.beside(false, |sample| sample < 3), Some(1));
        assert_eq!((all.beside(true, |_| true), all.beside(false, |_| false)), (None, None));
        assert_eq!(all.least(|level| Some(-f64::from(level))), Some(3));
        assert_eq!(all.least(|level| (level > 5.0).then_some(f64::from(level))), Some(5));
        let some = found.within(&(4..7));
        assert_eq!((some.least(|level| Some(-f64::from(level))), some.is_empty()), (Some(5), false));
        assert!(found.within(&(6..6)).is_empty());
    }
}
