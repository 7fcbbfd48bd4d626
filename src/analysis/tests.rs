//! Whether the numbers of resonances are right, and as sure as they say.

use serde::Deserialize;

use super::fit::{Guess, fit};
use super::line_shape::{LineModel, Window};
use super::noise::{Noise, power};
use super::peaks::{Extremum, Search};
use super::resonance::{Doubt, Method, Resonances, Shape, resonances};
use super::samples::averaged;
use crate::core::trace::Spacing;
use crate::core::units::Wavelength;

/// Random numbers with a seed: xorshift, and the normal distribution of Box and Muller.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Self((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        for _ in 0..30 {
            random.uniform();
        }
        random
    }

    pub(super) fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn normal(&mut self) -> f64 {
        let (a, b) = (self.uniform().max(1e-300), self.uniform());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }

    /// A factor that scatters by so many decibels.
    pub(super) fn db(&mut self, sigma: f64) -> f64 {
        power(sigma * self.normal())
    }
}

fn lorentzian(u: f64) -> f64 {
    1.0 - 0.97 / (1.0 + 4.0 * u * u)
}

/// How often of a hundred copies the width was within one and two of its standard deviations, and by how much of a
/// hundred its mean was wrong.
struct Cover {
    once: f64,
    twice: f64,
    bias: f64,
}

/// Fits copies of a line of the width 1, four and a half to each side, with so many samples in the width.
fn cover(copies: u64, in_width: f64, sample: impl Fn(&mut Random, f64) -> f64) -> Cover {
    let (mut once, mut twice, mut sum, mut count) = (0.0, 0.0, 0.0, 0.0);
    let step = 1.0 / in_width;
    for seed in 0..copies {
        let mut random = Random::new(seed);
        let number = (9.0 * in_width) as usize;
        let at = |index: usize| -4.5 + index as f64 * step + 0.0137;
        let levels: Vec<f32> = (0..number)
            .map(|index| (10.0 * sample(&mut random, at(index)).max(1e-12).log10()) as f32)
            .collect();
        let samples = levels.iter().enumerate().map(|(index, level)| (at(index), power(f64::from(*level))));
        let samples = averaged(samples, 900);
        let least = samples.iter().min_by(|a, b| a.y.total_cmp(&b.y)).unwrap();
        let guess = Guess { centre: least.x, width: 1.0, depth: 1.0 - least.y };
        let fitted = fit(samples, &[guess], &Noise::of(&levels)).expect("it can be fitted");
        let at = fitted.line.width(0);
        let (width, sigma) = (fitted.solution.parameters[at], fitted.solution.covariance[at][at].sqrt());
        let away = (width - 1.0).abs() / sigma;
        once += f64::from(u8::from(away < 1.0));
        twice += f64::from(u8::from(away < 2.0));
        sum += 1.0 / width - 1.0;
        count += 1.0;
    }
    Cover { once: 100.0 * once / count, twice: 100.0 * twice / count, bias: 100.0 * sum / count }
}

type Sample = Box<dyn Fn(&mut Random, f64) -> f64>;

/// Lines and noises that laboratories have: name, samples in the width, and a sample.
fn scenes() -> Vec<(&'static str, f64, Sample)> {
    let mut scenes: Vec<(&str, f64, Sample)> = Vec::new();
    for (name, sigma) in
        [("0.02 dB", 0.02), ("0.05 dB", 0.05), ("0.1 dB", 0.1), ("0.2 dB", 0.2), ("0.5 dB", 0.5)]
    {
        scenes.push((name, 20.0, Box::new(move |random, u| lorentzian(u) * random.db(sigma))));
    }
    scenes.push(("additive", 40.0, Box::new(|random, u| lorentzian(u) + 0.01 * random.normal())));
    let ripple = |u: f64| power(0.4 * (std::f64::consts::TAU * u / 5.17 + 1.0).sin() + 0.1 * u);
    scenes.push(("ripple", 30.0, Box::new(move |random, u| lorentzian(u) * ripple(u) * random.db(0.05))));
    scenes.push((
        "doublet",
        30.0,
        Box::new(|random, u| {
            let ring = |v: f64| 1.0 - 0.7 / (1.0 + 4.0 * v * v);
            ring(u - 0.25) * ring(u + 0.25) * random.db(0.05)
        }),
    ));
    scenes.push((
        "doublet of amplitudes",
        30.0,
        Box::new(|random, u| {
            let (a, b) = (2.0 * (u - 0.25), 2.0 * (u + 0.25));
            let real = 1.0 - 0.35 / (1.0 + a * a) - 0.35 / (1.0 + b * b);
            let imaginary = 0.35 * a / (1.0 + a * a) + 0.35 * b / (1.0 + b * b);
            real.hypot(imaginary).powi(2) * random.db(0.05)
        }),
    ));
    scenes.push((
        "Fano",
        30.0,
        Box::new(|random, u| ((0.3 + 2.0 * u).powi(2) / (1.0 + 4.0 * u * u) + 1e-4) * random.db(0.05)),
    ));
    scenes
}

