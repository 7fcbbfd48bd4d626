//! The service as a whole: the table of routes on a listener.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::line::Worker;
use super::listener::{self, Limits};
use super::openapi;
use super::policy::Policy;
use super::row::Row;
use super::service::{Owner, Service};
use super::{router, routes};

/// A service at a worker, until `closing`.
pub(crate) fn start(
    policy: Policy,
    limits: Limits,
    (owner, worker): (Owner, Worker),
    closing: CancellationToken,
) -> Arc<Service> {
    let rows: Vec<&Row> = routes::all().collect();
    let docs = openapi::described(&rows, &worker.watching.defaults);
    Service::new((policy, limits), docs, (owner, worker), closing)
}

/// Waits until it is known whether the instrument is there.
pub(crate) async fn settled(service: &Service) {
    service.line().settled().await;
}

/// Gives the instrument up, until somebody asks for it.
pub(crate) async fn give_up(service: &Service) {
    // Its own worker can be given up.
    let _ = service.disconnect().await;
}

/// Serves until it is dropped, or closes.
pub(crate) async fn serve(service: Arc<Service>, listener: Arc<TcpListener>) {
    let (limits, closing) = (service.limits, service.closing.clone());
    let connected = service.connected.clone();
    listener::serve(listener, router::of(service), (limits, connected, closing)).await;
}
