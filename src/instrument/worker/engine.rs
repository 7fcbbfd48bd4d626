//! The task that owns the connection: makes it, lives on it, loses it, makes it again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::core::event::Event;
use crate::core::history::Gap;
use crate::core::outcome::{Outcome, Refusal};
use crate::core::request::Caller;
use crate::core::snapshot::{Identity, Link, Monitor as MonitorState, Snapshot};
use crate::instrument::scpi::broken::Why;
use crate::instrument::scpi::line::Line;

use super::connect::{Connect, no_connection};
use super::executor::Executor;
use super::existence::Existence;
use super::figures::Figures;
use super::handle::{Handle, Observer, Queued, QueuedDownload};
use super::lanes::{Lanes, lanes};
use super::listeners::{Joining, Listeners};
use super::monitor::Monitor;
use super::monitor_slot::MonitorSlot;
use super::ours::Ledger;
use super::pending::Pending;
use super::poll::Poller;
use super::port::{Port, Shared};
use super::schedule::{Duty, Schedule};
use super::setup::{Backoff, CONNECT, Setup};
use super::state::WorkerState;
use super::urgent::{Urgency, Urgent};
use crate::core::modes::{ErrorMode, MonitorMode, PollMode};

/// A monitor that came up this shortly before the main line broke is taken to have broken it.
const SUSPICIOUS: Duration = Duration::from_secs(2);
/// While something urgent is open, no wait for the next try is longer.
const URGENT_RETRY: Duration = Duration::from_millis(250);
/// A connection that lived this long was a good one: the next loss begins with a short wait again.
const GOOD_LIFE: Duration = Duration::from_secs(5);

/// Starts the worker. It runs until [`Observer::shut_down`].
pub fn start<C: Connect>(connect: C, setup: Setup) -> (Handle, mpsc::Receiver<Event>, JoinHandle<()>) {
    let snapshot = Snapshot::new(Arc::clone(&setup.detectors));
    let (publisher, snapshots) = watch::channel(Arc::new(snapshot.clone()));
    let (joining_sender, joining) = mpsc::unbounded_channel();
    let (operator_sender, operator) = lanes();
    let (bulk_sender, bulk) = lanes();
    let (urgent_sender, urgent) = watch::channel(Urgent::default());
    let (ours_sender, ours) = watch::channel(setup.ours);
    let (caps_sender, caps) = watch::channel(setup.caps.clone());
    let ledger = Ledger::new(ours_sender, setup.before_light.clone());
    let (first, events) = Joining::new(Caller::FIRST);
    // It is open: its other end is in this function.
    let _ = joining_sender.send(first);
    let cancel = CancellationToken::new();
    let existence = Existence::default();
    let mut state =
        WorkerState::new(snapshot, publisher, Listeners::new(joining), ledger, (setup.errors, setup.utc));
    state.snapshot.shared = setup.errors == ErrorMode::Own;
    match setup.poll {
        PollMode::Auto => {}
        PollMode::Single => existence.set_joined(false),
        PollMode::Joined => existence.set_joined(true),
    }
    let handle = Handle(Observer {
        operator: operator_sender,
        bulk: bulk_sender,
        urgent: urgent_sender,
        snapshots: snapshots.clone(),
        ours,
        caps: caps_sender,
        next: Arc::new(AtomicU64::new(0)),
        caller: Caller::FIRST,
        callers: Arc::new(AtomicU32::new(0)),
        joining: joining_sender,
        cancel: cancel.clone(),
    });
    let poller = Poller::new(Schedule::new(Duty::All, &setup, existence));
    let engine = Engine {
        connect,
        setup,
        lanes: Waiting { operator, bulk, bulk_turn: true },
        executor: Executor { state, poller, caps, urgency: Urgency::new(urgent) },
        pending: Pending::default(),
        monitor: MonitorSlot::new(),
        figures: Figures::default(),
        told: snapshots,
        cancel,
    };
    (handle, events, tokio::spawn(engine.hold_the_seat()))
}

pub(super) struct Engine<C> {
    pub(super) connect: C,
    pub(super) setup: Setup,
    pub(super) lanes: Waiting,
    pub(super) executor: Executor,
    /// Orders that were taken and end later.
    pub(super) pending: Pending,
    pub(super) monitor: MonitorSlot,
    pub(super) figures: Figures,
    /// The bench as it was last told, for the monitor.
    told: watch::Receiver<Arc<Snapshot>>,
    pub(super) cancel: CancellationToken,
}

/// What waits for its turn.
pub(super) struct Waiting {
    pub(super) operator: Lanes<Queued>,
    pub(super) bulk: Lanes<QueuedDownload>,
    /// Power was read since the last download: the next one may begin.
    pub(super) bulk_turn: bool,
}

/// Why there is no link.
enum Lost {
    /// It was cancelled by an urgent command: there is nothing to wait for.
    GivenUp,
    /// It broke, or was not to be had; in words.
    Broken {
        /// What broke, as a person is told.
        why: String,
        /// Nothing came in time.
        late: bool,
        /// Who answers is no CTP10.
        stranger: bool,
    },
}

