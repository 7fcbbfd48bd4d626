//! Live power over time: rounds of readings with honest holes.
//!
//! The worker publishes the last rounds with each snapshot; the screen keeps the long history and takes
//! from a snapshot what it has not seen, so that a slow frame loses nothing.

use crate::core::cast::count_u64;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Why live power stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// A trace had the only line for itself.
    Downloading,
    /// There was no link.
    NoLink,
}

impl Gap {
    /// What stands in the hole on the chart.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Downloading => "downloading",
            Self::NoLink => "no link",
        }
    }
}

/// What was learnt at one moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// One power per watched detector, dBm; NaN where the instrument had none.
    Powers(Box<[f32]>),
    /// From here on nothing, and why.
    Gap(Gap),
    /// A detector's unit turned out changed: what it read since then is not known any more.
    Retracted {
        /// Its place in the watched list.
        detector: usize,
        /// The unit was last certain at this time.
        since: Instant,
    },
}

/// A moment and what was learnt then.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// When the last reading of the round came.
    pub at: Instant,
    /// The readings, or the start of a hole.
    pub reading: Reading,
}

/// The latest rounds, numbered, as a snapshot carries them.
#[derive(Clone, Debug, Default)]
pub struct Tail {
    next: u64,
    rounds: VecDeque<Arc<Round>>,
}

impl Tail {
    /// Enough for 2.5 s at 100 Hz: longer than the screen is ever away.
    const KEPT: usize = 256;

    /// Adds a round. A second gap in a row is dropped: the first reason stands.
    pub fn push(&mut self, round: Round) {
        let in_gap = matches!(self.rounds.back().map(|r| &r.reading), Some(Reading::Gap(_)));
        if in_gap && matches!(round.reading, Reading::Gap(_)) {
            return;
        }
        if self.rounds.len() == Self::KEPT {
            self.rounds.pop_front();
        }
        if let Reading::Retracted { detector, since } = round.reading {
            retract(&mut self.rounds, detector, since);
        }
        self.rounds.push_back(Arc::new(round));
        self.next += 1;
    }

    /// The newest round.
    pub fn last(&self) -> Option<&Round> {
        let is_reading = |round: &&Arc<Round>| !matches!(round.reading, Reading::Retracted { .. });
        self.rounds.iter().rev().find(is_reading).map(Arc::as_ref)
    }

    /// How many rounds there were.
    pub(crate) const fn count(&self) -> u64 {
        self.next
    }

    /// What came since so many rounds: how many of them are not kept any more, and those that are.
    pub(crate) fn unseen(&self, seen: u64) -> (u64, impl Iterator<Item = &Arc<Round>>) {
        let first = self.next - count_u64(self.rounds.len());
        (first.saturating_sub(seen), self.since(seen))
    }

    fn since(&self, seen: u64) -> impl Iterator<Item = &Arc<Round>> {
        let first = self.next - count_u64(self.rounds.len());
        self.rounds.iter().skip(usize::try_from(seen.saturating_sub(first)).unwrap_or(usize::MAX))
    }
}

/// What a detector read since then becomes no value.
fn retract(rounds: &mut VecDeque<Arc<Round>>, detector: usize, since: Instant) {
    for round in rounds.iter_mut().filter(|round| round.at >= since) {
        let held = match &round.reading {
            Reading::Powers(powers) => powers.get(detector).is_some_and(|power| !power.is_nan()),
            Reading::Gap(_) | Reading::Retracted { .. } => false,
        };
        if held && let Reading::Powers(powers) = &mut Arc::make_mut(round).reading {
            powers[detector] = f32::NAN;
        }
    }
}

/// The screen's own long memory.
#[derive(Clone, Debug, Default)]
pub struct History {
    seen: u64,
    rounds: VecDeque<Arc<Round>>,
    /// How often something was taken back.
    retractions: u64,
}

impl History {
    /// The longest window of the chart.
    const KEPT: Duration = Duration::from_secs(1800);

    /// The next rounds come from another worker, which counts from one.
    pub(crate) const fn new_source(&mut self) {
        self.seen = 0;
    }

    /// Takes the rounds it has not seen; how many there were.
    pub(crate) fn absorb(&mut self, tail: &Tail) -> usize {
        let mut new = 0;
        for round in tail.since(self.seen) {
            if let Reading::Retracted { detector, since } = round.reading {
                retract(&mut self.rounds, detector, since);
                self.retractions += 1;
            } else {
                self.rounds.push_back(Arc::clone(round));
                new += 1;
            }
        }
        self.seen = tail.next;
        let newest = self.rounds.back().map(|round| round.at);
        let old = |round: &Arc<Round>| {
            newest.is_some_and(|newest| newest.saturating_duration_since(round.at) > Self::KEPT)
        };
        while self.rounds.front().is_some_and(old) {
            self.rounds.pop_front();
        }
        new
    }

