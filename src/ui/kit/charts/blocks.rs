//! The extremes of stretches of samples: made once for a trace, so that a frame looks at a few thousand of them instead of
//! at a million samples.

use std::ops::Range;

use crate::ui::kit::charts::reduce::{Column, Levels};

/// Samples in a block of the lowest floor: a column of dots looks at its whole blocks and at the samples beside them.
const BLOCK: usize = 64;
/// Blocks in one of the next floor. A column looks at fewer than twice as many of each floor, so that ten million samples
/// cost hardly more than one.
const JOINED: usize = 8;
/// Samples that are compared together: what lies side by side goes into the processor's widest registers, and there are
/// enough of these that none waits for the one before. With 8 it takes five times as long.
const LANES: usize = 16;

/// The least and the greatest of all that was looked at, and whether one of it was no number: each lane of its own part of it,
/// put together once, at the end.
#[derive(Clone, Copy)]
struct Bounds {
    least: [f32; LANES],
    greatest: [f32; LANES],
    /// As wide as a sample, so that they lie in the same registers. All bits of a lane are set by a hole in it.
    holes: [u32; LANES],
}

/// One instruction, unlike `f32::min`, which minds what is not a number.
const fn less(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

const fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[allow(
    clippy::inline_always,
    reason = "a call takes the lanes out of their registers: all samples would take three times as long"
)]
impl Bounds {
    /// Of no samples at all.
    const NONE: Self =
        Self { least: [f32::INFINITY; LANES], greatest: [f32::NEG_INFINITY; LANES], holes: [0; LANES] };

    #[inline(always)]
    fn lanes(&mut self, lows: &[f32; LANES], highs: &[f32; LANES]) {
        for lane in 0..LANES {
            self.least[lane] = less(lows[lane], self.least[lane]);
            self.greatest[lane] = greater(highs[lane], self.greatest[lane]);
            self.holes[lane] |= if lows[lane].is_nan() { u32::MAX } else { 0 };
        }
    }

    /// Looks at samples, or at blocks by the least and the greatest of each, where a least that is no number is a hole.
    #[inline(always)]
    fn look(&mut self, lows: &[f32], highs: &[f32]) {
        let (Some(last_low), Some(last_high)) = (lows.last_chunk::<LANES>(), highs.last_chunk::<LANES>())
        else {
            // Too few to fill the lanes: the first one fills those that are left over.
            let (Some(&low), Some(&high)) = (lows.first(), highs.first()) else { return };
            let (mut filled, mut filled_high) = ([low; LANES], [high; LANES]);
            filled[..lows.len()].copy_from_slice(lows);
            filled_high[..highs.len()].copy_from_slice(highs);
            return self.lanes(&filled, &filled_high);
        };
        for (low, high) in lows.as_chunks::<LANES>().0.iter().zip(highs.as_chunks::<LANES>().0) {
            self.lanes(low, high);
        }
        // What is over, with some of what was there already: that changes no extreme, and a lane that is not known when
        // this is compiled would move all of them out of their registers.
        if !lows.len().is_multiple_of(LANES) {
            self.lanes(last_low, last_high);
        }
    }

    #[inline(always)]
    fn of(samples: &[f32]) -> Extremes {
        let mut found = Self::NONE;
        found.look(samples, samples);
        found.end()
    }

    /// All lanes put together.
    #[inline(always)]
    fn end(mut self) -> Extremes {
        let mut half = LANES / 2;
        while half > 0 {
            for lane in 0..half {
                self.least[lane] = less(self.least[lane + half], self.least[lane]);
                self.greatest[lane] = greater(self.greatest[lane + half], self.greatest[lane]);
                self.holes[lane] |= self.holes[lane + half];
            }
            half /= 2;
        }
        Extremes { least: self.least[0], greatest: self.greatest[0], has_hole: self.holes[0] != 0 }
    }
}

/// The least and the greatest sample of a stretch.
#[derive(Clone, Copy, Debug)]
struct Extremes {
    least: f32,
    greatest: f32,
    /// One of the samples is not a number.
    has_hole: bool,
}

/// The column of samples that are all numbers; `None` if one is not, or there is none.
fn column(samples: &[f32], Extremes { least, greatest, has_hole }: Extremes) -> Option<Column> {
    let (&first, &last) = (samples.first()?, samples.last()?);
    (!has_hole).then_some(Column { first, least, greatest, last })
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
        let samples = &self.0[range];
        column(samples, Bounds::of(samples))
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
    fn of(extremes: impl Iterator<Item = (Extremes, bool)>) -> Self {
        let (least, greatest) = extremes
            .map(|(Extremes { least, greatest, has_hole }, empty)| {
                (if has_hole { f32::NAN } else { least }, if empty { f32::NAN } else { greatest })
            })
            .unzip();
        Self { least, greatest }
    }

    /// Of samples.
    fn lowest(y: &[f32]) -> Self {
        Self::of(y.as_chunks::<BLOCK>().0.iter().map(|block| {
            let mut found = Bounds::NONE;
            for samples in block.as_chunks::<LANES>().0 {
                found.lanes(samples, samples);
            }
            let found = found.end();
            (found, found.has_hole && block.iter().all(|sample| sample.is_nan()))
        }))
    }

    /// Of the blocks of this one.
    fn next(&self) -> Self {
        let blocks = self.least.as_chunks::<JOINED>().0.iter().zip(self.greatest.as_chunks::<JOINED>().0);
        Self::of(blocks.map(|(least, greatest)| {
            let mut found = Bounds::NONE;
            found.look(least, greatest);
            (found.end(), greatest.iter().all(|greatest| greatest.is_nan()))
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

    /// The column of the samples in `range` of `y`, the samples that these are the blocks of.
    fn whole(&self, y: &[f32], range: Range<usize>) -> Option<Column> {
        let samples = &y[range.clone()];
        let (mut inner, ends) = split(range, BLOCK);
        if inner.is_empty() {
            return column(samples, Bounds::of(samples));
        }
        let mut found = Bounds::NONE;
        for end in ends {
            found.look(&y[end.clone()], &y[end]);
        }
        let mut floors = self.0.iter().peekable();
        while let Some(floor) = floors.next() {
            let highest = floors.peek().is_none();
            let (above, ends) = if highest { (0..0, [inner, 0..0]) } else { split(inner, JOINED) };
            for end in ends {
                found.look(&floor.least[end.clone()], &floor.greatest[end]);
            }
            inner = above;
        }
        column(samples, found.end())
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
            prop_assert_eq!(Each(&y).whole(range.clone()), plain);
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
