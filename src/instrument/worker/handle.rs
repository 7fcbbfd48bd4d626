//! The worker as the rest of the program sees it. Nothing here waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::core::consent::Lights;
use crate::core::event::Event;
use crate::core::ids::LaserSet;
use crate::core::laser::{Ours, PowerCaps};
#[cfg(test)]
use crate::core::operation::Operation;
use crate::core::request::{About, Asking, Caller, Order, Query, Request, RequestId};
use crate::core::snapshot::Snapshot;
use crate::core::trace::TraceId;

use super::lanes::Entry;
use super::listeners::Joining;
use super::urgent::Urgent;

/// What the operator's lane carries: every request but a download, which has a lane of its own.
#[derive(Debug)]
pub(super) enum Job {
    /// See [`Query::Look`].
    Look(Lights),
    /// See [`Query::Ask`].
    Ask(Asking),
    /// See [`Query::Say`].
    Say(Asking),
    /// Something that changes something.
    Order(Order),
}

impl Job {
    /// It changes nothing.
    pub(super) const fn asks(&self) -> bool {
        match self {
            Self::Look(_) | Self::Ask(_) | Self::Say(_) => true,
            Self::Order(_) => false,
        }
    }
}

/// A job with its number, and the request in words.
#[derive(Debug)]
pub(super) struct Queued {
    pub(super) id: RequestId,
    pub(super) about: About,
    pub(super) job: Job,
}

/// A download with its number.
#[derive(Debug)]
pub(super) struct QueuedDownload {
    pub(super) id: RequestId,
    pub(super) trace: TraceId,
}

/// The lane is full: told to the operator, never waited for.
#[derive(Debug, thiserror::Error)]
#[error("{0} was not sent: too many requests are waiting for the instrument")]
pub struct LaneFull(pub(crate) About);

/// Asks the worker what changes nothing. It can switch light off, as everybody can, and that is all.
#[derive(Clone, Debug)]
pub struct Observer {
    pub(super) operator: Entry<Queued>,
    pub(super) bulk: Entry<QueuedDownload>,
    pub(super) urgent: watch::Sender<Urgent>,
    pub(super) snapshots: watch::Receiver<Arc<Snapshot>>,
    pub(super) ours: watch::Receiver<Ours>,
    pub(super) caps: watch::Sender<PowerCaps>,
    pub(super) next: Arc<AtomicU64>,
    /// Who asks with this one.
    pub(super) caller: Caller,
    pub(super) callers: Arc<AtomicU32>,
    pub(super) joining: mpsc::UnboundedSender<Joining>,
    pub(super) cancel: CancellationToken,
}

impl Observer {
    fn next_id(&self) -> RequestId {
        RequestId { number: self.next.fetch_add(1, Ordering::Relaxed) + 1, caller: self.caller }
    }

    fn queue(&self, request: Request) -> Result<RequestId, LaneFull> {
        #[cfg(test)]
        if let (true, Request::Order(Order::Run(run))) = (planted!(OffTakenBack), &request)
            && let Operation::LaserOn(laser) = run.operation()
        {
            self.urgent.send_modify(|urgent| urgent.forget(laser));
        }
        let (id, about) = (self.next_id(), request.about());
        let job = match request {
            Request::Query(Query::Download(trace)) => {
                let queued = self.bulk.try_send(QueuedDownload { id, trace });
                return queued.map(|()| id).map_err(|_| LaneFull(about));
            }
            Request::Query(Query::Look(lights)) => Job::Look(lights),
            Request::Query(Query::Ask(asking)) => Job::Ask(asking),
            Request::Query(Query::Register(register)) => Job::Ask(register.asking()),
            Request::Query(Query::Say(asking)) => Job::Say(asking),
            Request::Order(order) => Job::Order(order),
        };
        let queued = self.operator.try_send(Queued { id, about, job });
        queued.map(|()| id).map_err(|error| LaneFull(error.into_inner().about))
    }

    /// Another caller of the same worker, with what it is told from now on: facts, and how its own requests end. What it asks waits
    /// behind what the first caller asks.
    pub(crate) fn another(&self) -> (Self, mpsc::Receiver<Event>) {
        let caller = Caller::numbered(self.callers.fetch_add(1, Ordering::Relaxed).wrapping_add(1));
        let (joining, events) = Joining::new(caller);
        // Where the worker has ended, the receiver says so.
        let _ = self.joining.send(joining);
        let (operator, bulk) = (self.operator.another(), self.bulk.another());
        (Self { operator, bulk, caller, ..self.clone() }, events)
    }

    /// Queues a question. How it ends comes as an event with this number.
    pub(crate) fn ask(&self, query: Query) -> Result<RequestId, LaneFull> {
        self.queue(query.into())
    }

    /// Switches lasers off, ahead of everything. Requests to switch them on that still wait are void. The number of this
    /// request: a bench whose `off_asked` is less was read before it.
    pub(crate) fn switch_off(&self, lasers: LaserSet) -> u64 {
        let id = self.next_id().number;
        self.urgent.send_modify(|urgent| urgent.switch_off(lasers, id));
        id
    }

    /// Gives up every download that was asked for so far.
    pub(crate) fn cancel_downloads(&self) {
        let id = self.next_id().number;
        self.urgent.send_modify(|urgent| urgent.cancel = id.max(urgent.cancel));
    }

    /// The bench as it was last read.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// To wait for the next snapshot.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// What this session lit and started: for whoever ends it.
    pub fn ours(&self) -> watch::Receiver<Ours> {
        self.ours.clone()
    }

    /// Whether the worker's task is there.
    pub(crate) fn is_alive(&self) -> bool {
        !self.operator.is_closed()
    }

    /// No more power than this, as it is now.
    pub(crate) fn caps(&self) -> PowerCaps {
        self.caps.borrow().clone()
    }

    /// No more power than this from now on. Caps can be lowered, never raised.
    pub(crate) fn lower_caps(&self, caps: &PowerCaps) {
        self.caps.send_modify(|held| held.lower_to(caps));
    }

    /// Ends the worker, whatever it waits for; its connections are closed.
    pub fn shut_down(&self) {
        self.cancel.cancel();
    }
}

/// Asks the worker anything: an observer that may also give orders.
#[derive(Clone, Debug)]
pub struct Handle(pub(super) Observer);

impl Handle {
    /// The same worker for somebody who only watches.
    pub const fn observer(&self) -> &Observer {
        &self.0
    }

    /// The same for another caller of this worker.
    pub(crate) fn of(&self, other: &Observer) -> Self {
        debug_assert!(self.0.joining.same_channel(&other.joining), "another worker's");
        Self(other.clone())
    }

    /// Queues a request. How it ends comes as an event with this number.
    pub fn submit(&self, request: impl Into<Request>) -> Result<RequestId, LaneFull> {
        self.0.queue(request.into())
    }

    /// Queues an order. How it ends comes as an event with this number.
    pub(crate) fn order(&self, order: Order) -> Result<RequestId, LaneFull> {
        self.0.queue(order.into())
    }

    /// Aborts the scan, ahead of everything.
    pub(crate) fn abort(&self) {
        let id = self.0.next_id().number;
        self.0.urgent.send_modify(|urgent| urgent.abort = id.max(urgent.abort));
    }
}
