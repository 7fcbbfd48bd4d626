//! What all requests share: who may, the line to the instrument, and who listens.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use tokio::sync::{Mutex, mpsc, watch};

use super::docs::Docs;
use super::feed::Feed;
use super::input::Defaults;
use super::line::{Host, Line, Worker};
use super::listener::Limits;
use super::policy::Policy;
use crate::config::address::Address;
use crate::core::event::Event;
use crate::core::laser::Ours;
use crate::desk::Watched;

/// The service.
pub(crate) struct Service {
    /// Who may.
    pub(super) policy: Policy,
    /// What a connection may take.
    pub(super) limits: Limits,
    /// Live power for whoever listens.
    pub(super) feed: Feed,
    /// From one round of it to the next.
    pub(super) period: Duration,
    /// Streams that carry live power.
    pub(super) streams: AtomicUsize,
    /// The detectors that are read all the time, with their names.
    pub(super) detectors: Vec<Watched>,
    /// What is meant where nothing is said.
    pub(super) defaults: Defaults,
    /// What can be asked.
    pub(super) docs: Docs,
    host: Box<dyn Host>,
    line: watch::Sender<Line>,
    errors: watch::Sender<Vec<String>>,
    /// Whoever exchanges the worker holds it; nobody else waits for it.
    connecting: Mutex<()>,
}

/// Errors of the instrument that are kept until somebody asks.
const ERRORS: usize = 100;

impl Service {
    /// With a worker at the instrument of the start. It is known whether that is there when this returns.
    pub(super) async fn start(
        (policy, limits): (Policy, Limits),
        docs: Docs,
        host: Box<dyn Host>,
    ) -> Arc<Self> {
        let Worker { handle, access, events, place } = host.connect(None, Ours::default());
        let service = Arc::new(Self {
            policy,
            limits,
            feed: Feed::new(),
            period: host.period(),
            detectors: host.detectors(),
            defaults: host.defaults(),
            docs,
            streams: AtomicUsize::new(0),
            host,
            line: watch::Sender::new(Line::new(handle, access, &place)),
            errors: watch::Sender::default(),
            connecting: Mutex::default(),
        });
        tokio::spawn(note(events, service.errors.clone()));
        tokio::spawn(service.feed.clone().run(service.lines()));
        service.line().settled().await;
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

    /// Another worker takes the place of the one that is there, at the same instrument or at another one; none does where the
    /// instrument is there already. What was lit at the same one is the new worker's to switch off.
    pub(super) async fn connect(&self, elsewhere: Option<Address>) -> Line {
        let _one_at_a_time = self.connecting.lock().await;
        let before = self.line();
        if elsewhere.is_none() && before.is_connected() {
            return before;
        }
        let ours = *before.handle.observer().ours().borrow();
        before.handle.observer().shut_down();
        let ours = if elsewhere.is_none() { ours } else { Ours::default() };
        let Worker { handle, access, events, place } = self.host.connect(elsewhere, ours);
        tokio::spawn(note(events, self.errors.clone()));
        let line = Line::new(handle, access, &place);
        self.line.send_replace(line.clone());
        line.settled().await;
        line
    }

    /// Gives the instrument up.
    pub(super) async fn disconnect(&self) {
        let _one_at_a_time = self.connecting.lock().await;
        let line = self.line();
        self.host.let_go();
        line.handle.observer().shut_down();
        self.line.send_replace(line.given_up());
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
            | Event::SwitchedOff(_)
            | Event::Aborted => {}
        }
    }
}
