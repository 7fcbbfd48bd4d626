//! What all requests share: who may, the line to the instrument, and who listens.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::line::{Host, Line, Worker};
use super::listener::{self, Limits};
use super::policy::Policy;
use super::router;
use crate::config::address::Address;

/// The service.
pub(crate) struct Service {
    /// Who may.
    pub(super) policy: Policy,
    /// What a connection may take.
    pub(super) limits: Limits,
    host: Box<dyn Host>,
    line: watch::Sender<Line>,
    /// WebSockets that carry live power.
    pub(super) streams: AtomicUsize,
}

impl Service {
    /// With a worker at the instrument of the start. It is known whether that is there when this returns.
    pub(crate) async fn start(policy: Policy, limits: Limits, host: Box<dyn Host>) -> Arc<Self> {
        let Worker { handle, access, events, place } = host.connect(None);
        drain(events);
        let (line, _) = watch::channel(Line::new(handle, access, &place));
        let service = Arc::new(Self { policy, limits, host, line, streams: AtomicUsize::new(0) });
        service.line().settled().await;
        service
    }

    /// Serves until it is dropped.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener) {
        let limits = self.limits;
        let router: Router = router::of(self);
        listener::serve(listener, router, limits).await;
    }

    /// The line as it is now.
    pub(super) fn line(&self) -> Line {
        self.line.borrow().clone()
    }

    /// Another worker takes the place of the one that is there.
    pub(super) async fn connect(&self, address: Option<Address>) -> Line {
        let before = self.line();
        before.handle.observer().shut_down();
        let Worker { handle, access, events, place } = self.host.connect(address);
        drain(events);
        let line = Line::new(handle, access, &place);
        self.line.send_replace(line.clone());
        line.settled().await;
        line
    }

    /// Gives the instrument up.
    pub(super) fn disconnect(&self) {
        let line = self.line();
        self.host.let_go();
        line.handle.observer().shut_down();
        self.line.send_replace(line.given_up());
    }
}

/// Takes what comes, so that nobody waits for it to be taken.
fn drain(mut events: tokio::sync::mpsc::Receiver<crate::core::event::Event>) {
    tokio::spawn(async move { while events.recv().await.is_some() {} });
}
