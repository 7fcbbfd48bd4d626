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

    /// The least and the greatest finite power of all detectors in the window that ends at `end`.
    pub(crate) fn extremes(&self, end: Instant) -> Option<(f32, f32)> {
        let slices = (0..self.tracks.len()).flat_map(|index| self.shown(index, end));
        let levels = slices.flat_map(|slice| [slice.readings.least, slice.readings.greatest]);
        levels.filter(|level| level.is_finite()).fold(None, |found, level| {
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

    /// Draws a detector's power in the window that ends at `end`.
    pub(crate) fn draw(&self, index: usize, end: Instant, scale: &Scale, dots: &mut Dots) {
        let (first, rows) = (self.first(end), dots.rows());
        let mut before: Option<(i64, f32)> = None;
        for slice in self.tracks.get(index).into_iter().flat_map(|track| &track.slices) {
            let (x, readings) = (slice.at - first, slice.readings);
            if let Ok(column) = usize::try_from(x) {
                if let Some((from, level)) = before.filter(|_| slice.joined) {
                    let (from, level) = enter((from, level), (x, readings.first));
                    if let (Some(a), Some(b)) = (scale.row(level, rows), scale.row(readings.first, rows)) {
                        dots.line((from, a), (column, b), series_u8(index));
                    }
                }
                if let (Some(low), Some(high)) =
                    (scale.row(readings.least, rows), scale.row(readings.greatest, rows))
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: usize = 40;
    const ROWS: u16 = 6;
    const STEP: Duration = Duration::from_millis(50);
    const APART: Duration = Duration::from_millis(300);
    const SCALE: Scale = Scale { low: -60.0, high: 0.0 };

    fn empty(origin: Instant) -> ChartColumns {
        ChartColumns::new(origin, STEP * COLUMNS as u32, COLUMNS, APART)
    }

    fn dots() -> Dots {
        Dots::new((COLUMNS / 2) as u16, ROWS)
    }

    /// Milliseconds after the round before, and what was learnt.
    fn rounds() -> impl Strategy<Value = Vec<(u64, Reading)>> {
        let power = prop_oneof![12 => -70f32..10.0, 1 => Just(f32::NAN)];
        let reading = prop_oneof![
            20 => power.prop_map(|power| Reading::Powers([power].into())),
            1 => Just(Reading::Gap(Gap::Downloading)),
        ];
        prop::collection::vec((prop_oneof![20 => 1u64..60, 1 => 200u64..900], reading), 1..300)
    }

    fn at_their_times(origin: Instant, rounds: Vec<(u64, Reading)>) -> Vec<Round> {
        let mut at = origin;
        let round = |(after, reading)| {
            at += Duration::from_millis(after);
            Round { at, reading }
        };
        rounds.into_iter().map(round).collect()
    }

    /// Every reading drawn by itself, with a line from the one before.
    fn every_reading(rounds: &[Round], origin: Instant, end: Instant) -> Dots {
        let mut dots = dots();
        let number = |at: Instant| ((at - origin).as_secs_f64() / STEP.as_secs_f64()) as i64;
        let first = number(end) - COLUMNS as i64 + 1;
        let mut before: Option<(Instant, f32)> = None;
        for round in rounds {
            let power = match &round.reading {
                Reading::Powers(powers) => powers[0],
                Reading::Gap(_) | Reading::Retracted { .. } => f32::NAN,
            };
            let x = number(round.at) - first;
            if !power.is_nan() && x >= 0 {
                let there = (x as usize, SCALE.row(power, dots.rows()).unwrap());
                let from = before.filter(|(at, _)| round.at - *at <= APART).map_or(there, |(at, level)| {
                    let (from, level) = enter((number(at) - first, level), (x, power));
                    (from, SCALE.row(level, dots.rows()).unwrap())
                });
                dots.line(from, there, 0);
            }
            before = (!power.is_nan()).then_some((round.at, power));
        }
        dots
    }

    proptest! {
        #[test]
        fn it_draws_the_dots_of_every_reading(rounds in rounds(), later in 0u64..3000) {
            let origin = Instant::now();
            let rounds = at_their_times(origin, rounds);
            let end = rounds.last().unwrap().at + Duration::from_millis(later);
            let (mut columns, mut drawn) = (empty(origin), dots());
            for round in &rounds {
                columns.push(round);
            }
            columns.draw(0, end, &SCALE, &mut drawn);
            prop_assert_eq!(drawn, every_reading(&rounds, origin, end));
        }

        #[test]
        fn figures_are_those_of_a_plain_look(rounds in rounds()) {
            let origin = Instant::now();
            let rounds = at_their_times(origin, rounds);
            let end = rounds.last().unwrap().at;
            let mut columns = empty(origin);
            for round in &rounds {
                columns.push(round);
            }
            let first = columns.first(end);
            let seen: Vec<f64> = rounds.iter().filter(|round| columns.number(round.at) >= first)
                .filter_map(|round| match &round.reading {
                    Reading::Powers(powers) => Some(powers[0]),
                    Reading::Gap(_) | Reading::Retracted { .. } => None,
                })
                .filter(|power| !power.is_nan()).map(f64::from).collect();
            let Some(range) = columns.range(0, end) else {
                prop_assert!(seen.is_empty());
                return Ok(());
            };
            let milliwatts = seen.iter().map(|&dbm| Dbm(dbm).mw()).sum::<f64>() / seen.len() as f64;
            prop_assert!((f64::from(range.mean) - Dbm::from_mw(milliwatts).0).abs() < 1e-3);
            prop_assert_eq!(f64::from(range.least), seen.iter().copied().fold(f64::INFINITY, f64::min));
            prop_assert_eq!(f64::from(range.greatest), seen.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        }
    }

    #[test]
    fn dots_keep_their_shape_as_they_move() {
        let origin = Instant::now();
        let mut columns = empty(origin);
        for n in 0..200u32 {
            let power = -30.0 + 20.0 * (n as f32 * 0.7).sin();
            columns.push(&Round { at: origin + STEP / 3 * n, reading: Reading::Powers([power].into()) });
        }
        let end = origin + STEP / 3 * 199;
        let drawn = |end| {
            let mut dots = dots();
            columns.draw(0, end, &SCALE, &mut dots);
            dots
        };
        // One column to the left, however little of it is over; two columns are a cell.
        let (now, later) = (drawn(end), drawn(end + STEP * 2));
        for row in 0..usize::from(ROWS) {
            assert_eq!(now.row(row)[1..], later.row(row)[..COLUMNS / 2 - 1]);
        }
    }

    #[test]
    fn what_is_kept_is_what_is_shown_however_long_and_fast_it_comes() {
        let origin = Instant::now();
        let mut columns = empty(origin);
        for n in 0..20_000u32 {
            let reading =
                if n % 500 == 0 { Reading::Gap(Gap::NoLink) } else { Reading::Powers([-30.0].into()) };
            columns.push(&Round { at: origin + STEP / 10 * n, reading });
            assert!(
                columns.tracks.first().is_none_or(|track| track.slices.len() <= COLUMNS + 2),
                "round {n}"
            );
            assert!(columns.holes.len() <= 2, "round {n}");
        }
    }

    #[test]
    fn holes_say_why_and_end_where_readings_go_on() {
        let origin = Instant::now();
        let mut columns = empty(origin);
        let mut push = |column: u32, reading| columns.push(&Round { at: origin + STEP * column, reading });
        push(0, Reading::Powers([-10.0].into()));
        push(10, Reading::Gap(Gap::Downloading));
        push(20, Reading::Powers([-10.0].into()));
        push(30, Reading::Gap(Gap::NoLink));
        let holes = |column: u32| columns.holes(origin + STEP * column).collect::<Vec<_>>();
        assert_eq!(holes(39), [(10, 20, Gap::Downloading), (30, 40, Gap::NoLink)]);
        assert_eq!(holes(55)[1], (14, 40, Gap::NoLink));
    }
}
