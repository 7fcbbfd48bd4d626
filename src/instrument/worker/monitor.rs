//! The second connection: live power, condition and light, where the instrument serves it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::core::ids::LaserId;
use crate::core::snapshot::{Identity, Link, Snapshot};
use crate::instrument::ctp10;
use crate::instrument::scpi::broken::Broken;
use crate::instrument::scpi::line::Line;

use super::clock;
use super::connect::Connect;
use super::existence::Existence;
use super::item::Taken;
use super::poll::Poller;
use super::port::{Port, Shared};
use super::schedule::{Duty, Schedule};
use super::setup::{Backoff, CONNECT, Setup};
use super::urgent::{Unfulfilled, Urgent};
use crate::core::modes::MonitorMode;

/// How soon a laser that still reads on is looked at again.
const AGAIN: Duration = Duration::from_millis(50);

/// When the main line is away for longer, the monitor gives its place up: it may be the only one.
const GIVE_WAY: Duration = Duration::from_millis(500);

/// What the monitor tells the engine.
#[derive(Debug)]
pub(super) enum Report {
    /// It is connected to the same instrument.
    Up,
    /// The connection is lost; it goes on trying.
    Down,
    /// The instrument does not serve it; it does not try again.
    None,
    /// Something was read.
    Read(Vec<Taken>),
    /// A laser was read back as off after an urgent request to switch it off.
    Off(LaserId),
}

pub(super) struct Monitor<C> {
    pub(super) connect: C,
    pub(super) setup: Setup,
    pub(super) identity: Identity,
    pub(super) urgent: watch::Receiver<Urgent>,
    pub(super) bench: watch::Receiver<Arc<Snapshot>>,
    pub(super) shared: Shared,
    pub(super) existence: Existence,
    pub(super) reports: mpsc::Sender<Report>,
    pub(super) cancel: CancellationToken,
}

/// The engine is gone, or it is time to go.
struct Over;

impl<C: Connect> Monitor<C> {
    /// Runs until it is cancelled or the instrument turns out not to serve it.
    pub(super) async fn run(mut self) {
        let cancel = self.cancel.clone();
        tokio::select! {
            () = cancel.cancelled() => {}
            Ok(()) = self.tries() => {}
        }
    }

    async fn tries(&mut self) -> Result<(), Over> {
        let mut backoff = Backoff::new(self.setup.seed ^ 1);
        let mut served = false;
        let mut poller = Poller::new(Schedule::new(Duty::Live, &self.setup, self.existence.clone()));
        let mut unfulfilled = Unfulfilled { done: *self.urgent.borrow(), since: None };
        loop {
            // Never before the main line: it may take its place.
            self.bench.wait_for(|bench| bench.is_live()).await.map_err(|_| Over)?;
            if let Some(mut port) = self.open(&unfulfilled).await {
                served = true;
                backoff.start_again();
                self.tell(Report::Up).await?;
                poller.schedule.restart();
                if let Err(broken) = self.watch(&mut port, &mut poller, &mut unfulfilled).await? {
                    tracing::debug!("the monitor connection was lost: {broken}");
                }
                C::reset(port.line.into_stream());
                self.tell(Report::Down).await?;
            }
            if !served && self.setup.monitor == MonitorMode::Auto {
                return self.tell(Report::None).await;
            }
            tokio::time::sleep(backoff.next()).await;
        }
    }

    async fn tell(&self, report: Report) -> Result<(), Over> {
        self.reports.send(report).await.map_err(|_| Over)
    }

    /// A connection that answers like the instrument that the main one has.
    async fn open(&self, unfulfilled: &Unfulfilled) -> Option<Port<C::Stream>> {
        let stream = timeout(CONNECT, self.connect.connect()).await.ok()?.ok()?;
        let line = Line::new(stream, self.setup.clocks).recorded(self.setup.transcript.clone());
        let mut port = Port::new(line, self.urgent.clone(), unfulfilled.done, self.shared.clone());
        let identity = port.ask(&ctp10::common::identity()).await.ok()?;
        (identity == self.identity).then_some(port)
    }

    /// Ends with a broken line, or in order (`Ok`) to give way to the main one.
    async fn watch(
        &mut self,
        port: &mut Port<C::Stream>,
        poller: &mut Poller,
        unfulfilled: &mut Unfulfilled,
    ) -> Result<Result<(), Broken>, Over> {
        loop {
            let bench = Arc::clone(&self.bench.borrow());
            if let Link::Down { since, .. } = bench.link
                && clock::now().saturating_duration_since(since) > GIVE_WAY
            {
                return Ok(Ok(()));
            }
            port.empty = bench.empty();
            unfulfilled.done.merge(&self.shared.fulfilled.borrow());
            let mut due = poller.schedule.due(&bench);
            if !unfulfilled.lasers(&port.requested()).is_empty() {
                if let Err(broken) = self.fulfil_urgent(port, unfulfilled).await? {
                    return Ok(Err(broken));
                }
                due = due.min(Instant::now() + AGAIN);
            }
            tokio::select! {
                biased;
                Ok(()) = self.urgent.changed() => continue,
                () = sleep_until(due) => {}
            }
            match poller.poll(port, &bench).await {
                Ok(readings) if !readings.is_empty() => self.tell(Report::Read(readings)).await?,
                Ok(_) => {}
                Err(broken) => return Ok(Err(broken)),
            }
        }
    }

    /// Writes urgent requests and reads back what came of them.
    async fn fulfil_urgent(
        &self,
        port: &mut Port<C::Stream>,
        unfulfilled: &mut Unfulfilled,
    ) -> Result<Result<(), Broken>, Over> {
        let requested = port.requested();
        // Whether there is a laser where none has answered yet is the main line's to find out.
        let unknown = self.bench.borrow().unread();
        let silent = self.bench.borrow().silent();
        if let Err(broken) = port.flush_urgent().await {
            return Ok(Err(broken));
        }
        for laser in unfulfilled.lasers(&requested).without(unknown).iter() {
            if port.empty.union(silent).contains(laser) {
                unfulfilled.done.fulfil_off(laser, &requested);
                self.tell(Report::Off(laser)).await?;
                continue;
            }
            match port.ask(&ctp10::laser::state(laser)).await {
                Ok(false) => {
                    unfulfilled.done.fulfil_off(laser, &requested);
                    self.tell(Report::Off(laser)).await?;
                }
                Ok(true) => {}
                // The main line says what becomes of it.
                Err(broken) if broken.is_in_step() => {}
                Err(broken) => return Ok(Err(broken)),
            }
        }
        Ok(Ok(()))
    }
}
