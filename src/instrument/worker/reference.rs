//! A reference under way: started once, watched by the condition register, its result read at the end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::core::ids::DetectorId;
use crate::core::operation::{Operation, Run};
use crate::core::outcome::{Doubt, Outcome, Refusal};
use crate::core::phase::{Activity, Tracker};
use crate::core::reference::{Conditions, Reference};
use crate::core::request::About;
use crate::core::snapshot::ReferenceRun;

use super::clock;
use super::executor::Executor;
use super::item::Item;
use super::pending::{Awaited, Carried, Follow};
use super::port::{Port, Stream};
use super::state::WorkerState;
use super::work::{Stop, Work};

/// A reference that still stands after this long is not waited for any more.
const PATIENCE: Duration = Duration::from_secs(300);

/// From one look at the result to the next.
const LOOK: Duration = Duration::from_millis(100);

impl Executor {
    /// Takes a detector's reference, by its permit.
    pub(super) async fn start_reference<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        (detector, run): (DetectorId, &Run),
        work: &mut Work,
    ) -> Result<Carried, Stop> {
        let leave = self.leave(port, work.id, run).await?;
        self.is_free()?;
        self.reread(port, [Item::Reference(detector)]).await?;
        let before = self.state.snapshot.references.get(&detector).map(|known| known.reference.clone());
        let under = Conditions::of(|parameter| self.state.snapshot.value(parameter));
        self.state.touch([Item::Condition, Item::Reference(detector)]);
        self.started(Activity::Reference);
        let begun = self.go(port, &leave, work).await;
        self.begun(port, begun).await?;
        self.started(Activity::Reference);
        self.state.snapshot.referencing = Some(ReferenceRun {
            detector,
            since: clock::now(),
            expected: self.state.reference_took.forecast(self.state.snapshot.scan_duration()),
        });
        let run = Referencing::new(detector, under, before, Instant::now());
        self.reread(port, [Item::Condition]).await?;
        Ok(Carried::Later(Box::new(run)))
    }
}

/// A reference that was started: over when its bit is gone after it was seen, or when the result is another one.
#[derive(Debug)]
struct Referencing {
    detector: DetectorId,
    /// What it was started under.
    under: Conditions,
    /// What there was before.
    before: Option<Reference>,
    until: Instant,
    /// When the result is looked at next.
    look: Instant,
    /// When the look at the result began that is under way.
    looking: Option<Instant>,
    /// Its bit was seen.
    seen: bool,
    /// Since when its bit does not stand.
    quiet: Option<Instant>,
}

impl Referencing {
    fn new(detector: DetectorId, under: Conditions, before: Option<Reference>, now: Instant) -> Self {
        let (until, look) = (now + PATIENCE, now + LOOK);
        Self { detector, under, before, until, look, looking: None, seen: false, quiet: None }
    }

    /// What is to be done before the result is looked at.
    fn wait(&mut self, state: &WorkerState, now: Instant) -> Follow {
        let overdue = now >= self.until;
        if state.snapshot.phase.keeps_reference() && !overdue {
            self.seen = true;
            self.quiet = None;
            return Follow::Waits(Some(self.until));
        }
        // The result may come a moment after the bit is gone, and the bit a moment after the order.
        self.quiet.get_or_insert(now);
        if self.look > now && !overdue {
            return Follow::Waits(Some(self.look));
        }
        self.look = now + LOOK;
        self.looking = Some(now);
        Follow::Reads(Item::Reference(self.detector))
    }

    /// What the result makes of it, which was read since then.
    fn judge(&self, state: &mut WorkerState, since: Instant) -> Follow {
        let overdue = since >= self.until;
        let starting = state.tracker.ordered() == Some(Activity::Reference);
        let known = state.snapshot.references.get(&self.detector);
        let changed = known.is_some_and(|known| Some(&known.reference) != self.before.as_ref());
        let lags = self.quiet.is_some_and(|quiet| quiet.elapsed() < Tracker::LAG);
        if !changed && !overdue && (starting || lags) {
            return Follow::Waits(Some(self.look));
        }
        Follow::Ended(self.end(state, overdue))
    }

    fn end(&self, state: &mut WorkerState, overdue: bool) -> Outcome {
        let run = state.snapshot.referencing.take();
        let light = std::mem::take(&mut state.snapshot.referenced);
        let known = Arc::make_mut(&mut state.snapshot.references).get_mut(&self.detector);
        match known {
            Some(known) if Some(&known.reference) != self.before.as_ref() => {
                known.under = Some(self.under.clone());
                known.light = light;
                let (kind, when) = (known.reference.kind(), known.reference.when().unwrap_or_default());
                let took = run.map(|run| clock::now().saturating_duration_since(run.since));
                state.reference_took.watched(state.snapshot.scan_duration(), took);
                if light.mark().is_some() {
                    return Outcome::Unknown(Doubt::Dark { reference: format!("{kind}, {when}"), light });
                }
                let took = took.map_or_else(String::new, |took| format!(", in {:.1} s", took.as_secs_f64()));
                Outcome::Done(format!("valid, {kind}, {when}{took}"))
            }
            _ if overdue => Outcome::Unknown(Doubt::Unchanged(PATIENCE)),
            _ if self.seen => Outcome::Refused(Refusal::NoReference),
            _ => Outcome::Unknown(Doubt::NeverReferenced),
        }
    }
}

impl Awaited for Referencing {
    fn follow(&mut self, executor: &mut Executor) -> Follow {
        match self.looking.take() {
            Some(since) => self.judge(&mut executor.state, since),
            None => self.wait(&executor.state, Instant::now()),
        }
    }

    fn lost(&self) -> Doubt {
        Doubt::ReferenceUnseen
    }

    fn excludes(&self, other: &About) -> Option<Refusal> {
        match other {
            About::Operation(Operation::Reference(_)) => Some(Refusal::Referencing),
            About::Download(_)
            | About::Look
            | About::Line(_)
            | About::Register(_)
            | About::Setting(..)
            | About::Settings(_)
            | About::Operation(_) => None,
        }
    }
}