impl<C: Connect> Engine<C> {
    /// Runs once no other worker is on the instrument, and leaves it free.
    async fn hold_the_seat(mut self) {
        let seat = Arc::clone(&self.setup.seat.0);
        let _held = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return,
            held = seat.lock() => held,
        };
        self.run().await;
        self.executor.state.listeners.flush();
        self.monitor.ended().await;
    }

    async fn run(&mut self) {
        let mut backoff = Backoff::new(self.setup.seed);
        loop {
            if self.executor.state.snapshot.is_live() {
                self.executor.state.snapshot.link = Link::Connecting;
            }
            let connecting = timeout(CONNECT, self.connect.connect());
            let connected = tokio::select! {
                biased;
                () = self.cancel.cancelled() => return,
                connected = connecting => connected,
            };
            let began = Instant::now();
            let why = match connected {
                Err(_) => Lost::Broken {
                    why: format!("no connection within {} s", CONNECT.as_secs()),
                    late: true,
                    stranger: false,
                },
                Ok(Err(error)) => Lost::Broken { why: no_connection(&error), late: false, stranger: false },
                Ok(Ok(stream)) => match self.live(stream).await {
                    None => return,
                    Some(why) => why,
                },
            };
            let wait = match &why {
                Lost::GivenUp => Duration::ZERO,
                Lost::Broken { .. } => {
                    if began.elapsed() > GOOD_LIFE {
                        backoff.start_again();
                    }
                    backoff.next()
                }
            };
            if !self.rest(why, wait).await {
                return;
            }
        }
    }

    /// Lives on a connection; why it ended, or `None` when the program ends.
    async fn live(&mut self, stream: C::Stream) -> Option<Lost> {
        let mut line = Line::new(stream, self.setup.clocks).recorded(self.setup.transcript.clone());
        line.meter = std::mem::take(&mut self.figures.meter);
        let mut port = Port::new(
            line,
            self.executor.urgency.asked.clone(),
            self.executor.urgency.unfulfilled.done,
            self.shared(),
        );
        // What was asked of the last connection is not sent on this one.
        self.refuse_waiting();
        let ended = self.epoch(&mut port).await;
        self.figures.meter = std::mem::take(&mut port.line.meter);
        self.executor.state.listeners.flush();
        match ended {
            Ok(()) => None,
            Err(broken) => {
                if broken.is_late() {
                    self.executor.state.snapshot.statistics.time_outs += 1;
                }
                C::reset(port.line.into_stream());
                if matches!(broken.why, Why::Closing) {
                    return None;
                }
                if matches!(broken.why, Why::Urgent) {
                    return Some(Lost::GivenUp);
                }
                if self.monitor.came_up_within(SUSPICIOUS) && self.setup.monitor == MonitorMode::Auto {
                    self.monitor.stop(&mut self.executor);
                }
                let (late, stranger) = (broken.is_late(), broken.is_stranger());
                Some(Lost::Broken { why: broken.to_string(), late, stranger })
            }
        }
    }

    /// Waits without a link; false when the program ends.
    async fn rest(&mut self, why: Lost, wait: Duration) -> bool {
        let mut retry = Instant::now() + wait;
        for (id, about, outcome) in std::mem::take(&mut self.pending).lost() {
            self.executor.state.finish(id, about, outcome);
        }
        match why {
            Lost::GivenUp => self.executor.state.given_up(),
            Lost::Broken { why, late, stranger } => {
                self.executor.state.down(why, (late, stranger), retry);
                if !self.monitor.is_up() {
                    self.executor.state.gap(Gap::NoLink);
                }
            }
        }
        loop {
            self.executor.watch_urgent();
            if self.executor.urgency.unfulfilled.since.is_some() {
                retry = retry.min(Instant::now() + URGENT_RETRY);
            }
            self.executor.state.publish();
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return false,
                () = sleep_until(retry) => return true,
                // What is asked for now does not wait for the next try.
                Ok(()) = self.executor.urgency.asked.changed() => retry = Instant::now(),
                Some(report) = self.monitor.reports.recv() => {
                    self.monitor.take(report, &mut self.executor);
                }
                Some(queued) = self.lanes.operator.recv() => self.refuse(queued),
            }
        }
    }

    /// What its connections share.
    pub(super) fn shared(&self) -> Shared {
        let (stamps, cancel) = (self.executor.state.stamps.clone(), self.cancel.clone());
        Shared { stamps, cancel, fulfilled: self.executor.urgency.done() }
    }

    fn refuse(&mut self, queued: Queued) {
        self.executor.state.finish(queued.id, queued.about, Outcome::Refused(Refusal::NoLink));
    }

    fn refuse_waiting(&mut self) {
        while let Ok(queued) = self.lanes.operator.try_recv() {
            self.refuse(queued);
        }
    }

    /// Starts the monitor once per session, when it is known who answers.
    pub(super) fn start_monitor(&mut self, identity: Identity) {
        if self.setup.monitor == MonitorMode::Off {
            self.executor.state.snapshot.monitor = MonitorState::None;
            return;
        }
        if self.monitor.was_started() {
            return;
        }
        let cancel = self.cancel.child_token();
        let monitor = Monitor {
            connect: self.connect.clone(),
            setup: self.setup.clone(),
            identity,
            urgent: self.executor.urgency.asked.clone(),
            bench: self.told.clone(),
            shared: Shared { cancel: cancel.clone(), ..self.shared() },
            existence: self.executor.poller.schedule.existence.clone(),
            reports: self.monitor.reports_to(),
            cancel: cancel.clone(),
        };
        self.monitor.started(cancel, tokio::spawn(monitor.run()));
    }
}
