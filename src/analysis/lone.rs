//! Samples that stand alone. What an instrument resolves is no single sample wide: a sample that is far from neighbours on
//! both sides, which agree with each other, says nothing of the device.

use std::collections::VecDeque;

use super::noise::{Noise, power};
use crate::core::cast::{count_f64, level_f32};

/// It is away from its neighbours by so many times what samples scatter.
const FAR: f64 = 8.0;
/// And by so many times what these are away from a line through them, if that is more than so many times what they scatter.
const CLEAR: f64 = 15.0;
const AGREE: f64 = 4.0;
/// Inner neighbours that are nearer to it than outer ones, by so many times what they scatter, are the flanks of something
/// narrow.
const FLANKS: f64 = 3.0;
/// Neighbours on each side that are looked at, and how far away the outer ones may be.
const NEIGHBOURS: usize = 2;
const REACH: usize = 6;

/// Those among levels, which may have holes, from left to right.
pub(super) fn lone(y: &[f32], noise: &Noise) -> Vec<usize> {
    // Less than half of this is never enough, in dB: powers are computed of a few samples only.
    let least = level_f32(5.0 * (FAR * noise.part).ln_1p() / std::f64::consts::LN_10);
    if y.iter().all(|level| level.is_finite()) {
        return without_holes(y, noise, least);
    }
    let mut window: VecDeque<usize> = VecDeque::with_capacity(2 * NEIGHBOURS + 1);
    let mut found = Vec::new();
    for index in (0..y.len()).filter(|&index| y[index].is_finite()) {
        if window.len() > 2 * NEIGHBOURS {
            window.pop_front();
        }
        window.push_back(index);
        let Some(&at) = window.get(NEIGHBOURS) else { continue };
        let (Some(&before), Some(&after)) = (window.get(NEIGHBOURS - 1), window.get(NEIGHBOURS + 1)) else {
            continue;
        };
        let away = (y[at] - 0.5 * (y[before] + y[after])).abs();
        let whole = window.len() > 2 * NEIGHBOURS && index - window[0] <= 2 * NEIGHBOURS + REACH;
        if whole && away > least && is_lone(y, window.iter().copied(), at, noise) {
            found.push(at);
        }
    }
    found
}

/// The same among levels without holes: neighbours stand side by side, and a million of them are looked at in little time.
fn without_holes(y: &[f32], noise: &Noise, least: f32) -> Vec<usize> {
    let away =
        |five: &[f32]| (five[NEIGHBOURS] - 0.5 * (five[NEIGHBOURS - 1] + five[NEIGHBOURS + 1])).abs() > least;
    let far = y.windows(2 * NEIGHBOURS + 1).enumerate().filter(|(_, five)| away(five));
    far.map(|(first, _)| first)
        .filter(|first| is_lone(y, *first..=first + 2 * NEIGHBOURS, first + NEIGHBOURS, noise))
        .map(|first| first + NEIGHBOURS)
        .collect()
}

/// Whether a sample is far from the line through its neighbours, in power, and these are near to it.
fn is_lone(y: &[f32], window: impl Iterator<Item = usize> + Clone, at: usize, noise: &Noise) -> bool {
    let neighbours = || {
        window.clone().filter(|&index| index != at).map(|index| {
            let x = count_f64(index) - count_f64(at);
            (x, power(f64::from(y[index])))
        })
    };
    let count = count_f64(2 * NEIGHBOURS);
    let (x, p) = neighbours().fold((0.0, 0.0), |(x, p), one| (x + one.0 / count, p + one.1 / count));
    let (square, both) = neighbours().fold((0.0, 0.0), |(square, both), one| {
        (square + (one.0 - x).powi(2), both + (one.0 - x) * (one.1 - p))
    });
    let slope = both / square;
    let line = |place: f64| p + slope * (place - x);
    let rest = neighbours().map(|one| (one.1 - line(one.0)).abs()).fold(0.0, f64::max);
    let (away, scatter) = (power(f64::from(y[at])) - line(0.0), noise.at(line(0.0).max(0.0)));
    let few = away.abs() / CLEAR;
    // Of as many inner ones as outer ones.
    let inner: f64 = neighbours().skip(NEIGHBOURS - 1).take(2).map(|one| one.1 - line(one.0)).sum();
    away.abs() > FAR * scatter
        && rest < few.max(AGREE * scatter)
        && inner * away.signum() < few.max(FLANKS * scatter)
}

#[cfg(test)]
mod tests {
    use super::super::resonance::{Doubt, Method, Resonance, Resonances, resonances};
    use super::super::tests::Random;
    use super::super::whole::{bridged, without};
    use super::*;
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;
    use std::borrow::Cow;

    const NONE: [usize; 0] = [];
    const NM: f64 = 1550.0123;
    const WIDTH: f64 = 0.05;

