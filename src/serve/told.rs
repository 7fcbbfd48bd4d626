//! Who is told the status, and in which text.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value as Json;
use tokio::sync::watch;

/// A status as text, but for what its reader may do.
#[derive(Clone, Debug, Default)]
pub(super) struct Told(Arc<str>);

impl Told {
    pub(super) fn of(status: &Json) -> Self {
        let text = status.to_string();
        Self(text.strip_suffix('}').unwrap_or(&text).into())
    }

    /// The whole text for one reader.
    pub(super) fn to(&self, may: &Json) -> String {
        format!("{},\"may\":{may}}}", self.0)
    }
}

/// Whoever looks at the status.
#[derive(Debug, Default)]
pub(super) struct Statuses(Mutex<Option<watch::Sender<Told>>>);

impl Statuses {
    fn known(&self) -> MutexGuard<'_, Option<watch::Sender<Told>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The status from now on, the present one first; with it, for the first who listens, where changes are to be told.
    pub(super) fn join(
        &self,
        present: impl FnOnce() -> Told,
    ) -> (watch::Receiver<Told>, Option<watch::Sender<Told>>) {
        let mut known = self.known();
        let first = if known.is_none() { Some(watch::Sender::new(present())) } else { None };
        let sender = known.get_or_insert_with(|| first.clone().unwrap_or_default());
        let mut receiver = sender.subscribe();
        receiver.mark_changed();
        (receiver, first)
    }

    /// Whether nobody listens any more: the next one is the first again.
    pub(super) fn is_left(&self, sender: &watch::Sender<Told>) -> bool {
        let mut known = self.known();
        let is_left = sender.receiver_count() == 0;
        if is_left {
            *known = None;
        }
        is_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_status_is_one_object_with_what_its_reader_may_do() {
        let told = Told::of(&json!({ "link": "up" })).to(&json!({ "off": true }));
        let read: Json = serde_json::from_str(&told).unwrap();
        assert_eq!(read, json!({ "link": "up", "may": { "off": true } }));
    }
}