#[test]
fn uncertainties_hold_in_a_thousand_copies() {
    for (name, in_width, sample) in scenes() {
        let Cover { once, twice, bias } = cover(1000, in_width, sample);
        println!("{name}: {once:.1} % in one, {twice:.1} % in two, Q {bias:+.3} %");
        // Chance makes 1.5 and 0.7 of it.
        assert!((64.5..72.5).contains(&once) && (93.0..97.5).contains(&twice), "{name}: {once} % {twice} %");
        assert!(bias.abs() < 0.5, "{name}: {bias} %");
    }
}

#[derive(Deserialize)]
struct Reference {
    start_nm: f64,
    step_nm: f64,
    dips: Vec<usize>,
    fits: Vec<ReferenceFit>,
    window_nm: f64,
}

#[derive(Deserialize)]
struct ReferenceFit {
    /// Base, slope, depth, centre, width.
    parameters: [f64; 5],
    sigma: [f64; 5],
}

#[test]
fn a_fit_with_equal_weights_is_that_of_curve_fit() {
    let reference: Reference =
        serde_json::from_str(include_str!("../../tests/analysis/reference.json")).unwrap();
    let bytes = include_bytes!("../../tests/analysis/rings.f4");
    let y: Vec<f64> =
        bytes.as_chunks::<4>().0.iter().map(|&one| f64::from(f32::from_le_bytes(one))).collect();
    assert!(reference.dips.len() > 4 && reference.fits.len() == reference.dips.len());
    let nm = |index: usize| reference.start_nm + reference.step_nm * index as f64;
    for (wanted, &dip) in reference.fits.iter().zip(&reference.dips) {
        let near = (0..y.len()).filter(|&index| (nm(index) - nm(dip)).abs() <= reference.window_nm + 1e-9);
        let points: Vec<super::least_squares::Point> = near
            .map(|index| super::least_squares::Point {
                x: nm(index) - nm(dip),
                y: power(y[index]),
                weight: 1.0,
            })
            .collect();
        let line = LineModel::plain(1, 1, Window { middle: 0.0, half: 1.0 });
        let mut guess = [0.0; super::least_squares::MOST];
        (guess[LineModel::BASE], guess[line.depth(0)], guess[line.width(0)]) = (0.5, 0.9, 0.06);
        let found = super::least_squares::minimise(&line, &points, guess).unwrap();
        let places = [LineModel::BASE, 1, line.depth(0), line.centre(0), line.width(0)];
        let freedom = (points.len() - 5) as f64;
        for (number, at) in places.into_iter().enumerate() {
            // Here the slope is about the sample and there about the centre: the base is that at another place.
            let shift = if number == 3 { nm(dip) } else { 0.0 };
            let sigma = (found.covariance[at][at] * found.squares / freedom).sqrt();
            if number > 0 {
                let away = (found.parameters[at] + shift - wanted.parameters[number]).abs();
                assert!(away < 0.02 * wanted.sigma[number], "{number}: {away} of {}", wanted.sigma[number]);
            }
            let share = sigma / wanted.sigma[number];
            assert!((share - 1.0).abs() < 0.02, "sigma {number}: {sigma} of {}", wanted.sigma[number]);
        }
    }
}

