//! A bench without a screen: each thing that can be asked of it is carried out to its end and handed back as a value. Who
//! asked stands at a `Door`, and puts it into its own words.

mod ask;
mod consent;
pub(crate) mod door;
pub mod failed;
pub(crate) mod json;
mod operate;
mod power;
mod scan;
mod settings;
mod switch;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::core::event::{Event, Severity, SweepEnd};
use crate::core::ids::DetectorId;
use crate::core::laser::PowerCaps;
use crate::core::may::May;
use crate::core::outcome::{Outcome, Refusal};
use crate::core::parameter::{Parameter, Value};
use crate::core::request::RequestId;
use crate::core::snapshot::{Link, Snapshot};
use crate::core::trace::Trace;
use crate::instrument::worker::{Access, Connect, Handle, Setup, start};

use door::Door;
use failed::Failed;

pub(crate) use ask::Answers;
pub(crate) use scan::{Scan, Swept, Then};
pub(crate) use settings::Moved;

/// How long a link may take to come up.
const LINK: Duration = Duration::from_secs(10);
/// How long all settings may take to be read.
const SETTINGS: Duration = Duration::from_secs(300);
/// A link that was lost so often before they were read will not give them.
const LINKS: u64 = 3;

/// A detector with its name.
pub(crate) type NamedDetector = (DetectorId, String);

/// Detectors of a command.
#[derive(Clone, Debug)]
pub(crate) enum Detectors {
    /// Named on the command line.
    Named(Vec<NamedDetector>),
    /// None was named: those of the settings.
    OfSettings(Vec<NamedDetector>),
}

impl Detectors {
    /// All of them.
    pub(crate) fn all(&self) -> &[NamedDetector] {
        let (Self::Named(all) | Self::OfSettings(all)) = self;
        all
    }
}

/// How a request ended that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// What the instrument holds now, in words.
    Done(String),
    /// What the instrument answered; nothing where it had nothing to answer.
    Answer(Option<String>),
}

/// Something that came from the worker.
pub(crate) enum Came {
    /// The end of this request.
    End(RequestId, Result<Reply, Failed>),
    /// A fact that ends none.
    Fact,
    /// The bench, read anew.
    Bench(Arc<Snapshot>),
}

/// A worker, what came from it, and who asks.
pub(crate) struct Desk<D> {
    door: D,
    access: Access,
    events: mpsc::Receiver<Event>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Connections that there were before it was opened.
    before: u64,
    /// Traces that arrived, by the request for each.
    traces: BTreeMap<RequestId, Arc<Trace>>,
    /// How the last sweep ended, with the order that began it.
    swept: Option<(RequestId, SweepEnd)>,
    /// What the instrument changed beside what it was told to set: what it held before, and what it holds now.
    moved: BTreeMap<Parameter, (Value, Value)>,
}

impl<D: Door> Desk<D> {
    /// A worker for one piece of work, which asks no more of the instrument than it needs; and its handle, for whoever sees to
    /// the light that is left.
    pub(crate) fn open<C: Connect>(connect: C, setup: Setup, may: May, door: D) -> (Self, Handle) {
        let (handle, ..) = start(connect, setup);
        (Self::at(&Access::new(handle.clone(), may), door), handle)
    }

    /// One more desk at a worker that is there: it is told of its own requests and of what concerns everybody.
    pub(crate) fn at(access: &Access, door: D) -> Self {
        let (access, events) = access.another();
        let snapshots = access.observer().snapshots();
        let before = snapshots.borrow().statistics.connections;
        let (traces, moved) = (BTreeMap::new(), BTreeMap::new());
        Self { door, access, events, snapshots, before, traces, swept: None, moved }
    }

