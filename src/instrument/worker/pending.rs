//! Orders that were taken and whose end comes later: one list, each of which knows by itself how it goes on.

use std::fmt;

use tokio::time::Instant;

use crate::core::outcome::{Doubt, Outcome, Refusal};
use crate::core::request::{About, RequestId};
use crate::instrument::scpi::broken::Broken;

use super::executor::Executor;
use super::item::Item;
use super::port::{Port, Stream};

/// An order whose end comes later: by what is read, or with the link.
pub(super) trait Awaited: fmt::Debug + Send + Sync {
    /// Looks after it: whenever something may have been read, and at the time that it named.
    fn follow(&mut self, executor: &mut Executor) -> Follow;

    /// How it ended is not known, now that the link is lost.
    fn lost(&self) -> Doubt;

    /// Why another order is not taken as long as this one goes on, if it is not.
    fn excludes(&self, _other: &About) -> Option<Refusal> {
        None
    }
}

/// How far an order is.
#[derive(Debug)]
pub(super) enum Follow {
    /// It goes on; to be looked at by then, if it says so.
    Waits(Option<Instant>),
    /// It goes on, and is looked at again when this was read.
    Reads(Item),
    /// It ended.
    Ended(Outcome),
}

/// How far a request came that met no obstacle.
#[derive(Debug)]
pub(super) enum Carried {
    /// It ended.
    Ended(Outcome),
    /// It ended, and what came of it was told.
    Told,
    /// It was taken, and ends later.
    Later(Box<dyn Awaited>),
}

impl From<Outcome> for Carried {
    fn from(outcome: Outcome) -> Self {
        Self::Ended(outcome)
    }
}

#[derive(Debug)]
struct Entry {
    id: RequestId,
    about: About,
    order: Box<dyn Awaited>,
}

/// What is awaited on this connection: a link that is lost ends all of it.
#[derive(Debug, Default)]
pub(super) struct Pending(Vec<Entry>);

impl Pending {
    /// One more.
    pub(super) fn push(&mut self, id: RequestId, about: About, order: Box<dyn Awaited>) {
        self.0.push(Entry { id, about, order });
    }

    /// Why an order is not taken as long as what is awaited goes on, if it is not.
    pub(super) fn excludes(&self, other: &About) -> Option<Refusal> {
        self.0.iter().find_map(|entry| entry.order.excludes(other))
    }

    /// Looks after all of it and tells what ended; when to look again. What breaks the line ends nothing here: it is lost
    /// with the link.
    pub(super) async fn follow<S: Stream>(
        &mut self,
        executor: &mut Executor,
        port: &mut Port<S>,
    ) -> Result<Option<Instant>, Broken> {
        let (mut at, mut due) = (0, None::<Instant>);
        while let Some(entry) = self.0.get_mut(at) {
            match entry.order.follow(executor) {
                Follow::Waits(until) => {
                    due = due.into_iter().chain(until).min();
                    at += 1;
                }
                Follow::Reads(item) => executor.reread(port, [item]).await?,
                Follow::Ended(outcome) => {
                    let Entry { id, about, .. } = self.0.remove(at);
                    executor.state.finish(id, about, outcome);
                    executor.state.publish();
                }
            }
        }
        Ok(due)
    }

