//! Streams of both directions: each has a task of its own, and a sign of life is asked of its other end.

pub(super) mod health;
pub(super) mod power;

use std::time::Duration;

use axum::Error;
use axum::body::Body;
use axum::body::Bytes;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::Response;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};

use super::answer::HttpError;
use super::call::Call;

/// Bytes that a client may say at once.
const WORDS: usize = 4 << 10;

/// Opens a WebSocket.
fn open<W>(
    call: &mut Call,
    work: impl FnOnce(WebSocket) -> W + Send + 'static,
) -> Result<Response<Body>, HttpError>
where
    W: Future<Output = ()> + Send + 'static,
{
    let upgrade: WebSocketUpgrade = call.upgrade.take().ok_or_else(|| HttpError::defect("no handshake"))?;
    let upgrade = upgrade.max_message_size(WORDS).max_frame_size(WORDS).read_buffer_size(WORDS);
    Ok(upgrade.write_buffer_size(0).max_write_buffer_size(1 << 20).on_upgrade(work))
}

/// A beat of this length, which begins one length from now.
pub(super) fn beat(every: Duration) -> Interval {
    let mut beat = interval_at(Instant::now() + every, every);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beat
}

/// What the other end did.
enum Heard {
    /// It said something.
    Text(Utf8Bytes),
    /// It is alive.
    Life,
    /// It is gone.
    Gone,
}

/// A WebSocket whose other end has to show signs of life.
struct Socket {
    stream: WebSocket,
    silence: Duration,
    /// When a sign of life is asked for.
    asks: Interval,
    heard: Instant,
}

impl Socket {
    fn new(stream: WebSocket, silence: Duration) -> Self {
        Self { stream, silence, asks: beat(silence / 3), heard: Instant::now() }
    }

    /// Sends a text; false where nobody takes it.
    async fn send(&mut self, text: impl Into<Utf8Bytes>) -> bool {
        self.put(Message::Text(text.into())).await
    }

    async fn put(&mut self, message: Message) -> bool {
        matches!(timeout(self.silence, self.stream.send(message)).await, Ok(Ok(())))
    }

    /// What the other end does next; it is gone where it shows no sign of life. Cancel-safe.
    async fn hear(&mut self) -> Heard {
        loop {
            let message: Option<Result<Message, Error>> = tokio::select! {
                message = self.stream.recv() => message,
                _ = self.asks.tick() => {
                    if self.heard.elapsed() > self.silence || !self.put(Message::Ping(Bytes::new())).await {
                        return Heard::Gone;
                    }
                    continue;
                }
            };
            self.heard = Instant::now();
            return match message {
                Some(Ok(Message::Text(text))) => Heard::Text(text),
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => Heard::Life,
                Some(Ok(Message::Close(_)) | Err(_)) | None => Heard::Gone,
            };
        }
    }
}