    /// A ring of 15.2 dB, 100 samples wide, the sample at its flank, and what a bad sample does to it.
    fn ring(seed: u64, bad: impl Fn(&mut [f32])) -> Resonances {
        let spacing = Spacing { start: Wavelength::from_nm(1549.5), sampling: Wavelength::from_m(0.5e-12) };
        let mut random = Random::new(seed);
        let mut y: Vec<f32> = (0..2001)
            .map(|index| {
                let v = 2.0 * (spacing.nm(index) - NM) / WIDTH;
                (10.0 * (1.0 - 0.97 / (1.0 + v * v)).log10() + 0.05 * random.normal()) as f32
            })
            .collect();
        bad(&mut y);
        resonances(&y, spacing, &Method::default(), 0..y.len())
    }

    /// The one ring that there is.
    fn one(found: &Resonances) -> &Resonance {
        assert_eq!(found.rows.len(), 1, "{:#?}", found.rows);
        &found.rows[0]
    }

    #[test]
    fn one_bad_sample_spoils_no_ring() {
        // Far away and on the flank: no level, a spike, a dropout.
        for (at, level, near) in
            [(1500, -300.0, false), (1330, 10.0, false), (1064, 10.0, true), (1064, -25.0, true)]
        {
            for seed in 0..8 {
                let (good, found) = (ring(seed, |_| ()), ring(seed, |y| y[at] = level));
                let (good, row) = (one(&good), one(&found));
                assert_eq!(found.left_out, [at], "{level} dB");
                assert_eq!(row.doubt, near.then_some(Doubt::Missing), "{level} dB at {at}: {row:?}");
                let (q, sigma) = (row.q.unwrap(), row.q.unwrap().sigma.unwrap());
                assert!((q.value - NM / WIDTH).abs() < 4.0 * sigma, "{level} dB at {at}: {q:?}");
                assert!(sigma < 1.3 * good.q.unwrap().sigma.unwrap(), "{level} dB at {at}: {q:?}");
                let extinction = row.extinction.unwrap();
                assert!((extinction.value - 15.229).abs() < 4.0 * extinction.sigma.unwrap(), "{row:?}");
            }
        }
    }

    #[test]
    fn nothing_of_a_device_stands_alone() {
        let noise = Noise { floor: 0.0, part: 0.0115 };
        let line = |width: f64, shift: f64, depth: f64| -> Vec<f32> {
            let light = |x: f64| 1.0 - depth / (1.0 + (2.0 * (x - shift) / width).powi(2));
            (0..200).map(|x| (10.0 * light(f64::from(x) - 100.0).log10()) as f32).collect()
        };
        // Rings of a few samples, wherever samples meet them, and steps.
        for width in [1.0, 2.0, 3.0, 5.0, 10.0, 30.0] {
            for shift in [0.0, 0.2, 0.5] {
                for depth in [0.5, 0.97, 0.999, -100.0] {
                    assert_eq!(lone(&line(width, shift, depth), &noise), NONE, "{width} {shift} {depth}");
                }
            }
        }
        let step: Vec<f32> = (0..100u8).map(|x| if x < 50 { 0.0 } else { -3.0 }).collect();
        assert_eq!(lone(&step, &noise), NONE);
        for (seed, sigma) in [(1, 0.02), (2, 0.1), (3, 0.5)] {
            let mut random = Random::new(seed);
            let y: Vec<f32> = (0..100_000).map(|_| (sigma * random.normal()) as f32).collect();
            assert_eq!(lone(&y, &Noise::of(&y)), NONE, "{sigma} dB");
        }
    }

    #[test]
    fn holes_beside_it_and_ends_are_no_neighbours() {
        let noise = Noise { floor: 0.0, part: 0.01 };
        let mut y = vec![0.0f32; 40];
        (y[20], y[21], y[22]) = (-20.0, f32::NAN, f32::NEG_INFINITY);
        assert_eq!(lone(&y, &noise), [20]);
        y[21..36].fill(f32::NAN);
        assert_eq!(lone(&y, &noise), NONE, "what is beyond a gap is no neighbour");
        for at in [0, 1, 38, 39] {
            let mut y = vec![0.0f32; 40];
            y[at] = -20.0;
            assert_eq!(lone(&y, &noise), NONE, "{at}");
        }
        assert_eq!(lone(&[], &noise), NONE);
    }

    #[test]
    fn a_pass_band_has_no_top_of_one_sample() {
        let mut y: Vec<f32> = (0..1000).map(|x| (-((f64::from(x) - 500.0) / 100.0).powi(2)) as f32).collect();
        assert!(matches!(without(&y), Cow::Borrowed(_)));
        let good = y.clone();
        y[520] = 6.0;
        assert!((without(&y)[520] - good[520]).abs() < 1e-3);
        y[530] = f32::NAN;
        assert!(without(&y)[530].is_nan(), "a hole stays what it is");
        // What is left out is that of the whole trace, wherever rows are asked for: who measures more needs no search of its own.
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let found = resonances(&y, spacing, &Method::default(), 0..100);
        assert_eq!(found.left_out, [520]);
        let same = bridged(&y, &found.left_out);
        assert!(same.iter().zip(&*without(&y)).all(|(a, b)| a.to_bits() == b.to_bits()));
    }
}
