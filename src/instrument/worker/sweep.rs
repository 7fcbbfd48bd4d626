//! A sweep being started: the order, and its end when the register says that it began.

use crate::core::consent::{Consent, Lights};
use crate::core::event::Outcome;
use crate::core::phase::{Activity, Passed};
use crate::core::request::RequestId;
use crate::instrument::ctp10;
use crate::instrument::scpi::line::Broken;

use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::light::Sent;
use super::port::Port;

/// What is being done, as a person is told.
const WHAT: &str = "sweep start";

/// An order to sweep whose beginning is awaited.
#[derive(Debug)]
pub(super) struct Starting(RequestId);

impl Starting {
    /// How it ended, if it did: by what the register went through, and by what is still ordered.
    fn end(passed: Option<&Passed>, ordered: Option<Activity>) -> Option<Outcome> {
        Some(match (passed, ordered) {
            (Some(Passed::SweepBegan { .. } | Passed::SweepDone), _) => Outcome::Done("scanning".into()),
            (Some(Passed::NeverBegan(_)), _) => Outcome::Unknown(
                "the instrument did not read as scanning within 2 s; look at its screen and at its traces"
                    .into(),
            ),
            (Some(Passed::SweepAborted), _) => Outcome::Cancelled("aborted".into()),
            (None, Some(Activity::Sweep)) => return None,
            (None, Some(Activity::Reference) | None) => Outcome::Cancelled("aborted before it began".into()),
        })
    }

    /// How it ends when the link is lost.
    pub(super) fn lost(self) -> (RequestId, String, Outcome) {
        (self.0, WHAT.into(), Outcome::Unknown("the link was lost; the sweep may or may not run".into()))
    }
}

impl<C: Connect> Engine<C> {
    pub(super) async fn sweep_start(
        &mut self,
        port: &mut Port<C::Stream>,
        id: RequestId,
        consent: &Consent,
        sent: &mut bool,
    ) -> Result<Option<Outcome>, Broken> {
        if self.pending.sweep.is_some() {
            return Ok(Some(Outcome::Refused("a sweep is being started".into())));
        }
        let permit = match self.permit(port, id, &Lights::Scan, consent).await? {
            Ok(permit) => permit,
            Err(outcome) => return Ok(Some(outcome)),
        };
        // From here on nothing that was read before says that it is idle.
        self.state.touch([Item::Condition]);
        self.started(Activity::Sweep);
        if let Sent::Ended(outcome) =
            self.let_out(port, &permit, &ctp10::scan::initiate(consent), sent).await?
        {
            self.refused();
            self.reread(port, [Item::Condition]).await?;
            return Ok(Some(outcome));
        }
        self.state.passed = None;
        self.started(Activity::Sweep);
        self.reread(port, [Item::Condition]).await?;
        self.pending.sweep = Some(Starting(id));
        Ok(None)
    }

    /// Tells how the order to sweep began.
    pub(super) fn settle_sweep(&mut self) {
        let Some(Starting(id)) = self.pending.sweep else { return };
        let passed = self.state.passed.take();
        let Some(outcome) = Starting::end(passed.as_ref(), self.state.tracker.ordered()) else { return };
        self.pending.sweep = None;
        self.state.finish(id, WHAT.into(), outcome);
    }
}