/// A ring as it is measured: 140 nm in steps of 8 pm through grating couplers, seven dips, fringes, noise.
fn measured_ring(seed: u64, fringes_db: f64) -> (Vec<f32>, Spacing, Vec<f64>) {
    let mut random = Random::new(seed);
    let spacing = Spacing { start: Wavelength::from_nm(1240.0), sampling: Wavelength::from_m(8e-12) };
    let depths = [8.0, 12.0, 17.5, 25.0, 21.0, 14.0, 10.0];
    let centres: Vec<f64> =
        (0..7).map(|n| 1289.0 + 6.05 * f64::from(n) + 0.02 * f64::from(n - 3).powi(2)).collect();
    let wave = |nm: f64, period: f64| (std::f64::consts::TAU * nm / period).sin();
    let y = (0..17_501)
        .map(|index| {
            let nm = spacing.nm(index);
            let envelope = -12.0 - 30.0 * ((nm - 1308.0) / 45.0).powi(2);
            let mut light = power(envelope + fringes_db / 2.0 * wave(nm, 0.31) + 0.4 * wave(nm, 2.3));
            for (centre, depth) in centres.iter().zip(depths) {
                let v = 2.0 * (nm - centre) / 0.11;
                light *= 1.0 - (1.0 - power(-depth)) / (1.0 + v * v);
            }
            let light = light * random.db(0.05) + 2e-8 * random.normal();
            (10.0 * light.max(1e-12).log10()) as f32
        })
        .collect();
    (y, spacing, centres)
}

#[test]
fn of_a_measured_ring_the_seven_are_found_and_nothing_else() {
    for (seed, fringes) in [(1, 0.5), (2, 1.0), (3, 2.0), (4, 2.5), (5, 3.0), (6, 3.5), (7, 4.0)] {
        let (y, spacing, centres) = measured_ring(seed, fringes);
        let found = resonances(&y, spacing, &Method::default(), 0..y.len());
        assert_eq!(found.rows.len(), 7, "fringes of {fringes} dB: {:#?}", found.rows);
        assert!(found.missing_nm.is_empty() && found.rows.iter().all(|row| !row.stray));
        for (row, centre) in found.rows.iter().zip(&centres) {
            // A fringe beside it moves the fit by a fraction of the width of 110 pm.
            assert!((row.nm.value - centre).abs() < 0.02 || row.doubt.is_some(), "{row:?}");
        }
        let distances: Vec<f64> = found.rows.iter().map(|row| row.fsr_pm.unwrap().value).collect();
        assert!(distances.iter().all(|fsr| (5850.0..6250.0).contains(fsr)), "{distances:?}");
        let plain = resonances(&y, spacing, &Method { plain: true, ..Method::default() }, 0..2000);
        assert!(plain.rows.len() > 20, "what stands out of the noise by 3 dB: {}", plain.rows.len());
    }
    let (y, spacing, centres) = measured_ring(1, 0.5);
    let found = resonances(&y, spacing, &Method::default(), 0..y.len());
    let sure = found.rows.iter().zip(&centres).filter(|(row, centre)| {
        let q = row.q.unwrap();
        row.is_trusted() && (q.value - **centre / 0.11).abs() < 4.0 * q.sigma.unwrap()
    });
    assert!(sure.count() >= 6, "{:#?}", found.rows);
}

#[test]
fn noise_has_no_resonances() {
    let spacing = Spacing { start: Wavelength::from_nm(1500.0), sampling: Wavelength::from_m(1e-12) };
    for (name, sample) in [
        ("0.3 dB", (|random: &mut Random| random.db(0.3)) as fn(&mut Random) -> f64),
        ("the dark", |random| 1e-8 * (1.0 + 0.3 * random.normal()).abs()),
        ("the dark without a mean", |random| 1e-8 * random.normal().abs()),
    ] {
        let mut random = Random::new(3);
        let y: Vec<f32> = (0..200_000).map(|_| (10.0 * sample(&mut random).log10()) as f32).collect();
        for kind in [Extremum::Dip, Extremum::Peak] {
            let search = Search { kind, excursion: 3.0, threshold: None };
            let found = resonances(&y, spacing, &Method { search, ..Method::default() }, 0..y.len());
            assert_eq!(found.rows, [], "{name}");
        }
    }
}

