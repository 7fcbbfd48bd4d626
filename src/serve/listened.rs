//! Which modules are listened to that the settings do not watch.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use super::feed::Frame;

/// Readings that wait for a listener.
const WAITING: usize = 64;

/// Who is told what a module tells.
#[derive(Debug, Default)]
pub(super) struct Listened(Mutex<BTreeMap<u8, broadcast::Sender<Frame>>>);

impl Listened {
    fn all(&self) -> MutexGuard<'_, BTreeMap<u8, broadcast::Sender<Frame>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a module tells from now on; with it, for the first who listens, where that is to be told.
    pub(super) fn join(&self, module: u8) -> (broadcast::Receiver<Frame>, Option<broadcast::Sender<Frame>>) {
        let mut all = self.all();
        if let Some(sender) = all.get(&module) {
            return (sender.subscribe(), None);
        }
        let (sender, receiver) = broadcast::channel(WAITING);
        all.insert(module, sender.clone());
        (receiver, Some(sender))
    }

    /// Whether nobody listens to a module any more: the next one is the first again.
    pub(super) fn is_left(&self, module: u8, sender: &broadcast::Sender<Frame>) -> bool {
        let mut all = self.all();
        let is_left = sender.receiver_count() == 0;
        if is_left {
            all.remove(&module);
        }
        is_left
    }
}
