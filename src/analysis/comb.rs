//! The comb of a resonator: resonances that are evenly apart in frequency, but for dispersion.

use std::collections::{BTreeMap, BTreeSet};

use super::measured::Measured;
use crate::core::cast::count_f64;
use crate::core::units::LIGHT;

/// A comb, from the lowest tooth up: `frequency = first + spacing n + dispersion n²`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comb {
    first: f64,
    spacing: f64,
    dispersion: f64,
    /// The standard deviation that places have at least, THz: a few of them can lie evenly by chance.
    least: f64,
    /// Standard deviation of the teeth about the line, THz.
    scatter: f64,
    /// Variances and covariance of spacing and dispersion.
    variance: [f64; 3],
    /// The number of the tooth that each place is, from the lowest frequency up; `None` for what is not on the comb.
    pub(crate) teeth: Vec<Option<i32>>,
    /// Frequencies of teeth between the first and the last that nothing was found at, THz.
    pub missing_thz: Vec<f64>,
}

/// How the spacing of a comb changes, about its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dispersion {
    /// Where the middle is, nm.
    pub(crate) nm: f64,
    /// The spacing there.
    pub(crate) fsr_thz: Measured,
    /// How much more it is from one tooth to the next higher frequency.
    pub(crate) change_thz: Measured,
}

/// Fewer teeth than this are no comb.
const FEWEST: usize = 4;

impl Comb {
    /// Of places in THz, in any order, whose standard deviation is so much at least; `None` where too few of them are evenly
    /// apart.
    pub(crate) fn of(places: &[f64], least: f64) -> Option<Self> {
        let mut sorted: Vec<f64> = places.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let mut best: Option<(f64, Self)> = None;
        // A comb of many teeth is found from each part of it.
        const ANCHORS: usize = 16;
        for (index, &anchor) in sorted.iter().enumerate().step_by(sorted.len().div_ceil(ANCHORS).max(1)) {
            for next in sorted.iter().skip(index + 1).take(3) {
                for parts in [1.0, 2.0, 3.0] {
                    let spacing = (next - anchor) / parts;
                    let Some((score, comb)) = Self::tried(places, least, anchor, spacing) else { continue };
                    // Of two that are as good, the wider one: a half of it meets all of its teeth, too.
                    let better = best.as_ref().is_none_or(|(other, known)| {
                        score > other + 1e-9 || score > other - 1e-9 && comb.spacing > known.spacing
                    });
                    if better {
                        best = Some((score, comb));
                    }
                }
            }
        }
        best.map(|(_, comb)| comb)
    }

    fn tried(places: &[f64], least: f64, anchor: f64, spacing: f64) -> Option<(f64, Self)> {
        if spacing <= 0.0 {
            return None;
        }
        let mut comb = Self::begun(least, anchor, spacing, Vec::new());
        for within in [0.25, 0.15, 0.08] {
            comb.teeth = comb.numbered(places, within);
            comb.fit(places)?;
        }
        comb.teeth = comb.numbered(places, 0.08);
        let met = comb.count_missing()?;
        let (met, missing) = (count_f64(met), count_f64(comb.missing_thz.len()));
        let enough = met >= count_f64(FEWEST) && met >= 0.6 * count_f64(places.len()) && missing <= 0.5 * met;
        enough.then_some((met - 0.7 * missing, comb))
    }

    const fn begun(least: f64, first: f64, spacing: f64, teeth: Vec<Option<i32>>) -> Self {
        let (scatter, variance) = (least, [0.0; 3]);
        Self { first, spacing, dispersion: 0.0, least, scatter, variance, teeth, missing_thz: Vec::new() }
    }

    /// Of places whose numbers are known.
    pub(super) fn with_teeth(places: &[f64], least: f64, teeth: Vec<Option<i32>>) -> Option<Self> {
        let mut comb = Self::begun(least, 0.0, 0.0, teeth);
        comb.fit(places)?;
        comb.count_missing()?;
        Some(comb)
    }

    /// Tells which teeth are missing, and how many are not.
    fn count_missing(&mut self) -> Option<usize> {
        let numbers: BTreeSet<i32> = self.teeth.iter().flatten().copied().collect();
        let (least, most) = (*numbers.first()?, *numbers.last()?);
        if most.abs_diff(least) > 10_000 {
            return None;
        }
        self.missing_thz =
            (least..=most).filter(|n| !numbers.contains(n)).map(|n| self.at(f64::from(n))).collect();
        Some(numbers.len())
    }