/// Rings of the width 60 pm at these wavelengths, in steps of 2 pm.
fn rings(centres: &[f64], sigma_db: f64) -> (Vec<f32>, Spacing) {
    let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(2e-12) };
    let mut random = Random::new(8);
    let light = |nm: f64| -> f64 { centres.iter().map(|centre| lorentzian((nm - centre) / 0.06)).product() };
    let sample = |index: usize| (10.0 * (light(spacing.nm(index)) * random.db(sigma_db)).log10()) as f32;
    let y = (0..4000).map(sample).collect();
    (y, spacing)
}

fn of(y: &[f32], spacing: Spacing) -> Resonances {
    resonances(y, spacing, &Method::default(), 0..y.len())
}

#[test]
fn neighbours_are_fitted_together() {
    let centres = [1552.0, 1552.1, 1555.0];
    let (y, spacing) = rings(&centres, 0.05);
    let found = of(&y, spacing);
    assert_eq!(found.rows.len(), 3, "{found:#?}");
    for (row, centre) in found.rows.iter().zip(centres) {
        let (nm, q) = (row.nm, row.q.unwrap());
        assert!((nm.value - centre).abs() < 5.0 * nm.sigma.unwrap() + 1e-5, "{row:?}");
        assert!((q.value - centre / 0.06).abs() < 5.0 * q.sigma.unwrap(), "{row:?}");
    }
}

#[test]
fn a_hole_in_a_dip_is_said_and_the_dip_is_there() {
    for hole in [f32::NAN, f32::NEG_INFINITY] {
        let (mut y, spacing) = rings(&[1553.0], 0.02);
        y[1500] = hole;
        let found = of(&y, spacing);
        assert_eq!(found.rows.len(), 1, "{hole}: {found:#?}");
        assert_eq!(found.rows[0].doubt, Some(Doubt::Missing));
        assert!((found.rows[0].q.unwrap().value / (1553.0 / 0.06) - 1.0).abs() < 0.02, "{found:#?}");
        // A run of holes on a flank, and one alone where nothing is.
        y[1506..1512].fill(hole);
        y[300] = hole;
        let found = of(&y, spacing);
        assert_eq!(found.rows.len(), 1, "{hole}: {found:#?}");
    }
    let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(2e-12) };
    assert!(of(&[f32::NAN; 100], spacing).rows.is_empty() && of(&[], spacing).rows.is_empty());
}

#[test]
fn what_is_cut_or_narrower_than_the_samples_is_said() {
    let (y, spacing) = rings(&[1550.01, 1553.0], 0.02);
    let found = of(&y, spacing);
    assert_eq!(found.rows.iter().map(|row| row.doubt).collect::<Vec<_>>(), [Some(Doubt::Cut), None]);
    let (mut y, spacing) = rings(&[1553.0], 0.02);
    y[700..702].fill(-20.0);
    let found = of(&y, spacing);
    assert_eq!(found.rows.len(), 2, "{found:#?}");
    assert_eq!((found.rows[0].doubt, found.rows[0].q), (Some(Doubt::Narrow), None));
}

#[test]
fn levels_in_coarse_steps_make_one_dip_of_one() {
    let (y, spacing) = rings(&[1552.0, 1553.3, 1554.6, 1555.9], 0.3);
    let coarse: Vec<f32> = y.iter().map(|level| level.round()).collect();
    assert_eq!(of(&coarse, spacing).rows.len(), 4);
}

#[test]
fn a_comb_says_what_is_missing_and_what_is_not_on_it() {
    let centres = [1550.5, 1551.7, 1552.3, 1552.9, 1555.3, 1556.5, 1557.7];
    let (y, spacing) = rings(&centres, 0.05);
    let found = of(&y, spacing);
    assert_eq!(found.rows.len(), 7, "{found:#?}");
    let stray: Vec<bool> = found.rows.iter().map(|row| row.stray).collect();
    assert_eq!(stray, [false, false, true, false, false, false, false]);
    assert_eq!(found.missing_nm.len(), 1);
    assert!((found.missing_nm[0] - 1554.1).abs() < 0.01, "{:?}", found.missing_nm);
    let fsr = found.rows[0].fsr_pm.unwrap();
    assert!((fsr.value - 1200.0).abs() < 2.0 && fsr.sigma.unwrap() < 2.0, "{fsr:?}");
}

