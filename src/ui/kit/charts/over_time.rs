//! Levels at times of their own in columns of dots, for a window of whatever length: what a frame looks at are blocks.

use std::ops::Range;

use crate::core::cast::{count_f64, floor_whole, level_f32, series_u8, signed, whole_f64};
use crate::core::scale::Scale;
use crate::ui::kit::charts::blocks::{Blocks, ByBlock};
use crate::ui::kit::charts::dots::Dots;
use crate::ui::kit::charts::reduce::{Column, Levels};

/// From the left edge to the right one, nanoseconds since 1970, over so many columns of dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimeWindow {
    /// At the left edge of the first column.
    pub(crate) from: i64,
    /// At the right edge of the last one.
    pub(crate) to: i64,
    /// How many columns of dots.
    pub(crate) columns: usize,
}

impl TimeWindow {
    /// The column of a time: negative before the first one, and beyond the last one behind it.
    pub(crate) fn column(&self, at: i64) -> i64 {
        let span = whole_f64((self.to - self.from).max(1));
        floor_whole((whole_f64(at - self.from) / span * count_f64(self.columns)).floor())
    }

    /// Each column in which there are rows, with these.
    pub(crate) fn columns(&self, times: &[i64]) -> Vec<(i64, Range<usize>)> {
        let visible = self.rows(times);
        let (mut place, mut found) = (visible.start, Vec::new());
        while place < visible.end {
            let column = self.column(times[place]);
            let rest = &times[place..visible.end];
            let end = place + rest.partition_point(|&time| self.column(time) <= column).max(1);
            found.push((column, place..end));
            place = end;
        }
        found
    }

    /// The rows within the edges.
    fn rows(&self, times: &[i64]) -> Range<usize> {
        let place = |at| times.partition_point(|&time| time < at);
        place(self.from)..place(self.to).max(place(self.from))
    }
}

/// Levels with their times.
#[derive(Clone, Copy)]
pub(crate) struct Timed<'a> {
    /// In order.
    pub(crate) times: &'a [i64],
    /// Not-a-number where there is none.
    pub(crate) levels: &'a [f32],
    /// Those of the levels.
    pub(crate) blocks: &'a Blocks,
}

/// What is in a window, in the order of time: what a column has without a hole, or a hole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Reduced(Vec<Option<(i64, Column)>>);

impl Reduced {
    /// Of levels in these columns of a window, with the rows beside the edges, from which lines lead into the picture.
    pub(crate) fn of(timed: Timed<'_>, window: &TimeWindow, columns: &[(i64, Range<usize>)]) -> Self {
        let levels = ByBlock { y: timed.levels, blocks: timed.blocks };
        let visible = window.rows(timed.times);
        let beside = |row: usize| {
            let level = timed.levels[row];
            (!level.is_nan()).then(|| (window.column(timed.times[row]), Column::of(level)))
        };
        let mut found = Vec::with_capacity(columns.len() + 2);
        found.extend(visible.start.checked_sub(1).map(beside));
        for (column, rows) in columns {
            if let Some(whole) = levels.whole(rows.clone()) {
                found.push(Some((*column, whole)));
            } else {
                let stretches = levels.stretches(rows.clone()).into_iter();
                found.extend(stretches.map(|stretch| stretch.map(|stretch| (*column, stretch))));
            }
        }
        found.extend((visible.end < timed.levels.len()).then(|| beside(visible.end)));
        Self(found)
    }

    /// The least and the greatest level within the edges that are not below a floor.
    pub(crate) fn extremes(&self, window: &TimeWindow, floor: f32) -> Option<(f32, f32)> {
        let within = self.0.iter().flatten().filter(|(at, _)| (0..signed(window.columns)).contains(at));
        let levels = within.flat_map(|(_, column)| [column.least, column.greatest]);
        levels.filter(|level| level.is_finite() && *level >= floor).fold(None, |found, level| {
            let (least, greatest) = found.unwrap_or((level, level));
            Some((level.min(least), level.max(greatest)))
        })
    }

