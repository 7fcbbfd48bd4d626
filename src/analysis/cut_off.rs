//! What the end of a trace cuts off: a dip or a peak whose bottom or top lies so near to it that a flank is missing. No line can
//! be fitted to it, and that is said.

use super::found::{Found, LIT, SURE, significance};
use super::measured::Measured;
use super::noise::{Noise, level, median, power};
use super::peaks::{Extremum, Search};
use super::shape::Doubt;
use super::whole::Whole;
use crate::core::cast::count_f64;
use crate::core::places::Places;

/// Something that the end of a trace cuts off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutOff {
    /// Its deepest sample, of a peak the highest.
    pub(crate) index: usize,
    /// The wavelength of that, nm.
    pub nm: Measured,
    /// From what is beside it to there, dB.
    pub(crate) db: Measured,
    pub(crate) kind: Extremum,
}

impl CutOff {
    /// On one line.
    pub(crate) fn words(&self) -> String {
        let how = match self.kind {
            Extremum::Dip => "deep",
            Extremum::Peak => "high",
        };
        let (nm, db) = (self.nm.words(4), self.db.words(2));
        format!("at {nm} nm something {db} dB {how} is {}; it is not fitted", Doubt::Cut.words())
    }
}

/// What both ends cut off, of what was wanted and is none of what was found.
pub(super) fn cut_off(
    whole: &Whole,
    places: Places<'_>,
    wanted: &Search,
    noise: &Noise,
    found: &[Found],
) -> Vec<CutOff> {
    let usual = median(found.iter().map(|one| count_f64(one.width().max(1))));
    let last = whole.y.len().saturating_sub(1);
    let ends: [&dyn Fn(usize) -> usize; 2] = [&|from_end| from_end, &|from_end| last - from_end];
    let of = ends.into_iter().filter_map(|at| {
        let one = at_end(&whole.y, wanted, at)?;
        // As of others: what is far wider than those that were found is a part of the base line.
        let wide = usual.is_some_and(|usual| count_f64(one.half) > 2.0 * usual);
        let known = found.iter().any(|other| (other.left..=other.right).contains(&at(one.top)));
        (!wide && !known).then(|| {
            cut(&whole.y, places, wanted, noise, at(one.top), (at(0), at(one.top + one.half)), one.base)
        })?
    });
    of.collect()
}

/// What sticks out at an end: its top and, from there on, where half of its power is, in samples from the end, and the level
/// beside it.
struct AtEnd {
    top: usize,
    half: usize,
    base: f64,
}

fn at_end(y: &[f32], wanted: &Search, at: &dyn Fn(usize) -> usize) -> Option<AtEnd> {
    /// The level beside it is that of the samples from and to so many halves of its width.
    const FROM: usize = 3;
    const TO: usize = 9;
    /// More than this part of its height from one half of these to the other is no level but a slope.
    const SLOPE: f64 = 0.25;
    const ROUNDS: usize = 30;
    /// Fewer samples are no dip.
    const FEWEST: usize = 2;
    let sign = f64::from(wanted.kind.upright());
    let up = |from_end: usize| sign * f64::from(y[at(from_end)]);
    let mut top = 0;
    // The first that falls by as much as is wanted.
    let fall = (0..y.len() / 2).find(|&here| {
        if up(here) > up(top) {
            top = here;
        }
        up(top) - up(here) >= wanted.excursion
    })?;
    let beside = |half: usize, from: usize, to: usize| {
        (top + to * half <= y.len()).then(|| median((top + from * half..top + to * half).map(up)))?
    };
    let mut half = (fall - top).max(1);
    // What it falls to is not known at first, and so where its half is: both grow until they fit each other.
    for _ in 0..ROUNDS {
        let base = beside(half, FROM, TO)?;
        let middle = sign * level(f64::midpoint(power(sign * base), power(sign * up(top))));
        let beyond = |here: usize| up(here) <= middle;
        let next = (top + 1..y.len() - 1).find(|&here| beyond(here) && beyond(here + 1))? - top;
        if next <= half {
            break;
        }
        half = next;
    }
    let base = beside(half, FROM, TO)?;
    let (near, far) = (beside(half, FROM, TO / 2 + 1)?, beside(half, TO / 2 + 1, TO)?);
    let is_level = (near - far).abs() < SLOPE * (up(top) - base);
    (is_level && half >= FEWEST && top <= 2 * half).then_some(AtEnd { top, half, base: sign * base })
}

