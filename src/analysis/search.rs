//! Resonances among what a base line, noise and fringes do: which samples belong to one.

use super::baseline::BaseLine;
use super::noise::{Noise, level, median, power};
use super::peaks::{Extreme, Extremum, Search, find};
use crate::core::cast::{count_f64, floor_index};

/// A dip or a peak that stands out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    /// The deepest sample of a dip, the highest of a peak.
    pub(crate) index: usize,
    /// The first sample on each side that is beyond half of it, in power.
    pub(crate) left: usize,
    pub(crate) right: usize,
    /// Level of the base line there, dB.
    pub(crate) base: f64,
    /// From there to the sample, dB.
    pub(crate) depth: f64,
    /// A flank does not end in the trace.
    pub(crate) cut: bool,
    /// Samples of it are no numbers, or infinite.
    pub(crate) missing: bool,
}

impl Found {
    /// Samples within half of it.
    pub(crate) const fn width(&self) -> usize {
        self.right.saturating_sub(self.left + 1)
    }

    /// Whether it is so many samples wide that a line can be fitted to it.
    pub(crate) const fn is_resolved(&self) -> bool {
        self.width() >= 3
    }

    /// The part of the light that it takes, below 0 of a peak.
    pub(crate) fn part_taken(&self, kind: Extremum) -> f64 {
        1.0 - power(-kind.to_base() * self.depth)
    }
}

/// A resonance is so many times as large as the noise, over all its samples together.
const SURE: f64 = 8.0;
/// And so many times as far from the base line as nine of ten other samples are.
const CLEAR: f64 = 2.2;

/// The base line is taken over so many times the usual width of a resonance, and what is so many times as wide as that is
/// none, but a part of the base line.
const WINDOW: usize = 24;
const WIDEST: usize = 6;
/// Dips are not looked for in less light than so many times the noise.
const LIT: f64 = 20.0;

/// Levels with numbers in the place of holes, and what was put in.
pub(crate) struct Whole {
    pub(crate) y: Vec<f32>,
    holes: Vec<usize>,
}

impl Whole {
    /// Holes and infinities are bridged by straight lines; those at the ends have the level of the nearest number.
    /// `None` where there is no number.
    pub(crate) fn of(y: &[f32]) -> Option<Self> {
        let mut whole = Self { y: y.to_vec(), holes: Vec::new() };
        let mut before: Option<usize> = None;
        for index in 0..=y.len() {
            if y.get(index).is_some_and(|y| !y.is_finite()) {
                whole.holes.push(index);
                continue;
            }
            let from = before.map_or(0, |before| before + 1);
            if from < index {
                let (low, high) = (before.map(|at| y[at]), y.get(index).copied());
                let (low, high) = (low.or(high)?, high.or(low)?);
                let parts = u32::try_from(index - from + 1).unwrap_or(u32::MAX);
                for (part, hole) in (1u32..).zip(from..index) {
                    let share = f64::from(part) / f64::from(parts);
                    whole.y[hole] = crate::core::cast::level_f32(
                        f64::from(low) * (1.0 - share) + f64::from(high) * share,
                    );
                }
            }
            before = Some(index);
        }
        Some(whole)
    }

    /// Whether something between two samples was no number.
    fn is_missing(&self, from: usize, to: usize) -> bool {
        let first = self.holes.partition_point(|hole| *hole < from);
        self.holes.get(first).is_some_and(|hole| *hole <= to)
    }
}

/// Everything that stands out of its surroundings as far as is wanted, whatever the noise is: scipy's `find_peaks`.
pub(crate) fn search_plainly(whole: &Whole, wanted: &Search) -> (Vec<Found>, Noise) {
    let sign = wanted.kind.to_base();
    let found = find(&whole.y, wanted).into_iter().filter_map(|one| {
        let found = measure(&whole.y, wanted.kind, one.index, one.level + sign * one.prominence)?;
        Some(Found { missing: whole.is_missing(found.left, found.right), ..found })
    });
    (found.collect(), Noise::of(&whole.y))
}

/// What stands out of a trace, from left to right.
pub(crate) fn search(whole: &Whole, wanted: &Search) -> (Vec<Found>, Noise) {
    let y = &whole.y;
    let noise = Noise::of(y);
    let candidates = find(y, wanted);
    let Some(width) = usual_width(y, wanted.kind, &candidates, &noise) else { return (Vec::new(), noise) };
    let sign = wanted.kind.to_base();
    let line = BaseLine::of(y, (WINDOW * width).max(65), sign);
    let mut found: Vec<Found> = Vec::new();
    for candidate in &candidates {
        let place = count_f64(candidate.index);
        let base = line.at(place);
        let depth = sign * (base - candidate.level);
        if depth < wanted.excursion.max(CLEAR * line.stray(place)) {
            continue;
        }
        let Some(mut one) = measure(y, wanted.kind, candidate.index, base) else { continue };
        let dark = wanted.kind == Extremum::Dip && power(base) < LIT * noise.floor;
        if dark || one.width() > WIDEST * width || significance(y, &one, &noise) < SURE {
            continue;
        }
        one.missing = whole.is_missing(one.left, one.right);
        join(&mut found, one, y, wanted.kind, &noise);
    }
    (found, noise)
}

