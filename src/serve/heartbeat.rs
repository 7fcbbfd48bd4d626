//! Signs that the service works.

use std::sync::atomic::Ordering;

use super::answer::object;
use super::service::Service;
use crate::core::wall_clock;

/// A sign that a stream works; readings that its other end was too slow for are counted in it.
pub(super) fn heartbeat(service: &Service, lost: u64) -> String {
    let streams = service.streams.load(Ordering::Relaxed);
    let beat = object! { "type": "heartbeat", "timestamp": now(), "active_streams": streams };
    if lost == 0 { beat.text() } else { beat.with("readings_lost", lost).text() }
}

/// Now, as the ancestor's clients read it: local time, microseconds, no zone.
pub(super) fn now() -> String {
    wall_clock::local().strftime("%Y-%m-%dT%H:%M:%S.%6f").to_string()
}