#[test]
fn numbers_are_those_of_the_whole_trace_wherever_the_window_ends() {
    let (y, spacing) = rings(&[1551.0, 1552.2, 1553.4, 1554.6, 1555.8], 0.05);
    let all = of(&y, spacing);
    assert_eq!(all.rows.len(), 5);
    let part = all.rows[1].index..all.rows[3].index + 1;
    let within = resonances(&y, spacing, &Method::default(), part);
    assert_eq!(within.rows.len(), 3);
    for (one, whole) in within.rows.iter().zip(&all.rows[1..]) {
        assert_eq!(
            (one.nm, one.q, one.depth, one.width_pm),
            (whole.nm, whole.q, whole.depth, whole.width_pm)
        );
    }
    assert!(resonances(&y, spacing, &Method::default(), 0..10).rows.is_empty());
}

#[test]
fn shapes_are_told_apart() {
    let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(2e-12) };
    let shape = |line: &dyn Fn(f64) -> f64| {
        let mut random = Random::new(4);
        let sample = |index: usize| {
            let u = (spacing.nm(index) - 1552.0) / 0.06;
            (10.0 * (line(u) * random.db(0.02)).log10()) as f32
        };
        let y: Vec<f32> = (0..2000).map(sample).collect();
        let found = of(&y, spacing);
        assert_eq!(found.rows.len(), 1, "{found:#?}");
        found.rows[0]
    };
    let lorentz = shape(&lorentzian);
    assert_eq!((lorentz.shape, lorentz.doubt), (Some(Shape::Lorentzian), None));
    let extinction = lorentz.extinction.unwrap();
    assert!((extinction.value - 15.229).abs() < 4.0 * extinction.sigma.unwrap(), "{extinction:?}");
    // A Lorentzian of this depth is so many of its widths wide at 3 dB.
    let width = lorentz.width_pm.unwrap();
    assert!((width.value - 60.0 * 0.9719).abs() < 4.0 * width.sigma.unwrap(), "{width:?}");
    let fano = shape(&|u| ((0.3 + 2.0 * u).powi(2) / (1.0 + 4.0 * u * u) + 1e-3).min(2.0));
    assert_eq!(fano.shape, Some(Shape::Fano), "{fano:?}");
    assert!((fano.nm.value - 1552.0).abs() < 5.0 * fano.nm.sigma.unwrap() + 1e-4, "{fano:?}");
    let ring = |v: f64| 1.0 - 0.7 / (1.0 + 4.0 * v * v);
    let doublet = shape(&|u| ring(u - 0.25) * ring(u + 0.25));
    assert_eq!(doublet.shape, Some(Shape::Doublet), "{doublet:?}");
    let split = doublet.split_pm.unwrap();
    assert!((split.value - 30.0).abs() < 5.0 * split.sigma.unwrap(), "{split:?}");
}

#[test]
fn of_a_pass_band_the_width_is_taken_from_the_top() {
    let spacing = Spacing { start: Wavelength::from_nm(1548.0), sampling: Wavelength::from_m(1e-12) };
    let mut random = Random::new(2);
    // Flat for 800 pm with steep flanks, from -2 dB to a floor of -50 dB.
    let y: Vec<f32> = (0..4000)
        .map(|index| {
            let away = ((spacing.nm(index) - 1550.0).abs() - 0.4).max(0.0);
            let level = (-2.0 - 100.0 * away).max(-50.0);
            (10.0 * (power(level) * random.db(0.02)).log10()) as f32
        })
        .collect();
    let search = Search { kind: Extremum::Peak, excursion: 3.0, threshold: None };
    let found = resonances(&y, spacing, &Method { search, ..Method::default() }, 0..y.len());
    assert_eq!(found.rows.len(), 1, "{found:#?}");
    let width = found.rows[0].width_pm.unwrap().value;
    assert!((width - 860.0).abs() < 4.0, "{width}");
}
