//! The extremes of stretches of samples: made once for a trace, so that a frame looks at a few thousand of them instead of
//! at a million samples.

use std::ops::Range;

use crate::ui::kit::charts::reduce::{Column, Levels};

/// Samples in a block of the lowest floor: a column of dots looks at its whole blocks and at the samples beside them.
const BLOCK: usize = 64;
/// Blocks in one of the next floor. A column looks at fewer than twice as many of each floor, so that ten million samples
/// cost hardly more than one.
const JOINED: usize = 8;
/// Samples that are compared together: what lies side by side goes into the processor's widest registers.
const LANES: usize = 8;

/// The least and the greatest sample of a stretch, and whether all of it are numbers.
#[derive(Clone, Copy, Debug)]
struct Bounds {
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

impl Bounds {
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
fn whole(samples: &[f32]) -> Option<Column> {
    column(samples, Bounds::of_samples(samples))
}

fn column(samples: &[f32], Bounds { least, greatest, hole }: Bounds) -> Option<Column> {
    let (&first, &last) = (samples.first()?, samples.last()?);
    (!hole).then_some(Column { first, least, greatest, last })
}

/// Stretches without a hole and the holes between them, as they are gone through.
#[derive(Default)]
struct Stretches {
    open: Option<Column>,
    found: Vec<Option<Column>>,
}

impl Stretches {
    fn join(&mut self, next: Column) {
        match &mut self.open {
            Some(open) => open.join(next),
            None => self.open = Some(next),
        }
    }

    fn hole(&mut self) {
        self.found.extend(self.open.take().map(Some));
        if !matches!(self.found.last(), Some(None)) {
            self.found.push(None);
        }
    }

    fn samples(&mut self, samples: &[f32]) {
        for &sample in samples {
            if sample.is_nan() { self.hole() } else { self.join(Column::of(sample)) }
        }
    }

    fn end(mut self) -> Vec<Option<Column>> {
        self.found.extend(self.open.take().map(Some));
        self.found
    }
}

/// Samples, each of which is looked at.
pub(super) struct Each<'a>(pub(super) &'a [f32]);

impl Levels for Each<'_> {
    fn samples(&self) -> &[f32] {
        self.0
    }

    fn whole(&self, range: Range<usize>) -> Option<Column> {
        whole(&self.0[range])
    }

    fn stretches(&self, range: Range<usize>) -> Vec<Option<Column>> {
        let mut stretches = Stretches::default();
        stretches.samples(&self.0[range]);
        stretches.end()
    }
}

/// The extremes of each block of a trace, and of blocks of blocks.
#[derive(Clone, Debug)]
pub struct Blocks(Vec<Floor>);

/// The blocks of one size, from the first one on; what is over at the end is in none.
#[derive(Clone, Debug)]
struct Floor {
    /// Not a number where there is a hole in the block.
    least: Vec<f32>,
    /// Not a number where there is nothing but holes.
    greatest: Vec<f32>,
}

impl Floor {
    fn of(extremes: impl Iterator<Item = (Bounds, bool)>) -> Self {
        let (least, greatest) = extremes
            .map(|(found, empty)| {
                (
                    if found.hole { f32::NAN } else { found.least },
                    if empty { f32::NAN } else { found.greatest },
                )
            })
            .unzip();
        Self { least, greatest }
    }

    /// Of samples.
    fn lowest(y: &[f32]) -> Self {
        Self::of(y.as_chunks::<BLOCK>().0.iter().map(|block| {
            let found = Bounds::of_samples(block);
            (found, found.hole && block.iter().all(|sample| sample.is_nan()))
        }))
    }

    /// Of the blocks of this one.
    fn next(&self) -> Self {
        let blocks = self.least.as_chunks::<JOINED>().0.iter().zip(self.greatest.as_chunks::<JOINED>().0);
        Self::of(blocks.map(|(least, greatest)| {
            (Bounds::of(least, greatest), greatest.iter().all(|greatest| greatest.is_nan()))
        }))
    }
}

impl Blocks {
    /// Looks at every sample, once.
    pub fn new(y: &[f32]) -> Self {
        let mut floors = vec![Floor::lowest(y)];
        while let Some(floor) = floors.last().filter(|floor| floor.least.len() >= JOINED) {
            floors.push(floor.next());
        }
        Self(floors)
    }

    /// What [`whole`] says of the samples in `range` of `y`, the samples that these are the blocks of.
    fn whole(&self, y: &[f32], range: Range<usize>) -> Option<Column> {
        let samples = &y[range.clone()];
        let (inner, [before, behind]) = split(range, BLOCK);
        if inner.is_empty() {
            return column(samples, Bounds::of_samples(samples));
        }
        let ends = [before, behind].map(|end| Bounds::of_samples(&y[end]));
        column(samples, ends.into_iter().fold(extremes(&self.0, inner), Bounds::with))
    }

