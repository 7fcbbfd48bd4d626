//! Figures of what passed on a line, and the clocks that follow from them.

use std::collections::VecDeque;
use std::time::Duration;

use crate::core::cast::count_u64;

/// Figures of what passed on a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    /// Round trips of the latest short questions, newest last.
    pub(crate) trips: VecDeque<Duration>,
    /// Questions answered.
    pub(crate) answers: u64,
    /// Bytes sent.
    pub(crate) sent: u64,
    /// Bytes received.
    pub(crate) received: u64,
    /// 99 of 100 of the latest round trips took no longer; reckoned now and then.
    slow: Duration,
    /// Half of them took no longer.
    median: Duration,
}

impl Meter {
    /// Round trips kept.
    const KEPT: usize = 256;
    /// Round trips between two reckonings.
    const RECKONED: u64 = 32;
    /// No answer is waited for longer, unless the settings say so: a few late answers must not keep a line that
    /// stands still from being made anew within 10 s.
    const LONGEST: Duration = Duration::from_secs(6);
    /// The shortest wait for what may not be there at all.
    const PROBE: Duration = Duration::from_millis(250);

    pub(super) fn count(&mut self, trip: Duration, bytes: usize) {
        if self.trips.len() == Self::KEPT {
            self.trips.pop_front();
        }
        self.trips.push_back(trip);
        self.answers += 1;
        self.received += count_u64(bytes);
        if self.answers.is_multiple_of(Self::RECKONED) || self.trips.len() < 4 || trip > self.slow * 2 {
            (self.median, self.slow) = self.reckon().unwrap_or_default();
        }
    }

    /// The median of the latest round trips, and what 99 of 100 of them did not exceed.
    pub(crate) fn reckon(&self) -> Option<(Duration, Duration)> {
        let mut trips: Vec<Duration> = self.trips.iter().copied().collect();
        trips.sort_unstable();
        Some((*trips.get(trips.len() / 2)?, *trips.get(trips.len() * 99 / 100)?))
    }

    /// How long an answer is waited for: 4 times what answers take, not less than `least`; by itself it rises to 6 s.
    pub(crate) fn clock(&self, least: Duration) -> Duration {
        least.max((self.slow * 4).min(Self::LONGEST))
    }

    /// What the quickest of the latest answers took: what the line can do, however late some of them were.
    pub(crate) fn quickest(&self) -> Option<Duration> {
        self.trips.iter().min().copied()
    }

    /// How long the next answer is waited for once one has come: as long as answers take that are not late.
    pub(crate) fn next(&self, least: Duration) -> Duration {
        least.max(self.quickest().unwrap_or_default() * 4).min(self.clock(least))
    }

    /// How long an answer is waited for that may never come, before the error queue is asked about it. An
    /// answer that comes later is taken all the same, so a few slow answers do not count here; a line on which
    /// every answer is slow does.
    pub(crate) fn probe(&self, least: Duration) -> Duration {
        let Some(quickest) = self.quickest() else { return least };
        Self::PROBE.max((self.median * 2).min(quickest * 4)).min(self.clock(least))
    }
}

#[cfg(test)]
mod tests;
