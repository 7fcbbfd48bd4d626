//! A reference under way: started once, watched by the condition register, its result read at the end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::core::condition::Condition;
use crate::core::consent::{Consent, Lights};
use crate::core::event::Outcome;
use crate::core::ids::DetectorId;
use crate::core::laser::Measured;
use crate::core::reference::{Conditions, Reference};
use crate::core::request::RequestId;
use crate::core::snapshot::ReferenceRun;
use crate::instrument::ctp10;
use crate::instrument::scpi::line::Broken;

use super::connect::Connect;
use super::engine::Engine;
use super::light::Sent;
use super::poll::Item;
use super::port::Port;
use super::state;

/// A reference that still stands after this long is not waited for any more.
const PATIENCE: Duration = Duration::from_secs(300);

/// A reference that was started.
#[derive(Debug)]
pub(super) struct Referencing {
    pub(super) id: RequestId,
    detector: DetectorId,
    /// What it was started under.
    under: Conditions,
    /// What there was before.
    before: Option<Reference>,
    until: Instant,
}

impl Referencing {
    pub(super) fn what(&self) -> String {
        format!("reference of {}", self.detector)
    }
}

impl<C: Connect> Engine<C> {
    pub(super) async fn start_reference(
        &mut self,
        port: &mut Port<C::Stream>,
        id: RequestId,
        (detector, consent): (DetectorId, &Consent),
        sent: &mut bool,
    ) -> Result<Option<Outcome>, Broken> {
        if self.referencing.is_some() {
            return Ok(Some(Outcome::Refused("another reference is being taken".into())));
        }
        let permit = match self.permit(port, id, &Lights::Scan, consent).await? {
            Ok(permit) => permit,
            Err(outcome) => return Ok(Some(outcome)),
        };
        self.reread(port, [Item::Reference(detector)]).await?;
        let before = self.state.snapshot.references.get(&detector).map(|known| known.reference.clone());
        let under = Conditions::of(&self.state.snapshot);
        let command = ctp10::reference::initiate(detector, consent);
        if let Sent::Ended(outcome) = self.let_out(port, &permit, &command, sent).await? {
            return Ok(Some(outcome));
        }
        self.reread(port, [Item::Condition]).await?;
        self.state.snapshot.referencing = Some(ReferenceRun { detector, since: state::now() });
        let until = Instant::now() + PATIENCE;
        self.referencing = Some(Referencing { id, detector, under, before, until });
        Ok(None)
    }

    /// Looks after the reference that is being taken.
    pub(super) async fn settle_reference(&mut self, port: &mut Port<C::Stream>) -> Result<(), Broken> {
        let Some(run) = &self.referencing else { return Ok(()) };
        let condition = self.state.snapshot.condition.unwrap_or_default();
        let overdue = Instant::now() >= run.until;
        if condition.has(Condition::REFERENCING | Condition::ABORTING) && !overdue {
            return Ok(());
        }
        let detector = run.detector;
        self.reread(port, [Item::Reference(detector)]).await?;
        let Some(run) = self.referencing.take() else { return Ok(()) };
        self.state.snapshot.referencing = None;
        let light = std::mem::take(&mut self.state.snapshot.referenced);
        let known = Arc::make_mut(&mut self.state.snapshot.references).get_mut(&detector);
        let outcome = match known {
            _ if overdue => Outcome::Unknown(format!("it still stands after {} s", PATIENCE.as_secs())),
            Some(known) if Some(&known.reference) != run.before.as_ref() => {
                known.under = Some(run.under.clone());
                known.light = light;
                let when = known.reference.when().unwrap_or_default();
                if light == Measured::Dark {
                    let words =
                        format!("{}, {when}, DARK: no light came while it was taken", known.reference.kind());
                    Outcome::Unknown(words)
                } else {
                    Outcome::Done(format!("valid, {}, {when}", known.reference.kind()))
                }
            }
            _ => Outcome::Refused("the instrument is done and has no new one".into()),
        };
        self.state.finish(run.id, run.what(), outcome);
        self.state.publish();
        Ok(())
    }
}
