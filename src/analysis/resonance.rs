//! The resonances of a trace: where, how deep, how wide, how far apart, how good.

use std::ops::Range;

use super::fit::{Lorentzian, fit};
use super::peaks::{Extreme, Kind, Search, crossings, find};
use crate::core::cast::{count_f64, floor_index};
use crate::core::trace::Spacing;

/// What is measured, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Method {
    /// What counts as a resonance.
    pub(crate) search: Search,
    /// The width is taken so many dB from the base line.
    pub(crate) down_db: f64,
}

impl Default for Method {
    fn default() -> Self {
        Self { search: Search { kind: Kind::Dip, excursion: 3.0, threshold: None }, down_db: 3.0 }
    }
}

/// One resonance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resonance {
    /// The sample.
    pub(crate) index: usize,
    /// The wavelength, nm: of the fit where it is good, else of the sample.
    pub nm: f64,
    /// The optical frequency, THz.
    pub(crate) thz: f64,
    /// The level at the sample, dB or dBm.
    pub(crate) level: f64,
    /// How far it sticks out, dB.
    pub depth: f64,
    /// Width so many dB from the base line, pm; `None` where a flank does not reach it.
    pub(crate) width_pm: Option<f64>,
    /// To the next resonance, pm.
    pub(crate) fsr_pm: Option<f64>,
    /// Wavelength over the full width at half depth.
    pub q: Option<f64>,
    /// The standard deviation of Q; there is one where Q comes of a fit.
    pub(crate) q_sigma: Option<f64>,
    /// FSR over the full width at half depth.
    pub(crate) finesse: Option<f64>,
    /// From the base line to the floor of the fit, or the depth, dB.
    pub(crate) extinction: f64,
    /// Q, wavelength and extinction come of a fit that is good.
    pub fitted: bool,
}

/// A fit counts when it explains at least this much, and knows its width within a twentieth.
const GOOD: f64 = 0.95;
const SURE: f64 = 0.05;

/// Finds the resonances whose sample is within a range, and measures each. Depth, width and the distance to
/// the next one are those of the whole trace: they do not depend on where the range ends.
pub fn resonances(y: &[f32], spacing: Spacing, method: &Method, within: Range<usize>) -> Vec<Resonance> {
    let found = find(y, &method.search);
    let first = found.partition_point(|extreme| extreme.index < within.start);
    let last = found.partition_point(|extreme| extreme.index < within.end).max(first);
    // One more, for the distance to it.
    let measured = &found[first..found.len().min(last + 1)];
    let mut all: Vec<Resonance> =
        measured.iter().map(|extreme| measure(y, spacing, method, extreme)).collect();
    let places: Vec<f64> = all.iter().map(|resonance| resonance.nm).collect();
    for (resonance, pair) in all.iter_mut().zip(places.windows(2)) {
        let fsr = (pair[1] - pair[0]) * 1e3;
        resonance.fsr_pm = Some(fsr);
        let width = resonance.q.map(|q| resonance.nm * 1e3 / q);
        resonance.finesse = width.map(|width| fsr / width);
    }
    all.truncate(last - first);
    all
}

fn measure(y: &[f32], spacing: Spacing, method: &Method, extreme: &Extreme) -> Resonance {
    let kind = method.search.kind;
    let sign = if kind == Kind::Dip { 1.0 } else { -1.0 };
    let base = extreme.level + sign * extreme.prominence;
    let step_pm = spacing.sampling.pm();
    let width_at = |level: f64| crossings(y, kind, extreme.index, level).map(|(a, b)| (b - a) * step_pm);
    let width_pm = width_at(base - sign * method.down_db);
    let sample = spacing.nm(extreme.index);
    let mut resonance = Resonance {
        index: extreme.index,
        nm: sample,
        thz: spacing.thz(extreme.index),
        level: extreme.level,
        depth: extreme.prominence,
        width_pm,
        fsr_pm: None,
        q: None,
        q_sigma: None,
        finesse: None,
        extinction: extreme.prominence,
        fitted: false,
    };
    // Half of the depth in power, from the samples: what a fit begins with, and stands in for it.
    let (top, bottom) = (power(base), power(extreme.level));
    let half = width_at(10.0 * f64::midpoint(top, bottom).log10()).map(|pm| pm * 1e-3);
    let Some(half) = half.filter(|half| *half > 0.0) else { return resonance };
    resonance.q = Some(sample / half);
    let guess = Lorentzian { base: top, slope: 0.0, depth: top - bottom, centre: sample, width: half };
    if let Some(fit) = fitted(y, spacing, guess) {
        let model = fit.model;
        let sure = fit.sigma[4] / model.width < SURE && (model.centre - sample).abs() < half;
        if fit.explained >= GOOD && sure && model.depth * sign > 0.0 {
            resonance.nm = model.centre;
            resonance.thz = 299_792.458 / model.centre;
            let q = model.centre / model.width;
            (resonance.q, resonance.q_sigma) = (Some(q), Some(q * fit.sigma[4] / model.width));
            let floor = model.base - model.depth;
            if floor > 0.0 && model.base > 0.0 {
                resonance.extinction = (10.0 * (model.base / floor).log10()).abs();
            }
            resonance.fitted = true;
        }
    }
    resonance
}

