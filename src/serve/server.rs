//! The service as a whole: the table of routes on a listener.

use std::sync::Arc;

use tokio::net::TcpListener;

use super::line::Host;
use super::listener::{self, Limits};
use super::openapi;
use super::policy::Policy;
use super::row::Row;
use super::service::Service;
use super::{router, routes};

/// A service with a worker at the instrument of the start. It is known whether that is there when this returns.
pub(crate) async fn start(policy: Policy, limits: Limits, host: Box<dyn Host>) -> Arc<Service> {
    let rows: Vec<&Row> = routes::all().collect();
    let docs = openapi::described(&rows, &host.defaults());
    Service::start((policy, limits), docs, host).await
}

/// Serves until it is dropped.
pub(crate) async fn serve(service: Arc<Service>, listener: TcpListener) {
    let limits = service.limits;
    listener::serve(listener, router::of(service), limits).await;
}
