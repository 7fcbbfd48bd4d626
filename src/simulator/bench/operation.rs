//! What the instrument is busy with, and what happens when it is done.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{Bench, Code, Record, Reply, error};
use crate::simulator::faults;

/// From an abort to idle, at speed-up 1.
const ABORTING: Duration = Duration::from_millis(200);
/// A trace takes this long to be saved.
const SAVING: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) enum Operation {
    Idle,
    Scan { from_nm: f64, to_nm: f64, started: Instant, ends: Instant, record: Arc<Record> },
    Abort { ends: Instant },
    Reference { module: usize, channel: usize, ends: Instant },
    Save { ends: Instant },
}

impl Operation {
    pub(super) const fn condition(&self) -> u16 {
        match self {
            Self::Idle => 0,
            Self::Scan { .. } => 4,
            Self::Abort { .. } => 16,
            Self::Reference { .. } => 64,
            Self::Save { .. } => 4096,
        }
    }

    pub(super) const fn is_busy(&self) -> bool {
        !matches!(self, Self::Idle)
    }

    pub(super) const fn ends(&self) -> Option<Instant> {
        match self {
            Self::Idle => None,
            Self::Scan { ends, .. }
            | Self::Abort { ends }
            | Self::Reference { ends, .. }
            | Self::Save { ends } => Some(*ends),
        }
    }

    /// The wavelength that the scan has reached, nm.
    pub(super) fn scanning_at(&self, now: Instant) -> Option<f64> {
        let Self::Scan { from_nm, to_nm, started, ends, .. } = self else {
            return None;
        };
        let part = (now - *started).as_secs_f64() / (*ends - *started).as_secs_f64().max(1e-9);
        Some(from_nm + (to_nm - from_nm) * part.clamp(0.0, 1.0))
    }
}

impl Bench {
    /// Does what became due by now.
    pub(super) fn advance(&mut self, now: Instant) {
        while let Some(end) = self.operation.ends().filter(|&end| end <= now) {
            let done = std::mem::replace(&mut self.operation, Operation::Idle);
            match done {
                Operation::Scan { record, .. } => {
                    self.record = Some(record);
                    self.end_scan(end);
                }
                Operation::Reference { module, channel, .. } => {
                    self.detectors.keep_reference(module, channel, self.scan.nominal_power());
                }
                Operation::Idle | Operation::Abort { .. } | Operation::Save { .. } => {}
            }
        }
        if self.pending(now).is_none() {
            self.status.became_idle();
        }
    }

    /// When everything that was ordered will be done, as `*OPC` and `*WAI` have it; `None` if it is.
    pub(super) fn pending(&self, now: Instant) -> Option<Instant> {
        self.operation.ends().max(self.lasers.warm_at(now))
    }

    fn end_scan(&mut self, end: Instant) {
        if self.scan.continuous {
            self.begin_scan(end);
        } else if !self.scan.stays_on {
            for laser in self.scan.lasers() {
                self.lasers.switch_off(laser);
            }
        }
    }

    pub(super) fn initiate(&mut self, now: Instant) -> Result<Reply, Code> {
        if self.operation.is_busy() {
            return Err(error::INIT_IGNORED);
        }
        if self.scan.seconds().is_none() {
            return Err(error::SETTINGS_CONFLICT);
        }
        self.begin_scan(now);
        Ok(Reply::Nothing)
    }

    fn begin_scan(&mut self, now: Instant) {
        let seconds = self.scan.seconds().unwrap_or(1.0).max(0.05) / self.speedup;
        let (from_nm, to_nm) = self.scan.limits_nm();
        self.scans += 1;
        let record =
            Arc::new(Record::new(self.seed, self.scans, &self.scan, self.scan.sources(&self.lasers, now)));
        let ends = now + faults::seconds(seconds);
        self.operation = Operation::Scan { from_nm, to_nm, started: now, ends, record };
    }

    pub(super) fn abort(&mut self, now: Instant) -> Result<Reply, Code> {
        if matches!(self.operation, Operation::Scan { .. } | Operation::Reference { .. }) {
            self.operation =
                Operation::Abort { ends: now + faults::seconds(ABORTING.as_secs_f64() / self.speedup) };
        }
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
        let seconds = (seconds + 3.0).clamp(5.0, 30.0) / self.speedup;
        let ends = now + faults::seconds(seconds);
        self.operation = Operation::Reference { module, channel, ends };
        Ok(Reply::Nothing)
    }

    pub(super) fn save_trace(&mut self, place: [usize; 3], now: Instant) -> Result<Reply, Code> {
        self.detectors.check(place[0], place[1])?;
        if self.operation.is_busy() {
            return Err(error::SETTINGS_CONFLICT);
        }
        self.block_of(place).ok_or(error::STALE)?;
        self.operation = Operation::Save { ends: now + faults::seconds(SAVING.as_secs_f64() / self.speedup) };
        Ok(Reply::Nothing)
    }
}
