//! A trace without holes, and without samples that stand alone.

use std::borrow::Cow;

use super::lone::lone;
use super::noise::Noise;

/// Levels with numbers in the place of holes, and what was put in.
pub(crate) struct Whole {
    pub(crate) y: Vec<f32>,
    /// Where no level was, or one that counts for nothing.
    holes: Vec<usize>,
    /// Samples that stand alone, and count for nothing.
    pub(super) left_out: Vec<usize>,
    pub(super) noise: Noise,
}

impl Whole {
    /// Holes and infinities are bridged by straight lines, and so are samples that stand alone; those at the ends have the
    /// level of the nearest number. `None` where there is no number.
    pub(crate) fn of(y: &[f32]) -> Option<Self> {
        let whole = Self::plainly(y)?;
        let left_out = lone(y, &whole.noise);
        if left_out.is_empty() {
            return Some(whole);
        }
        let whole = Self::plainly(&holed(y, &left_out))?;
        Some(Self { left_out, ..whole })
    }

    /// The same with every level as it is.
    pub(crate) fn plainly(y: &[f32]) -> Option<Self> {
        let noise = Noise { floor: 0.0, part: 0.0 };
        let mut whole = Self { y: y.to_vec(), holes: Vec::new(), left_out: Vec::new(), noise };
        if y.iter().all(|level| level.is_finite()) {
            whole.noise = Noise::of(y);
            return (!y.is_empty()).then_some(whole);
        }
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
        whole.noise = Noise::of(&whole.y);
        Some(whole)
    }

    /// The levels as they were measured, without those that count for nothing.
    pub(super) fn measured<'a>(&self, y: &'a [f32]) -> Cow<'a, [f32]> {
        holed(y, &self.left_out)
    }

    /// Whether something between two samples was no number.
    pub(super) fn is_missing(&self, from: usize, to: usize) -> bool {
        let first = self.holes.partition_point(|hole| *hole < from);
        self.holes.get(first).is_some_and(|hole| *hole <= to)
    }
}

/// Levels with holes at these samples.
fn holed<'a>(y: &'a [f32], at: &[usize]) -> Cow<'a, [f32]> {
    let mut levels = Cow::Borrowed(y);
    for &index in at {
        levels.to_mut()[index] = f32::NAN;
    }
    levels
}

/// The levels with what neighbours have between them in the place of those that stand alone.
pub(crate) fn without(y: &[f32]) -> Cow<'_, [f32]> {
    let left_out = Whole::of(y).map(|whole| whole.left_out).unwrap_or_default();
    bridged(y, &left_out)
}

/// The levels with what neighbours have between them in the place of these, which a search left out.
pub(crate) fn bridged<'a>(y: &'a [f32], left_out: &[usize]) -> Cow<'a, [f32]> {
    if left_out.is_empty() {
        return Cow::Borrowed(y);
    }
    let Some(whole) = Whole::plainly(&holed(y, left_out)) else { return Cow::Borrowed(y) };
    let mut levels = y.to_vec();
    for &index in left_out {
        levels[index] = whole.y[index];
    }
    Cow::Owned(levels)
}
