//! What stands out of a trace: which samples belong to it, and how sure it is.

use super::noise::{Noise, level, power};
use super::peaks::Extremum;
use crate::core::cast::count_f64;

/// A resonance is so many times as large as the noise, over all its samples together.
pub(super) const SURE: f64 = 8.0;
/// Dips are not looked for in less light than so many times the noise.
pub(super) const LIT: f64 = 20.0;

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

    /// Whether the end of a trace of so many samples cuts it: a flank does not end in it, or is shorter than it is wide.
    pub(crate) const fn is_cut(&self, samples: usize) -> bool {
        let width = self.width();
        self.cut || self.index < width || self.index + width >= samples
    }

    /// The part of the light that it takes, below 0 of a peak.
    pub(crate) fn part_taken(&self, kind: Extremum) -> f64 {
        1.0 - power(-kind.to_base() * self.depth)
    }
}

/// How many times as large as the noise it is, over all its samples together.
pub(super) fn significance(y: &[f32], found: &Found, noise: &Noise) -> f64 {
    let base = power(found.base);
    let within = if found.width() > 0 { found.left + 1..found.right } else { found.index..found.index + 1 };
    let count = count_f64(within.len());
    let depth: f64 = y[within].iter().map(|&y| (base - power(f64::from(y))).abs()).sum();
    depth / (count.sqrt() * noise.at(base.max(power(f64::from(y[found.index])))))
}

/// The samples of what stands out at `index`, down or up from a base line; `None` where it does not.
pub(super) fn measure(y: &[f32], kind: Extremum, index: usize, base: f64) -> Option<Found> {
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
pub(super) fn join(found: &mut Vec<Found>, one: Found, y: &[f32], kind: Extremum, noise: &Noise) {
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
