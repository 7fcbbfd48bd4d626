//! Fringes of an interferometer with two arms: each minimum with the extinction about it, and the comb that they make.

use std::f64::consts::TAU;
use std::ops::Range;

use super::comb::Comb;
use super::found::Found;
use super::least_squares::{MOST, Model, Parameters, Point, Solution, correlation, minimise};
use super::measured::Measured;
use super::noise::{Noise, median, power};
use super::peaks::{Extremum, Search};
use super::resonance::{Doubt, Resonance, Resonances, Shape, combs_of, extinction, measure_distances};
use super::samples::{Sample, Samples, averaged};
use super::search::search;
use super::whole::Whole;
use crate::core::cast::count_f64;
use crate::core::trace::Spacing;
use crate::core::units::LIGHT;

/// `mean (1 + slope u) (1 - contrast cos(2π (u - minimum) / period))`, `u` in periods as they were guessed.
struct Fringe;

impl Fringe {
    const MEAN: usize = 0;
    const SLOPE: usize = 1;
    const CONTRAST: usize = 2;
    const MINIMUM: usize = 3;
    const PERIOD: usize = 4;
}

impl Model for Fringe {
    fn count(&self) -> usize {
        5
    }

    fn at(&self, p: &Parameters, u: f64, gradient: &mut Parameters) -> f64 {
        let phase = TAU * (u - p[Self::MINIMUM]) / p[Self::PERIOD];
        let (sin, cos) = phase.sin_cos();
        let (line, fringe) = (1.0 + p[Self::SLOPE] * u, 1.0 - p[Self::CONTRAST] * cos);
        let light = p[Self::MEAN] * line;
        let by_phase = light * p[Self::CONTRAST] * sin;
        gradient[Self::MEAN] = line * fringe;
        gradient[Self::SLOPE] = p[Self::MEAN] * u * fringe;
        gradient[Self::CONTRAST] = -light * cos;
        gradient[Self::MINIMUM] = -by_phase * TAU / p[Self::PERIOD];
        gradient[Self::PERIOD] = -by_phase * phase / p[Self::PERIOD];
        light * fringe
    }
}

/// What the fits need to know.
struct Trace<'a> {
    y: &'a [f32],
    spacing: Spacing,
    noise: Noise,
    /// From minimum to minimum, THz.
    period: f64,
}

/// Finds the minima whose sample is within a range, and fits the fringe about each. They are rows like resonances, without
/// width and quality; what is told of their comb is that of the whole trace.
pub(crate) fn fringes(y: &[f32], spacing: Spacing, wanted: &Search, within: Range<usize>) -> Resonances {
    let Some(whole) = Whole::of(y) else { return Resonances::default() };
    let y = &*whole.measured(y);
    let (found, noise) = search(&whole, &Search { kind: Extremum::Dip, ..*wanted });
    let places: Vec<f64> = found.iter().map(|one| spacing.thz(one.index)).collect();
    let Some(period) = median(places.windows(2).map(|two| two[0] - two[1])) else {
        return Resonances::default();
    };
    let trace = Trace { y, spacing, noise, period };
    let mut rows: Vec<Resonance> = found.iter().map(|one| trace.row(one)).collect();
    let combs = combs_of(&rows);
    measure_distances(&mut rows, &combs);
    rows.retain(|row| within.contains(&row.index));
    Resonances {
        rows,
        missing_nm: Vec::new(),
        combs: combs.iter().filter_map(Comb::dispersion).collect(),
        noise_db: noise.db(),
        cut_off: Vec::new(),
        left_out: whole.left_out.clone(),
        lines: Vec::new(),
    }
}

