//! What all requests share: who may, the line to the instrument, and who listens.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tokio::sync::{Mutex, broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::answer::HttpError;
use super::company::{Company, Connected};
use super::docs::Docs;
use super::feed::{Feed, Frame};
use super::line::{Host, Line, Worker};
use super::listener::Limits;
use super::listeners::Listeners;
use super::policy::Policy;
use super::told::Told;
use crate::config::address::Address;
use crate::core::event::Event;
use crate::core::laser::Ours;

/// The service.
pub(crate) struct Service {
    /// Who may.
    pub(super) policy: Policy,
    /// What a connection may take.
    pub(super) limits: Limits,
    /// Who is connected.
    pub(super) connected: Connected,
    /// Live power for whoever listens.
    pub(super) feed: Feed,
    /// Streams that carry live power.
    pub(super) streams: AtomicUsize,
    /// Modules that are asked because somebody listens.
    pub(super) listened: Listeners<u8, broadcast::Sender<Frame>>,
    /// The status, for whoever listens.
    pub(super) statuses: Listeners<(), watch::Sender<Told>>,
    /// What can be asked.
    pub(super) docs: Docs,
    /// Nothing is taken any more, and nothing that was begun goes on.
    pub(super) closing: CancellationToken,
    owner: Owner,
    line: watch::Sender<Line>,
    errors: watch::Sender<Vec<String>>,
    /// Whoever exchanges the worker holds it; nobody else waits for it.
    connecting: Mutex<()>,
}

/// Whose the worker is.
pub(crate) enum Owner {
    /// The service's own.
    Service(Box<dyn Host>),
    /// That of the screen beside it, which is told what is done from elsewhere.
    Screen(Company),
}

/// Errors of the instrument that are kept until somebody asks.
const ERRORS: usize = 100;

impl Service {
    /// At a worker.
    pub(super) fn new(
        (policy, limits): (Policy, Limits),
        docs: Docs,
        (owner, worker): (Owner, Worker),
        closing: CancellationToken,
    ) -> Arc<Self> {
        let (line, events) = Line::to(worker);
        let connected = match &owner {
            Owner::Service(_) => Connected::default(),
            Owner::Screen(company) => company.connected.clone(),
        };
        let service = Arc::new(Self {
            policy,
            limits,
            connected,
            feed: Feed::new(),
            listened: Listeners::default(),
            statuses: Listeners::default(),
            docs,
            closing,
            streams: AtomicUsize::new(0),
            owner,
            line: watch::Sender::new(line),
            errors: watch::Sender::default(),
            connecting: Mutex::default(),
        });
        tokio::spawn(note(events, service.errors.clone()));
        tokio::spawn(service.feed.clone().run(service.lines()));
        service
    }

    /// The line as it is now.
    pub(super) fn line(&self) -> Line {
        self.line.borrow().clone()
    }

    /// The line, each time that it is another one.
    pub(super) fn lines(&self) -> watch::Receiver<Line> {
        self.line.subscribe()
    }

    /// What the instrument put into its error queue since somebody asked.
    pub(super) fn take_errors(&self) -> Vec<String> {
        self.errors.send_replace(Vec::new())
    }

    /// Tells whoever sits at the screen what is done from elsewhere.
    pub(super) fn tell(&self, what: &str, by: Option<IpAddr>) {
        match &self.owner {
            Owner::Service(_) => {}
            Owner::Screen(company) => company.tell(what, by),
        }
    }

    /// Another worker takes the place of the one that is there.
    pub(crate) fn follow(&self, worker: Worker) {
        let (line, events) = Line::to(worker);
        tokio::spawn(note(events, self.errors.clone()));
        self.line.send_replace(line);
    }

    /// Whether anything may be asked of the worker.
    pub(crate) fn lets_in(&self, open: bool) {
        self.line.send_modify(|line| line.open = open);
    }

    /// Whose the worker is, for whoever wants another one.
    fn host(&self) -> Result<&dyn Host, HttpError> {
        match &self.owner {
            Owner::Service(host) => Ok(&**host),
            Owner::Screen(_) => Err(HttpError::conflict(
                "the line is that of the console beside this service: connect and disconnect there",
            )),
        }
    }

    /// Another worker takes the place of the one that is there, at the same instrument or at another one; none does where the
    /// instrument is there already. What was lit at the same one is the new worker's to switch off.
    ///
    /// # Errors
    /// Where the worker is somebody else's.
    pub(super) async fn connect(&self, elsewhere: Option<Address>) -> Result<Line, HttpError> {
        let _one_at_a_time = self.connecting.lock().await;
        let before = self.line();
        if elsewhere.is_none() && before.is_connected() {
            return Ok(before);
        }
        let host = match self.host() {
            Ok(host) => host,
            // Its own worker goes on trying.
            Err(_) if elsewhere.is_none() && before.is_open() => {
                before.settled().await;
                return Ok(before);
            }
            Err(conflict) => return Err(conflict),
        };
        let ours = *before.handle.observer().ours().borrow();
        before.handle.observer().shut_down();
        let ours = if elsewhere.is_none() { ours } else { Ours::default() };
        self.follow(host.connect(elsewhere, ours));
        let line = self.line();
        line.settled().await;
        Ok(line)
    }

    /// Whether the worker can be given up from elsewhere.
    ///
    /// # Errors
    /// Where it is somebody else's.
    pub(super) fn may_disconnect(&self) -> Result<(), HttpError> {
        self.host().map(drop)
    }

    /// Gives the instrument up.
    ///
    /// # Errors
    /// Where the worker is somebody else's.
    pub(super) async fn disconnect(&self) -> Result<(), HttpError> {
        let _one_at_a_time = self.connecting.lock().await;
        self.host()?.let_go();
        self.line().handle.observer().shut_down();
        self.lets_in(false);
        Ok(())
    }
}

/// Notes what nobody asked for.
async fn note(mut events: mpsc::Receiver<Event>, errors: watch::Sender<Vec<String>>) {
    while let Some(event) = events.recv().await {
        match event {
            Event::InstrumentErrors { words, of_order: false } => {
                tracing::warn!("the instrument says {}", words.join(", "));
                errors.send_modify(|all| {
                    all.extend(words);
                    let over = all.len().saturating_sub(ERRORS);
                    all.drain(..over);
                });
            }
            Event::Notice(_, words) => tracing::info!("{words}"),
            Event::InstrumentErrors { of_order: true, .. }
            | Event::Finished { .. }
            | Event::Setting { .. }
            | Event::Said { .. }
            | Event::SweepEnded { .. }
            | Event::Trace { .. }
            | Event::TraceRead { .. }
            | Event::SwitchedOff(_)
            | Event::Aborted => {}
        }
    }
}
