//! Scales that a person would choose.

use crate::core::cast::{count_f64, floor_index, floor_whole, nearest, whole_f64};

/// Divisions that a scale aims at.
const DIVISIONS: f64 = 5.0;
/// A scale is never narrower: a hundredth of a decibel is a line, not mountains.
const NARROWEST: f64 = 1.0;
/// A scale of noise is never narrower.
const NARROWEST_OF_NOISE: f64 = 5.0;

/// From the least to the greatest value of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// At the bottom or at the left.
    pub low: f64,
    /// At the top or at the right.
    pub high: f64,
}

impl Scale {
    /// Round limits around the data, with a little room.
    pub(crate) fn around(low: f64, high: f64) -> Self {
        let roomy = Self::roomy(low, high, NARROWEST);
        let step = nice_step((roomy.high - roomy.low) / DIVISIONS);
        Self { low: (roomy.low / step).floor() * step, high: (roomy.high / step).ceil() * step }
    }

    /// The data with a little room.
    pub(crate) fn with_room(low: f64, high: f64) -> Self {
        Self::roomy(low, high, NARROWEST)
    }

    /// The same of noise, which fills no chart.
    pub(crate) fn of_noise(low: f64, high: f64) -> Self {
        Self::roomy(low, high, NARROWEST_OF_NOISE)
    }

    fn roomy(low: f64, high: f64, narrowest: f64) -> Self {
        let middle = f64::midpoint(low, high);
        let half = ((high - low) * 0.55).max(narrowest / 2.0);
        Self { low: middle - half, high: middle + half }
    }

    /// Where a value lies: 0 at the low end, 1 at the high end; beyond the ends it is held there.
    pub(crate) fn part(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// The dot row of a value among `rows`, 0 at the top; what is beyond an end is drawn at that end.
    /// `None` for not-a-number.
    pub(crate) fn row(&self, value: f32, rows: usize) -> Option<usize> {
        if value.is_nan() || rows == 0 {
            return None;
        }
        let value = f64::from(value).clamp(self.low, self.high);
        Some(floor_index(nearest((self.high - value) * (count_f64(rows) - 1.0) / (self.high - self.low))))
    }

    /// Round values within the scale, at most `most` of them, and the decimals they need. One alone tells no scale: rather than
    /// that there is one more than there should be.
    pub(crate) fn ticks(&self, most: usize) -> (Vec<f64>, usize) {
        let Some(step) = self.step(most) else { return (Vec::new(), 0) };
        let finer = nice_step((self.high - self.low) / count_f64(most));
        let lonely = most > 1 && self.multiples(step).len() < 2 && self.multiples(finer).len() <= most + 1;
        let step = if lonely { finer } else { step };
        (self.multiples(step), decimals(step))
    }

    /// The step between round values of which at most `most` lie within the scale; `None` where it has no length.
    pub(crate) fn step(&self, most: usize) -> Option<f64> {
        let span = self.high - self.low;
        if most == 0 || span <= 0.0 || !span.is_finite() {
            return None;
        }
        let mut step = nice_step(span / count_f64(most));
        let count = |step: f64| (self.high / step + 1e-9).floor() - (self.low / step - 1e-9).ceil() + 1.0;
        while count(step) > count_f64(most) {
            step = nice_step(step * 1.01);
        }
        Some(step)
    }

    /// The multiples of a step that lie within the scale.
    pub(crate) fn multiples(&self, step: f64) -> Vec<f64> {
        let first = floor_whole((self.low / step - 1e-9).ceil());
        let last = floor_whole((self.high / step + 1e-9).floor());
        (first..=last).map(|n| whole_f64(n) * step).collect()
    }
}

/// The decimals that multiples of a step need.
pub(crate) fn decimals(step: f64) -> usize {
    floor_index(-(step.log10() + 1e-9).floor())
}

/// The next step of 1, 2, 5, 10, ... that is not smaller.
pub(crate) fn nice_step(least: f64) -> f64 {
    let decade = 10f64.powf(least.log10().floor());
    let candidates = [1.0, 2.0, 5.0, 10.0].map(|n| n * decade);
    candidates.into_iter().find(|&step| step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * decade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let (ticks, decimals) = Scale { low: -80.0, high: 10.0 }.ticks(5);
        assert_eq!((ticks, decimals), (vec![-80.0, -60.0, -40.0, -20.0, 0.0], 0));
        let (ticks, decimals) = Scale { low: 1549.93, high: 1550.31 }.ticks(4);
        assert_eq!(decimals, 1);
        assert_eq!(ticks.len(), 4);
        assert!(Scale { low: 1.0, high: 1.0 }.ticks(4).0.is_empty());
        // Not 1550 alone.
        assert_eq!(Scale { low: 1520.0, high: 1580.0 }.ticks(3).0, [1520.0, 1540.0, 1560.0, 1580.0]);
    }

    #[test]
    fn a_value_stands_where_its_part_of_the_scale_is() {
        let scale = Scale { low: -60.0, high: 0.0 };
        assert_eq!([-60.0, -30.0, 0.0, 7.0, -99.0].map(|value| scale.part(value)), [0.0, 0.5, 1.0, 1.0, 0.0]);
        let row = |value: f32| scale.row(value, 61);
        assert_eq!([0.0, -30.0, -60.0, 9.0, f32::NEG_INFINITY].map(row), [0, 30, 60, 0, 60].map(Some));
        assert_eq!((row(f32::NAN), scale.row(0.0, 0)), (None, None));
    }
}
