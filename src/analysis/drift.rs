//! Which resonance of a repeated sweep is which of the first one, and how something changes from sweep to sweep.

use super::measured::Measured;
use super::noise::median;
use crate::core::cast::count_f64;

/// For each wavelength of a later sweep the place of the same resonance in the first one, both from left to right. All may have
/// moved together, by less than half of what they are apart; alone each may move by a quarter of that.
pub(crate) fn matched(first: &[f64], later: &[f64]) -> Vec<Option<usize>> {
    let apart = median(first.windows(2).map(|two| two[1] - two[0])).unwrap_or(f64::INFINITY);
    let alone = 0.25 * apart;
    let pairs = |shift: f64| -> Vec<Option<usize>> {
        let mut pairs: Vec<Option<usize>> = vec![None; later.len()];
        // Of several that are near one the nearest.
        for (place, nm) in first.iter().enumerate() {
            let away = |at: &usize| (later[*at] - shift - nm).abs();
            let nearest = (0..later.len()).min_by(|a, b| away(a).total_cmp(&away(b)));
            let Some(at) = nearest.filter(|at| away(at) <= alone) else { continue };
            let is_nearer = |other: usize| (later[at] - shift - first[other]).abs() > away(&at);
            if pairs[at].is_none_or(is_nearer) {
                pairs[at] = Some(place);
            }
        }
        pairs
    };
    let differences = later.iter().flat_map(|nm| first.iter().map(move |other| nm - other));
    let mut shifts: Vec<f64> = differences.filter(|shift| shift.abs() <= 0.5 * apart).collect();
    shifts.sort_unstable_by(|a, b| a.abs().total_cmp(&b.abs()));
    // Many stand for the same shift.
    const TRIED: usize = 400;
    let step = shifts.len().div_ceil(TRIED).max(1);
    let tried = shifts.into_iter().step_by(step).map(pairs);
    // The first of those that are as good is the smallest shift.
    let best = tried.fold(None, |best: Option<(usize, Vec<Option<usize>>)>, pairs| {
        let met = pairs.iter().flatten().count();
        if best.as_ref().is_some_and(|(most, _)| *most >= met) { best } else { Some((met, pairs)) }
    });
    best.map_or_else(|| vec![None; later.len()], |(_, pairs)| pairs)
}

/// By how much something grows with a time or a place: a straight line through points. The scatter is that of the points about
/// the line, or what is known of theirs where that is more. `None` for fewer than three, or where all are at one place.
pub(crate) fn trend(points: &[(f64, Measured)]) -> Option<Measured> {
    if points.len() < 3 {
        return None;
    }
    let count = count_f64(points.len());
    let x_mean = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean = points.iter().map(|(_, y)| y.value).sum::<f64>() / count;
    let spread: f64 = points.iter().map(|(x, _)| (x - x_mean).powi(2)).sum();
    let slope = points.iter().map(|(x, y)| (x - x_mean) * (y.value - mean)).sum::<f64>() / spread;
    let rests = points.iter().map(|(x, y)| (y.value - mean - slope * (x - x_mean)).powi(2));
    let scatter = rests.sum::<f64>() / (count - 2.0);
    let known = points.iter().filter_map(|(_, y)| y.sigma).map(|sigma| sigma * sigma).sum::<f64>() / count;
    let sigma = (scatter.max(known) / spread).sqrt();
    slope.is_finite().then_some(Measured::new(slope, Some(sigma)))
}

/// Mean and standard deviation of numbers; the latter from two of them on.
pub(crate) fn mean_and_spread(numbers: &[f64]) -> Option<(f64, Option<f64>)> {
    let count = count_f64(numbers.len());
    let mean = numbers.iter().sum::<f64>() / count;
    let squares: f64 = numbers.iter().map(|one| (one - mean).powi(2)).sum();
    let spread = (numbers.len() > 1).then(|| (squares / (count - 1.0)).sqrt());
    mean.is_finite().then_some((mean, spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resonances_that_moved_together_are_known_again() {
        let first = [1550.0, 1551.2, 1552.4, 1553.6];
        for shift in [0.0, 0.3, -0.5] {
            let later = first.map(|nm| nm + shift);
            assert_eq!(matched(&first, &later), [Some(0), Some(1), Some(2), Some(3)], "{shift}");
        }
        // One is lost, one is new, one moved by itself.
        let later = [1551.3, 1551.7, 1552.5, 1553.75];
        assert_eq!(matched(&first, &later), [Some(1), None, Some(2), Some(3)]);
        assert_eq!(matched(&[1550.0], &[1550.7]), [Some(0)]);
        assert_eq!(matched(&[], &[1550.0]), [None]);
        assert_eq!(matched(&[1550.0], &[]), []);
    }

    #[test]
    fn a_trend_has_an_error_that_covers() {
        let mut random = 7u64;
        let mut normal = || {
            (0..12).fold(-6.0, |sum, _| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                sum + (random >> 40) as f64 / f64::from(1u32 << 24)
            })
        };
        let mut within = 0;
        for _ in 0..600 {
            let points: Vec<(f64, Measured)> = (0..20u32)
                .map(|x| (f64::from(x), Measured::new(2.0 - 0.3 * f64::from(x) + normal(), Some(0.5))))
                .collect();
            let found = trend(&points).unwrap();
            within += usize::from((found.value + 0.3).abs() < found.sigma.unwrap());
        }
        assert!((375..440).contains(&within), "{within} of 600 within one standard deviation");
        assert_eq!(trend(&[(1.0, Measured::alone(1.0)); 5]), None);
        assert_eq!(trend(&[(1.0, Measured::alone(1.0)), (2.0, Measured::alone(2.0))]), None);
    }

    #[test]
    fn a_spread_is_that_of_a_sample() {
        assert_eq!(mean_and_spread(&[1.0, 3.0]), Some((2.0, Some(2f64.sqrt()))));
        assert_eq!((mean_and_spread(&[4.0]), mean_and_spread(&[])), (Some((4.0, None)), None));
    }
}