impl Trace<'_> {
    fn row(&self, found: &Found) -> Resonance {
        /// A minimum whose fringe is there to less than this is cut by the end of the trace.
        const ENOUGH: f64 = 0.6;
        /// Rests as alike as this are a structure and no noise.
        const STRUCTURE: f64 = 4.0;
        /// Fewer samples in a period are too few.
        const FEWEST: f64 = 8.0;
        let at = f64::from(self.y[found.index]);
        let mut row = Resonance::at(found.index, self.spacing, at, found.depth, self.noise.db_at(power(at)));
        let middle = self.spacing.thz(found.index);
        let place = |thz: f64| self.spacing.index_of_thz(thz).clamp(0.0, count_f64(self.y.len()));
        // A period and a half: where it begins and ends is what tells its length.
        let reach = 0.75 * self.period;
        let (from, to) = (place(middle + reach), place(middle - reach));
        let samples_in_period = (to - from) / 1.5;
        let whole = self.spacing.index_of_thz(middle - reach) - self.spacing.index_of_thz(middle + reach);
        if samples_in_period < FEWEST * ENOUGH {
            row.doubt = Some(Doubt::Narrow);
            return row;
        }
        let indices = crate::core::cast::floor_index(from.ceil())..crate::core::cast::floor_index(to);
        let samples: Vec<(f64, f64)> = indices
            .filter(|&index| self.y[index].is_finite())
            .map(|index| ((self.spacing.thz(index) - middle) / self.period, power(f64::from(self.y[index]))))
            .collect();
        let samples = averaged(samples.into_iter(), 900);
        let Some((solution, alike)) = self.fit(&samples) else { return row };
        let follows =
            |number: &dyn Fn(&Parameters) -> f64| Measured::from(solution.follows(Fringe.count(), number));
        let thz = |p: &Parameters| middle + self.period * p[Fringe::MINIMUM];
        row.nm = follows(&|p| LIGHT * 1e-3 / thz(p));
        row.thz = thz(&solution.parameters);
        row.shape = Some(Shape::Fringe);
        // Of a balanced interferometer the least is nothing, and a sign more or less of the contrast is noise.
        let left = |p: &Parameters| (1.0 - p[Fringe::CONTRAST].abs()) / (1.0 + p[Fringe::CONTRAST].abs());
        let floor = self.noise.floor / power(found.base);
        row.extinction = Some(extinction(follows(&left), floor, 0.0).grained(self.noise.db_at(power(at))));
        row.doubt = if to - from < ENOUGH * whole {
            Some(Doubt::Cut)
        } else if found.missing {
            Some(Doubt::Missing)
        } else if alike > STRUCTURE {
            Some(Doubt::Structure)
        } else {
            None
        };
        row
    }

    /// A fringe through samples, with a covariance that holds for what it leaves over, and how alike neighbours in that are.
    fn fit(&self, samples: &Samples) -> Option<(Solution, f64)> {
        let greatest = samples.iter().map(|sample| sample.y).fold(0.0, f64::max);
        let least = samples.iter().map(|sample| sample.y).fold(f64::INFINITY, f64::min);
        let mut p = [0.0; MOST];
        (p[Fringe::MEAN], p[Fringe::PERIOD]) = (f64::midpoint(greatest, least), 1.0);
        p[Fringe::CONTRAST] = (greatest - least) / (greatest + least);
        let mut unused = [0.0; MOST];
        // Flat weights at first, then by the fringe itself: a sample that is low by chance must not pull.
        let mut weights = vec![1.0 / self.noise.at(greatest).max(f64::MIN_POSITIVE); samples.len()];
        let mut best = None;
        for _ in 0..3 {
            let points =
                samples.iter().zip(&weights).map(|(&Sample { x, y, .. }, &weight)| Point { x, y, weight });
            let points: Vec<Point> = points.collect();
            let solution = minimise(&Fringe, &points, p)?;
            p = solution.parameters;
            let rest = |point: &Point, unused: &mut Parameters| {
                (point.y - Fringe.at(&p, point.x, unused)) * point.weight
            };
            let rests: Vec<f64> = points.iter().map(|point| rest(point, &mut unused)).collect();
            weights = points
                .iter()
                .map(|point| 1.0 / self.noise.at(Fringe.at(&p, point.x, &mut unused).max(0.01 * greatest)))
                .collect();
            best = Some((solution, rests));
        }
        let (solution, rests) = best?;
        let free = count_f64(rests.len().saturating_sub(Fringe.count()).max(1));
        let alike = correlation(&rests);
        let excess = solution.squares / free;
        Some((solution.scaled(excess * alike), alike))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::units::Wavelength;

    #[test]
    fn slopes_are_those_of_small_steps() {
        let p: Parameters = std::array::from_fn(|n| 0.4 + 0.13 * n as f64);
        let mut gradient = [0.0; MOST];
        for u in [-0.7, -0.1, 0.3, 0.9] {
            Fringe.at(&p, u, &mut gradient);
            for at in 0..Fringe.count() {
                let moved = |by: f64| {
                    let mut p = p;
                    p[at] += by;
                    Fringe.at(&p, u, &mut [0.0; MOST])
                };
                let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
                assert!(
                    (slope - gradient[at]).abs() < 1e-6 * (1.0 + slope.abs()),
                    "{at}: {slope} {}",
                    gradient[at]
                );
            }
        }
    }

    /// Fringes 200 GHz apart, 20 dB deep, whose least are at whole periods from 193 THz.
    fn interferometer(seed: u64) -> (Vec<f32>, Spacing) {
        let spacing = Spacing { start: Wavelength::from_nm(1540.0), sampling: Wavelength::from_m(5e-12) };
        let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut normal = || {
            (0..12).fold(-6.0, |sum, _| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                sum + (random >> 40) as f64 / f64::from(1u32 << 24)
            })
        };
        let contrast = (1.0 - 0.01) / (1.0 + 0.01);
        let y = (0..4000).map(|index| {
            let phase = TAU * (spacing.thz(index) - 193.0) / 0.2;
            let light = (1.0 - contrast * phase.cos()) / (1.0 + contrast);
            (-4.0 + 5e-5 * index as f64 + 10.0 * light.log10() + 0.05 * normal()) as f32
        });
        (y.collect(), spacing)
    }

    #[test]
    fn minima_and_extinctions_of_an_interferometer_have_uncertainties_that_hold() {
        let wanted = Search { kind: Extremum::Dip, excursion: 3.0, threshold: None };
        let (mut count, mut where_once, mut where_twice, mut deep_once, mut deep_twice) = (0, 0, 0, 0, 0);
        for seed in 0..30 {
            let (y, spacing) = interferometer(seed);
            let found = fringes(&y, spacing, &wanted, 0..y.len());
            assert!((11..=13).contains(&found.rows.len()), "{}", found.rows.len());
            for row in found.rows.iter().filter(|row| row.doubt.is_none()) {
                let truth = 193.0 + 0.2 * ((row.thz - 193.0) / 0.2).round();
                let away = (row.nm.value - LIGHT * 1e-3 / truth).abs() / row.nm.sigma.unwrap();
                let extinction = row.extinction.unwrap();
                let deep = (extinction.value - 20.0).abs() / extinction.sigma.unwrap();
                let fsr = row.fsr_thz.unwrap();
                assert!((fsr.value - 0.2).abs() < 5.0 * fsr.sigma.unwrap(), "{row:?}");
                count += 1;
                where_once += usize::from(away < 1.0);
                where_twice += usize::from(away < 2.0);
                deep_once += usize::from(deep < 1.0);
                deep_twice += usize::from(deep < 2.0);
            }
        }
        assert!(count > 300, "{count}");
        for (name, once, twice) in
            [("minimum", where_once, where_twice), ("extinction", deep_once, deep_twice)]
        {
            let part = |of: usize| 100.0 * f64::from(u32::try_from(of).unwrap()) / f64::from(count);
            assert!(
                (60.0..78.0).contains(&part(once)) && part(twice) > 91.0,
                "{name}: {once} {twice} of {count}"
            );
        }
    }

    #[test]
    fn what_has_no_fringes_has_none() {
        let wanted = Search { kind: Extremum::Dip, excursion: 3.0, threshold: None };
        let spacing = Spacing { start: Wavelength::from_nm(1540.0), sampling: Wavelength::from_m(5e-12) };
        for y in [vec![], vec![f32::NAN; 100], vec![-3.0; 1000]] {
            assert!(fringes(&y, spacing, &wanted, 0..y.len()).rows.is_empty());
        }
    }
}