    /// The stretches of so many blocks of a floor.
    fn gather(&self, y: &[f32], floor: usize, blocks: Range<usize>, stretches: &mut Stretches) {
        if floor + 1 == self.0.len() {
            return blocks.for_each(|block| self.gather_block(y, floor, block, stretches));
        }
        let (inner, [before, behind]) = split(blocks, JOINED);
        before.for_each(|block| self.gather_block(y, floor, block, stretches));
        if !inner.is_empty() {
            self.gather(y, floor + 1, inner, stretches);
        }
        behind.for_each(|block| self.gather_block(y, floor, block, stretches));
    }

    /// Those of one: joined as a whole where it has no hole, passed over where it is nothing else.
    fn gather_block(&self, y: &[f32], floor: usize, block: usize, stretches: &mut Stretches) {
        let (least, greatest) = (self.0[floor].least[block], self.0[floor].greatest[block]);
        let size = (0..floor).fold(BLOCK, |size, _| size * JOINED);
        let samples = &y[block * size..(block + 1) * size];
        if greatest.is_nan() {
            stretches.hole();
        } else if !least.is_nan() {
            stretches.join(Column { first: samples[0], least, greatest, last: samples[size - 1] });
        } else if floor == 0 {
            stretches.samples(samples);
        } else {
            for inner in block * JOINED..(block + 1) * JOINED {
                self.gather_block(y, floor - 1, inner, stretches);
            }
        }
    }
}

/// Blocks of the next size in a range, by their numbers, and what is beside them.
fn split(range: Range<usize>, size: usize) -> (Range<usize>, [Range<usize>; 2]) {
    let (first, last) = (range.start.div_ceil(size), range.end / size);
    if first >= last {
        return (0..0, [range, 0..0]);
    }
    (first..last, [range.start..first * size, last * size..range.end])
}

/// Of so many blocks of the first of these floors.
fn extremes(floors: &[Floor], range: Range<usize>) -> Bounds {
    let Some((floor, above)) = floors.split_first() else { return Bounds::NONE };
    let of = |range: Range<usize>| Bounds::of(&floor.least[range.clone()], &floor.greatest[range]);
    if above.is_empty() {
        return of(range);
    }
    let (inner, ends) = split(range, JOINED);
    let found = if inner.is_empty() { Bounds::NONE } else { extremes(above, inner) };
    ends.into_iter().map(of).fold(found, Bounds::with)
}

/// Samples and their blocks: looked at are the blocks, and the samples beside whole ones and in those that have holes.
pub(super) struct ByBlock<'a> {
    pub(super) y: &'a [f32],
    pub(super) blocks: &'a Blocks,
}

impl Levels for ByBlock<'_> {
    fn samples(&self) -> &[f32] {
        self.y
    }

    fn whole(&self, range: Range<usize>) -> Option<Column> {
        self.blocks.whole(self.y, range)
    }

    fn stretches(&self, range: Range<usize>) -> Vec<Option<Column>> {
        let (blocks, [before, behind]) = split(range, BLOCK);
        let mut stretches = Stretches::default();
        stretches.samples(&self.y[before]);
        self.blocks.gather(self.y, 0, blocks, &mut stretches);
        stretches.samples(&self.y[behind]);
        stretches.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn samples() -> impl Strategy<Value = Vec<f32>> {
        let sample = prop_oneof![
            3000 => -100f32..10.0, 1 => Just(f32::NAN), 1 => Just(f32::NEG_INFINITY), 1 => Just(f32::INFINITY)
        ];
        prop::collection::vec(sample, 1..20 * BLOCK * JOINED)
    }

    /// One sample after the other.
    fn plain(y: &[f32]) -> Option<Column> {
        let mut column = Column::of(*y.first()?);
        y[1..].iter().for_each(|&sample| column.and(sample));
        y.iter().all(|sample| !sample.is_nan()).then_some(column)
    }

    /// Samples with holes as long as blocks are.
    fn with_long_holes() -> impl Strategy<Value = Vec<f32>> {
        let level = prop_oneof![30 => -100f32..10.0, 1 => Just(f32::NAN), 1 => Just(f32::NEG_INFINITY)];
        let part = prop_oneof![
            prop::collection::vec(level, 1..3 * BLOCK),
            (1..20 * BLOCK).prop_map(|count| vec![-3.0; count]),
            (1..20 * BLOCK).prop_map(|count| vec![f32::NAN; count]),
        ];
        prop::collection::vec(part, 1..8).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn blocks_give_the_stretches_that_every_sample_gives(y in with_long_holes(), a in 0.0f64..1.0, b in 0.0f64..1.0) {
            let place = |part: f64| (part * (y.len() + 1) as f64) as usize;
            let range = place(a.min(b))..place(a.max(b));
            let (blocks, each) = (Blocks::new(&y), Each(&y));
            let found = ByBlock { y: &y, blocks: &blocks }.stretches(range.clone());
            prop_assert_eq!(&found, &each.stretches(range.clone()));
            prop_assert!(found.windows(2).all(|pair| pair[0].is_some() != pair[1].is_some()), "{:?}", found);
            let holes = y[range].split(|sample| !sample.is_nan()).filter(|hole| !hole.is_empty()).count();
            prop_assert_eq!(found.iter().filter(|stretch| stretch.is_none()).count(), holes);
        }
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