    fn at(&self, number: f64) -> f64 {
        self.first + self.spacing * number + self.dispersion * number * number
    }

    /// The tooth that each place is nearest to, if it is within this part of the spacing; of several the nearest.
    fn numbered(&self, places: &[f64], within: f64) -> Vec<Option<i32>> {
        let nearest = |place: f64| {
            let mut number = ((place - self.first) / self.spacing).round();
            for _ in 0..4 {
                let slope = self.spacing + 2.0 * self.dispersion * number;
                number += ((place - self.at(number)) / slope).round();
            }
            let away = ((place - self.at(number)) / self.spacing).abs();
            let whole = (number.abs() < 1e6 && away < within).then(|| crate::core::cast::floor_whole(number));
            (whole.and_then(|whole| i32::try_from(whole).ok()), away)
        };
        let all: Vec<(Option<i32>, f64)> = places.iter().map(|&place| nearest(place)).collect();
        let mut least: BTreeMap<i32, f64> = BTreeMap::new();
        for (number, away) in all.iter().filter_map(|&(number, away)| Some((number?, away))) {
            let known = least.entry(number).or_insert(away);
            *known = known.min(away);
        }
        all.iter().map(|&(number, away)| number.filter(|number| least.get(number) == Some(&away))).collect()
    }

    /// A parabola through the teeth, a straight line where there are only a few.
    fn fit(&mut self, places: &[f64]) -> Option<()> {
        let points: Vec<(f64, f64)> = places
            .iter()
            .zip(&self.teeth)
            .filter_map(|(&place, number)| Some((f64::from((*number)?), place)))
            .collect();
        if points.len() < FEWEST {
            return None;
        }
        let bent = points.len() > FEWEST;
        let count = count_f64(points.len());
        let middle = points.iter().map(|(n, _)| n).sum::<f64>() / count;
        let mean = points.iter().map(|(_, y)| y).sum::<f64>() / count;
        // Of n - middle: the sums of odd powers are small, and the first equation falls away.
        let sum = |power: i32| points.iter().map(|(n, _)| (n - middle).powi(power)).sum::<f64>();
        let with =
            |power: i32| points.iter().map(|(n, y)| (n - middle).powi(power) * (y - mean)).sum::<f64>();
        let (s2, s3) = (sum(2), sum(3));
        let s4 = sum(4) - s2 * s2 / count;
        let (slope, curve, variance) = if bent {
            let determinant = s2 * s4 - s3 * s3;
            if determinant <= 0.0 {
                return None;
            }
            let (y1, y2) = (with(1), with(2));
            let slope = (y1 * s4 - y2 * s3) / determinant;
            let curve = (y2 * s2 - y1 * s3) / determinant;
            (slope, curve, [s4 / determinant, s2 / determinant, -s3 / determinant])
        } else {
            if s2 <= 0.0 {
                return None;
            }
            (with(1) / s2, 0.0, [1.0 / s2, 0.0, 0.0])
        };
        let level = mean - curve * s2 / count;
        let at = |n: f64| level + slope * (n - middle) + curve * (n - middle).powi(2);
        let squares: f64 = points.iter().map(|(n, y)| (y - at(*n)).powi(2)).sum();
        let free = (count - if bent { 3.0 } else { 2.0 }).max(1.0);
        let scatter = (squares / free).max(self.least * self.least);
        self.scatter = scatter.sqrt();
        // By n again.
        self.first = at(0.0);
        self.spacing = slope - 2.0 * curve * middle;
        self.dispersion = curve;
        let [vs, vc, both] = variance.map(|part| part * scatter);
        self.variance = [vs + 4.0 * middle * middle * vc - 4.0 * middle * both, vc, both - 2.0 * middle * vc];
        Some(())
    }

    /// How its spacing changes; `None` where there are too few teeth to tell.
    pub(crate) fn dispersion(&self) -> Option<Dispersion> {
        let (first, last) = (self.teeth.iter().flatten().min()?, self.teeth.iter().flatten().max()?);
        let middle = i32::midpoint(*first, *last);
        let [_, curve, _] = self.variance;
        (curve > 0.0).then(|| Dispersion {
            nm: LIGHT * 1e-3 / self.at(f64::from(middle)),
            fsr_thz: self.spacing(middle).into(),
            change_thz: (2.0 * self.dispersion, 2.0 * curve.sqrt()).into(),
        })
    }

