//! The shortest way from anywhere in the program to light off.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::core::ids::LaserSet;
use crate::core::laser::Ours;
use crate::instrument::worker::Handle;

/// Starts a worker on the same instrument that takes over what this session lit.
type Fresh = Arc<dyn Fn(Ours) -> Handle + Send + Sync>;

/// Whoever holds it can switch lasers off, on any thread, without waiting.
#[derive(Clone, Default)]
pub(crate) struct OffSwitch(Arc<Mutex<Option<Held>>>);

#[derive(Clone)]
struct Held {
    worker: Handle,
    fresh: Fresh,
}

impl fmt::Debug for OffSwitch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OffSwitch").field(&self.slot().is_some()).finish()
    }
}

impl OffSwitch {
    fn slot(&self) -> MutexGuard<'_, Option<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on this worker is the one to tell.
    pub(crate) fn hold(&self, worker: Handle, fresh: impl Fn(Ours) -> Handle + Send + Sync + 'static) {
        *self.slot() = Some(Held { worker, fresh: Arc::new(fresh) });
    }

    /// There is no worker any more, on the operator's word: what is lit is left on.
    pub(crate) fn let_go(&self) {
        *self.slot() = None;
    }

    /// Switches every laser off, ahead of everything. False if there is nobody to tell.
    pub(crate) fn all_off(&self) -> bool {
        let Some(held) = &*self.slot() else { return false };
        held.worker.observer().switch_off(LaserSet::ALL);
        held.worker.observer().is_alive()
    }

    /// What this session lit and started, as far as it is not known to be over.
    pub(crate) fn ours(&self) -> Ours {
        self.slot().as_ref().map_or_else(Ours::default, |held| *held.worker.observer().ours().borrow())
    }

    /// Switches off what this session lit, aborts what it started, and waits until that is read back; what
    /// is still not known to be over by then.
    pub(crate) async fn end_session(&self, patience: Duration) -> Ours {
        let Some(held) = self.slot().clone() else { return Ours::default() };
        let ours = *held.worker.observer().ours().borrow();
        if ours == Ours::default() {
            return ours;
        }
        let until = Instant::now() + patience;
        let worker = if held.worker.observer().is_alive() { held.worker } else { (held.fresh)(ours) };
        if ours.scanning {
            worker.abort();
        }
        worker.observer().switch_off(ours.lit);
        let mut left = worker.observer().ours();
        let over = left.wait_for(|left| *left == Ours::default());
        match timeout_at(until, over).await {
            Ok(Ok(_)) => Ours::default(),
            Ok(Err(_)) | Err(_) => *worker.observer().ours().borrow(),
        }
    }
}
