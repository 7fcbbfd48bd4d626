//! The live power chart's memory: history, window, freeze, scale.

use std::time::{Duration, Instant};

use crate::config::settings::WINDOWS_S;
use crate::core::history::History;
use crate::core::scale::Scale;
use crate::core::snapshot::Snapshot;
use crate::core::units::Dbm;
use crate::ui::kit::charts::chart_columns::{ChartColumns, Range};
use crate::ui::kit::charts::scale::AutoScale;
use crate::ui::power::floor::Floor;

/// Columns before the first frame says how many there are.
const COLUMNS: usize = 100;

/// A chart that is held still, with what was known then.
#[derive(Clone, Debug)]
struct Still {
    at: Instant,
    history: History,
}

/// The live power chart.
#[derive(Clone, Debug)]
pub struct PowerChart {
    /// Everything recorded, whether it is shown or not.
    pub history: History,
    /// What is shown of it, in columns.
    pub(crate) ring: ChartColumns,
    window: usize,
    still: Option<Still>,
    scale: AutoScale,
    /// Below it a detector is dark.
    floor: Floor,
}

impl PowerChart {
    /// An empty chart of this window, of readings this far apart, where what is below the floor is dark.
    pub(crate) fn new(origin: Instant, window_s: u64, period: Duration, floor: Dbm) -> Self {
        let window = WINDOWS_S.iter().position(|&w| w == window_s).unwrap_or(3);
        let apart = (period * 5).max(Duration::from_secs(1));
        Self {
            history: History::default(),
            ring: ChartColumns::new(origin, Duration::from_secs(WINDOWS_S[window]), COLUMNS, apart),
            window,
            still: None,
            scale: AutoScale::default(),
            floor: Floor::new(floor),
        }
    }

    /// The time that is shown.
    pub(crate) const fn window(&self) -> Duration {
        Duration::from_secs(WINDOWS_S[self.window])
    }

    /// The next longer of the windows there are; the longest stays.
    pub(crate) fn longer(&mut self, now: Instant) {
        self.show((self.window + 1).min(WINDOWS_S.len() - 1), now);
    }

    /// The next shorter of the windows there are; the shortest stays.
    pub(crate) fn shorter(&mut self, now: Instant) {
        self.show(self.window.saturating_sub(1), now);
    }

    /// A window of one of [`WINDOWS_S`].
    pub fn show_seconds(&mut self, seconds: u64, now: Instant) {
        self.show(WINDOWS_S.iter().position(|&w| w == seconds).unwrap_or(self.window), now);
    }

    fn show(&mut self, window: usize, now: Instant) {
        self.window = window;
        self.fill(self.ring.columns(), now);
    }

    /// Holds the chart still, or lets it go on.
    pub(crate) fn freeze(&mut self, now: Instant) {
        self.still = match self.still {
            Some(_) => None,
            None => Some(Still { at: now, history: self.history.clone() }),
        };
        self.fill(self.ring.columns(), now);
    }

    /// Since when it is held still.
    pub(crate) fn frozen(&self) -> Option<Instant> {
        self.still.as_ref().map(|still| still.at)
    }

    /// The time at the right edge.
    pub(crate) fn end(&self, now: Instant) -> Instant {
        self.frozen().unwrap_or(now)
    }

    /// Takes in what a snapshot brings. True if there was something new, or something was taken back.
    pub(crate) fn absorb(&mut self, bench: &Snapshot, now: Instant) -> bool {
        let retractions = self.history.retractions();
        self.floor.absorb(bench);
        let new = self.history.absorb(&bench.tail);
        let retracted = self.history.retractions() != retractions;
        if retracted {
            // What was taken back is not shown, held still or not.
            if let Some(still) = &mut self.still {
                still.history = self.history.clone();
            }
            self.fill(self.ring.columns(), now);
        } else if new > 0 && self.still.is_none() {
            self.history.newest(new).for_each(|round| self.ring.push(round));
            self.follow(now);
        }
        new > 0 || retracted
    }

    /// Makes room for so many columns.
    pub(crate) fn fit(&mut self, columns: usize, now: Instant) {
        if columns != self.ring.columns() {
            self.fill(columns, now);
        }
    }

    /// Makes the columns anew from what is remembered.
    fn fill(&mut self, columns: usize, now: Instant) {
        self.ring = self.ring.emptied(self.window(), columns);
        let history = self.still.as_ref().map_or(&self.history, |still| &still.history);
        history.window(self.end(now), self.window()).for_each(|round| self.ring.push(round));
        self.follow(now);
    }

    /// Lets the scale follow what is in the window.
    fn follow(&mut self, now: Instant) {
        if let Some((low, high)) = self.ring.extremes(self.end(now), |index| self.floor.of(index)) {
            self.scale.follow(f64::from(low), f64::from(high), now);
        }
    }

    /// What a detector read in the window; `None` if it read nothing.
    pub(crate) fn range(&self, index: usize, now: Instant) -> Option<Range> {
        self.ring.range(index, self.end(now))
    }

    /// Whether there is light in the window, on whichever detector.
    pub(crate) fn is_lit(&self, now: Instant) -> bool {
        self.ring.extremes(self.end(now), |index| self.floor.of(index)).is_some()
    }

    /// Below this a detector is dark, dBm.
    pub(crate) fn floor(&self, index: usize) -> f32 {
        self.floor.of(index)
    }

    /// Whether a detector reads no light now: less than its floor, and no more than that for a while.
    pub(crate) fn is_dark(&self, index: usize) -> bool {
        self.floor.is_dark(index, &self.history)
    }

    /// The range of the chart, once there was light.
    pub(crate) const fn scale(&self) -> Option<Scale> {
        self.scale.scale()
    }
}
