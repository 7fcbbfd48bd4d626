//! A trace as dots: the same dots as from every sample, drawn from its reduced columns.

use crate::core::cast::count_f64;
use crate::core::scale::Scale;
use crate::core::trace::Spacing;
use crate::ui::kit::charts::blocks::{Blocks, ByBlock, Each};
use crate::ui::kit::charts::dots::Dots;
use crate::ui::kit::charts::reduce::{Across, Column, Levels, columns};

/// A trace reduced to the columns of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reduced {
    /// From left to right; `None` is a hole.
    columns: Vec<Option<(usize, Column)>>,
    extremes: Option<(f32, f32)>,
}

impl Reduced {
    /// Reduces what is seen of the samples, each of which is looked at.
    pub fn new(y: &[f32], spacing: Spacing, across: &Across) -> Self {
        Self::by(&Each(y), spacing, across)
    }

    /// The same from the samples' blocks.
    pub fn of_blocks(y: &[f32], blocks: &Blocks, spacing: Spacing, across: &Across) -> Self {
        Self::by(&ByBlock { y, blocks }, spacing, across)
    }

    fn by(levels: &impl Levels, spacing: Spacing, across: &Across) -> Self {
        let mut reduced = Vec::with_capacity(across.columns + 2);
        columns(levels, spacing, across, |column| reduced.push(column));
        Self::of(reduced)
    }

    fn of(columns: Vec<Option<(usize, Column)>>) -> Self {
        let levels = columns.iter().flatten().flat_map(|(_, c)| [c.least, c.greatest, c.first, c.last]);
        let finite = levels.filter(|level| level.is_finite());
        let extremes = finite.fold(None, |found, level| {
            let (least, greatest) = found.unwrap_or((level, level));
            Some((level.min(least), level.max(greatest)))
        });
        Self { columns, extremes }
    }

    /// The same in another unit; the unit must rise with the old one.
    #[must_use]
    pub(crate) fn map(&self, unit: impl Fn(f32) -> f32) -> Self {
        let column = |&(at, c): &(usize, Column)| {
            let column = Column {
                first: unit(c.first),
                least: unit(c.least),
                greatest: unit(c.greatest),
                last: unit(c.last),
            };
            (at, column)
        };
        Self::of(self.columns.iter().map(|found| found.as_ref().map(column)).collect())
    }

    /// The least and the greatest finite level.
    pub const fn extremes(&self) -> Option<(f32, f32)> {
        self.extremes
    }

    /// The last column with samples, and the last level there.
    pub(crate) fn end(&self) -> Option<(usize, f32)> {
        self.columns.iter().rev().flatten().next().map(|(at, column)| (*at, column.last))
    }

    /// Points that a figure draws a line through, stretch by stretch, without losing an extreme: column and
    /// level.
    pub(crate) fn stretches(&self) -> Vec<Vec<(f64, f32)>> {
        let mut stretches = vec![Vec::new()];
        for found in &self.columns {
            let Some((at, c)) = found else {
                stretches.push(Vec::new());
                continue;
            };
            #[expect(clippy::expect_used, reason = "it begins with one, and none is taken out")]
            let stretch = stretches.last_mut().expect("there is always one");
            let at = count_f64(*at);
            for level in [c.first, c.least, c.greatest, c.last] {
                if stretch.last() != Some(&(at, level)) {
                    stretch.push((at, level));
                }
            }
        }
        stretches.retain(|stretch| !stretch.is_empty());
        stretches
    }

    /// Draws it. What is above or below the scale is drawn at its edge.
    pub fn draw(&self, dots: &mut Dots, scale: &Scale, series: u8) {
        let rows = dots.rows();
        let row = |level: f32| scale.row(level, rows).unwrap_or(0);
        let mut before: Option<(usize, usize)> = None;
        for found in &self.columns {
            let Some((at, column)) = found else {
                before = None;
                continue;
            };
            if let Some(before) = before {
                dots.line(before, (*at, row(column.first)), series);
            }
            dots.run(*at, row(column.greatest), row(column.least), series);
            before = Some((*at, row(column.last)));
        }
    }
}
