//! How often numbers lie where.

use std::ops::Range;

use super::noise::quantile;
use crate::core::cast::{count_f64, floor_index};

/// Bins of one width from left to right, with how many numbers are in each. The last one has its end in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Histogram {
    from: f64,
    width: f64,
    pub(crate) counts: Vec<usize>,
}

impl Histogram {
    /// Bins as wide as Freedman and Diaconis say, twice the middle half of the numbers over the cube root of how many there
    /// are; at most so many. `None` where there is no number.
    pub(crate) fn of(numbers: &[f64], most: usize) -> Option<Self> {
        let mut numbers: Vec<f64> = numbers.iter().copied().filter(|one| one.is_finite()).collect();
        let from = numbers.iter().copied().reduce(f64::min)?;
        let to = numbers.iter().copied().reduce(f64::max)?;
        let middle = quantile(&mut numbers, 0.75)? - quantile(&mut numbers, 0.25)?;
        let wanted = (to - from) * count_f64(numbers.len()).cbrt() / (2.0 * middle);
        // Where all are alike, or nearly, one bin has them.
        let bins = if wanted.is_finite() { floor_index(wanted.round()).clamp(1, most) } else { most.min(2) };
        let bins = if to > from { bins } else { 1 };
        let width = (to - from) / count_f64(bins);
        let mut counts = vec![0; bins];
        for one in numbers {
            let at = if width > 0.0 { floor_index((one - from) / width) } else { 0 };
            counts[at.min(bins - 1)] += 1;
        }
        Some(Self { from, width, counts })
    }

    /// From where to where a bin is.
    pub(crate) fn range(&self, bin: usize) -> Range<f64> {
        let edge = |bin: usize| self.from + self.width * count_f64(bin);
        edge(bin)..edge(bin + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_in_its_bin() {
        let numbers: Vec<f64> = (0..1000u32).map(f64::from).collect();
        let found = Histogram::of(&numbers, 30).unwrap();
        // 999 / (2 · 500 / 10) are 10 bins.
        assert_eq!(found.counts.len(), 10);
        assert_eq!(found.counts.iter().sum::<usize>(), 1000);
        assert!(found.counts.iter().all(|count| (99..=101).contains(count)), "{found:?}");
        assert_eq!((found.range(0).start, found.range(9).end), (0.0, 999.0));
        assert_eq!(Histogram::of(&numbers, 4).unwrap().counts, [250; 4]);
    }

    #[test]
    fn alike_numbers_are_one_bin_and_no_numbers_none() {
        assert_eq!(Histogram::of(&[2.0; 5], 30).unwrap().counts, [5]);
        assert_eq!(Histogram::of(&[2.0, 2.0, 2.0, 2.0, 3.0], 30).unwrap().counts, [4, 1]);
        assert_eq!(Histogram::of(&[], 30), None);
        assert_eq!(Histogram::of(&[f64::NAN, f64::INFINITY], 30), None);
        assert_eq!(Histogram::of(&[f64::NAN, 1.0], 30).unwrap().counts, [1]);
    }
}
