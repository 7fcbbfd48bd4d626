//! Averages of neighbouring levels.

use std::ops::Range;

use crate::core::cast::{count_f64, floor_index};

/// Means over so many samples on each side; over fewer where it ends.
pub(super) fn means(levels: &[f64], reach: usize) -> Vec<f64> {
    let mut sums = Vec::with_capacity(levels.len() + 1);
    sums.push(0.0);
    for (at, level) in levels.iter().enumerate() {
        sums.push(sums[at] + level);
    }
    let mean = |at: usize| {
        let reach = reach.min(at).min(levels.len() - 1 - at);
        (sums[at + reach + 1] - sums[at - reach]) / count_f64(2 * reach + 1)
    };
    (0..levels.len()).map(mean).collect()
}

/// At each sample the parabola through it and so many on each side (Savitzky and Golay): it keeps what bends. Where it
/// ends the samples themselves.
pub(super) fn parabolas(levels: &[f64], reach: usize) -> Vec<f64> {
    let whole = 2 * reach + 1;
    if reach < 2 || levels.len() < whole {
        return levels.to_vec();
    }
    let weights = weights(reach);
    let mut smooth = levels.to_vec();
    for (place, window) in smooth[reach..].iter_mut().zip(levels.windows(whole)) {
        *place = window.iter().zip(&weights).map(|(level, weight)| level * weight).sum();
    }
    smooth
}

/// Of a parabola's middle.
fn weights(reach: usize) -> Vec<f64> {
    let places = || (0..=2 * reach).map(|at| (count_f64(at) - count_f64(reach)).powi(2));
    let count = count_f64(2 * reach + 1);
    let (squares, fourths) = (places().sum::<f64>(), places().map(|square| square * square).sum::<f64>());
    let determinant = count * fourths - squares * squares;
    places().map(|square| (fourths - squares * square) / determinant).collect()
}

/// Over how many samples on each side parabolas take no more away than noise of so many dB, at the most so many.
pub(super) fn reach_of_noise(levels: &[f64], within: Range<usize>, db: f64, most: usize) -> usize {
    /// Each is so much wider than the one before.
    const WIDER: f64 = 1.3;
    let within = within.start..within.end.min(levels.len());
    let count = count_f64(within.len());
    if within.len() < 4 || db <= 0.0 {
        return 0;
    }
    let is_noise = |reach: usize| {
        // What parabolas see of a level is not left over of it.
        let own = weights(reach)[reach];
        let from = within.start.saturating_sub(reach);
        let around = &levels[from..(within.end + reach).min(levels.len())];
        let smooth = parabolas(around, reach);
        let rests = within.clone().map(|at| (levels[at] - smooth[at - from]).powi(2));
        let squares = rests.sum::<f64>() / count / (db * db * (1.0 - own));
        squares < 1.0 + (2.0 / count).sqrt()
    };
    let next = |reach: &usize| Some((reach + 1).max(floor_index(count_f64(*reach) * WIDER)));
    let tried = std::iter::successors(Some(2), next).take_while(|reach| *reach <= most);
    tried.filter(|reach| is_noise(*reach)).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parabolas_are_kept_and_means_take_half_of_a_step() {
        let parabola: Vec<f64> =
            (0..40).map(|x| 3.0 - 0.2 * f64::from(x) + 0.01 * f64::from(x).powi(2)).collect();
        for (is, was) in parabolas(&parabola, 6).iter().zip(&parabola) {
            assert!((is - was).abs() < 1e-9, "{is} {was}");
        }
        let step: Vec<f64> = (0..21).map(|x| f64::from(u8::from(x >= 10))).collect();
        let means = means(&step, 3);
        assert!((means[9] - 3.0 / 7.0).abs() < 1e-12 && means[0] == 0.0 && means[20] == 1.0, "{means:?}");
    }
}
