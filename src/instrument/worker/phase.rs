//! What was set going from here, and reading the register often while it is not certain what it will say next.

use tokio::time::Instant;

use crate::core::phase::Activity;
use crate::instrument::scpi::line::Broken;

use super::clock;
use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::port::Port;
use super::work::Stop;

impl<C: Connect> Engine<C> {
    /// The order to set something going was sent, or ended before: then nothing was set going.
    pub(super) async fn begun(
        &mut self,
        port: &mut Port<C::Stream>,
        sent: Result<(), Stop>,
    ) -> Result<(), Stop> {
        if let Err(Stop::Ended(_)) = sent {
            self.state.tracker.refused();
            self.state.follow_phase();
            self.reread(port, [Item::Condition]).await?;
        }
        sent
    }

    /// Something is set going, or was a moment ago.
    pub(super) fn started(&mut self, activity: Activity) {
        self.state.tracker.order(activity, clock::now());
        self.state.follow_phase();
        self.state.publish();
    }

    /// Reads the register while it is not certain what it will say next, and tells how an order to sweep
    /// began; when to look again.
    pub(super) async fn follow_register(
        &mut self,
        port: &mut Port<C::Stream>,
    ) -> Result<Option<Instant>, Broken> {
        if let Some(due) = self.register_due()
            && due <= Instant::now()
        {
            self.reread(port, [Item::Condition]).await?;
        }
        self.follow_sweep_start();
        Ok(self.register_due())
    }

    fn register_due(&self) -> Option<Instant> {
        let wait = self.state.tracker.hurry()?;
        Some(self.state.condition_read.map_or_else(Instant::now, |read| read + wait))
    }
}