    /// The bench as it was last read.
    pub(crate) fn bench(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// What may be done with the worker.
    pub(crate) const fn access(&self) -> &Access {
        &self.access
    }

    /// No more power than this.
    fn caps(&self) -> PowerCaps {
        self.access.observer().caps()
    }

    /// Waits for the link.
    pub(crate) async fn linked(&mut self) -> Result<(), Failed> {
        self.until(LINK, "answered", |bench| bench.is_live().then_some(())).await
    }

    /// Waits until everything that can be told was read once, or is known not to be there.
    pub(crate) async fn complete(&mut self) -> Result<(), Failed> {
        self.linked().await?;
        let read = |bench: &Snapshot| (bench.is_live() && bench.complete).then_some(());
        self.until(SETTINGS, "reported all settings", read).await
    }

    /// Those of these detectors that are there. One that was named on the command line has to be; of those that the settings
    /// name, one has to be.
    ///
    /// # Errors
    /// Which are not there. Nothing was ordered yet.
    pub(crate) fn there(&self, detectors: &Detectors) -> Result<Vec<NamedDetector>, Failed> {
        let absent = Arc::clone(&self.bench().absent);
        let gone = |(place, _): &&NamedDetector| absent.contains(place);
        let places = |gone: &[&NamedDetector]| {
            gone.iter().map(|(place, _)| place.to_string()).collect::<Vec<_>>().join(", ")
        };
        let all = detectors.all();
        let missing: Vec<&NamedDetector> = all.iter().filter(gone).collect();
        let refused = match detectors {
            Detectors::Named(_) => !missing.is_empty(),
            Detectors::OfSettings(all) => !all.is_empty() && missing.len() == all.len(),
        };
        if refused {
            return Err(Failed::Absent(format!("there is no detector {} on this bench", places(&missing))));
        }
        Ok(all.iter().filter(|one| !gone(one)).cloned().collect())
    }

    /// Waits until the bench is so, for so long; the words end the sentence "no instrument ..." where it never is.
    async fn until<T>(
        &mut self,
        patience: Duration,
        what: &str,
        found: impl Fn(&Snapshot) -> Option<T>,
    ) -> Result<T, Failed> {
        let before = self.before;
        let gone =
            |bench: &Snapshot| bench.statistics.connections >= before + LINKS && why_down(bench).is_some();
        let wanted = |bench: &Arc<Snapshot>| found(bench).is_some() || gone(bench);
        match timeout(patience, self.snapshots.wait_for(wanted)).await {
            Ok(Ok(_)) | Err(_) => {}
            Ok(Err(_)) => return Err(worker_ended()),
        }
        let bench = self.bench();
        let late = || Failed::TimeOut(format!("no instrument {what} within {} s", patience.as_secs()));
        found(&bench).ok_or_else(|| why_down(&bench).unwrap_or_else(late))
    }

    /// Waits for the end of a request.
    pub(crate) async fn ended(&mut self, id: RequestId) -> Result<Reply, Failed> {
        loop {
            if let Came::End(other, end) = self.came().await?
                && other == id
            {
                return end;
            }
        }
    }

    /// Waits until the bench was read anew.
    pub(crate) async fn changed(&mut self) -> Result<(), Failed> {
        self.snapshots.changed().await.map_err(|_| worker_ended())
    }

    /// The next thing that comes from the worker, which is taken in. Cancel-safe.
    pub(crate) async fn came(&mut self) -> Result<Came, Failed> {
        tokio::select! {
            event = self.events.recv() => {
                let event = event.ok_or_else(worker_ended)?;
                Ok(self.take(event).map_or(Came::Fact, |(id, end)| Came::End(id, end)))
            }
            changed = self.snapshots.changed() => {
                changed.map_err(|_| worker_ended())?;
                Ok(Came::Bench(Arc::clone(&self.snapshots.borrow_and_update())))
            }
        }
    }

    /// Takes in what happened; the end of a request if it is one.
    fn take(&mut self, event: Event) -> Option<(RequestId, Result<Reply, Failed>)> {
        match event {
            Event::Finished { id, outcome, .. } => return Some((id, reply(outcome))),
            Event::Said { id, answer, errors, .. } => {
                let end = if errors.is_empty() {
                    Ok(Reply::Answer(answer))
                } else {
                    Err(Refusal::Instrument(errors).into())
                };
                return Some((id, end));
            }
            Event::Trace { id, trace } => {
                self.traces.insert(id, trace);
            }
            Event::SweepEnded { of, how } => self.swept = of.map(|of| (of, how)).or(self.swept),
            Event::Setting { parameter, before, after, .. } => self.take_moved(parameter, &before, &after),
            Event::InstrumentErrors { words, of_order: false } => {
                self.door.tell(&format!("the instrument says {}", words.join(", ")));
            }
            Event::Notice(Severity::Warning | Severity::Alarm, words) => self.door.tell(&words),
            // An order says itself how it ended.
            Event::Notice(Severity::Info, _)
            | Event::InstrumentErrors { of_order: true, .. }
            | Event::TraceRead { .. }
            | Event::SwitchedOff(_)
            | Event::Aborted => {}
        }
        None
    }
}

fn reply(outcome: Outcome) -> Result<Reply, Failed> {
    match outcome {
        Outcome::Done(words) => Ok(Reply::Done(words)),
        Outcome::Answer(answer) => Ok(Reply::Answer(Some(answer))),
        Outcome::Refused(why) => Err(why.into()),
        Outcome::Unknown(doubt) => Err(doubt.into()),
        Outcome::Lost(broke) => Err(broke.into()),
        Outcome::Cancelled(why) => Err(why.into()),
    }
}

/// A defect: nobody told it to.
fn worker_ended() -> Failed {
    Failed::NoLink("the connection task ended unexpectedly".into())
}

/// Why there is no link, if there is none.
fn why_down(bench: &Snapshot) -> Option<Failed> {
    match &bench.link {
        Link::Down { why, late, .. } => Some(Failed::broke(*late, why.clone())),
        Link::Connecting | Link::Up(_) | Link::Closed => None,
    }
}
