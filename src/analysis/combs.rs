//! Whether numbers hold in combs: on base lines with fringes and bends, and of neighbours that stand close.

use std::f64::consts::TAU;

use super::noise::level;
use super::resonance::{Method, Resonance, Shape, resonances};
use super::tests::Random;
use crate::core::trace::Spacing;
use crate::core::units::Wavelength;

/// A comb of Lorentzian dips of 15 dB over 12 nm, in steps of 1 pm.
#[derive(Clone, Copy)]
struct Comb {
    fsr: f64,
    width: f64,
    /// Amplitude of a fringe, dB, and its period, nm.
    fringe: f64,
    period: f64,
    /// What the base line falls by from the middle to the ends, dB, and how long the trace is, nm.
    envelope: f64,
    span: f64,
}

const COMB: Comb = Comb { fsr: 1.2, width: 0.06, fringe: 0.0, period: 1.0, envelope: 0.0, span: 12.0 };
const NOISE_DB: f64 = 0.03;
const TAKEN: f64 = 0.97;

fn lorentzian(nm: f64, centre: f64, width: f64, taken: f64) -> f64 {
    let v = 2.0 * (nm - centre) / width;
    1.0 - taken / (1.0 + v * v)
}

/// A trace of so many nanometres about 1550 nm, of a level without noise at each wavelength.
fn trace(span: f64, random: &mut Random, level: impl Fn(f64) -> f64) -> (Vec<f32>, Spacing) {
    let start = Wavelength::from_nm(1550.0 - span / 2.0);
    let spacing = Spacing { start, sampling: Wavelength::from_m(1e-12) };
    let count = (span * 1e3) as usize;
    let y = (0..=count).map(|index| (level(spacing.nm(index)) + NOISE_DB * random.normal()) as f32);
    (y.collect(), spacing)
}

/// How many of what was fitted had which fate.
#[derive(Default)]
struct Fates {
    trusted: Vec<[f64; 2]>,
    doubted: usize,
    /// No Lorentzian, and not in doubt.
    other: usize,
    worst_pm: f64,
}

impl Fates {
    fn add(&mut self, row: &Resonance, centre: f64, width: f64) {
        let away =
            |one: super::measured::Measured, truth: f64| (one.value - truth).abs() / one.sigma.unwrap();
        if row.doubt.is_some() {
            self.doubted += 1;
        } else if row.shape == Some(Shape::Lorentzian) {
            self.trusted.push([away(row.q.unwrap(), centre / width), away(row.nm, centre)]);
            self.worst_pm = self.worst_pm.max((row.nm.value - centre).abs() * 1e3);
        } else {
            self.other += 1;
        }
    }

    /// How many of a hundred qualities and wavelengths are within so many standard deviations.
    fn within(&self, most: f64) -> [f64; 2] {
        let count = self.trusted.len() as f64;
        [0, 1].map(|of| 100.0 * self.trusted.iter().filter(|away| away[of] < most).count() as f64 / count)
    }

    /// Holds, with so much for chance.
    fn hold(&self, name: &str, chance: f64) {
        let ([q_once, nm_once], [q_twice, nm_twice]) = (self.within(1.0), self.within(2.0));
        let told = format!(
            "{name}: {} trusted, {} doubted, {} other; Q {q_once:.1} % {q_twice:.1} %, wavelength {nm_once:.1} % \
             {nm_twice:.1} %, {:.2} pm at most",
            self.trusted.len(),
            self.doubted,
            self.other,
            self.worst_pm
        );
        println!("{told}");
        assert!(self.other == 0 && self.doubted * 50 <= self.trusted.len() && self.worst_pm < 0.2, "{told}");
        for (once, twice) in [(q_once, q_twice), (nm_once, nm_twice)] {
            // Widths hold what a hint of another line would make of them: that is a little more than they scatter.
            assert!((64.0 - chance..76.5 + chance).contains(&once) && twice >= 93.5 - 0.5 * chance, "{told}");
        }
    }
}

