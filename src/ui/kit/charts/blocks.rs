//! The extremes of stretches of samples: made once for a trace, so that a frame looks at a few thousand of them instead of
//! at a million samples.

use std::ops::Range;

use crate::ui::kit::charts::reduce::Column;

/// Samples in a block. A column of dots looks at its whole blocks and at the samples beside them: of a million samples in
/// some 400 columns both cost about the same with this many.
const BLOCK: usize = 64;
/// Samples that are looked at together: the compiler puts them into the processor's widest registers.
const LANES: usize = 16;
/// The same where there are few: more would be set up and put together in vain.
const FEW: usize = 8;

/// The least and the greatest sample of a stretch, and whether all of it are numbers.
#[derive(Clone, Copy, Debug)]
struct Extremes {
    least: f32,
    greatest: f32,
    /// One of the samples is not a number.
    hole: bool,
}

/// The extremes of samples side by side.
struct Lanes<const COUNT: usize> {
    least: [f32; COUNT],
    greatest: [f32; COUNT],
    /// All bits where something was no number: as wide as a sample, so that it lies in the same registers.
    holes: [u32; COUNT],
}

impl<const COUNT: usize> Lanes<COUNT> {
    const EMPTY: Self =
        Self { least: [f32::INFINITY; COUNT], greatest: [f32::NEG_INFINITY; COUNT], holes: [0; COUNT] };

    /// Takes in what lies between `least` and `greatest`, which is no number if `least` is none.
    const fn take(&mut self, lane: usize, least: f32, greatest: f32) {
        self.least[lane] = less(least, self.least[lane]);
        self.greatest[lane] = greater(greatest, self.greatest[lane]);
        self.holes[lane] |= if least.is_nan() { u32::MAX } else { 0 };
    }

    /// All lanes together: by halves, each of which is a register again.
    fn together(mut self) -> Extremes {
        let mut half = COUNT / 2;
        while half > 0 {
            for lane in 0..half {
                self.least[lane] = less(self.least[lane + half], self.least[lane]);
                self.greatest[lane] = greater(self.greatest[lane + half], self.greatest[lane]);
                self.holes[lane] |= self.holes[lane + half];
            }
            half /= 2;
        }
        Extremes { least: self.least[0], greatest: self.greatest[0], hole: self.holes[0] != 0 }
    }
}

/// One instruction, unlike `f32::min`, which minds what is not a number.
const fn less(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

const fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

impl Extremes {
    /// Of both stretches.
    const fn with(self, other: Self) -> Self {
        Self {
            least: less(other.least, self.least),
            greatest: greater(other.greatest, self.greatest),
            hole: self.hole || other.hole,
        }
    }

    /// Of many samples: of two at once the lesser and the greater are compared further, not both.
    fn of(samples: &[f32]) -> Self {
        let mut lanes = Lanes::<LANES>::EMPTY;
        let (chunks, rest) = samples.as_chunks::<{ 2 * LANES }>();
        for chunk in chunks {
            for lane in 0..LANES {
                let (a, b) = (chunk[lane], chunk[lane + LANES]);
                let (low, high) = if a < b { (a, b) } else { (b, a) };
                lanes.least[lane] = less(low, lanes.least[lane]);
                lanes.greatest[lane] = greater(high, lanes.greatest[lane]);
                lanes.holes[lane] |= if a.is_nan() || b.is_nan() { u32::MAX } else { 0 };
            }
        }
        lanes.together().with(Self::of_few(rest, rest))
    }

    /// Of a few stretches, by the least and the greatest of each; a sample is its own.
    fn of_few(least: &[f32], greatest: &[f32]) -> Self {
        let mut lanes = Lanes::<FEW>::EMPTY;
        let ((lows, low), (highs, high)) = (least.as_chunks::<FEW>(), greatest.as_chunks::<FEW>());
        for (lows, highs) in lows.iter().zip(highs) {
            for lane in 0..FEW {
                lanes.take(lane, lows[lane], highs[lane]);
            }
        }
        for (lane, (&low, &high)) in low.iter().zip(high).enumerate() {
            lanes.take(lane, low, high);
        }
        lanes.together()
    }
}

/// The column of samples that are all numbers; `None` if one is not, or there is none.
pub(super) fn whole(samples: &[f32]) -> Option<Column> {
    column(samples, Extremes::of(samples))
}

fn column(samples: &[f32], Extremes { least, greatest, hole }: Extremes) -> Option<Column> {
    let (&first, &last) = (samples.first()?, samples.last()?);
    (!hole).then_some(Column { first, least, greatest, last })
}

/// The extremes of each block of a trace.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// Not a number where there is a hole in the block.
    least: Vec<f32>,
    greatest: Vec<f32>,
}

impl Blocks {
    /// Looks at every sample, once.
    pub fn new(y: &[f32]) -> Self {
        let extremes = y.as_chunks::<BLOCK>().0.iter().map(|block| {
            let Extremes { least, greatest, hole } = Extremes::of(block);
            (if hole { f32::NAN } else { least }, greatest)
        });
        let (least, greatest) = extremes.unzip();
        Self { least, greatest }
    }

    /// What [`whole`] says of the samples in `range` of `y`, the samples that these are the blocks of.
    pub(super) fn whole(&self, y: &[f32], range: Range<usize>) -> Option<Column> {
        let (first, last) = (range.start.div_ceil(BLOCK), range.end / BLOCK);
        let samples = &y[range.clone()];
        if first >= last {
            return column(samples, Extremes::of_few(samples, samples));
        }
        let ends = [range.start..first * BLOCK, last * BLOCK..range.end].map(|end| &y[end]);
        let blocks = Extremes::of_few(&self.least[first..last], &self.greatest[first..last]);
        let ends = ends.map(|end| Extremes::of_few(end, end));
        column(samples, ends.into_iter().fold(blocks, Extremes::with))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn samples() -> impl Strategy<Value = Vec<f32>> {
        let sample = prop_oneof![
            300 => -100f32..10.0, 1 => Just(f32::NAN), 1 => Just(f32::NEG_INFINITY), 1 => Just(f32::INFINITY)
        ];
        prop::collection::vec(sample, 1..1000)
    }

    /// One sample after the other.
    fn plain(y: &[f32]) -> Option<Column> {
        let mut column = Column::of(*y.first()?);
        y[1..].iter().for_each(|&sample| column.and(sample));
        y.iter().all(|sample| !sample.is_nan()).then_some(column)
    }

    proptest! {
        #[test]
        fn blocks_say_what_every_sample_says(y in samples(), a in 0.0f64..1.0, b in 0.0f64..1.0) {
            let place = |part: f64| (part * (y.len() + 1) as f64) as usize;
            let range = place(a.min(b))..place(a.max(b));
            let plain = plain(&y[range.clone()]);
            prop_assert_eq!(whole(&y[range.clone()]), plain);
            prop_assert_eq!(Blocks::new(&y).whole(&y, range), plain);
        }
    }

    #[test]
    fn a_single_sample_counts_wherever_it_lies() {
        for at in 0..5 * BLOCK {
            for odd in [-60.0, 20.0, f32::NEG_INFINITY, f32::INFINITY, f32::NAN] {
                let mut y = vec![-5.0; 5 * BLOCK];
                y[at] = odd;
                let blocks = Blocks::new(&y);
                for range in [0..y.len(), at..at + 1, 1..y.len() - 1, BLOCK..4 * BLOCK, 7..y.len()] {
                    assert_eq!(
                        blocks.whole(&y, range.clone()),
                        plain(&y[range.clone()]),
                        "{odd} at {at}, {range:?}"
                    );
                }
            }
        }
    }
}
