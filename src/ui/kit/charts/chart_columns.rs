//! Live power in columns of dots that are aligned to absolute time: each column is made once, as its
//! readings come, and afterwards only moves to the left, as a whole. A frame costs what is on the screen,
//! however long the window and however fast the readings.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::core::cast::{count_f64, floor_whole, level_f32, series_u8, signed, whole_f64};
use crate::core::history::{Gap, Reading, Round};
use crate::core::scale::Scale;
use crate::core::units::Dbm;
use crate::ui::kit::charts::dots::Dots;
use crate::ui::kit::charts::reduce::Column;

/// What a detector read in a time, dBm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    /// The lowest power of the column, dBm.
    pub(crate) least: f32,
    /// The highest power of the column, dBm.
    pub(crate) greatest: f32,
    /// The mean of the powers, not of their logarithms.
    pub(crate) mean: f32,
}

/// What one detector read within one column, without a hole.
#[derive(Clone, Copy, Debug)]
struct Slice {
    /// The column's number since time began.
    at: i64,
    readings: Column,
    /// Nothing is missing between the slice before and this one.
    joined: bool,
    milliwatts: f64,
    count: u32,
}

/// The slices of one detector, oldest first.
#[derive(Clone, Debug, Default)]
struct Track {
    slices: VecDeque<Slice>,
    /// When it last had a power; none after a hole.
    last: Option<Instant>,
}

impl Track {
    fn push(&mut self, at: i64, power: f32, joined: bool) {
        let milliwatts = Dbm(f64::from(power)).mw();
        match self.slices.back_mut() {
            Some(slice) if slice.at == at && joined => {
                slice.readings.and(power);
                slice.milliwatts += milliwatts;
                slice.count += 1;
            }
            _ => {
                let readings = Column::of(power);
                self.slices.push_back(Slice { at, readings, joined, milliwatts, count: 1 });
            }
        }
    }

    /// Forgets what lies before a column, but for the last slice, from which a line enters.
    fn forget(&mut self, first: i64) {
        while self.slices.get(1).is_some_and(|second| second.at < first) {
            self.slices.pop_front();
        }
    }
}

/// A time without readings, as column numbers, and why.
#[derive(Clone, Copy, Debug)]
struct Hole {
    from: i64,
    to: Option<i64>,
    gap: Gap,
}

/// The columns of the live power chart.
#[derive(Clone, Debug)]
pub(crate) struct ChartColumns {
    origin: Instant,
    window: Duration,
    columns: usize,
    /// Readings further apart are not joined: nobody knows what was between.
    apart: Duration,
    tracks: Vec<Track>,
    holes: VecDeque<Hole>,
}

impl ChartColumns {
    /// An empty chart of so many columns for a window. Numbers of columns count from `origin`.
    pub(crate) fn new(origin: Instant, window: Duration, columns: usize, apart: Duration) -> Self {
        let columns = columns.max(1);
        Self { origin, window, columns, apart, tracks: Vec::new(), holes: VecDeque::new() }
    }

    /// Another empty one, of so many columns for another window.
    #[must_use]
    pub(crate) fn emptied(&self, window: Duration, columns: usize) -> Self {
        Self::new(self.origin, window, columns, self.apart)
    }

    /// How many columns there are.
    pub(crate) const fn columns(&self) -> usize {
        self.columns
    }

    /// The number of the column of a moment.
    fn number(&self, at: Instant) -> i64 {
        let step = self.window.as_secs_f64() / count_f64(self.columns);
        floor_whole(at.saturating_duration_since(self.origin).as_secs_f64() / step)
    }

    /// The number of the column at the left edge when `end` is at the right one.
    fn first(&self, end: Instant) -> i64 {
        self.number(end) - signed(self.columns) + 1
    }

    /// Takes in what was learnt, in the order of time.
    pub(crate) fn push(&mut self, round: &Round) {
        let at = self.number(round.at);
        match &round.reading {
            Reading::Gap(gap) => {
                self.tracks.iter_mut().for_each(|track| track.last = None);
                // The first reason stands.
                if self.holes.back().is_none_or(|hole| hole.to.is_some()) {
                    self.holes.push_back(Hole { from: at, to: None, gap: *gap });
                }
            }
            // The columns are made anew instead.
            Reading::Retracted { .. } => {}
            Reading::Powers(powers) => {
                if let Some(open) = self.holes.back_mut() {
                    open.to.get_or_insert(at);
                }
                if self.tracks.len() < powers.len() {
                    self.tracks.resize_with(powers.len(), Track::default);
                }
                for (track, &power) in self.tracks.iter_mut().zip(powers) {
                    let near = |last| round.at.saturating_duration_since(last) <= self.apart;
                    let joined = track.last.is_some_and(near);
                    track.last = (!power.is_nan()).then_some(round.at);
                    if !power.is_nan() {
                        track.push(at, power, joined);
                    }
                }
            }
        }
        let first = self.first(round.at);
        self.tracks.iter_mut().for_each(|track| track.forget(first));
        while self.holes.front().is_some_and(|hole| hole.to.is_some_and(|to| to < first)) {
            self.holes.pop_front();
        }
    }

