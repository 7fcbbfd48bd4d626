//! The second connection as the engine sees it: whether it is up, and what it reports.

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::core::history::Gap;
use crate::core::ids::LaserSet;
use crate::core::snapshot::Monitor as MonitorState;

use super::executor::Executor;
use super::monitor::Report;
use super::schedule::Duty;

/// Reports that may wait.
const REPORTS: usize = 64;

/// The monitor as the engine sees it.
pub(super) struct MonitorSlot {
    pub(super) reports: mpsc::Receiver<Report>,
    sender: mpsc::Sender<Report>,
    cancel: Option<CancellationToken>,
    task: Option<JoinHandle<()>>,
    up_since: Option<Instant>,
}

impl MonitorSlot {
    pub(super) fn new() -> Self {
        let (sender, reports) = mpsc::channel(REPORTS);
        Self { reports, sender, cancel: None, task: None, up_since: None }
    }

    pub(super) const fn is_up(&self) -> bool {
        self.up_since.is_some()
    }

    /// It came up not longer ago than that.
    pub(super) fn came_up_within(&self, time: Duration) -> bool {
        self.up_since.is_some_and(|since| since.elapsed() < time)
    }

    /// It was started, whatever became of it.
    pub(super) const fn was_started(&self) -> bool {
        self.cancel.is_some()
    }

    /// Where its reports go.
    pub(super) fn reports_to(&self) -> mpsc::Sender<Report> {
        self.sender.clone()
    }

    /// It runs, until it is told to end.
    pub(super) fn started(&mut self, cancel: CancellationToken, task: JoinHandle<()>) {
        (self.cancel, self.task) = (Some(cancel), Some(task));
    }

    /// For good: the instrument does not bear it.
    pub(super) fn stop(&mut self, executor: &mut Executor) {
        if let Some(cancel) = &self.cancel {
            cancel.cancel();
        }
        while self.reports.try_recv().is_ok() {}
        self.take(Report::None, executor);
    }

    /// Waits until it has ended: it does by the same word as the engine.
    pub(super) async fn ended(&mut self) {
        if let Some(monitor) = self.task.take() {
            let _ = monitor.await;
        }
    }

    /// Takes in what it tells; which lasers it read back as off on somebody's request.
    pub(super) fn take(&mut self, report: Report, executor: &mut Executor) -> LaserSet {
        let mut off = LaserSet::NONE;
        executor.note_wanted_off();
        let (state, schedule) = (&mut executor.state, &mut executor.poller.schedule);
        match report {
            Report::Up => {
                self.up_since = Some(Instant::now());
                state.snapshot.monitor = MonitorState::Up;
                schedule.set_duty(Duty::Settings);
            }
            Report::Down | Report::None => {
                self.up_since = None;
                state.snapshot.monitor = MonitorState::None;
                schedule.set_duty(Duty::All);
                if state.snapshot.download.is_some() {
                    state.gap(Gap::Downloading);
                }
            }
            Report::Read(readings) => state.take(readings),
            Report::Off(laser) => off.insert(laser),
        }
        state.publish();
        off
    }

    /// It carries urgent requests out by itself; waits for what it reads back.
    pub(super) async fn await_off(
        &mut self,
        executor: &mut Executor,
        lasers: LaserSet,
        until: Instant,
    ) -> LaserSet {
        let mut off = LaserSet::NONE;
        while off != lasers {
            let Ok(Some(report)) = timeout_at(until, self.reports.recv()).await else {
                break;
            };
            off = off.union(self.take(report, executor)).intersection(lasers);
        }
        off
    }
}
