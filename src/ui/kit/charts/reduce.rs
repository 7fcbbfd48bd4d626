//! Many samples to few columns without losing one: the first, least, greatest and last of each column of
//! dots. What is drawn from them are the same dots as from every sample.

use std::ops::Range;

use crate::core::cast::{count_f64, floor_index, level_f32, nearest};
use crate::core::trace::Spacing;

/// What stands at the bottom of a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spectral {
    /// Wavelength, nm: even in samples.
    #[default]
    Wavelength,
    /// Optical frequency, THz: not even in samples, and the other way round.
    Frequency,
}

/// Which column a value falls into: each that draws has its own rule, and what is reduced by another rule
/// than it is drawn by costs ink.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// The nearest of columns whose middles lie on the edges: characters.
    #[default]
    Nearest,
    /// The one below, in columns that fill the span: pictures.
    Below,
}

/// From the left edge to the right one, in nm or THz, over so many columns of dots.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Across {
    /// Whether the edges are wavelengths or frequencies.
    pub spectral: Spectral,
    /// At the middle of the first column.
    pub left: f64,
    /// At the middle of the last column.
    pub right: f64,
    /// How many columns of dots the edges and what is between them fall into.
    pub columns: usize,
    /// Which column a value falls into.
    pub rule: Rule,
}

impl Across {
    /// The value of a sample on this axis.
    pub fn value(&self, spacing: Spacing, index: usize) -> f64 {
        match self.spectral {
            Spectral::Wavelength => spacing.nm(index),
            Spectral::Frequency => spacing.thz(index),
        }
    }

    /// The column of a value, by the rule of what draws it.
    pub(crate) fn column(&self, value: f64) -> f64 {
        match self.rule {
            Rule::Nearest => {
                nearest((value - self.left) * (count_f64(self.columns) - 1.0) / (self.right - self.left))
            }
            Rule::Below => {
                let part = (value - self.left) / (self.right - self.left);
                (count_f64(self.columns) * part + 1e-3).floor().min(count_f64(self.columns) - 1.0)
            }
        }
    }

    /// The value in the middle of a column.
    pub(crate) fn at(&self, column: f64) -> f64 {
        let span = self.right - self.left;
        match self.rule {
            Rule::Nearest => self.left + column * span / (count_f64(self.columns) - 1.0).max(1.0),
            Rule::Below => self.left + (column + 0.5) * span / count_f64(self.columns),
        }
    }

    /// The sample at place `place` from the left among `count`.
    pub(crate) const fn index(&self, place: usize, count: usize) -> usize {
        match self.spectral {
            Spectral::Wavelength => place,
            Spectral::Frequency => count - 1 - place,
        }
    }

    /// Samples that lie within the edges, as places from the left.
    pub(crate) fn visible(&self, spacing: Spacing, count: usize) -> Range<usize> {
        let value = |place: usize| self.value(spacing, self.index(place, count));
        let first = partition(count, |place| value(place) < self.left);
        let last = partition(count, |place| value(place) <= self.right);
        first..last.max(first)
    }
}

/// How many places from the left on hold what `before` says.
fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// What a column of dots shows of its samples, from left to right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Column {
    /// The leftmost sample.
    pub(crate) first: f32,
    /// The lowest sample.
    pub(crate) least: f32,
    /// The highest sample.
    pub(crate) greatest: f32,
    /// The rightmost sample.
    pub(crate) last: f32,
}

impl Column {
    /// Of a single sample.
    pub(crate) const fn of(sample: f32) -> Self {
        Self { first: sample, least: sample, greatest: sample, last: sample }
    }

    /// With one more sample at the end.
    pub(crate) const fn and(&mut self, sample: f32) {
        self.least = self.least.min(sample);
        self.greatest = self.greatest.max(sample);
        self.last = sample;
    }

    /// With the samples behind it.
    pub(super) const fn join(&mut self, next: Self) {
        self.least = self.least.min(next.least);
        self.greatest = self.greatest.max(next.greatest);
        self.last = next.last;
    }

    const fn turned(self) -> Self {
        Self { first: self.last, last: self.first, ..self }
    }
}

/// What columns are made from: samples, each of which is looked at, or their blocks.
pub(crate) trait Levels {
    /// The samples.
    fn samples(&self) -> &[f32];

    /// What a range of them amounts to; `None` if there is a hole in it, or no sample.
    fn whole(&self, range: Range<usize>) -> Option<Column>;

    /// Stretches of a range without a hole in them, in its order; `None` stands for the holes between them.
    fn stretches(&self, range: Range<usize>) -> Vec<Option<Column>>;
}

/// Calls `each` with every stretch of samples without a hole, column by column from left to right;
/// `None` is a hole. Samples beside the edges count where they lead into the picture: they are given at
/// the column of the edge, with the level that the line has there.
pub(crate) fn columns(
    levels: &impl Levels,
    spacing: Spacing,
    across: &Across,
    mut each: impl FnMut(Option<(usize, Column)>),
) {
    let y = levels.samples();
    let count = y.len();
    let visible = across.visible(spacing, count);
    let level = |place: usize| y[across.index(place, count)];
    let value = |place: usize| across.value(spacing, across.index(place, count));
    if visible.start > 0 && visible.start < count {
        each(edge(
            across.left,
            0,
            (value(visible.start - 1), level(visible.start - 1)),
            (value(visible.start), level(visible.start)),
        ));
    }
    let mut place = visible.start;
    let mut column = if visible.is_empty() { 0.0 } else { across.column(value(place)) };
    while place < visible.end {
        let at = floor_index(column);
        let end;
        (end, column) = end_of_column(across, spacing, count, place, column, visible.end);
        let samples = match across.spectral {
            Spectral::Wavelength => place..end,
            Spectral::Frequency => count - end..count - place,
        };
        let turned = across.spectral == Spectral::Frequency;
        match levels.whole(samples.clone()) {
            Some(found) if turned => each(Some((at, found.turned()))),
            Some(found) => each(Some((at, found))),
            None => {
                let mut stretches = levels.stretches(samples);
                if turned {
                    stretches.reverse();
                }
                let turn = |found: Column| (at, if turned { found.turned() } else { found });
                for stretch in stretches {
                    each(stretch.map(turn));
                }
            }
        }
        place = end;
    }
    if visible.end > 0 && visible.end < count {
        let (inside, outside) = (visible.end - 1, visible.end);
        each(edge(
            across.right,
            across.columns - 1,
            (value(outside), level(outside)),
            (value(inside), level(inside)),
        ));
    }
}

