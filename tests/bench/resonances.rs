//! Resonances of a trace of 940 001 points: the search with base line and noise, and 300 fits, on one core.

mod common;

use std::time::Instant;

use common::{POINTS, figure};
use ctp10::analysis::resonance::{Method, resonances};
use ctp10::core::trace::Spacing;
use ctp10::core::units::Wavelength;

/// So many rings, each so many samples wide at half depth.
const RINGS: usize = 300;
const WIDTH: f64 = 100.0;

struct Chance(u64);

impl Chance {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }

    /// Of twelve that are alike everywhere.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.part()).sum::<f64>() - 6.0
    }
}

/// Rings evenly apart below an envelope, with noise of 0.02 dB.
fn levels() -> Vec<f32> {
    let mut chance = Chance(1);
    let apart = POINTS as f64 / RINGS as f64;
    let level = |index: usize| {
        let at = index as f64;
        let nearest = (at / apart - 0.5).round();
        let light: f64 = (-8..=8)
            .map(|ring| {
                let v = 2.0 * (at - (nearest + 0.5 + f64::from(ring)) * apart) / WIDTH;
                1.0 - 0.95 / (1.0 + v * v)
            })
            .product();
        let envelope = -5.0 - 8.0 * (at / POINTS as f64 - 0.5).powi(2);
        10.0 * light.log10() + envelope + 0.02 * chance.normal()
    };
    (0..POINTS).map(level).map(|level| level as f32).collect()
}

/// The middle of so many times, ms.
fn times(count: usize, mut work: impl FnMut()) -> f64 {
    let mut all: Vec<f64> = std::iter::repeat_with(|| {
        let begin = Instant::now();
        work();
        begin.elapsed().as_secs_f64() * 1e3
    })
    .take(count)
    .collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn main() {
    let y = levels();
    let spacing = Spacing { start: Wavelength::from_nm(1510.0), sampling: Wavelength::from_m(1e-13) };
    let method = Method::default();
    // Among the first samples there is none: everything is looked for and nothing is fitted.
    let search = times(9, || assert!(resonances(&y, spacing, &method, 0..1).rows.is_empty()));
    figure("the search of 300 dips in 940 001 points", search, "ms", "at most 60", search <= 60.0);
    let all = times(5, || {
        let found = resonances(&y, spacing, &method, 0..y.len());
        assert_eq!(found.rows.len(), RINGS);
        assert!(found.rows.iter().filter(|row| row.is_trusted()).count() > RINGS * 9 / 10);
    });
    let fits = all - search;
    figure("300 fits", fits, "ms", "at most 150", fits <= 150.0);
}
