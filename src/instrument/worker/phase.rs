//! What was set going from here, and reading the register often while it is not certain what it will say next.

use tokio::time::Instant;

use crate::core::phase::Activity;
use crate::instrument::scpi::broken::Broken;

use super::clock;
use super::executor::Executor;
use super::item::Item;
use super::port::{Port, Stream};
use super::work::Stop;

impl Executor {
    /// The order to set something going was sent, or ended before: then nothing was set going.
    pub(super) async fn begun<S: Stream>(
        &mut self,
        port: &mut Port<S>,
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

    /// Reads the register while it is not certain what it will say next; when to look again.
    pub(super) async fn follow_register<S: Stream>(
        &mut self,
        port: &mut Port<S>,
    ) -> Result<Option<Instant>, Broken> {
        if let Some(due) = self.register_due()
            && due <= Instant::now()
        {
            self.reread(port, [Item::Condition]).await?;
        }
        Ok(self.register_due())
    }

    fn register_due(&self) -> Option<Instant> {
        let wait = self.state.tracker.hurry()?;
        Some(self.state.condition_read.map_or_else(Instant::now, |read| read + wait))
    }
}
