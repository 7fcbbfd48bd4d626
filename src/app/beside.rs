//! The service beside a screen: the same worker for other programs, and what the screen sees of them.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use color_eyre::eyre::Result;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::listen::{listen_on, watching};
use crate::config::settings::Settings;
use crate::core::may::May;
use crate::instrument::worker::{Access, Handle};
use crate::serve::company::Company;
use crate::serve::input::Defaults;
use crate::serve::line::Worker;
use crate::serve::listener::Limits;
use crate::serve::policy::Policy;
use crate::serve::server;
use crate::serve::service::{Owner, Service};

/// What the screen sees of whoever else is at its bench.
#[derive(Debug)]
pub struct Guests {
    /// Where they connect to.
    pub at: SocketAddr,
    /// Connections that are open, by where they come from.
    pub connected: watch::Receiver<BTreeMap<IpAddr, usize>>,
    /// What they do, in words.
    pub deeds: mpsc::Receiver<String>,
}

impl Guests {
    /// What somebody else does next; `None` where nobody else is served. Cancel-safe.
    pub(super) async fn deed(guests: Option<&mut Self>) -> Option<String> {
        guests?.deeds.recv().await
    }
}

/// What was typed of the service beside a screen.
pub(crate) struct Served {
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// Who may.
    pub(crate) policy: Policy,
    /// What requests mean where they say nothing.
    pub(crate) defaults: Defaults,
}

/// The service beside a screen. It serves from the first bench on that the screen goes to.
#[derive(Clone)]
pub(crate) struct Beside {
    policy: Policy,
    defaults: Defaults,
    company: Company,
    closing: CancellationToken,
    listener: Arc<TcpListener>,
    service: watch::Sender<Option<Arc<Service>>>,
}

impl Beside {
    /// Listens there; nobody is answered yet.
    ///
    /// # Errors
    /// If nobody can listen there.
    pub(crate) async fn open(
        Served { listen, policy, defaults }: Served,
        closing: CancellationToken,
    ) -> Result<(Self, Guests)> {
        let listener = listen_on(listen).await?;
        let at = listener.local_addr()?;
        let (company, seen) = Company::new();
        let (listener, service) = (Arc::new(listener), watch::Sender::new(None));
        let beside = Self { policy, defaults, company, closing, listener, service };
        Ok((beside, Guests { at, connected: seen.connected, deeds: seen.deeds }))
    }

    /// Whoever asks from here on is answered by this worker, as another caller of it.
    pub(crate) fn follow(&self, handle: &Handle, place: String, settings: &Settings) {
        let watching = watching(settings, self.defaults.clone());
        let (observer, events) = handle.observer().another();
        let handle = handle.of(&observer);
        let worker = Worker {
            access: Access::new(handle.clone(), May::by(settings.read_only)),
            handle,
            events,
            place,
            watching,
        };
        self.service.send_modify(|service| match service {
            Some(service) => service.follow(worker),
            None => *service = Some(self.start(worker)),
        });
    }

    fn start(&self, worker: Worker) -> Arc<Service> {
        let owner = Owner::Screen(self.company.clone());
        let service =
            server::start(self.policy.clone(), Limits::default(), (owner, worker), self.closing.clone());
        tokio::spawn(server::serve(Arc::clone(&service), Arc::clone(&self.listener)));
        service
    }

    /// Whether the screen has a worker for others.
    pub(crate) fn lets_in(&self, others: bool) {
        if let Some(service) = &*self.service.borrow() {
            service.lets_in(others);
        }
    }
}
