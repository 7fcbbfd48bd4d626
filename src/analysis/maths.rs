//! Traces made from traces. Everything is computed sample by sample on the same wavelengths.

use crate::core::cast::{count_f64, level_f32};

/// The greater of both, sample by sample; where one has no number, the other.
pub(crate) fn maximum(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a.max(*b)).collect()
}

/// The lesser of both.
pub(crate) fn minimum(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a.min(*b)).collect()
}

/// The mean with one more trace, `count` of them being in it already: of powers, not of their logarithms.
pub(crate) fn averaged(mean: &[f32], next: &[f32], count: u32) -> Vec<f32> {
    let share = 1.0 / f64::from(count + 1);
    let power = |db: f32| 10f64.powf(f64::from(db) / 10.0);
    // How far the mean moves is small: single precision is enough for it, and it is what takes the time.
    let (share_32, decade) = (level_f32(share), std::f32::consts::LOG2_10 / 10.0);
    let both = |(&mean, &next): (&f32, &f32)| {
        let moved = (1.0 - share_32 + share_32 * ((next - mean) * decade).exp2()).log2() / decade;
        if moved.is_finite() {
            mean + moved
        } else {
            level_f32(10.0 * (power(mean) * (1.0 - share) + power(next) * share).log10())
        }
    };
    mean.iter().zip(next).map(both).collect()
}

