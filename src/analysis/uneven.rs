//! Resonances and filters of samples that do not lie quite evenly: where they are, is said by the samples' own wavelengths.

use super::band::filter;
use super::peaks::Extremum;
use super::resonance::{Method, resonances};
use super::tests::Random;
use crate::core::own_axis::OwnAxis;
use crate::core::places::Places;
use crate::core::trace::Spacing;
use crate::core::units::Wavelength;

const POINTS: usize = 1001;

/// 1001 samples of a nanometre, in steps of about 1 pm: even in frequency, or moved by chance by up to a tenth of a step.
fn axes() -> [(&'static str, Vec<f64>); 2] {
    let (first, last) = (1549.5, 1550.5);
    let part = |index: usize| index as f64 / (POINTS - 1) as f64;
    let in_frequency = |index: usize| 1.0 / ((1.0 - part(index)) / first + part(index) / last);
    let mut random = Random::new(77);
    let mut jitter = |index: usize| {
        let moved = if index == 0 || index == POINTS - 1 { 0.0 } else { 2.0 * random.uniform() - 1.0 };
        first + (last - first) * part(index) + 0.1e-3 * moved
    };
    [
        ("even in frequency", (0..POINTS).map(in_frequency).collect()),
        ("jitter", (0..POINTS).map(&mut jitter).collect()),
    ]
}

#[test]
fn wavelengths_of_resonances_are_those_of_the_file_within_their_standard_deviations() {
    const COPIES: u64 = 80;
    const NM: f64 = 1550.0123;
    let even = Spacing { start: Wavelength::from_nm(1549.5), sampling: Wavelength::from_m(1e-12) };
    for (name, nm) in axes() {
        let own = OwnAxis::of(nm.iter().copied());
        let (mut away, mut doubted) = (Vec::new(), 0);
        for seed in 0..COPIES {
            let mut random = Random::new(seed);
            let level = |nm: &f64| {
                let v = 2.0 * (nm - NM) / 0.03;
                (10.0 * (1.0 - 0.95 / (1.0 + v * v)).log10() + 0.05 * random.normal()) as f32
            };
            let y: Vec<f32> = nm.iter().map(level).collect();
            let found = resonances(&y, Places::of(even, POINTS, Some(&own)), &Method::default(), 0..POINTS);
            assert_eq!(found.rows.len(), 1, "{name}: {:#?}", found.rows);
            let row = &found.rows[0];
            let (q, sigma) = (row.q.unwrap(), row.nm.sigma.unwrap());
            doubted += usize::from(!row.is_trusted());
            assert!(sigma < 5e-5, "{name}: {row:?}");
            away.push([(row.nm.value - NM).abs() / sigma, (q.value - NM / 0.03).abs() / q.sigma.unwrap()]);
        }
        for of in 0..2 {
            let within = |most: f64| away.iter().filter(|away| away[of] < most).count();
            let (once, twice) = (within(1.0), within(2.0));
            println!("{name}, {of}: {once} and {twice} of {COPIES}, {doubted} doubted");
            assert!(
                once >= 45 && twice >= 72 && doubted <= 2,
                "{name}, {of}: {once} and {twice} of {COPIES}"
            );
        }
    }
}

#[test]
fn a_filter_lies_where_its_samples_lie() {
    let even = Spacing { start: Wavelength::from_nm(1549.5), sampling: Wavelength::from_m(1e-12) };
    let [(_, nm), _] = axes();
    let y: Vec<f32> =
        nm.iter().map(|nm| (-3.0 * (2.0 * (nm - 1550.0) / 0.2).powi(2)).max(-40.0) as f32).collect();
    let own = OwnAxis::of(nm.into_iter());
    let raw = filter(&y, even, Extremum::Peak, 500, None).unwrap();
    let found = raw.on(Places::of(even, POINTS, Some(&own)));
    let centres = [raw, found].map(|of| of.bands[2].1.unwrap().centre_nm - 1550.0);
    assert!(centres[0].abs() > 1e-4 && centres[1].abs() < 1e-5, "{centres:?}");
    assert_eq!(raw.on(even.into()), raw);
}