/// The same as it is told, if it is large enough.
fn cut(
    y: &[f32],
    places: Places<'_>,
    wanted: &Search,
    noise: &Noise,
    index: usize,
    (end, half): (usize, usize),
    base: f64,
) -> Option<CutOff> {
    let (kind, at) = (wanted.kind, f64::from(y[index]));
    let db = kind.to_base() * (base - at);
    let depth = Found {
        index,
        left: end.min(half),
        right: end.max(half),
        base,
        depth: db,
        cut: true,
        missing: false,
    };
    let up = f64::from(kind.upright());
    let beyond = wanted.threshold.is_none_or(|threshold| up * at >= up * threshold);
    let dark = kind == Extremum::Dip && power(base) < LIT * noise.floor;
    let sure = db >= wanted.excursion && significance(y, &depth, noise) >= SURE;
    (beyond && !dark && sure).then(|| CutOff {
        index,
        nm: Measured::alone(places.nm(index)).grained(places.spacing.sampling.nm()),
        db: Measured::alone(db).grained(noise.db_at(power(at))),
        kind,
    })
}

#[cfg(test)]
mod tests {
    use super::super::resonance::{Method, Resonances, resonances};
    use super::super::tests::Random;
    use super::*;
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;

    fn found(centre: f64, envelope: impl Fn(f64) -> f64, sigma: f64, seed: u64) -> Resonances {
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let mut random = Random::new(seed);
        let y: Vec<f32> = (0..2001)
            .map(|index| {
                let nm = spacing.nm(index);
                let line = 1.0 - 0.94 / (1.0 + (2.0 * (nm - centre) / 0.05).powi(2));
                (10.0 * line.log10() + envelope(nm) + sigma * random.normal()) as f32
            })
            .collect();
        resonances(&y, spacing, &Method::default(), 0..y.len())
    }

    #[test]
    fn a_dip_at_the_end_is_told_and_not_fitted() {
        for (noise, seeds) in [(0.02, 0..6), (0.1, 6..12), (0.3, 12..18)] {
            for (centre, at) in [
                (1550.0, 1550.0),
                (1552.0, 1552.0),
                (1549.995, 1550.0),
                (1550.006, 1550.006),
                (1551.99, 1551.99),
            ] {
                for seed in seeds.clone() {
                    let found = found(centre, |nm| 0.4 * (20.0 * nm).sin(), noise, seed);
                    let doubted = found.rows.iter().all(|row| row.doubt == Some(Doubt::Cut));
                    assert!(doubted, "{centre}: {:#?}", found.rows);
                    assert_eq!(found.rows.len() + found.cut_off.len(), 1, "{centre} {noise}: {found:#?}");
                    if let [one] = found.cut_off[..] {
                        assert!((one.nm.value - at).abs() < 0.01, "{one:?}");
                        assert!((10.0..13.5).contains(&one.db.value), "{one:?}");
                        let words = one.words();
                        assert!(
                            words.ends_with("dB deep is cut by the end of the trace; it is not fitted"),
                            "{words}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_slope_an_envelope_and_noise_cut_nothing_off() {
        let envelopes: [fn(f64) -> f64; 5] = [
            |_| 0.0,
            |nm| -12.0 * (nm - 1550.0),
            |nm| -14.0 * (nm - 1551.0).powi(2),
            |nm| -40.0 * (nm - 1551.0).powi(4),
            |nm| 0.4 * (std::f64::consts::TAU * nm / 0.31).sin(),
        ];
        for (number, envelope) in envelopes.into_iter().enumerate() {
            // Without a ring, and with one.
            for centre in [1600.0, 1551.3] {
                for (seed, noise) in [(1, 0.01), (2, 0.1), (3, 0.5)] {
                    let found = found(centre, envelope, noise, seed);
                    assert_eq!(found.cut_off, [], "envelope {number}, {noise} dB");
                }
            }
        }
    }
}