    /// Draws it. What is below the floor is dark and is not drawn; a line from there comes from the floor.
    pub(crate) fn draw(&self, (scale, floor): (&Scale, f32), series: usize, dots: &mut Dots) {
        let (columns, rows, series) = (signed(dots.columns()), dots.rows(), series_u8(series));
        let row = |level: f32| scale.row(level.max(floor), rows);
        let mut before: Option<(i64, f32)> = None;
        for stretch in &self.0 {
            let Some((at, column)) = stretch else {
                before = None;
                continue;
            };
            let lit = |(_, level): &(i64, f32)| *level >= floor || column.first >= floor;
            if let Some(from) = before.filter(lit)
                && let Some((a, b)) = clipped(from, (*at, column.first), columns)
                && let (Some(top), Some(bottom)) = (row(a.1), row(b.1))
            {
                dots.line((a.0, top), (b.0, bottom), series);
            }
            if let Some(place) = usize::try_from(*at).ok().filter(|_| *at < columns)
                && column.greatest >= floor
                && let (Some(low), Some(high)) = (row(column.least), row(column.greatest))
            {
                dots.run(place, low, high, series);
            }
            before = Some((*at, column.last));
        }
    }
}

/// A line as far as it is within so many columns; `None` where it is not.
fn clipped(from: (i64, f32), to: (i64, f32), columns: i64) -> Option<((usize, f32), (usize, f32))> {
    let last = columns - 1;
    if to.0 < 0 || from.0 > last || last < 0 {
        return None;
    }
    let at = |column: i64| {
        let part = if to.0 == from.0 { 0.0 } else { whole_f64(column - from.0) / whole_f64(to.0 - from.0) };
        from.1 + (to.1 - from.1) * level_f32(part)
    };
    let end = |(column, level): (i64, f32)| {
        let within = column.clamp(0, last);
        Some((usize::try_from(within).ok()?, if within == column { level } else { at(within) }))
    };
    Some((end(from)?, end(to)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reduced(times: &[i64], levels: &[f32], window: &TimeWindow) -> Reduced {
        let blocks = Blocks::new(levels);
        Reduced::of(Timed { times, levels, blocks: &blocks }, window, &window.columns(times))
    }

    proptest! {
        #[test]
        fn no_extreme_of_a_window_is_lost(
            levels in prop::collection::vec(prop_oneof![30 => -90f32..10.0, 1 => Just(f32::NAN)], 1..3000),
            step in 1i64..1000, from in -500i64..2000, length in 1i64..1_000_000, columns in 1usize..300,
        ) {
            let times: Vec<i64> = (0..levels.len() as i64).map(|n| n * step + n % 3).collect();
            let window = TimeWindow { from, to: from + length, columns };
            let reduced = reduced(&times, &levels, &window);
            let inside = |at: &i64| (from..from + length).contains(at);
            let seen = times.iter().zip(&levels).filter(|(at, level)| inside(at) && !level.is_nan());
            let plain = seen.fold(None, |found: Option<(f32, f32)>, (_, &level)| {
                let (least, greatest) = found.unwrap_or((level, level));
                Some((least.min(level), greatest.max(level)))
            });
            prop_assert_eq!(reduced.extremes(&window, -100.0), plain);
        }
    }

    #[test]
    fn lines_come_in_at_the_edges_and_end_at_holes() {
        let times = [0, 100, 200, 300];
        let scale = Scale { low: -10.0, high: 0.0 };
        let drawn = |levels: &[f32]| {
            let window = TimeWindow { from: 110, to: 190, columns: 4 };
            let mut dots = Dots::new(2, 2);
            reduced(&times, levels, &window).draw((&scale, -70.0), 0, &mut dots);
            dots
        };
        let mut flat = Dots::new(2, 2);
        (0..4).for_each(|column| flat.run(column, 4, 4, 0));
        assert_eq!(drawn(&[-5.0; 4]), flat, "nothing is within the edges, and the line goes through");
        assert_eq!(drawn(&[-5.0, -5.0, f32::NAN, -5.0]), Dots::new(2, 2));
        assert_eq!(drawn(&[-80.0; 4]), Dots::new(2, 2), "dark");
    }

    #[test]
    fn a_time_is_in_the_column_that_its_window_gives_it() {
        let window =
            TimeWindow { from: 1_795_521_600_000_000_000, to: 1_795_608_000_000_000_000, columns: 100 };
        let hour = 3_600_000_000_000;
        assert_eq!(window.column(window.from), 0);
        assert_eq!(window.column(window.from + 12 * hour), 50);
        assert_eq!((window.column(window.from - 1), window.column(window.to)), (-1, 100));
    }
}
