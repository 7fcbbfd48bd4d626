//! The status for everybody who listens: made once for each change, however many there are, and by nobody while there is none.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::sync::watch;

use super::service::Service;
use super::sockets::beat;
use super::v1::bench::bench_status;

/// It is looked at so often.
const LOOK: Duration = Duration::from_millis(200);

/// A status as text, but for what its reader may do.
#[derive(Clone, Debug, Default)]
pub(super) struct Told(Arc<str>);

impl Told {
    fn of(status: &Json) -> Self {
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
    /// The status from now on, each time that it is another one.
    pub(super) fn listen(service: &Arc<Service>) -> watch::Receiver<Told> {
        let mut known = service.statuses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = &*known {
            let mut receiver = sender.subscribe();
            receiver.mark_changed();
            return receiver;
        }
        let status = bench_status(&service.line());
        let (sender, mut receiver) = watch::channel(Told::of(&status));
        receiver.mark_changed();
        *known = Some(sender.clone());
        tokio::spawn(look(Arc::clone(service), sender, still(status)));
        receiver
    }
}

/// Looks until nobody listens.
async fn look(service: Arc<Service>, sender: watch::Sender<Told>, mut last: Json) {
    let mut looks = beat(LOOK);
    loop {
        looks.tick().await;
        {
            let mut known = service.statuses.0.lock().unwrap_or_else(PoisonError::into_inner);
            if sender.receiver_count() == 0 {
                *known = None;
                return;
            }
        }
        let status = bench_status(&service.line());
        let now = still(status.clone());
        if now != last {
            last = now;
            sender.send_replace(Told::of(&status));
        }
    }
}

/// A status without what is new each time: live power has events of its own.
fn still(mut status: Json) -> Json {
    for detector in status["detectors"].as_array_mut().into_iter().flatten() {
        detector["power_dbm"] = json!(null);
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_one_object_with_what_its_reader_may_do() {
        let told = Told::of(&json!({ "link": "up" })).to(&json!({ "off": true }));
        let read: Json = serde_json::from_str(&told).unwrap();
        assert_eq!(read, json!({ "link": "up", "may": { "off": true } }));
    }

    #[test]
    fn live_power_is_no_change() {
        let of = |dbm: f64| still(json!({ "detectors": [{ "power_dbm": dbm, "unit": "dBm" }] }));
        assert_eq!(of(-10.0), of(-20.0));
    }
}
