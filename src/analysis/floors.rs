//! Whether an extinction is what it is, or the least that it can be.

use super::noise::power;
use super::resonance::{Method, Resonance, resonances};
use super::tests::Random;
use crate::core::trace::Spacing;
use crate::core::units::Wavelength;

/// A ring that lets a part of the light through at its bottom, measured by a detector that scatters by `dark` of the base line
/// without light: levels know no sign, so that noise alone looks like some light.
fn in_the_dark(bottom: f64, dark: f64, noise_db: f64, seed: u64) -> Resonance {
    let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
    let mut random = Random::new(seed);
    let y: Vec<f32> = (0..3000)
        .map(|index| {
            let u = (spacing.nm(index) - 1551.5) / 0.06;
            let light = (1.0 - (1.0 - bottom) / (1.0 + 4.0 * u * u)) * random.db(noise_db);
            (10.0 * (light + dark * random.normal()).abs().max(1e-9).log10()) as f32
        })
        .collect();
    let found = resonances(&y, spacing, &Method::default(), 0..y.len());
    assert_eq!(found.rows.len(), 1, "{found:#?}");
    found.rows[0]
}

#[test]
fn an_extinction_in_the_noise_is_the_least_that_it_can_be() {
    const COPIES: u64 = 60;
    for (bottom_db, dark_db) in [(50.0, 30.0), (35.0, 30.0), (60.0, 20.0), (45.0, 40.0)] {
        let (bottom, dark) = (power(-bottom_db), power(-dark_db));
        let mut true_bounds = 0;
        for seed in 0..COPIES {
            let row = in_the_dark(bottom, dark, 0.02, seed);
            let extinction = row.extinction.unwrap();
            assert!(extinction.is_least && extinction.sigma.is_none(), "{bottom_db} {dark_db}: {row:?}");
            assert!(extinction.value > dark_db - 10.0, "a bound that says something: {extinction:?}");
            true_bounds += u64::from(extinction.value <= bottom_db);
            assert!(
                row.sureness().ends_with("bottom in the noise") || row.doubt.is_some(),
                "{}",
                row.sureness()
            );
        }
        assert!(true_bounds >= COPIES * 95 / 100, "{bottom_db} {dark_db}: {true_bounds} of {COPIES}");
    }
    // What is well above the noise is known.
    for (bottom_db, dark_db) in [(15.0, 30.0), (20.0, 40.0), (25.0, 50.0)] {
        for seed in 0..COPIES {
            let row = in_the_dark(power(-bottom_db), power(-dark_db), 0.02, seed);
            let extinction = row.extinction.unwrap();
            assert!(!extinction.is_least, "{bottom_db} {dark_db}: {row:?}");
            let away = (extinction.value - bottom_db).abs() / extinction.sigma.unwrap();
            assert!(away < 5.0, "{bottom_db} {dark_db}: {extinction:?}");
            assert!(!row.sureness().contains("noise"), "{}", row.sureness());
        }
    }
}

#[test]
fn a_bottom_that_bends_is_not_in_the_noise_for_that() {
    const COPIES: u64 = 60;
    for (bottom_db, dark_db, noise_db) in
        [(30.0, 45.0, 0.05), (30.0, 90.0, 0.05), (30.0, 90.0, 0.02), (15.2, 90.0, 0.5), (15.2, 90.0, 0.02)]
    {
        let rows = (0..COPIES).map(|seed| in_the_dark(power(-bottom_db), power(-dark_db), noise_db, seed));
        let known: Vec<Resonance> = rows.filter(|row| !row.is_in_the_dark()).collect();
        let extinctions = || known.iter().map(|row| row.extinction.unwrap());
        let within = |most: f64| {
            extinctions().filter(|is| (is.value - bottom_db).abs() < most * is.sigma.unwrap()).count()
        };
        let scatter =
            extinctions().map(|is| (is.value - bottom_db).powi(2)).sum::<f64>() / known.len() as f64;
        let mut sigmas: Vec<f64> = extinctions().map(|is| is.sigma.unwrap()).collect();
        sigmas.sort_by(f64::total_cmp);
        let told = format!(
            "{bottom_db} dB, dark {dark_db}, noise {noise_db}: {} known, {} and {} of them, scatter {:.4}, sigma {:.4}",
            known.len(),
            within(1.0),
            within(2.0),
            scatter.sqrt(),
            sigmas[sigmas.len() / 2]
        );
        println!("{told}");
        assert!(known.len() >= 57 && within(2.0) >= 53, "{told}");
        assert!(sigmas[sigmas.len() / 2] < 2.2 * scatter.sqrt(), "{told}");
    }
}
