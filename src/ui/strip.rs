//! The live power chart's memory: history, window, freeze, scale.

use std::time::{Duration, Instant};

use crate::config::settings::WINDOWS_S;
use crate::core::history::{History, Reading};
use crate::core::snapshot::Snapshot;
use crate::core::units::Dbm;

use super::charts::scale::{AutoScale, Scale};

/// What a detector read in the window, dBm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least.
    pub least: f32,
    /// The greatest.
    pub greatest: f32,
    /// The mean of the powers, not of their logarithms.
    pub mean: f32,
}

/// The live power chart.
#[derive(Clone, Debug)]
pub struct Strip {
    /// Everything recorded, whether it is shown or not.
    pub history: History,
    /// When time began: columns of the chart are aligned to it.
    pub origin: Instant,
    window: usize,
    frozen: Option<Instant>,
    scale: AutoScale,
}

impl Strip {
    /// An empty chart of this window.
    pub fn new(origin: Instant, window_s: u64) -> Self {
        let window = WINDOWS_S.iter().position(|&w| w == window_s).unwrap_or(3);
        Self { history: History::default(), origin, window, frozen: None, scale: AutoScale::default() }
    }

    /// The time that is shown.
    pub const fn window(&self) -> Duration {
        Duration::from_secs(WINDOWS_S[self.window])
    }

    /// A longer window.
    pub fn longer(&mut self, now: Instant) {
        self.window = (self.window + 1).min(WINDOWS_S.len() - 1);
        self.follow(now);
    }

    /// A shorter window.
    pub fn shorter(&mut self, now: Instant) {
        self.window = self.window.saturating_sub(1);
        self.follow(now);
    }

    /// A window of one of [`WINDOWS_S`].
    pub fn show(&mut self, seconds: u64, now: Instant) {
        self.window = WINDOWS_S.iter().position(|&w| w == seconds).unwrap_or(self.window);
        self.follow(now);
    }

    /// Holds the chart still, or lets it go on.
    pub fn freeze(&mut self, now: Instant) {
        self.frozen = if self.frozen.is_some() { None } else { Some(now) };
    }

    /// Since when it is held still.
    pub const fn frozen(&self) -> Option<Instant> {
        self.frozen
    }

    /// The time at the right edge.
    pub fn end(&self, now: Instant) -> Instant {
        self.frozen.unwrap_or(now)
    }

    /// Takes in what a snapshot brings. True if there was something new.
    pub fn absorb(&mut self, bench: &Snapshot, now: Instant) -> bool {
        let new = self.history.absorb(&bench.tail);
        if new && self.frozen.is_none() {
            self.follow(now);
        }
        new
    }

    /// Lets the scale follow what is in the window.
    pub fn follow(&mut self, now: Instant) {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for round in self.history.window(self.end(now), self.window()) {
            if let Reading::Powers(powers) = &round.reading {
                for &power in powers.iter().filter(|power| power.is_finite()) {
                    low = low.min(f64::from(power));
                    high = high.max(f64::from(power));
                }
            }
        }
        self.scale.follow(low, high, now);
    }

    /// What a detector read in the window; `None` if it read nothing.
    pub fn range(&self, index: usize, now: Instant) -> Option<Range> {
        let (mut least, mut greatest, mut milliwatts, mut count) =
            (f32::INFINITY, f32::NEG_INFINITY, 0.0, 0u32);
        for round in self.history.window(self.end(now), self.window()) {
            let Reading::Powers(powers) = &round.reading else { continue };
            let Some(&power) = powers.get(index).filter(|power| !power.is_nan()) else { continue };
            least = least.min(power);
            greatest = greatest.max(power);
            milliwatts += Dbm(f64::from(power)).mw();
            count += 1;
        }
        (count > 0).then(|| Range {
            least,
            greatest,
            mean: Dbm::from_mw(milliwatts / f64::from(count)).0 as f32,
        })
    }

    /// The scale of the chart, once there were data.
    pub const fn scale(&self) -> Option<Scale> {
        self.scale.scale()
    }
}
