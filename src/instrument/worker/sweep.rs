//! A sweep being started: the order, and its end when the register says that it began.

use crate::core::operation::{Operation, Run};
use crate::core::outcome::{Outcome, Refusal};
use crate::core::phase::Activity;
use crate::core::request::About;

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
        run: &Run,
        work: &mut Work,
    ) -> Result<Option<Outcome>, Stop> {
        if self.pending.sweep.is_some() {
            return Ok(Some(Outcome::Refused(Refusal::SweepStarts)));
        }
        let leave = self.leave(port, work.id, run).await?;
        self.is_free()?;
        // From here on nothing that was read before says that it is idle.
        self.state.touch([Item::Condition]);
        self.started(Activity::Sweep);
        let begun = self.go(port, &leave, work).await;
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
        self.state.finish(starting.id, About::Operation(Operation::SweepStart), outcome);
        self.pending.sweep = None;
    }
}
