//! Filters of a few samples, and in much noise: what is told of them, and what is not.

use super::band::{Filter, filter};
use super::noise::{Noise, level, power};
use super::peaks::Extremum;
use super::sure_filter::with_noise;
use super::tests::Random;
use crate::core::trace::Spacing;
use crate::core::units::Wavelength;

/// A band in a trace of 4 nm about its middle, in steps of so many pm, with so much noise.
fn in_steps(device: impl Fn(f64) -> f64, step_pm: f64, sigma_db: f64, seed: u64) -> (Filter, Noise) {
    let start = Wavelength::from_nm(1548.0);
    let spacing = Spacing { start, sampling: Wavelength::from_m(step_pm * 1e-12) };
    let mut random = Random::new(seed);
    let y: Vec<f32> = (0..=(4000.0 / step_pm) as usize)
        .map(|index| (device(spacing.nm(index)) + sigma_db * random.normal()) as f32)
        .collect();
    let middle = (2050.0 / step_pm) as usize;
    let found = filter(&y, spacing, Extremum::Peak, middle, None).unwrap();
    let noise = Noise::of(&y);
    (with_noise(&found, &y, spacing, Extremum::Peak, &noise), noise)
}

#[test]
fn a_band_of_a_few_samples_keeps_its_ripple() {
    // 100 pm wide in steps of 10 pm: the clear band of 50 pm falls by 0.48 dB to its outer samples.
    let narrow = |nm: f64| {
        let away = 2.0 * (nm - 1550.05) / 0.1;
        level(power(-2.33) * 2f64.powf(-away * away) + 1e-5)
    };
    let (mut ripple, mut noise_db) = (0.0, Vec::new());
    for seed in 0..20 {
        let (found, noise) = in_steps(narrow, 10.0, 0.05, seed);
        assert!((0.3..0.75).contains(&found.ripple.unwrap()), "{found:?}");
        assert!((found.top + 2.33).abs() < 0.2, "{found:?}");
        assert!(found.centre().unwrap().sigma.unwrap() < 2e-3, "{found:?}");
        ripple += found.ripple.unwrap() / 20.0;
        noise_db.push(noise.db());
    }
    noise_db.sort_by(f64::total_cmp);
    assert!((0.42..0.6).contains(&ripple), "{ripple}");
    assert!((0.03..0.08).contains(&noise_db[10]), "curvature is no noise: {noise_db:?}");
}

#[test]
fn bands_that_noise_may_end_are_in_doubt_and_so_is_the_shape_factor() {
    let wide = |nm: f64| {
        let away = (2.0 * (nm - 1550.05).abs() / 0.8).powi(12);
        level(power(-2.33) * 2f64.powf(-away) + 1e-5)
            + 0.17 * (std::f64::consts::TAU * (nm - 1550.05) / 0.13).cos()
    };
    for seed in 0..8 {
        let (found, _) = in_steps(wide, 2.0, 0.3, seed);
        assert_eq!(found.in_noise, [true, true, false, false], "{found:?}");
        assert_eq!(found.doubt(), "0.5 dB, 1 dB band in the noise, no sigma but of the centre");
        assert!(found.words().contains("1 dB ~"), "{}", found.words());
        let (found, _) = in_steps(wide, 2.0, 0.02, seed);
        assert!(found.in_noise == [false; 4] && found.doubt() == "no sigma but of the centre", "{found:?}");
    }
}
