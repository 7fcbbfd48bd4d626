//! A sweep being started: the order, and its end when the register says that it began.

use crate::core::consent::{Consent, Lights};
use crate::core::event::Outcome;
use crate::core::phase::Activity;
use crate::core::request::RequestId;
use crate::instrument::ctp10;
use crate::instrument::scpi::line::Broken;

use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::light::Sent;
use super::pending::Starting;
use super::port::Port;

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
        self.pending.sweep = Some(Starting { id });
        Ok(None)
    }

    /// Tells how the order to sweep began.
    pub(super) fn settle_sweep(&mut self) {
        let Some(starting) = &self.pending.sweep else { return };
        let passed = self.state.passed.take();
        let Some(outcome) = Starting::end(passed.as_ref(), self.state.tracker.ordered()) else { return };
        self.state.finish(starting.id, Starting::WHAT.into(), outcome);
        self.pending.sweep = None;
    }
}
