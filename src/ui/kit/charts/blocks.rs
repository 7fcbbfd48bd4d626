//! The extremes of stretches of samples: made once for a trace, so that a frame looks at a few thousand of them instead of
//! at a million samples.

use std::ops::Range;

use crate::ui::kit::charts::reduce::Column;

/// Samples in a block. A column of dots looks at its whole blocks and at the samples beside them: of a million samples in
/// some 400 columns both cost about the same with this many.
const BLOCK: usize = 64;
/// Samples that are compared together: what lies side by side goes into the processor's widest registers.
const LANES: usize = 8;

/// The least and the greatest sample of a stretch, and whether all of it are numbers.
#[derive(Clone, Copy, Debug)]
struct Extremes {
    least: f32,
    greatest: f32,
    /// One of the samples is not a number.
    hole: bool,
}

/// One instruction, unlike `f32::min`, which minds what is not a number.
const fn less(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

const fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

impl Extremes {
    /// Of no samples at all.
    const NONE: Self = Self { least: f32::INFINITY, greatest: f32::NEG_INFINITY, hole: false };

    /// Of both stretches.
    const fn with(self, other: Self) -> Self {
        Self {
            least: less(other.least, self.least),
            greatest: greater(other.greatest, self.greatest),
            hole: self.hole || other.hole,
        }
    }

    /// Of samples, or of blocks by the least and the greatest of each, where a least that is no number is a hole.
    fn of(lows: &[f32], highs: &[f32]) -> Self {
        let (Some(last_low), Some(last_high)) = (lows.last_chunk::<LANES>(), highs.last_chunk::<LANES>())
        else {
            let sample = |(&least, &greatest): (&f32, &f32)| Self { least, greatest, hole: least.is_nan() };
            return lows.iter().zip(highs).map(sample).fold(Self::NONE, Self::with);
        };
        let (mut least, mut greatest) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
        // As wide as a sample, so that they lie in the same registers.
        let mut holes = [0u32; LANES];
        let chunks = lows.as_chunks::<LANES>().0.iter().zip(highs.as_chunks::<LANES>().0);
        // What is over is taken with some of what was there already: that changes no extreme, and a lane that is not
        // known when this is compiled would move all of them out of their registers.
        for (low, high) in chunks.chain([(last_low, last_high)]) {
            for lane in 0..LANES {
                least[lane] = less(low[lane], least[lane]);
                greatest[lane] = greater(high[lane], greatest[lane]);
                holes[lane] |= if low[lane].is_nan() { u32::MAX } else { 0 };
            }
        }
        let mut half = LANES / 2;
        while half > 0 {
            for lane in 0..half {
                least[lane] = less(least[lane + half], least[lane]);
                greatest[lane] = greater(greatest[lane + half], greatest[lane]);
                holes[lane] |= holes[lane + half];
            }
            half /= 2;
        }
        Self { least: least[0], greatest: greatest[0], hole: holes[0] != 0 }
    }

    fn of_samples(samples: &[f32]) -> Self {
        Self::of(samples, samples)
    }
}

/// The column of samples that are all numbers; `None` if one is not, or there is none.
pub(super) fn whole(samples: &[f32]) -> Option<Column> {
    column(samples, Extremes::of_samples(samples))
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
            let Extremes { least, greatest, hole } = Extremes::of_samples(block);
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
            return column(samples, Extremes::of_samples(samples));
        }
        let ends = [range.start..first * BLOCK, last * BLOCK..range.end].map(|end| &y[end]);
        let blocks = Extremes::of(&self.least[first..last], &self.greatest[first..last]);
        column(samples, ends.map(Extremes::of_samples).into_iter().fold(blocks, Extremes::with))
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