/// Where the line from a sample outside to one inside crosses an edge.
fn edge(at: f64, column: usize, (x1, y1): (f64, f32), (x2, y2): (f64, f32)) -> Option<(usize, Column)> {
    let (y1, y2) = (f64::from(y1), f64::from(y2));
    let level = y1 + (y2 - y1) * (at - x1) / (x2 - x1);
    (!level.is_nan()).then(|| (column, Column::of(level_f32(level))))
}

/// The first place that is not in this column any more, and its column: foretold, then put right.
fn end_of_column(
    across: &Across,
    spacing: Spacing,
    count: usize,
    place: usize,
    column: f64,
    limit: usize,
) -> (usize, f64) {
    let border = across.at(column + 0.5);
    let foretold = match across.spectral {
        Spectral::Wavelength => spacing.index_of_nm(border),
        Spectral::Frequency => count_f64(count) - 1.0 - spacing.index_of_thz(border),
    };
    let mut end = floor_index(foretold).clamp(place + 1, limit);
    let column_of = |place: usize| across.column(across.value(spacing, across.index(place, count)));
    let mut next = column;
    // Too far by a few at the most.
    while end > place + 1 {
        let before = column_of(end - 1);
        if before > column {
            (end, next) = (end - 1, before);
        } else {
            break;
        }
    }
    while next <= column && end < limit {
        next = column_of(end);
        if next <= column {
            end += 1;
        }
    }
    (end, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::units::Wavelength;
    use crate::ui::kit::charts::blocks::Each;
    use proptest::prelude::*;

    fn spacing() -> Spacing {
        Spacing { start: Wavelength::from_nm(1500.0), sampling: Wavelength::from_m(1e-12) }
    }

    fn samples() -> impl Strategy<Value = Vec<f32>> {
        let sample = prop_oneof![
            20 => -100f32..10.0, 1 => Just(f32::NAN), 1 => Just(f32::NEG_INFINITY), 1 => Just(f32::INFINITY)
        ];
        prop::collection::vec(sample, 1..600)
    }

    proptest! {
        #[test]
        fn no_extreme_is_lost_and_every_column_is_right(
            y in samples(),
            from in 0.0f64..0.6,
            to in 0.61f64..1.0,
            columns in 2usize..200,
            frequency in any::<bool>(),
            below in any::<bool>(),
        ) {
            let rule = if below { Rule::Below } else { Rule::Nearest };
            let spacing = spacing();
            let spectral = if frequency { Spectral::Frequency } else { Spectral::Wavelength };
            let (a, b) = (from * y.len() as f64, to * y.len() as f64);
            let nm = [1500.0 + a * 1e-3, 1500.0 + b * 1e-3];
            let [left, right] = if frequency { [299_792.458 / nm[1], 299_792.458 / nm[0]] } else { nm };
            let across = Across { spectral, left, right, columns, rule };
            let mut seen: Vec<(f32, f32)> = vec![(f32::INFINITY, f32::NEG_INFINITY); columns];
            let mut last = 0;
            super::columns(&Each(&y), spacing, &across, |column| {
                let Some((at, column)) = column else { return };
                assert!(at >= last && at < columns, "from left to right");
                last = at;
                seen[at] = (seen[at].0.min(column.least), seen[at].1.max(column.greatest));
            });
            // A plain look at every sample.
            let mut plain = vec![(f32::INFINITY, f32::NEG_INFINITY); columns];
            for (index, &level) in y.iter().enumerate() {
                let value = across.value(spacing, index);
                if value < left || value > right || level.is_nan() {
                    continue;
                }
                let found = &mut plain[across.column(value) as usize];
                *found = (found.0.min(level), found.1.max(level));
            }
            for (at, (plain, seen)) in plain.iter().zip(&seen).enumerate() {
                // At the edges the line from outside comes in, too.
                let exact = plain == seen;
                let edge = at == 0 || at + 1 == columns;
                prop_assert!(exact || edge && seen.0 <= plain.0 && seen.1 >= plain.1, "{}: {:?} {:?}", at, plain, seen);
            }
        }
    }

    #[test]
    fn a_hole_is_given_as_a_hole() {
        let y = [1.0, 2.0, f32::NAN, 4.0];
        let across = Across {
            spectral: Spectral::Wavelength,
            left: 1500.0,
            right: spacing().nm(3),
            columns: 2,
            rule: Rule::Nearest,
        };
        let mut given = Vec::new();
        columns(&Each(&y), spacing(), &across, |column| {
            given.push(column.map(|(at, c)| (at, c.first, c.last)));
        });
        assert_eq!(given, [Some((0, 1.0, 2.0)), None, Some((1, 4.0, 4.0))]);
    }
}