impl Comb {
    fn measure(self, seed: u64, fates: &mut Fates) {
        let Self { fsr, width, fringe, period, envelope, span } = self;
        let mut random = Random::new(seed);
        let (phase, first) =
            (TAU * random.uniform(), 1550.0 - span / 2.0 + fsr * (0.4 + 0.3 * random.uniform()));
        let teeth =
            (0..).map(|n| first + fsr * f64::from(n)).take_while(|nm| *nm < 1550.0 + span / 2.0 - 0.3 * fsr);
        let centres: Vec<f64> = teeth.map(|nm| nm + 0.01 * fsr * (random.uniform() - 0.5)).collect();
        let (y, spacing) = trace(span, &mut random, |nm| {
            let near = centres.iter().filter(|centre| (*centre - nm).abs() < 400.0 * width);
            let light: f64 = near.map(|centre| lorentzian(nm, *centre, width, TAKEN)).product();
            let away = (nm - 1550.0) / (span / 2.0);
            let base =
                fringe * (TAU * nm / period + phase).sin() - envelope * (1.0 - (-3.0 * away * away).exp());
            level(light) - 5.0 + base
        });
        let found = resonances(&y, spacing, &Method::default(), 0..y.len());
        assert_eq!(found.rows.len(), centres.len(), "all are found, and nothing else");
        for (row, centre) in found.rows.iter().zip(centres) {
            fates.add(row, centre, width);
        }
    }
}

#[test]
fn a_fringe_on_the_base_line_makes_no_other_line_and_is_in_the_uncertainties() {
    let mut fates = Fates::default();
    for (seed, period) in (1..).zip([0.31, 0.5, 0.8, 1.2, 2.0]) {
        for (next, fringe) in (0..).zip([0.05, 0.1, 0.25]) {
            for (last, (fsr, width)) in (0..).zip([(0.8, 0.05), (0.8, 0.1), (1.2, 0.02), (2.0, 0.06)]) {
                Comb { fsr, width, fringe, period, ..COMB }
                    .measure(100 * seed + 10 * next + last, &mut fates);
            }
        }
    }
    fates.hold("fringes", 0.0);
}

#[test]
fn teeth_that_stand_as_close_as_a_fringe_is_long_are_told_from_it() {
    let mut fates = Fates::default();
    for (seed, (fsr, width)) in (7..).zip([(0.1, 0.02), (0.2, 0.04), (0.31, 0.03), (0.35, 0.06)]) {
        for (next, fringe) in (0..).zip([0.05, 0.25]) {
            Comb { fsr, width, fringe, period: 0.31, span: 5.0, ..COMB }
                .measure(10 * seed + next, &mut fates);
        }
    }
    // Chance makes 3.2 and 1.5 of 210.
    fates.hold("close combs", 3.0);
}

#[test]
fn a_base_line_that_bends_under_wide_dips_is_no_part_of_them() {
    let mut fates = Fates::default();
    for seed in 0..6 {
        for (next, envelope) in (0..).zip([0.0, 5.0, 20.0]) {
            let wide = Comb { fsr: 4.0, width: 0.3, envelope, span: 40.0, ..COMB };
            wide.measure(10 * seed + next, &mut fates);
        }
    }
    // Chance makes 3.5 and 1.6 of 180: twice as much is allowed for.
    fates.hold("envelopes", 7.0);
}

#[test]
fn of_two_the_numbers_hold_however_close_they_stand() {
    for (seed, apart) in (0..).zip([1.5, 3.0, 5.0, 5.9, 6.1, 9.0, 12.0]) {
        let mut fates = Fates::default();
        for copy in 0..40 {
            let mut random = Random::new(1000 * seed + copy);
            let width = 0.05;
            let centres = [1550.0 + 1e-3 * random.uniform(), 1550.0 + apart * width];
            let (y, spacing) = trace(4.0, &mut random, |nm| {
                level(lorentzian(nm, centres[0], width, TAKEN) * lorentzian(nm, centres[1], width, 0.9))
            });
            let found = resonances(&y, spacing, &Method::default(), 0..y.len());
            assert_eq!(found.rows.len(), 2, "{apart} widths");
            for (row, centre) in found.rows.iter().zip(centres) {
                fates.add(row, centre, width);
            }
        }
        // Chance makes 5 and 2.4 of 80.
        fates.hold(&format!("{apart} widths"), 10.0);
    }
}