    /// Standard deviation of teeth about the line, THz.
    pub(super) const fn scatter(&self) -> f64 {
        self.scatter
    }

    /// From a tooth to the one below it by the line, and the standard deviation of that, THz.
    pub(super) fn spacing_below(&self, tooth: i32) -> (f64, f64) {
        let (_, sigma) = self.spacing(tooth);
        (self.at(f64::from(tooth)) - self.at(f64::from(tooth) - 1.0), sigma)
    }

    /// The spacing at a tooth and its standard deviation, THz.
    pub(crate) fn spacing(&self, tooth: i32) -> (f64, f64) {
        let n = 2.0 * f64::from(tooth);
        let [vs, vc, both] = self.variance;
        (self.spacing + n * self.dispersion, (vs + n * n * vc + 2.0 * n * both).max(0.0).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nine teeth with some dispersion, one missing, two strangers.
    #[test]
    fn a_comb_names_what_is_missing_and_what_is_no_tooth() {
        let at = |n: f64| 190.0 + 0.75 * n - 0.002 * n * n;
        let mut places: Vec<f64> = (0..9).map(f64::from).filter(|n| *n != 4.0).map(at).collect();
        places.extend([at(1.0) + 0.3, at(6.0) + 0.2]);
        let comb = Comb::of(&places, 0.0).unwrap();
        assert_eq!(comb.teeth.iter().filter(|tooth| tooth.is_some()).count(), 8, "{comb:?}");
        assert_eq!(comb.teeth[8..], [None, None]);
        assert_eq!(comb.missing_thz.len(), 1);
        assert!((comb.missing_thz[0] - at(4.0)).abs() < 1e-6, "{comb:?}");
        let tooth = comb.teeth[0].unwrap();
        let (spacing, sigma) = comb.spacing(tooth);
        assert!((spacing - 0.75).abs() < 1e-6 && sigma < 1e-6, "{spacing} {sigma}");
    }

    #[test]
    fn dispersion_is_told_with_an_error_that_covers() {
        let (mut within, mut random) = (0, 1u64);
        for _ in 0..400 {
            let places: Vec<f64> = (0..15u32)
                .map(|n| {
                    let mut scatter = -6.0;
                    for _ in 0..12 {
                        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        scatter += (random >> 40) as f64 / f64::from(1u32 << 24);
                    }
                    190.0 + 0.1 * f64::from(n) - 2e-5 * f64::from(n).powi(2) + 5e-5 * scatter
                })
                .collect();
            let found = Comb::of(&places, 0.0).unwrap().dispersion().unwrap();
            let away = (found.change_thz.value + 4e-5).abs() / found.change_thz.sigma.unwrap();
            within += usize::from(away < 1.0);
            let spacing = (found.fsr_thz.value - (0.1 - 4e-5 * 7.0)).abs() / found.fsr_thz.sigma.unwrap();
            assert!(spacing < 6.0, "{found:?}");
        }
        // Two in three, less what few teeth know of their scatter.
        assert!((245..290).contains(&within), "{within} of 400");
    }

    #[test]
    fn a_few_and_what_is_uneven_are_no_comb() {
        assert_eq!(Comb::of(&[190.0, 191.0, 192.0], 0.0), None);
        assert_eq!(Comb::of(&[190.0, 190.31, 191.73, 192.02, 194.9, 195.37], 0.0), None);
        assert_eq!(Comb::of(&[], 0.0), None);
    }

    #[test]
    fn the_error_of_the_spacing_is_that_of_the_places() {
        let (mut sum, mut told) = (0.0, 0.0);
        let mut random = 1u64;
        for _ in 0..400 {
            let places: Vec<f64> = (0..12u32)
                .map(|n| {
                    let mut scatter = -6.0;
                    for _ in 0..12 {
                        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        scatter += (random >> 40) as f64 / f64::from(1u32 << 24);
                    }
                    190.0 + 0.1 * f64::from(n) + 1e-4 * scatter
                })
                .collect();
            let comb = Comb::of(&places, 0.0).unwrap();
            let tooth = comb.teeth[5].unwrap();
            let (spacing, sigma) = comb.spacing(tooth);
            sum += (spacing - 0.1).powi(2);
            told += sigma * sigma;
        }
        assert!((0.8..1.25).contains(&(told / sum)), "{told} {sum}");
    }
}
