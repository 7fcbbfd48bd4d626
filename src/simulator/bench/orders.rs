//! What begins and ends by itself: scans, references, saving; and what happens when it is done.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::operation::Operation;
use super::reply::Reply;
use super::state::BenchState;
use super::sweep::Sweep;
use crate::simulator::error::{self, Code};

/// From an abort to idle, at speed-up 1.
const ABORTING_S: f64 = 0.2;
/// A trace takes this long to be saved, at speed-up 1.
const SAVING_S: f64 = 0.5;
/// No scan is shorter, at speed-up 1.
const LEAST_SCAN_S: f64 = 0.05;

impl BenchState {
    /// Does what became due by now.
    pub(super) fn advance(&mut self, now: Instant) {
        while let Some(end) = self.operation.ends().filter(|&end| end <= now) {
            let done = std::mem::replace(&mut self.operation, Operation::Idle);
            match done {
                Operation::Scan(sweep) => self.end_scan(sweep, now),
                Operation::Analysis { record, .. } => {
                    self.record = Some(record);
                    if self.scan.continuous {
                        self.scan_again(end, now);
                    }
                }
                Operation::Reference { module, channel, sweep } => {
                    self.light_after(&sweep);
                    self.detectors.keep_reference(module, channel, sweep.sources);
                }
                Operation::Idle | Operation::Abort { .. } | Operation::Save { .. } => {}
            }
        }
        if self.pending(now).is_none() {
            self.statuses.became_idle();
        }
    }

    /// When everything that was ordered will be done, as `*OPC` and `*WAI` have it; `None` if it is.
    pub(super) fn pending(&self, now: Instant) -> Option<Instant> {
        self.operation.ends().max(self.lasers.warm_at(now))
    }

    fn end_scan(&mut self, sweep: Sweep, now: Instant) {
        let end = sweep.ends;
        if !self.scan.continuous {
            self.light_after(&sweep);
        }
        let record = Arc::new(self.scan.record(self.seed, self.scans, sweep.sources));
        if !self.phases.analyzing.is_zero() {
            self.operation = Operation::Analysis { record, ends: end + self.phases.analyzing };
            return;
        }
        self.record = Some(record);
        if self.scan.continuous {
            self.scan_again(end, now);
        }
    }

    /// The light that a sweep leaves behind: with stabilization on it stays, with stabilization off the
    /// lasers that took part go off, those that were on before it, too.
    fn light_after(&mut self, sweep: &Sweep) {
        if !self.scan.stays_on {
            for source in &sweep.sources {
                self.lasers.switch_off(source.laser);
            }
        }
    }

    pub(super) fn initiate(&mut self, now: Instant) -> Result<Reply, Code> {
        if self.operation.is_busy() {
            return Err(error::INIT_IGNORED);
        }
        let seconds = self.scan.seconds().ok_or(error::SETTINGS_CONFLICT)?;
        let sweep = self.lit_sweep(now, self.pace.time(seconds.max(LEAST_SCAN_S)));
        self.operation = Operation::Scan(sweep);
        self.scans += 1;
        Ok(Reply::Nothing)
    }

    /// A sweep that lights the lasers that take part.
    fn lit_sweep(&mut self, now: Instant, lasts: Duration) -> Sweep {
        let begins = now + self.phases.lag;
        let sources = self.scan.sources(&self.lasers);
        for source in &sources {
            self.lasers.switch_on(source.laser, begins, self.pace);
        }
        Sweep::new(begins, lasts, self.scan.limits_nm(), sources, &self.lasers)
    }

    /// The next scan of many: it lights nothing, so a laser that was switched off meanwhile stays dark.
    fn scan_again(&mut self, begins: Instant, now: Instant) {
        let lasts = self.pace.time(self.scan.seconds().unwrap_or_default().max(LEAST_SCAN_S));
        // Of those that came and went while nobody asked only the last one left something.
        let period = (lasts + self.phases.analyzing).as_nanos().max(1);
        let missed = ((now - begins).as_nanos() / period).saturating_sub(1);
        let begins = begins + Duration::from_nanos(u64::try_from(missed * period).unwrap_or(u64::MAX));
        self.scans += 1 + u64::try_from(missed).unwrap_or(u64::MAX - 1);
        let sources = self.scan.sources(&self.lasers);
        self.operation =
            Operation::Scan(Sweep::new(begins, lasts, self.scan.limits_nm(), sources, &self.lasers));
    }

    pub(super) fn abort(&mut self, now: Instant) -> Result<Reply, Code> {
        if let Some(sweep) = self.operation.sweep().cloned() {
            self.light_after(&sweep);
        } else if !matches!(self.operation, Operation::Analysis { .. }) {
            return Ok(Reply::Nothing);
        }
        let (before, rises) = (self.operation.condition(now), now + self.phases.lag);
        self.operation = Operation::Abort { before, rises, ends: rises + self.pace.time(ABORTING_S) };
        Ok(Reply::Nothing)
    }

    pub(super) fn start_reference(
        &mut self,
        module: usize,
        channel: usize,
        now: Instant,
    ) -> Result<Reply, Code> {
        self.detectors.check(module, channel)?;
        if self.operation.is_busy() {
            return Err(error::INIT_IGNORED);
        }
        let seconds = self.scan.seconds().ok_or(error::SETTINGS_CONFLICT)?;
        let lasts = self.pace.time((seconds + 3.0).clamp(5.0, 30.0));
        let sweep = self.lit_sweep(now, lasts);
        self.operation = Operation::Reference { module, channel, sweep };
        Ok(Reply::Nothing)
    }

    pub(super) fn save_trace(&mut self, place: [usize; 3], now: Instant) -> Result<Reply, Code> {
        self.detectors.check(place[0], place[1])?;
        if self.operation.is_busy() {
            return Err(error::SETTINGS_CONFLICT);
        }
        self.block_of(place).ok_or(error::STALE)?;
        let rises = now + self.phases.lag;
        self.operation = Operation::Save { rises, ends: rises + self.pace.time(SAVING_S) };
        Ok(Reply::Nothing)
    }
}
