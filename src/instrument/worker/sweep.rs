//! A sweep being started: the order, and its end when the register says that it began.

use crate::core::consent::{Consent, Lights};
use crate::core::event::Outcome;
use crate::core::phase::Activity;
use crate::core::request::About;
use crate::instrument::ctp10;

use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::pending::Starting;
use super::port::Port;
use super::work::{Stop, Work};

impl<C: Connect> Engine<C> {
    pub(super) async fn sweep_start(
        &mut self,
        port: &mut Port<C::Stream>,
        consent: &Consent,
        work: &mut Work,
    ) -> Result<Option<Outcome>, Stop> {
        if self.pending.sweep.is_some() {
            return Ok(Some(Outcome::Refused("a sweep is being started".into())));
        }
        let permit = self.permit(port, work.id, &Lights::Scan, consent).await?;
        self.is_free()?;
        // From here on nothing that was read before says that it is idle.
        self.state.touch([Item::Condition]);
        self.started(Activity::Sweep);
        let command = ctp10::scan::initiate(consent);
        let begun = self.let_out(port, &permit, &command, work).await;
        self.begun(port, begun).await?;
        self.state.passed = None;
        self.state.sweep_of = Some(work.id);
        self.started(Activity::Sweep);
        self.reread(port, [Item::Condition]).await?;
        self.pending.sweep = Some(Starting { id: work.id });
        Ok(None)
    }

    /// Tells how the order to sweep began.
    pub(super) fn follow_sweep_start(&mut self) {
        let Some(starting) = &self.pending.sweep else { return };
        let passed = self.state.passed.take();
        let Some(outcome) = Starting::end(passed.as_ref(), self.state.tracker.ordered()) else { return };
        self.state.finish(starting.id, About::SweepStart, outcome);
        self.pending.sweep = None;
    }
}
