//! The status for everybody who listens: made once for each change, however many there are, and by nobody while there is none.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::sync::watch;

use super::service::Service;
use super::sockets::beat;
use super::told::Told;
use super::v1::bench::bench_status;

/// It is looked at so often.
const LOOK: Duration = Duration::from_millis(200);

/// The status from now on, each time that it is another one.
pub(super) fn listen(service: &Arc<Service>) -> watch::Receiver<Told> {
    let mut begun = None;
    let (receiver, first) = service.statuses.join((), || {
        let status = bench_status(&service.line());
        let told = Told::of(&status);
        begun = Some(still(status));
        watch::Sender::new(told)
    });
    if let Some((sender, last)) = first.zip(begun) {
        tokio::spawn(look(Arc::clone(service), sender, last));
    }
    receiver
}

/// Looks until nobody listens.
async fn look(service: Arc<Service>, sender: watch::Sender<Told>, mut last: Json) {
    let mut looks = beat(LOOK);
    loop {
        looks.tick().await;
        if service.statuses.is_left((), &sender) {
            return;
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
    fn live_power_is_no_change() {
        let of = |dbm: f64| still(json!({ "detectors": [{ "power_dbm": dbm, "unit": "dBm" }] }));
        assert_eq!(of(-10.0), of(-20.0));
    }
}
