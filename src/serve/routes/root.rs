//! Who serves, and whether it is well.

use crate::serve::answer::{Answered, answer, object};
use crate::serve::call::Call;
use crate::serve::heartbeat::now;
use crate::serve::row::rows;

rows! { "Service";
    Get "/" root Read Whatever, "Who serves.", [], ["service", "version", "status"];
    Get "/health" health Read Whatever, "Whether it serves, and whether the instrument is there.", [],
        ["status", "connected", "timestamp"];
}

async fn root(_: Call) -> Answered {
    Ok(answer(&object! {
        "service": "EXFO CTP10 Vector Analyzer API",
        "version": "1.0.0",
        "status": "running",
    }))
}

async fn health(call: Call) -> Answered {
    Ok(answer(&object! {
        "status": "healthy",
        "connected": call.line.is_connected(),
        "timestamp": now(),
    }))
}
