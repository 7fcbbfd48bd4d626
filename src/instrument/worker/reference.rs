//! A reference under way: started once, watched by the condition register, its result read at the end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::core::ids::DetectorId;
use crate::core::operation::Run;
use crate::core::outcome::{Doubt, Outcome, Refusal};
use crate::core::phase::{Activity, Tracker};
use crate::core::reference::Conditions;
use crate::core::snapshot::ReferenceRun;
use crate::instrument::scpi::line::Broken;

use super::clock;
use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::pending::Referencing;
use super::port::Port;
use super::work::{Stop, Work};

/// A reference that still stands after this long is not waited for any more.
const PATIENCE: Duration = Duration::from_secs(300);

/// From one look at the result to the next.
const LOOK: Duration = Duration::from_millis(100);

impl<C: Connect> Engine<C> {
    pub(super) async fn start_reference(
        &mut self,
        port: &mut Port<C::Stream>,
        (detector, run): (DetectorId, &Run),
        work: &mut Work,
    ) -> Result<Option<Outcome>, Stop> {
        if self.pending.reference.is_some() {
            return Ok(Some(Outcome::Refused(Refusal::Referencing)));
        }
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
            expected: self.state.snapshot.scan_duration(),
        });
        let (until, look) = (Instant::now() + PATIENCE, Instant::now() + LOOK);
        let run = Referencing { id: work.id, detector, under, before, until, look, seen: false, quiet: None };
        self.reread(port, [Item::Condition]).await?;
        self.pending.reference = Some(run);
        Ok(None)
    }

    /// Looks after the reference that is being taken: over when its bit is gone after it was seen, or when the
    /// result is another one; when to look again.
    pub(super) async fn follow_reference(
        &mut self,
        port: &mut Port<C::Stream>,
    ) -> Result<Option<Instant>, Broken> {
        let Some(run) = &mut self.pending.reference else { return Ok(None) };
        let phase = self.state.snapshot.phase;
        let now = Instant::now();
        let (overdue, waits) = (now >= run.until, phase.keeps_reference());
        if waits && !overdue {
            run.seen = true;
            run.quiet = None;
            return Ok(Some(run.until));
        }
        // The result may come a moment after the bit is gone, and the bit a moment after the order.
        let quiet = *run.quiet.get_or_insert(now);
        if run.look > now && !overdue {
            return Ok(Some(run.look));
        }
        run.look = now + LOOK;
        let detector = run.detector;
        self.reread(port, [Item::Reference(detector)]).await?;
        let starting = self.state.tracker.ordered() == Some(Activity::Reference);
        let Some(run) = &self.pending.reference else { return Ok(None) };
        let known = self.state.snapshot.references.get(&detector);
        let changed = known.is_some_and(|known| Some(&known.reference) != run.before.as_ref());
        if !changed && !overdue && (starting || quiet.elapsed() < Tracker::LAG) {
            return Ok(Some(run.look));
        }
        self.end_reference(overdue);
        Ok(None)
    }

    fn end_reference(&mut self, overdue: bool) {
        let Some(run) = self.pending.reference.take() else { return };
        self.state.snapshot.referencing = None;
        let light = std::mem::take(&mut self.state.snapshot.referenced);
        let known = Arc::make_mut(&mut self.state.snapshot.references).get_mut(&run.detector);
        let outcome = match known {
            Some(known) if Some(&known.reference) != run.before.as_ref() => {
                known.under = Some(run.under.clone());
                known.light = light;
                let (kind, when) = (known.reference.kind(), known.reference.when().unwrap_or_default());
                match light.mark() {
                    Some(_) => Outcome::Unknown(Doubt::Dark { reference: format!("{kind}, {when}"), light }),
                    None => Outcome::Done(format!("valid, {kind}, {when}")),
                }
            }
            _ if overdue => Outcome::Unknown(Doubt::Unchanged(PATIENCE)),
            _ if run.seen => Outcome::Refused(Refusal::NoReference),
            _ => Outcome::Unknown(Doubt::NeverReferenced),
        };
        self.state.finish(run.id, run.about(), outcome);
        self.state.publish();
    }
}