    /// How often something was taken back: a chart that was made before must be redrawn.
    pub(crate) const fn retractions(&self) -> u64 {
        self.retractions
    }

    /// The last `count` rounds, oldest first.
    pub(crate) fn newest(&self, count: usize) -> impl Iterator<Item = &Round> {
        self.rounds.iter().skip(self.rounds.len().saturating_sub(count)).map(Arc::as_ref)
    }

    /// The rounds of the window that ends at `end`, oldest first, with the one before the window, from
    /// which a line enters it.
    pub fn window(&self, end: Instant, length: Duration) -> impl Iterator<Item = &Round> {
        let from = end.checked_sub(length);
        let start = from.map_or(0, |from| self.rounds.partition_point(|r| r.at < from)).saturating_sub(1);
        self.rounds.iter().skip(start).map(Arc::as_ref).take_while(move |round| round.at <= end)
    }

    /// The newest power of the detector at `index`, and when it was read, looking past holes.
    pub(crate) fn latest(&self, index: usize) -> Option<(f32, Instant)> {
        self.rounds.iter().rev().find_map(|round| match &round.reading {
            Reading::Powers(powers) => powers.get(index).map(|&power| (power, round.at)),
            Reading::Gap(_) | Reading::Retracted { .. } => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn powers(at: Instant, value: f32) -> Round {
        Round { at, reading: Reading::Powers([value].into()) }
    }

    #[test]
    fn a_slow_reader_misses_nothing_and_reads_nothing_twice() {
        let start = Instant::now();
        let (mut tail, mut history) = (Tail::default(), History::default());
        for n in 0..1000u32 {
            tail.push(powers(start + Duration::from_millis(u64::from(n)), n as f32));
            if n % 200 == 0 {
                let new = if n == 0 { 1 } else { 200 };
                assert_eq!(history.absorb(&tail), new);
                assert_eq!(history.newest(new).count(), new);
                assert_eq!(history.absorb(&tail), 0);
            }
        }
        history.absorb(&tail);
        assert_eq!(history.rounds.len(), 1000);
        let all: Vec<f32> = history
            .window(start + Duration::from_secs(1), Duration::from_millis(100))
            .map(|r| if let Reading::Powers(p) = &r.reading { p[0] } else { f32::NAN })
            .collect();
        assert_eq!(all.first(), Some(&899.0), "the round before the window comes along");
        assert_eq!(all.last(), Some(&999.0));
    }

    #[test]
    fn a_reader_that_is_too_late_is_told_how_much_it_missed() {
        let start = Instant::now();
        let mut tail = Tail::default();
        for n in 0..300 {
            tail.push(powers(start + Duration::from_millis(n), 1.0));
        }
        let (missed, rounds) = tail.unseen(10);
        assert_eq!((missed, rounds.count(), tail.count()), (34, 256, 300));
        let (missed, rounds) = tail.unseen(290);
        assert_eq!((missed, rounds.count()), (0, 10));
    }

    #[test]
    fn half_an_hour_is_kept_however_fast_it_comes() {
        let start = Instant::now();
        let (mut tail, mut history) = (Tail::default(), History::default());
        for seconds in 0..4000 {
            tail.push(powers(start + Duration::from_secs(seconds), 1.0));
            history.absorb(&tail);
        }
        assert_eq!(history.rounds.len(), 1801);
    }

    #[test]
    fn what_is_taken_back_is_no_value_in_the_tail_and_in_the_long_memory() {
        let start = Instant::now();
        let at = |n: u64| start + Duration::from_millis(100 * n);
        let (mut tail, mut history) = (Tail::default(), History::default());
        for n in 0..6 {
            tail.push(Round { at: at(n), reading: Reading::Powers([1.0, n as f32].into()) });
            if n == 3 {
                history.absorb(&tail);
            }
        }
        tail.push(Round { at: at(6), reading: Reading::Retracted { detector: 1, since: at(2) } });
        assert_eq!(history.absorb(&tail), 2);
        assert_eq!(history.retractions(), 1);
        let read = |round: &Round| if let Reading::Powers(p) = &round.reading { p.to_vec() } else { vec![] };
        let kept: Vec<bool> = history.newest(10).map(|round| !read(round)[1].is_nan()).collect();
        assert_eq!(kept, [true, true, false, false, false, false]);
        assert!(history.newest(10).all(|round| read(round)[0] == 1.0), "the other detector keeps its own");
        assert!(read(tail.last().unwrap())[1].is_nan());
    }

    #[test]
    fn the_first_reason_of_a_gap_stands() {
        let now = Instant::now();
        let mut tail = Tail::default();
        tail.push(Round { at: now, reading: Reading::Gap(Gap::Downloading) });
        tail.push(Round { at: now, reading: Reading::Gap(Gap::NoLink) });
        assert_eq!(tail.last().unwrap().reading, Reading::Gap(Gap::Downloading));
    }
}
