//! Takes connections and serves HTTP on them: so many at once, each with a time for its words and for reading its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::company::{Connected, Open};
use super::stalled::Stalled;

/// What a connection may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Connections at once.
    pub(crate) connections: usize,
    /// From the beginning of a request, or the end of the one before, to the end of its header.
    pub(crate) header: Duration,
    /// From there to the end of its body.
    pub(crate) body: Duration,
    /// An answer that is not read.
    pub(crate) write: Duration,
    /// From one sign of life of a WebSocket's other end to the next one.
    pub(crate) silence: Duration,
}

/// Bytes of a body.
pub(super) const BODY: usize = 64 << 10;
/// Bytes of a header.
const HEADER: usize = 16 << 10;
/// Fields of a header.
const FIELDS: usize = 64;
/// Connections that wait to be taken.
const QUEUE: Duration = Duration::from_millis(50);

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2048,
            header: Duration::from_secs(10),
            body: Duration::from_secs(10),
            write: Duration::from_secs(8),
            silence: Duration::from_secs(6),
        }
    }
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Said to whom there is no room for.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: 34\r\n\
    connection: close\r\n\r\n{\"detail\":\"Too many connections.\"}";

/// Serves until it is dropped, or closes: every connection ends then, whatever it carries.
pub(super) async fn serve(
    listener: Arc<TcpListener>,
    router: Router,
    (limits, connected, closing): (Limits, Connected, CancellationToken),
) {
    let room = Arc::new(Semaphore::new(limits.connections));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = closing.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(taken) => taken,
            Err(error) => {
                // No more descriptors, or the other end is gone already.
                tracing::warn!("a connection could not be taken: {error}");
                tokio::time::sleep(QUEUE).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
            let _ = stream.try_write(FULL);
            continue;
        };
        let (router, closing) = (router.clone(), closing.clone());
        let open = connected.open(peer);
        tokio::spawn(async move {
            let held = Held { _place: place, _open: open };
            if let Err(error) = connection((stream, peer), router, limits, (held, closing)).await {
                tracing::debug!("{peer}: {error}");
            }
        });
    }
}

/// What a connection has while it is there.
pub(super) struct Held {
    /// Its place among those that are served at once.
    _place: OwnedSemaphorePermit,
    /// It is counted.
    _open: Open,
}

/// Serves one connection to its end; a WebSocket goes on by itself, in the same place.
async fn connection(
    (stream, peer): (TcpStream, SocketAddr),
    router: Router,
    limits: Limits,
    (held, closing): (Held, CancellationToken),
) -> hyper::Result<()> {
    // A connection that is gone says so when it is read.
    let _ = stream.set_nodelay(true);
    let stream = TokioIo::new(Stalled::new(stream, limits.write, held, closing));
    let router = router.layer(Extension(Peer(peer)));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_buf_size(HEADER)
        .max_headers(FIELDS)
        .serve_connection(stream, TowerToHyperService::new(router))
        .with_upgrades()
        .await
}
