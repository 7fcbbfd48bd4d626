//! Who serves, and whether it is well.

use std::sync::atomic::Ordering;

use crate::core::wall_clock;
use crate::serve::answer::{Outcome, answer, object};
use crate::serve::call::Call;
use crate::serve::row::rows;
use crate::serve::service::Service;

rows! { "Service";
    Get "/" root Read Whatever, "Who serves.", [], ["service", "version", "status"];
    Get "/health" health Read Whatever, "Whether it serves, and whether the instrument is there.", [],
        ["status", "connected", "timestamp"];
}

async fn root(_: Call) -> Outcome {
    Ok(answer(&object! {
        "service": "EXFO CTP10 Vector Analyzer API",
        "version": "1.0.0",
        "status": "running",
    }))
}

async fn health(call: Call) -> Outcome {
    Ok(answer(&object! {
        "status": "healthy",
        "connected": call.line.is_connected(),
        "timestamp": now(),
    }))
}

/// A sign that a WebSocket works; readings that its other end was too slow for are counted in it.
pub(in crate::serve) fn heartbeat(service: &Service, lost: u64) -> String {
    let streams = service.streams.load(Ordering::Relaxed);
    let beat = object! { "type": "heartbeat", "timestamp": now(), "active_streams": streams };
    if lost == 0 { beat.text() } else { beat.with("readings_lost", lost).text() }
}

/// Now, as the ancestor's clients read it: local time, microseconds, no zone.
pub(in crate::serve) fn now() -> String {
    wall_clock::local().strftime("%Y-%m-%dT%H:%M:%S.%6f").to_string()
}
