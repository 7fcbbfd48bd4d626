//! A recording in memory: what a chart is drawn from, in which it is scrolled.

use std::time::Duration;

use super::recording::{NoRecording, RecordedRow, Recording};
use crate::core::cast::count_u64;

/// Powers that are held at the most: those of six detectors, ten times a second, for eleven days.
const MOST: u64 = 60_000_000;
/// Rounds that are further apart than so many intervals are not joined, nor those further apart than a second.
const INTERVALS: u64 = 5;

/// A time without powers, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hole {
    /// Nanoseconds since 1970, UTC.
    pub(crate) from: i64,
    /// The next powers, or the end.
    pub(crate) to: i64,
    pub(crate) why: String,
}

/// Powers over time: rounds in the order of time, with rows of not-a-number where nothing is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PowerLog {
    /// Nanoseconds since 1970, UTC; none is before the one in front of it.
    pub(crate) times: Vec<i64>,
    /// Of each detector, dBm; not-a-number where there is none.
    pub(crate) powers: Vec<Vec<f32>>,
    /// In the order of time.
    pub(crate) holes: Vec<Hole>,
}

impl PowerLog {
    /// Reads all rows.
    ///
    /// # Errors
    /// If there are too many of them, or a file cannot be read any more.
    pub(crate) fn read(recording: &Recording) -> Result<Self, NoRecording> {
        let detectors = recording.detectors().len();
        if recording.rows.saturating_mul(count_u64(detectors)) > MOST {
            return Err(NoRecording::TooLong(recording.rounds));
        }
        let rows = usize::try_from(recording.rows).unwrap_or(0);
        let apart = Duration::from_nanos(recording.head().interval_ns.saturating_mul(INTERVALS));
        let apart = i64::try_from(apart.max(Duration::from_secs(1)).as_nanos()).unwrap_or(i64::MAX);
        let mut log = Self {
            times: Vec::with_capacity(rows),
            powers: vec![Vec::with_capacity(rows); detectors],
            holes: Vec::new(),
        };
        recording.each(&mut |row| {
            log.take(row, apart);
            Ok::<(), NoRecording>(())
        })?;
        log.put_in_order();
        Ok(log)
    }

    fn take(&mut self, RecordedRow { at, powers, gap }: RecordedRow<'_>, apart: i64) {
        let empty = powers.iter().all(|power| power.is_nan());
        if let Some(last) = self.times.last().copied().filter(|last| !empty && at - last > apart) {
            self.powers.iter_mut().for_each(|track| track.push(f32::NAN));
            self.times.push(last + 1);
        }
        if let Some(open) = self.holes.last_mut().filter(|hole| hole.to == i64::MAX && !empty) {
            open.to = at;
        }
        if let (true, Some(why)) = (empty, gap) {
            // The first reason stands.
            if self.holes.last().is_none_or(|hole| hole.to < i64::MAX) {
                self.holes.push(Hole { from: at, to: i64::MAX, why: why.to_owned() });
            }
        }
        self.times.push(at);
        self.powers.iter_mut().zip(powers).for_each(|(track, power)| track.push(*power));
    }

    /// By time, where the computer's clock was set back on the way; and the last hole ends where the recording does.
    fn put_in_order(&mut self) {
        if !self.times.is_sorted() {
            let mut order: Vec<usize> = (0..self.times.len()).collect();
            order.sort_by_key(|&row| self.times[row]);
            self.times = order.iter().map(|&row| self.times[row]).collect();
            for track in &mut self.powers {
                *track = order.iter().map(|&row| track[row]).collect();
            }
            self.holes.sort_by_key(|hole| hole.from);
        }
        let end = self.times.last().copied().unwrap_or_default();
        self.holes.iter_mut().for_each(|hole| hole.to = hole.to.min(end).max(hole.from));
    }

    /// From the first row to the last one; `None` where there is none.
    pub(crate) fn span(&self) -> Option<(i64, i64)> {
        Some((*self.times.first()?, *self.times.last()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(at: i64, powers: &[f32]) -> RecordedRow<'_> {
        RecordedRow { at, powers, gap: None }
    }

    fn log(rows: &[RecordedRow<'_>]) -> PowerLog {
        let mut log = PowerLog { powers: vec![Vec::new()], ..PowerLog::default() };
        for row in rows {
            log.take(*row, 10);
        }
        log.put_in_order();
        log
    }

    #[test]
    fn what_is_far_apart_is_not_joined_and_a_gap_keeps_its_first_reason() {
        let none = [f32::NAN];
        let gap = |at, why| RecordedRow { at, powers: &none, gap: Some(why) };
        let log = log(&[
            row(0, &[-1.0]),
            row(5, &[-2.0]),
            row(30, &[-3.0]),
            gap(32, "no link"),
            gap(33, "downloading"),
            row(90, &[-4.0]),
            gap(95, "no link"),
        ]);
        assert_eq!(log.times, [0, 5, 6, 30, 32, 33, 34, 90, 95]);
        let there: Vec<bool> = log.powers[0].iter().map(|power| !power.is_nan()).collect();
        assert_eq!(there, [true, true, false, true, false, false, false, true, false]);
        let holes: Vec<_> = log.holes.iter().map(|hole| (hole.from, hole.to, hole.why.as_str())).collect();
        assert_eq!(holes, [(32, 90, "no link"), (95, 95, "no link")]);
        assert_eq!(log.span(), Some((0, 95)));
    }

    #[test]
    fn rows_are_in_the_order_of_time_though_the_clock_was_set_back() {
        let log = log(&[row(10, &[1.0]), row(11, &[2.0]), row(3, &[3.0]), row(4, &[4.0])]);
        assert_eq!((log.times, log.powers), (vec![3, 4, 10, 11], vec![vec![3.0, 4.0, 1.0, 2.0]]));
    }
}