/// Whether a trace has peaks or dips: which of them stand out further, all together. Dips where nothing stands out.
pub(crate) fn usual_kind(y: &[f32], excursion: f64, threshold: Option<f64>) -> Extremum {
    /// Deeper than this counts no more, dB: how deep the dark is says nothing.
    const MOST: f64 = 30.0;
    let Some(whole) = Whole::of(y) else { return Extremum::Dip };
    let depth = |kind: Extremum| -> f64 {
        let (found, _) = search(&whole, &Search { kind, excursion, threshold });
        found.iter().map(|one| one.depth.min(MOST)).sum()
    };
    if depth(Extremum::Peak) > depth(Extremum::Dip) { Extremum::Peak } else { Extremum::Dip }
}

/// The width of what stands out most, in samples: in power, and not in decibels, which are largest where it is dark.
fn usual_width(y: &[f32], kind: Extremum, candidates: &[Extreme], noise: &Noise) -> Option<usize> {
    /// Of the greatest depth.
    const PART: f64 = 0.05;
    let sign = kind.to_base();
    let depth = |one: &Extreme| (power(one.level + sign * one.prominence) - power(one.level)).abs();
    let mut order: Vec<(f64, &Extreme)> = candidates.iter().map(|one| (depth(one), one)).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut sure: Vec<(f64, usize)> = Vec::new();
    for (depth, one) in order {
        if sure.first().is_some_and(|(greatest, _)| depth < PART * greatest) {
            break;
        }
        let found = measure(y, kind, one.index, one.level + sign * one.prominence);
        if let Some(found) = found.filter(|found| significance(y, found, noise) >= SURE) {
            sure.push((depth, found.width().max(1)));
        }
    }
    median(sure.iter().map(|(_, width)| count_f64(*width))).map(floor_index)
}

/// How many times as large as the noise it is, over all its samples together.
fn significance(y: &[f32], found: &Found, noise: &Noise) -> f64 {
    let base = power(found.base);
    let within = if found.width() > 0 { found.left + 1..found.right } else { found.index..found.index + 1 };
    let count = count_f64(within.len());
    let depth: f64 = y[within].iter().map(|&y| (base - power(f64::from(y))).abs()).sum();
    depth / (count.sqrt() * noise.at(base.max(power(f64::from(y[found.index])))))
}

/// The samples of what stands out at `index`, down or up from a base line; `None` where it does not.
fn measure(y: &[f32], kind: Extremum, index: usize, base: f64) -> Option<Found> {
    let sign = kind.to_base();
    let at = f64::from(y[index]);
    let depth = sign * (base - at);
    if depth <= 0.0 {
        return None;
    }
    let half = sign * level(f64::midpoint(power(base), power(at)));
    let beyond = |index: usize| sign * f64::from(y[index]) >= half;
    // Two in a row: one alone may be noise.
    let ends = |index: usize, next: Option<usize>| {
        beyond(index) && next.is_none_or(|next| next >= y.len() || beyond(next))
    };
    let left = (0..index).rev().find(|&at| ends(at, at.checked_sub(1)));
    let right = (index + 1..y.len()).find(|&at| ends(at, Some(at + 1)));
    let cut = left.is_none() || right.is_none();
    let (left, right) = (left.unwrap_or(0), right.unwrap_or(y.len() - 1));
    Some(Found { index, left, right, base, depth, cut, missing: false })
}

/// Adds one, or makes it one with that before it where noise alone is between them.
fn join(found: &mut Vec<Found>, one: Found, y: &[f32], kind: Extremum, noise: &Noise) {
    const RISE: f64 = 6.0;
    while let Some(before) = found.last() {
        if before.right <= one.index && before.index <= one.left {
            break;
        }
        let between = y[before.index..=one.index].iter().map(|&y| f64::from(y));
        let (saddle, shallower) = match kind {
            Extremum::Dip => {
                (between.fold(f64::NEG_INFINITY, f64::max), f64::from(y[before.index].max(y[one.index])))
            }
            Extremum::Peak => {
                (between.fold(f64::INFINITY, f64::min), f64::from(y[before.index].min(y[one.index])))
            }
        };
        let rise = (power(saddle) - power(shallower)).abs();
        if rise > RISE * noise.at(power(before.base.max(one.base).max(shallower))) {
            break;
        }
        if before.depth >= one.depth {
            return;
        }
        found.pop();
    }
    found.push(one);
}
