//! What the steps of an axis are, in the unit of its file: even, even but for rounding, uneven, or none that can be
//! read. The rules, in their order:
//!
//! - **Even**: no number is further from the line through the ends than a hundredth of a step.
//! - **Rounded**: an even axis has these numbers when each is rounded to as many digits as the file has.
//! - **Another order**: a number is not above the one before it.
//! - **A row is missing**: a step is nearly twice the mean of those around it, or longer.
//! - **Jitter**: no number is further from the line than a quarter of a step. It is taken for even.
//! - **Uneven**: anything else, as steps that change along the file, or jitter of more than that.

use super::straight::{Line, digits, rounded};
use crate::core::cast::{count_f64, level_f32};

/// Steps that are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Steps {
    /// The numbers lie on this line.
    Even(Line),
    /// They lie on it when each is rounded to these digits.
    Rounded { line: Line, digits: f64 },
    /// They lie near it, and this far from it at the most.
    Jitter { line: Line, off: f64 },
    /// They lie where they are: the least and the greatest step.
    Uneven { least: f64, greatest: f64 },
}

/// Steps that are not read. Rows are counted from 0, upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    /// The row behind this one is below it, or there is the same number.
    Order(usize),
    /// Behind this row others are missing: the longest gap, what steps around it are, and how many gaps there are.
    Missing { row: usize, usual: f64, gaps: usize },
}

/// Up to this part of a step wavelengths are taken for even, and marked so.
const JITTER: f64 = 1.0 / 4.0;
/// A row is missing where a step is so many times the mean of those around it.
const MISSING: f64 = 1.9;
/// So many steps to each side are around one.
const AROUND: usize = 32;

impl Steps {
    /// Of numbers that go upwards, of which there are two or more.
    pub(super) fn of(values: &[f64]) -> Result<Self, Fault> {
        let line = Line::through_ends(values).ok_or(Fault::Order(0))?;
        if line.is_near(values) {
            return Ok(Self::Even(line));
        }
        if let Some((line, digits)) =
            digits(values).and_then(|digits| Some((rounded(values, digits)?, digits)))
        {
            return Ok(Self::Rounded { line, digits });
        }
        if let Some(row) = values.windows(2).position(|two| two[1] <= two[0]) {
            return Err(Fault::Order(row));
        }
        if let Some(missing) = missing(values) {
            return Err(missing);
        }
        let off = line.off(values);
        if off < line.step * JITTER {
            return Ok(Self::Jitter { line, off });
        }
        let steps = || values.windows(2).map(|two| two[1] - two[0]);
        let (least, greatest) = (steps().fold(f64::INFINITY, f64::min), steps().fold(0.0, f64::max));
        Ok(Self::Uneven { least, greatest })
    }
}

/// Whether numbers are off an even axis by no more than their being float32 explains.
pub(super) fn is_by_float32(values: &[f64], off: f64) -> bool {
    let finest = f64::from(f32::EPSILON) * values.last().copied().unwrap_or(0.0);
    off <= finest && values.iter().all(|&value| f64::from(level_f32(value)) == value)
}

/// The longest of the steps that are much longer than those around them.
fn missing(values: &[f64]) -> Option<Fault> {
    let last = values.len() - 1;
    let gaps = (0..last).filter_map(|row| {
        let step = values[row + 1] - values[row];
        let (from, to) = (row.saturating_sub(AROUND), (row + 1 + AROUND).min(last));
        let others = to.checked_sub(from + 1).filter(|others| *others > 0)?;
        let usual = (values[to] - values[from] - step) / count_f64(others);
        (step > usual * MISSING).then_some((row, step, usual))
    });
    let gaps: Vec<(usize, f64, f64)> = gaps.collect();
    let &(row, _, usual) = gaps.iter().max_by(|one, other| one.1.total_cmp(&other.1))?;
    Some(Fault::Missing { row, usual, gaps: gaps.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::cast::high_u32;

    /// Numbers from 0 to 1 that are the same in every run, one for each sample: splitmix64.
    fn random(n: u32) -> f64 {
        let mut mixed = u64::from(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        f64::from(high_u32(mixed ^ (mixed >> 31))) / f64::from(1_u32 << 31)
    }

    fn axis(count: u32, at: impl Fn(f64, u32) -> f64) -> Vec<f64> {
        (0..count).map(|n| 1550.0 + at(f64::from(n), n)).collect()
    }

    #[test]
    fn steps_are_even_rounded_or_uneven_and_rows_that_are_missing_are_found() {
        let even = axis(2000, |n, _| n * 0.001);
        assert!(matches!(Steps::of(&even), Ok(Steps::Even(_))));
        let rounded: Vec<f64> =
            axis(2000, |n, _| n * 0.0012).iter().map(|nm| (nm * 1e3).round() / 1e3).collect();
        let found = Steps::of(&rounded);
        let Ok(Steps::Rounded { line, digits }) = found else { panic!("{found:?}") };
        assert!((line.step - 0.0012).abs() < 1e-12 && (digits - 1e-3).abs() < 1e-12, "{found:?}");
        // A hundredth to a quarter of a step is jitter, and more is uneven.
        let jitter = |part: f64| axis(2000, |n, at| (n + (random(at) - 0.5) * 2.0 * part) * 0.001);
        assert!(matches!(Steps::of(&jitter(0.1)), Ok(Steps::Jitter { .. })));
        let found = Steps::of(&jitter(0.4));
        let Ok(Steps::Uneven { least, greatest }) = found else { panic!("{found:?}") };
        assert!(least > 0.0002 && greatest < 0.0018, "{found:?}");
        // A step that goes from 1.5 to 0.5 pm.
        let chirp = axis(2000, |n, _| n * 0.0015 - n * n / 2000.0 * 0.0005);
        let found = Steps::of(&chirp);
        let Ok(Steps::Uneven { least, greatest }) = found else { panic!("{found:?}") };
        assert!((least - 0.0005).abs() < 1e-6 && (greatest - 0.0015).abs() < 1e-6, "{found:?}");
        for (name, whole) in [("even", even), ("rounded", axis(2000, |n, _| n * 0.002)), ("chirp", chirp)] {
            for gone in [1, 40, 1000, 1998] {
                let mut rows = whole.clone();
                rows.remove(gone);
                let found = Steps::of(&rows);
                let Err(Fault::Missing { row, gaps: 1, .. }) = found else { panic!("{name}: {found:?}") };
                assert_eq!(row, gone - 1, "{name}");
            }
        }
    }

    #[test]
    fn of_several_gaps_the_longest_is_named() {
        let mut rows = axis(300, |n, _| n * 0.01);
        drop(rows.drain(200..205));
        rows.remove(20);
        let found = Steps::of(&rows);
        let Err(Fault::Missing { row: 198, usual, gaps: 2 }) = found else { panic!("{found:?}") };
        assert!((usual - 0.01).abs() < 1e-9, "{usual}");
        let mut turned = axis(300, |n, _| n * 0.01);
        turned.swap(100, 101);
        assert_eq!(Steps::of(&turned), Err(Fault::Order(100)));
        turned[100] = turned[101];
        turned.swap(100, 101);
        assert_eq!(Steps::of(&turned), Err(Fault::Order(100)));
    }
}