    /// How each ends, now that the link is lost.
    pub(super) fn lost(self) -> impl Iterator<Item = (RequestId, About, Outcome)> {
        self.0.into_iter().map(|Entry { id, about, order }| (id, about, Outcome::Unknown(order.lost())))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::io::DuplexStream;
    use tokio::sync::{mpsc, watch};
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::core::event::Event;
    use crate::core::ids::DetectorId;
    use crate::core::modes::ErrorMode;
    use crate::core::operation::Operation;
    use crate::core::request::Caller;
    use crate::core::snapshot::Snapshot;
    use crate::core::wall_clock;
    use crate::instrument::scpi::line::Line;
    use crate::instrument::worker::existence::Existence;
    use crate::instrument::worker::listeners::{Joining, Listeners};
    use crate::instrument::worker::ours::Ledger;
    use crate::instrument::worker::poll::Poller;
    use crate::instrument::worker::port::Shared;
    use crate::instrument::worker::schedule::{Duty, Schedule};
    use crate::instrument::worker::setup::Setup;
    use crate::instrument::worker::state::WorkerState;
    use crate::instrument::worker::urgent::{Urgency, Urgent};

    /// An order that is made up: it ends when the whole bench was read, and says by when to look.
    #[derive(Debug)]
    struct MadeUp(DetectorId, Instant);

    impl Awaited for MadeUp {
        fn follow(&mut self, executor: &mut Executor) -> Follow {
            let all = executor.state.snapshot.complete;
            if all { Follow::Ended(Outcome::Done("all is read".into())) } else { Follow::Waits(Some(self.1)) }
        }

        fn lost(&self) -> Doubt {
            Doubt::ReferenceUnseen
        }

        fn excludes(&self, other: &About) -> Option<Refusal> {
            (*other == About::Operation(Operation::Reference(self.0))).then_some(Refusal::Referencing)
        }
    }

    fn executor() -> (Executor, Port<DuplexStream>, mpsc::Receiver<Event>) {
        let setup = Setup::default();
        let snapshot = Snapshot::new([].into());
        let (publisher, _) = watch::channel(Arc::new(snapshot.clone()));
        let (sender, joining) = mpsc::unbounded_channel();
        let (first, events) = Joining::new(Caller::FIRST);
        sender.send(first).unwrap();
        let ours = Ledger::new(watch::Sender::default(), None);
        let state = WorkerState::new(
            snapshot,
            publisher,
            Listeners::new(joining),
            ours,
            (ErrorMode::Auto, wall_clock::utc),
        );
        let poller = Poller::new(Schedule::new(Duty::All, &setup, Existence::default()));
        let (_, asked) = watch::channel(Urgent::default());
        let (_, caps) = watch::channel(setup.caps.clone());
        let urgency = Urgency::new(asked.clone());
        let shared = Shared {
            stamps: state.stamps.clone(),
            cancel: CancellationToken::new(),
            fulfilled: urgency.done(),
        };
        let port =
            Port::new(Line::new(tokio::io::duplex(64).0, setup.clocks), asked, Urgent::default(), shared);
        (Executor { state, poller, caps, urgency }, port, events)
    }

    #[tokio::test(start_paused = true)]
    async fn an_order_that_ends_later_is_its_type_alone() {
        let (mut executor, mut port, mut events) = executor();
        let detector = DetectorId::new(4, 1).unwrap();
        let (about, id) = (About::Operation(Operation::Reference(detector)), RequestId::numbered(7));
        let soon = Instant::now() + std::time::Duration::from_secs(1);
        let mut pending = Pending::default();
        assert_eq!(pending.excludes(&about), None);
        pending.push(id, about.clone(), Box::new(MadeUp(detector, soon)));
        assert_eq!(pending.excludes(&about), Some(Refusal::Referencing));
        assert_eq!(pending.excludes(&About::Operation(Operation::SweepStart)), None);
        assert_eq!(pending.follow(&mut executor, &mut port).await.unwrap(), Some(soon));
        executor.state.snapshot.complete = true;
        assert_eq!(pending.follow(&mut executor, &mut port).await.unwrap(), None);
        let ended = std::iter::from_fn(|| events.try_recv().ok()).collect::<Vec<_>>();
        assert!(
            matches!(&ended[..], [Event::Finished { id: of, outcome: Outcome::Done(_), .. }] if *of == id),
            "{ended:?}"
        );
        assert_eq!(pending.excludes(&about), None, "it ended");
        pending.push(id, about.clone(), Box::new(MadeUp(detector, soon)));
        let lost: Vec<_> = pending.lost().collect();
        assert_eq!(lost, [(id, about, Outcome::Unknown(Doubt::ReferenceUnseen))]);
    }
}