fn power(db: f64) -> f64 {
    10f64.powf(db / 10.0)
}

/// Fits the surroundings: three widths to each side, within the samples.
fn fitted(y: &[f32], spacing: Spacing, guess: Lorentzian) -> Option<super::fit::Fit> {
    /// More points than this add nothing but time.
    const MOST: usize = 4000;
    let index = |nm: f64| floor_index(spacing.index_of_nm(nm).round().clamp(0.0, count_f64(y.len()) - 1.0));
    let (from, to) = (index(guess.centre - 3.0 * guess.width), index(guess.centre + 3.0 * guess.width));
    let stride = ((to - from) / MOST).max(1);
    let (mut x, mut powers) = (Vec::new(), Vec::new());
    for index in (from..=to).step_by(stride).filter(|&index| y[index].is_finite()) {
        x.push(spacing.nm(index));
        powers.push(power(f64::from(y[index])));
    }
    fit(&x, &powers, guess)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::units::Wavelength;

    #[test]
    fn known_lorentzians_with_noise_come_out_within_two_percent() {
        let spacing = Spacing { start: Wavelength::from_nm(1549.0), sampling: Wavelength::from_m(5e-13) };
        let truth = [(1549.8, 0.060), (1551.01, 0.085), (1552.19, 0.052)];
        let mut noise = 1u64;
        let y: Vec<f32> = (0..8000)
            .map(|index| {
                let nm = spacing.nm(index);
                let transmission: f64 = truth
                    .iter()
                    .map(|(centre, width)| {
                        let q: f64 = 2.0 * (nm - centre) / width;
                        1.0 - 0.97 / (1.0 + q * q)
                    })
                    .product();
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let wobble = (noise >> 40) as f64 / f64::from(1 << 24) - 0.5;
                (10.0 * (transmission * (1.0 + 0.004 * wobble)).log10()) as f32
            })
            .collect();
        let found = resonances(&y, spacing, &Method::default(), 0..y.len());
        assert_eq!(found.len(), 3);
        for (resonance, (centre, width)) in found.iter().zip(truth) {
            let q = centre / width;
            assert!(resonance.fitted, "{resonance:?}");
            assert!((resonance.q.unwrap() / q - 1.0).abs() < 0.02, "{resonance:?}, Q is {q}");
            assert!((resonance.nm - centre).abs() < 0.1 * 0.5e-3, "{resonance:?}");
            assert!((resonance.thz - 299_792.458 / resonance.nm).abs() < 1e-9);
            assert!((resonance.q_sigma.unwrap() / q) < 0.01 && resonance.q_sigma.unwrap() > 0.0);
            // From all of the light to three parts of a hundred.
            let extinction = -10.0 * 0.03f64.log10();
            assert!((resonance.extinction - extinction).abs() < 0.2, "{resonance:?}");
            assert!((resonance.depth - extinction).abs() < 0.3, "{resonance:?}");
        }
        // A Lorentzian of this depth is so many of its widths wide there.
        for (down_db, widths) in [(3.0, 0.9719), (10.0, 0.2789)] {
            let found = resonances(&y, spacing, &Method { down_db, ..Method::default() }, 0..y.len());
            for (resonance, (_, width)) in found.iter().zip(truth) {
                let wanted = width * 1e3 * widths;
                let off = (resonance.width_pm.unwrap() / wanted - 1.0).abs();
                assert!(off < 0.03, "{down_db} dB: {resonance:?}, {wanted}");
            }
        }
        assert!((found[0].fsr_pm.unwrap() - 1210.0).abs() < 0.1);
        assert!((found[0].finesse.unwrap() - 1210.0 / 60.0).abs() < 0.5);
        assert_eq!(found[2].fsr_pm, None);
        // From the floor of the first to that of the second: the numbers are those of the whole trace.
        let part = found[0].index..found[1].index + 1;
        assert_eq!(resonances(&y, spacing, &Method::default(), part), found[..2]);
        assert!(resonances(&y, spacing, &Method::default(), 0..10).is_empty());
    }

    #[test]
    fn a_dip_beside_the_edge_is_fitted_from_what_is_there() {
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        for centre in [20, 380] {
            let level = |index: i32| {
                let q = 2.0 * f64::from(index - centre) / 12.0;
                (10.0 * (1.0 - 0.97 / (1.0 + q * q)).log10()) as f32
            };
            let y: Vec<f32> = (0..401).map(level).collect();
            let found = resonances(&y, spacing, &Method::default(), 0..y.len());
            assert_eq!(found.len(), 1, "{found:?}");
            let q = (1550.0 + f64::from(centre) * 1e-3) / 0.012;
            assert!(found[0].fitted && (found[0].q.unwrap() / q - 1.0).abs() < 0.01, "{found:?}, Q is {q}");
        }
    }
}
