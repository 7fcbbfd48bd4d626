//! The service's end of a worker: which instrument, whose light it is, and the service itself until something ends it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre::Result;
use tokio::sync::watch;

use super::connector::Connector;
use super::end::LightDuty;
use super::listen::listen_on;
use super::print;
use crate::config::address::Address;
use crate::core::laser::Ours;
use crate::core::may::May;
use crate::instrument::worker::{Access, Setup, start};
use crate::platform::process::tell_manager;
use crate::serve::line::{Host, Watching, Worker};
use crate::serve::listener::Limits;
use crate::serve::policy::Policy;
use crate::serve::server;
use crate::serve::service::Owner;

/// Starts workers at the instrument of the service.
pub(crate) struct ServiceHost {
    /// Where it is.
    pub(crate) connector: watch::Sender<Connector>,
    /// How the worker works.
    pub(crate) setup: Setup,
    /// What is read there all the time.
    pub(crate) watching: Watching,
    /// Whose the light is that it lets out.
    pub(crate) duty: LightDuty,
    /// What may be done with it.
    pub(crate) may: May,
    /// It connects at the start; else when somebody asks for it.
    pub(crate) connects: bool,
}

impl Host for ServiceHost {
    fn connect(&self, address: Option<Address>, ours: Ours) -> Worker {
        if let Some(address) = address {
            self.connector.send_replace((&address).into());
        }
        let connector = self.connector.borrow().clone();
        let outlives = !connector.is_built_in() && self.may.orders();
        self.duty.guard(outlives.then(|| connector.to_string()), ours);
        let (handle, events, _) = start(connector.clone(), Setup { ours, ..self.setup.clone() });
        let place = connector.place();
        self.duty.hold(handle.clone(), connector, self.setup.clone());
        let access = Access::new(handle.clone(), self.may);
        Worker { access, handle, events, place, watching: self.watching.clone() }
    }

    fn let_go(&self) {
        self.duty.let_go();
    }
}

/// Serves a bench until something ends the program.
///
/// # Errors
/// If nobody can listen there.
pub(crate) async fn serve(listen: SocketAddr, policy: Policy, host: ServiceHost) -> Result<()> {
    let listener = listen_on(listen).await?;
    let at = listener.local_addr()?;
    // A worker that has no seat asks nobody.
    let unseated = if host.connects { None } else { Some(host.setup.seat.hold().await) };
    let (worker, closing) = (host.connect(None, Ours::default()), host.duty.ends());
    let owner = Owner::Service(Box::new(host));
    let service = server::start(policy, Limits::default(), (owner, worker), closing);
    if let Some(seat) = unseated {
        server::give_up(&service).await;
        drop(seat);
    } else {
        server::settled(&service).await;
    }
    print::line(format_args!("listening on http://{at}"));
    tracing::info!("listening on http://{at}");
    tell_manager("READY=1");
    tokio::spawn(keep_watchdog());
    server::serve(service, Arc::new(listener)).await;
    // What ends the program ends it.
    std::future::pending().await
}

/// Tells the service manager that this program works, twice in the time that it waits for that, if it does.
async fn keep_watchdog() {
    let patience = std::env::var("WATCHDOG_USEC").ok().and_then(|us| us.parse().ok());
    let Some(patience) = patience.map(Duration::from_micros).filter(|patience| !patience.is_zero()) else {
        return;
    };
    let mut beats = tokio::time::interval(patience / 2);
    loop {
        beats.tick().await;
        tell_manager("WATCHDOG=1");
    }
}
