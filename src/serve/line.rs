//! The instrument as the service has it: a worker, whose it is to start another one, and what is read from it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};

use super::answer::HttpError;
use super::input::Defaults;
use crate::config::address::Address;
use crate::core::event::Event;
use crate::core::laser::Ours;
use crate::core::parameter::{Parameter, Value};
use crate::core::snapshot::{Link, Snapshot};
use crate::desk::NamedDetector;
use crate::instrument::worker::{Access, Handle};

/// Who starts workers, and sees to the light that they let out when the program ends.
pub(crate) trait Host: Send + Sync {
    /// A worker at this address, or at the one of the start.
    /// What an earlier one lit there is its to switch off.
    fn connect(&self, address: Option<Address>, ours: Ours) -> Worker;

    /// The worker was given up on somebody's word.
    fn let_go(&self);
}

/// What the settings say of a bench.
#[derive(Clone, Debug)]
pub(crate) struct Watching {
    /// From one round of live power to the next.
    pub(crate) period: Duration,
    /// The detectors that are read all the time, with their names.
    pub(crate) detectors: Vec<NamedDetector>,
    /// What requests mean where they say nothing.
    pub(crate) defaults: Defaults,
}

/// A worker that was started.
pub(crate) struct Worker {
    /// To ask it.
    pub(crate) handle: Handle,
    /// What may be asked.
    pub(crate) access: Access,
    /// What happens.
    pub(crate) events: mpsc::Receiver<Event>,
    /// Where its instrument is: a VISA name, or that it is the built-in simulator.
    pub(crate) place: String,
    /// What is read there all the time.
    pub(crate) watching: Watching,
}

/// How long a link may take to come up, or to fail.
pub(super) const LINK: Duration = Duration::from_secs(3);
/// How long a value may take to be read for the first time.
const VALUE: Duration = Duration::from_secs(10);

/// The line to the instrument.
#[derive(Clone)]
pub(super) struct Line {
    /// The worker.
    pub(super) handle: Handle,
    /// What may be asked of it.
    pub(super) access: Access,
    /// Where the instrument is.
    pub(super) place: Arc<str>,
    /// What is read there all the time.
    pub(super) watching: Arc<Watching>,
    /// Nobody gave it up.
    pub(super) open: bool,
    snapshots: watch::Receiver<Arc<Snapshot>>,
}

impl Line {
    /// To a worker, and what nobody asked for there.
    pub(super) fn to(worker: Worker) -> (Self, mpsc::Receiver<Event>) {
        let Worker { handle, access, events, place, watching } = worker;
        let snapshots = handle.observer().snapshots();
        let (place, watching) = (place.into(), Arc::new(watching));
        (Self { handle, access, place, watching, open: true, snapshots }, events)
    }

    /// The bench as it was last read.
    pub(super) fn bench(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// The bench, each time that it is read.
    pub(super) fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Whether nobody gave it up.
    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    /// Whether the instrument is there.
    pub(super) fn is_connected(&self) -> bool {
        self.open && self.snapshots.borrow().is_live()
    }

    /// Waits until it is known whether the instrument is there: not while a connection is being made, as after an off in the
    /// middle of a download.
    pub(super) async fn settled(&self) {
        let mut snapshots = self.snapshots();
        let known = snapshots.wait_for(|bench| match bench.link {
            Link::Connecting => false,
            Link::Down { retry, .. } => retry > Instant::now().into_std(),
            Link::Up(_) | Link::Closed => true,
        });
        let _ = timeout(LINK, known).await;
    }

    /// Waits for something that is read sooner or later; `None` where the instrument does not tell it.
    pub(super) async fn read<T>(
        &self,
        found: impl Fn(&Snapshot) -> Option<T>,
    ) -> Result<Option<T>, HttpError> {
        let mut snapshots = self.snapshots();
        let is_over = |bench: &Arc<Snapshot>| !bench.is_live() || bench.complete || found(bench).is_some();
        let over = timeout(VALUE, snapshots.wait_for(is_over)).await.is_ok_and(|over| over.is_ok());
        let bench = self.bench();
        match found(&bench) {
            Some(value) => Ok(Some(value)),
            None if !bench.is_live() => Err(HttpError::not_connected()),
            None if over && bench.complete => Ok(None),
            None => Err(HttpError::not_connected()),
        }
    }

    /// Waits a little for something that is read again and again.
    pub(super) async fn first<T>(
        &self,
        found: impl Fn(&Snapshot) -> Option<T>,
    ) -> Result<Option<T>, HttpError> {
        let mut snapshots = self.snapshots();
        let is_over = |bench: &Arc<Snapshot>| !bench.is_live() || found(bench).is_some();
        let _ = timeout(LINK, snapshots.wait_for(is_over)).await;
        let bench = self.bench();
        if bench.is_live() { Ok(found(&bench)) } else { Err(HttpError::not_connected()) }
    }

    /// A value as it was last read.
    pub(super) async fn value(&self, parameter: Parameter) -> Result<Option<Value>, HttpError> {
        self.read(|bench| bench.value(parameter)).await
    }

    /// The same where there is nothing to say without it: "Failed to get power: ...".
    pub(super) async fn value_of(&self, parameter: Parameter, phrase: &str) -> Result<Value, HttpError> {
        let absent = || HttpError::failed(phrase, format!("there is no {parameter} on this bench"));
        self.value(parameter).await?.ok_or_else(absent)
    }
}
