//! What never queues: off, abort, and giving up a download. Urgent requests are merged by number, so they cannot
//! overflow and cannot be carried out twice by mistake.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::core::ids::{LaserId, LaserSet};
use crate::core::request::RequestId;

/// After this long without a read-back as off there is an alarm.
pub(super) const ALARM_AFTER: Duration = Duration::from_secs(3);

/// The number of the latest request of each kind; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Urgent {
    off: [u64; LaserId::COUNT],
    pub(super) abort: u64,
    pub(super) cancel: u64,
}

impl Urgent {
    pub(super) fn switch_off(&mut self, lasers: LaserSet, id: u64) {
        lasers.iter().for_each(|laser| {
            let latest = &mut self.off[laser.index()];
            *latest = id.max(*latest);
        });
    }

    /// The number of the latest request to switch a laser off.
    pub(super) fn latest_off(&self) -> u64 {
        self.off.into_iter().max().unwrap_or_default()
    }

    /// Takes an urgent request back: nothing but a planted bug does that.
    #[cfg(test)]
    pub(super) fn forget(&mut self, laser: LaserId) {
        self.off[laser.index()] = 0;
    }

    /// The lasers whose latest request is newer here than in `other`.
    pub(super) fn off_since(&self, other: &Self) -> LaserSet {
        LaserId::all().filter(|laser| self.off[laser.index()] > other.off[laser.index()]).collect()
    }

    /// Whether this laser was switched off after the request was made.
    pub(super) fn overrules(&self, laser: LaserId, request: RequestId) -> bool {
        self.off[laser.index()] > request.number
    }

    /// Whether an abort was asked for after the request was made.
    pub(super) const fn aborts(&self, request: RequestId) -> bool {
        self.abort > request.number
    }

    /// The later of both, each by itself.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, other) in self.off.iter_mut().zip(other.off) {
            *mine = other.max(*mine);
        }
        self.abort = self.abort.max(other.abort);
        self.cancel = self.cancel.max(other.cancel);
    }

    /// Notes that the latest request for a laser in `requested` is fulfilled.
    pub(super) fn fulfil_off(&mut self, laser: LaserId, requested: &Self) {
        self.off[laser.index()] = requested.off[laser.index()];
    }
}

/// What was requested and is not yet read back.
#[derive(Debug, Default)]
pub(super) struct Unfulfilled {
    pub(super) done: Urgent,
    /// Since when something is open.
    pub(super) since: Option<Instant>,
}

impl Unfulfilled {
    pub(super) fn lasers(&self, requested: &Urgent) -> LaserSet {
        requested.off_since(&self.done)
    }

    pub(super) const fn abort(&self, requested: &Urgent) -> bool {
        requested.abort > self.done.abort
    }

    pub(super) fn is_open(&self, requested: &Urgent) -> bool {
        self.abort(requested) || !self.lasers(requested).is_empty()
    }

    /// Keeps the time since when something is open.
    pub(super) fn watch(&mut self, requested: &Urgent, now: Instant) {
        self.since = if self.is_open(requested) { self.since.or(Some(now)) } else { None };
    }

    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        self.since.is_some_and(|since| now - since > ALARM_AFTER)
    }
}

/// What was asked for ahead of everything, and how much of it is done.
pub(super) struct Urgency {
    /// The latest of each kind, as it is asked for.
    pub(super) asked: watch::Receiver<Urgent>,
    pub(super) unfulfilled: Unfulfilled,
    /// What of it is done, for the other connections.
    fulfilled: watch::Sender<Urgent>,
    /// Something was polled since a position was probed for the sake of an all-off.
    pub(super) probe_turn: bool,
}

impl Urgency {
    pub(super) fn new(asked: watch::Receiver<Urgent>) -> Self {
        let (unfulfilled, fulfilled) = (Unfulfilled::default(), watch::Sender::default());
        Self { asked, unfulfilled, fulfilled, probe_turn: true }
    }

    /// What is asked for now.
    pub(super) fn requested(&self) -> Urgent {
        *self.asked.borrow()
    }

    /// Lasers that are to go off and are not read back as off.
    pub(super) fn wanted_off(&self) -> LaserSet {
        self.unfulfilled.lasers(&self.requested())
    }

    /// Tells the other connections what of it is done.
    pub(super) fn tell_done(&self) {
        self.fulfilled.send_replace(self.unfulfilled.done);
    }

    /// What of it is done, as it comes.
    pub(super) fn done(&self) -> watch::Receiver<Urgent> {
        self.fulfilled.subscribe()
    }
}
