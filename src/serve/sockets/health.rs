//! `/ws/health`: a sign every ten seconds, and after each word.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::WebSocket;

use super::{Heard, Socket, beat, open};
use crate::serve::answer::{Answered, object};
use crate::serve::call::Call;
use crate::serve::heartbeat::{heartbeat, now};
use crate::serve::row::rows;
use crate::serve::service::Service;

rows! { "WebSocket";
    Socket "/ws/health" stream_health Read Whatever, "A heartbeat every 10 s and after each text; `ping` is answered by `pong`.", [], [];
}

/// From one sign to the next one.
const HEARTBEAT: Duration = Duration::from_secs(10);

async fn stream_health(mut call: Call) -> Answered {
    let service = Arc::clone(&call.service);
    open(&mut call, move |socket| run(service, socket))
}

async fn run(service: Arc<Service>, socket: WebSocket) {
    let mut socket = Socket::new(socket, service.limits.silence);
    let mut heartbeats = beat(HEARTBEAT);
    let mut going = socket.send(heartbeat(&service, 0)).await;
    while going {
        going = tokio::select! {
            heard = socket.hear() => match heard {
                Heard::Text(text) => {
                    let pong = object! { "type": "pong", "timestamp": now() }.text();
                    let answered = text.as_str() != "ping" || socket.send(pong).await;
                    heartbeats.reset();
                    answered && socket.send(heartbeat(&service, 0)).await
                }
                Heard::Life => true,
                Heard::Gone => false,
            },
            _ = heartbeats.tick() => socket.send(heartbeat(&service, 0)).await,
        };
    }
}
