//! What fills a trace: a band in so short a window that a base line would follow it and find nothing.

use super::found::{Found, LIT, SURE, join, measure, significance};
use super::noise::{Noise, power, quantile};
use super::peaks::{Extreme, Extremum, Search};
use super::whole::Whole;

/// A trace shorter than so many widths has no base line that would not follow what is so wide.
const FILLS: usize = 24;
/// Less than this part of the largest, in power, is no band of its own.
const PART: f64 = 0.05;
/// This part of the samples is further from it than its base is.
const BEYOND: f64 = 0.05;

/// Bands that stand out of their own surroundings, as wide as is usual for what fills a trace.
pub(super) fn filling(whole: &Whole, wanted: &Search, candidates: &[Extreme], noise: &Noise) -> Vec<Found> {
    let (y, kind) = (&whole.y, wanted.kind);
    let sign = kind.to_base();
    let mut levels: Vec<f64> = y.iter().map(|&y| sign * f64::from(y)).collect();
    let Some(outer) = quantile(&mut levels, 1.0 - BEYOND).map(|outer| sign * outer) else {
        return Vec::new();
    };
    // No further than most of what is beside it: the darkest sample is no base.
    let base = |one: &Extreme| {
        let own = one.level + sign * one.prominence;
        if sign * (own - outer) > 0.0 { outer } else { own }
    };
    // Between a band and what leaks beside it lies no dip: light is missing only where there is some.
    let brightest = y.iter().map(|&y| power(f64::from(y))).fold(0.0, f64::max);
    let all = candidates.iter().filter_map(|one| {
        let found = measure(y, kind, one.index, base(one))?;
        let lit = (LIT * noise.floor).max(PART * brightest);
        let dark = kind == Extremum::Dip && power(found.base) < lit;
        let fills = !found.cut && FILLS * found.width() >= y.len();
        let sure = found.depth >= wanted.excursion && significance(y, &found, noise) >= SURE;
        (!dark && fills && sure)
            .then(|| Found { missing: whole.is_missing(found.left, found.right), ..found })
    });
    let all: Vec<Found> = all.collect();
    let height = |one: &Found| (power(one.base) - power(f64::from(y[one.index]))).abs();
    let largest = all.iter().map(height).fold(0.0, f64::max);
    let mut found = Vec::new();
    for one in all.into_iter().filter(|one| height(one) >= PART * largest) {
        join(&mut found, one, y, kind, noise);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::noise::level;
    use super::super::resonance::{Method, resonances};
    use super::super::search::usual_kind;
    use super::super::tests::Random;
    use super::*;
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;

    /// A band of this width at 3 dB in a window of so many nanometres, in steps of 2 pm.
    fn band(width: f64, window: f64, power_of: f64, noise_db: f64, seed: u64) -> (Vec<f32>, Spacing) {
        let start = Wavelength::from_nm(1550.0 - window / 2.0);
        let spacing = Spacing { start, sampling: Wavelength::from_m(2e-12) };
        let mut random = Random::new(seed);
        let y = (0..=(window * 500.0) as usize).map(|index| {
            let away = (spacing.nm(index) - 1550.05).abs();
            let band = power(-2.33) * 2f64.powf(-(2.0 * away / width).powf(power_of));
            let light = (band + 1e-5 * (1.0 + 0.3 * random.normal()).abs()) * random.db(noise_db);
            level(light) as f32
        });
        (y.collect(), spacing)
    }

    #[test]
    fn a_band_that_fills_the_window_is_found() {
        for (width, window) in
            [(0.8, 1.6), (0.8, 2.0), (0.8, 3.0), (0.8, 4.0), (0.8, 6.0), (0.8, 12.0), (0.4, 2.0)]
        {
            for (shape, noise_db) in [(2.0, 0.02), (2.0, 0.1), (2.0, 0.5), (4.0, 0.1), (12.0, 0.3)] {
                for seed in 0..3 {
                    let (y, spacing) = band(width, window, shape, noise_db, seed);
                    let name = format!("{width} nm in {window} nm, shape {shape}, {noise_db} dB");
                    assert_eq!(usual_kind(&y, 3.0, None), Extremum::Peak, "{name}");
                    let search = Search { kind: Extremum::Peak, excursion: 3.0, threshold: None };
                    let found = resonances(&y, spacing, &Method { search, ..Method::default() }, 0..y.len());
                    assert_eq!(found.rows.len(), 1, "{name}: {:#?}", found.rows);
                    let is = found.rows[0].width_pm.map_or(0.0, |width| width.value);
                    // More noise moves single samples at the top and on the flanks.
                    assert!(noise_db > 0.05 || (is / (1e3 * width) - 1.0).abs() < 0.02, "{name}: {is}");
                }
            }
        }
    }

    #[test]
    fn a_notch_that_fills_the_window_is_found() {
        let (mut y, _) = band(0.8, 3.0, 2.0, 0.05, 1);
        for level in &mut y {
            *level = -12.0 - level.max(-12.0);
        }
        assert_eq!(usual_kind(&y, 3.0, None), Extremum::Dip);
    }
}
