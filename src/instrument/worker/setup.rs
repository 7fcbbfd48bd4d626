//! How the worker works: what its starter chose, and the waits that nobody chooses.

use std::sync::Arc;
use std::time::Duration;

use crate::core::cast::high_u32;
use crate::core::ids::DetectorId;
use crate::core::laser::{BeforeLight, Ours, PowerCaps};
use crate::core::modes::{ErrorMode, MonitorMode, PollMode};
use crate::core::transcript::Transcript;
use crate::core::wall_clock;
use crate::instrument::scpi::line::Clocks;

/// For a connection to be made.
pub(super) const CONNECT: Duration = Duration::from_secs(2);

/// Held by the worker that is on the instrument: the next one begins when it is free.
#[derive(Clone, Debug, Default)]
pub struct Seat(pub(super) Arc<tokio::sync::Mutex<()>>);

impl Seat {
    /// Keeps every worker that is started from here on off the instrument, until this is dropped.
    pub(crate) async fn hold(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.0).lock_owned().await
    }
}

/// How the worker works.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The detectors whose power is polled.
    pub detectors: Arc<[DetectorId]>,
    /// From one round of powers to the next.
    pub period: Duration,
    /// The second connection.
    pub monitor: MonitorMode,
    /// No more power than this, to begin with.
    pub caps: PowerCaps,
    /// How long waits may last.
    pub clocks: Clocks,
    /// Wavelengths of traces are fetched, too, and held against those that are computed.
    pub check_x: bool,
    /// Where everything that is said is kept.
    pub transcript: Transcript,
    /// What an earlier worker for the same instrument lit and started.
    pub ours: Ours,
    /// Called each time when that changes; for what is added before the first byte of the order goes out.
    pub before_light: Option<BeforeLight>,
    /// When the error queue is read.
    pub errors: ErrorMode,
    /// Whether several questions go in one message.
    pub poll: PollMode,
    /// The power of the detectors is polled; not for whoever wants their settings alone.
    pub live_power: bool,
    /// Shared with every other worker on the same instrument: they follow one another.
    pub seat: Seat,
    /// Spreads the waits between tries, so that several consoles do not knock in step.
    pub seed: u64,
    /// The time in UTC, for what traces say of their sweep.
    pub utc: fn() -> jiff::Timestamp,
    /// Detectors whose settings are read and nothing else: a bench with more settings than there are.
    #[cfg(test)]
    pub settings_of: Arc<[DetectorId]>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            detectors: Arc::default(),
            period: Duration::from_millis(100),
            monitor: MonitorMode::Auto,
            caps: PowerCaps::default(),
            clocks: Clocks::default(),
            check_x: false,
            transcript: Transcript::default(),
            ours: Ours::default(),
            before_light: None,
            errors: ErrorMode::Auto,
            poll: PollMode::Auto,
            live_power: true,
            seat: Seat::default(),
            seed: 1,
            utc: wall_clock::utc,
            #[cfg(test)]
            settings_of: Arc::default(),
        }
    }
}

/// Waits between tries: 0.25 s, doubling to 5 s, each a fifth more or less.
pub(super) struct Backoff {
    next: Duration,
    random: u64,
}

impl Backoff {
    pub(super) const fn new(seed: u64) -> Self {
        Self { next: Duration::from_millis(250), random: seed }
    }

    pub(super) fn start_again(&mut self) {
        self.next = Duration::from_millis(250);
    }

    pub(super) fn next(&mut self) -> Duration {
        // Knuth's generator: any spread will do.
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let thousandths = 800 + high_u32(self.random) % 401;
        let wait = self.next * thousandths / 1000;
        self.next = (self.next * 2).min(Duration::from_secs(5));
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_farther_and_farther_apart_and_never_in_step_with_other_consoles() {
        let mut backoff = Backoff::new(1);
        let mut steps = [250, 500, 1000, 2000, 4000, 5000, 5000].map(Duration::from_millis).to_vec();
        steps.extend([250, 500].map(Duration::from_millis));
        for (n, step) in steps.into_iter().enumerate() {
            if n == 7 {
                backoff.start_again();
            }
            let wait = backoff.next();
            assert!(wait >= step * 4 / 5 && wait <= step * 6 / 5, "{wait:?} for {step:?}");
        }
        let firsts: Vec<Duration> = (0..50).map(|seed| Backoff::new(seed).next()).collect();
        let spread = firsts.iter().max().unwrap().saturating_sub(*firsts.iter().min().unwrap());
        assert!(spread > Duration::from_millis(50), "{spread:?}");
    }
}