    /// The slices of a detector from the left edge on.
    fn shown(&self, index: usize, end: Instant) -> impl Iterator<Item = &Slice> {
        let first = self.first(end);
        self.tracks.get(index).into_iter().flat_map(|track| &track.slices).filter(move |s| s.at >= first)
    }

    /// What a detector read last in the window that ends at `end`.
    pub(crate) fn last(&self, index: usize, end: Instant) -> Option<f32> {
        self.shown(index, end).last().map(|slice| slice.readings.last)
    }

    /// What a detector read in the window that ends at `end`; `None` if it read nothing.
    pub(crate) fn range(&self, index: usize, end: Instant) -> Option<Range> {
        let (mut least, mut greatest, mut milliwatts, mut count) = (f32::INFINITY, f32::NEG_INFINITY, 0.0, 0);
        for slice in self.shown(index, end) {
            least = least.min(slice.readings.least);
            greatest = greatest.max(slice.readings.greatest);
            milliwatts += slice.milliwatts;
            count += slice.count;
        }
        (count > 0).then(|| Range {
            least,
            greatest,
            mean: level_f32(Dbm::from_mw(milliwatts / f64::from(count)).0),
        })
    }

    /// The least and the greatest finite power of all detectors in the window that ends at `end`, as far as there is light:
    /// what is below a detector's floor is dark.
    pub(crate) fn extremes(&self, end: Instant, floor: impl Fn(usize) -> f32) -> Option<(f32, f32)> {
        let levels = |index: usize| {
            let floor = floor(index);
            let slices = self.shown(index, end);
            let levels = slices.flat_map(|slice| [slice.readings.least, slice.readings.greatest]);
            levels.filter(move |level| level.is_finite() && *level >= floor)
        };
        (0..self.tracks.len()).flat_map(levels).fold(None, |found, level| {
            let (least, greatest) = found.unwrap_or((level, level));
            Some((level.min(least), level.max(greatest)))
        })
    }

    /// The holes in the window that ends at `end`: from column to column, from the left, and why.
    pub(crate) fn holes(&self, end: Instant) -> impl Iterator<Item = (usize, usize, Gap)> {
        let first = self.first(end);
        let place = move |number: i64| usize::try_from(number - first).unwrap_or(0).min(self.columns);
        self.holes.iter().map(move |hole| {
            let to = hole.to.unwrap_or(first + signed(self.columns));
            (place(hole.from), place(to), hole.gap)
        })
    }

    /// Draws a detector's power in the window that ends at `end`. What is below the floor is dark and is not drawn; a line
    /// from there comes from the floor.
    pub(crate) fn draw(&self, index: usize, end: Instant, (scale, floor): (&Scale, f32), dots: &mut Dots) {
        let (first, rows) = (self.first(end), dots.rows());
        let row = |level: f32| scale.row(level.max(floor), rows);
        let mut before: Option<(i64, f32)> = None;
        for slice in self.tracks.get(index).into_iter().flat_map(|track| &track.slices) {
            let (x, readings) = (slice.at - first, slice.readings);
            if let Ok(column) = usize::try_from(x) {
                if let Some((from, level)) =
                    before.filter(|(_, level)| slice.joined && (*level >= floor || readings.first >= floor))
                {
                    let (from, level) = enter((from, level), (x, readings.first));
                    if let (Some(a), Some(b)) = (row(level), row(readings.first)) {
                        dots.line((from, a), (column, b), series_u8(index));
                    }
                }
                if readings.greatest >= floor
                    && let (Some(low), Some(high)) = (row(readings.least), row(readings.greatest))
                {
                    dots.run(column, low, high, series_u8(index));
                }
            }
            before = Some((x, readings.last));
        }
    }
}

/// Where a line comes into the picture: at its beginning, or where it crosses the left edge.
fn enter((from, level): (i64, f32), (to, there): (i64, f32)) -> (usize, f32) {
    match usize::try_from(from) {
        Ok(column) => (column, level),
        Err(_) => (0, level + (there - level) * level_f32(whole_f64(-from) / whole_f64(to - from))),
    }
}

#[cfg(test)]
mod tests;