/// `a - b`, in dB.
pub(crate) fn difference(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Moved so that its greatest finite sample is 0 dB.
pub(crate) fn normalised(y: &[f32]) -> Vec<f32> {
    let greatest = y.iter().copied().filter(|y| y.is_finite()).fold(f32::NEG_INFINITY, f32::max);
    if greatest.is_finite() { y.iter().map(|y| y - greatest).collect() } else { y.to_vec() }
}

/// The mean of `2 half + 1` neighbouring powers, fewer at the ends and beside holes. Nothing is ever subtracted, so that
/// weak light beside strong light, or beside what is infinite, keeps all of its digits. Takes no more memory than its
/// result and one window.
pub(crate) fn smoothed(y: &[f32], half: usize) -> Vec<f32> {
    // Beyond the whole trace there is nothing more to sum.
    let half = half.min(y.len());
    // A window is the end of one block and the beginning of the next: blocks are as long as windows. The first window
    // begins before the trace, where there is no light.
    let length = 2 * half + 1;
    let mut end = vec![PowerSum::default(); length];
    for (place, &level) in end[half..].iter_mut().zip(y) {
        *place = PowerSum::of(level);
    }
    let mut smooth = Vec::with_capacity(y.len());
    while smooth.len() < y.len() {
        // What the block has from each place to its end.
        let mut sum = PowerSum::default();
        for place in end.iter_mut().rev() {
            sum = sum.with(*place);
            *place = sum;
        }
        let mut beginning = PowerSum::default();
        for place in &mut end {
            let Some(&level) = y.get(smooth.len()) else { break };
            smooth.push(if level.is_nan() { f32::NAN } else { place.with(beginning).mean() });
            // Its end is not asked for any more: the next block takes its place.
            *place = y.get(smooth.len() + half).copied().map_or_else(PowerSum::default, PowerSum::of);
            beginning = beginning.with(*place);
        }
    }
    smooth
}

/// Powers that were added up, and how many there are; holes are none.
#[derive(Clone, Copy, Default)]
struct PowerSum {
    sum: f64,
    count: usize,
}

impl PowerSum {
    fn of(level: f32) -> Self {
        if level.is_nan() {
            return Self::default();
        }
        Self { sum: 10f64.powf(f64::from(level) / 10.0), count: 1 }
    }

    fn with(self, other: Self) -> Self {
        Self { sum: self.sum + other.sum, count: self.count + other.count }
    }

    /// In dB.
    fn mean(self) -> f32 {
        level_f32(10.0 * (self.sum / count_f64(self.count)).log10())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn holds_and_means_are_of_powers() {
        assert_eq!(maximum(&[1.0, f32::NAN], &[0.0, 2.0]), [1.0, 2.0]);
        assert_eq!(minimum(&[1.0, 5.0], &[0.0, 7.0]), [0.0, 5.0]);
        let mean = averaged(&[0.0], &[10.0], 1)[0];
        assert!((mean - 7.4036).abs() < 1e-3, "{mean}");
        assert_eq!(difference(&[3.0], &[1.0]), [2.0]);
        assert_eq!(normalised(&[-3.0, -1.0, f32::INFINITY]), [-2.0, 0.0, f32::INFINITY]);
    }

    proptest! {
        #[test]
        fn a_mean_is_that_of_the_powers(levels in prop::collection::vec(-90f32..10.0, 1..50)) {
            let mut mean = vec![levels[0]];
            for (count, level) in (1..).zip(&levels[1..]) {
                mean = averaged(&mean, &[*level], count);
            }
            let powers: f64 = levels.iter().map(|&level| 10f64.powf(f64::from(level) / 10.0)).sum();
            let wanted = 10.0 * (powers / levels.len() as f64).log10();
            prop_assert!((f64::from(mean[0]) - wanted).abs() < 2e-4, "{} {wanted}", mean[0]);
        }
    }

    #[test]
    fn a_mean_of_nothing_is_nothing_and_a_hole_is_a_hole() {
        let none = f32::NEG_INFINITY;
        assert_eq!(averaged(&[none, none], &[none, 0.0], 1)[0], none);
        assert!((averaged(&[none, 0.0], &[0.0, none], 1)[0] + 3.0103).abs() < 1e-4);
        assert!((averaged(&[none, 0.0], &[0.0, none], 1)[1] + 3.0103).abs() < 1e-4);
        assert!(averaged(&[f32::NAN, 0.0], &[0.0, f32::NAN], 1).iter().all(|y| y.is_nan()));
    }

    proptest! {
        #[test]
        fn smoothing_is_the_mean_of_the_powers_about_each_sample(
            y in prop::collection::vec(
                prop_oneof![9 => -90f32..10.0, 1 => Just(f32::NAN), 1 => Just(f32::NEG_INFINITY)], 0..60),
            half in 0usize..20,
        ) {
            let smooth = smoothed(&y, half);
            prop_assert_eq!(smooth.len(), y.len());
            for (index, &found) in smooth.iter().enumerate() {
                let window = &y[index.saturating_sub(half)..y.len().min(index + half + 1)];
                let powers: Vec<f64> = window.iter().filter(|y| !y.is_nan())
                    .map(|&db| 10f64.powf(f64::from(db) / 10.0)).collect();
                let mean = 10.0 * (powers.iter().sum::<f64>() / powers.len() as f64).log10();
                if y[index].is_nan() {
                    prop_assert!(found.is_nan());
                } else if mean.is_infinite() {
                    prop_assert_eq!(f64::from(found), mean);
                } else {
                    prop_assert!((f64::from(found) - mean).abs() < 1e-5, "{} {mean}", found);
                }
            }
        }
    }

    #[test]
    fn what_has_no_number_is_not_moved() {
        assert!(normalised(&[f32::NAN, f32::NEG_INFINITY])[0].is_nan());
        assert_eq!(normalised(&[f32::NEG_INFINITY]), [f32::NEG_INFINITY]);
        assert_eq!(minimum(&[f32::NAN, 3.0], &[1.0, f32::NAN]), [1.0, 3.0]);
    }

    #[test]
    fn weak_light_beside_strong_and_infinite_light_is_smoothed_exactly() {
        let mut y = vec![10.0f32; 100_000];
        y.extend(vec![-80.0; 1000]);
        assert!(smoothed(&y, 5)[100_010..].iter().all(|level| (level + 80.0).abs() < 1e-5));
        y[50_000] = f32::INFINITY;
        let smooth = smoothed(&y, 5);
        assert_eq!(smooth.iter().filter(|level| level.is_infinite()).count(), 11);
        assert!(smooth[100_010..].iter().all(|level| (level + 80.0).abs() < 1e-5));
    }

    #[test]
    fn smoothing_keeps_a_level_and_its_holes() {
        let smooth = smoothed(&[-10.0, -10.0, f32::NAN, -10.0], 1);
        assert!(smooth.iter().enumerate().all(|(i, y)| (i == 2) == y.is_nan()), "{smooth:?}");
        assert!(smooth.iter().filter(|y| !y.is_nan()).all(|y| (y + 10.0).abs() < 1e-4));
        assert_eq!(smoothed(&[], 3), [] as [f32; 0]);
    }
}
