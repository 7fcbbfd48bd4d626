//! What carries requests out, on whatever connection there is: what it sends is answered for, and what that moved is read.

use tokio::sync::watch;

use crate::core::laser::PowerCaps;
use crate::core::outcome::{Cancelled, Outcome, Refusal};
use crate::instrument::scpi::broken::Broken;
use crate::instrument::scpi::message::Command;

use super::item::{Item, ItemReading, Taken};
use super::permit::Permit;
use super::poll::Poller;
use super::port::{Port, Stream};
use super::state::WorkerState;
use super::urgent::{Urgency, Urgent};
use super::work::{Stop, Work};

/// Carries requests out. What it needs of a connection it is handed.
pub(super) struct Executor {
    /// What is known of the instrument.
    pub(super) state: WorkerState,
    /// What of it is read, and when.
    pub(super) poller: Poller,
    /// The settings' caps, or what the session lowered them to.
    pub(super) caps: watch::Receiver<PowerCaps>,
    /// What goes ahead of everything.
    pub(super) urgency: Urgency,
}

impl Executor {
    /// Sends a command once, by its permit if it lets light out; the inner result is the instrument's.
    pub(super) async fn order<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        command: &Command,
        permit: Option<&Permit>,
        work: &mut Work,
    ) -> Result<Result<(), Refusal>, Stop> {
        self.clear_errors(port).await?;
        if let Some(permit) = permit {
            let gate = |requested: &Urgent| {
                work.sent = self.opens(permit, requested);
                work.sent
            };
            if !port.send_through(command, gate).await? {
                return Err(Outcome::Cancelled(Cancelled::OffBefore).into());
            }
        } else {
            work.sent = true;
            #[cfg(test)]
            crate::planted::sent(Some(command.text()));
            port.send(command).await?;
        }
        let taken = self.taken(port).await?;
        #[cfg(test)]
        crate::planted::sent(None);
        Ok(taken)
    }

    /// Whether the instrument took what was sent last.
    pub(super) async fn taken<S: Stream>(
        &mut self,
        port: &mut Port<S>,
    ) -> Result<Result<(), Refusal>, Broken> {
        let errors = port.drain_errors().await?;
        self.state.carried_out();
        if errors.is_empty() {
            return Ok(Ok(()));
        }
        Ok(Err(Refusal::Instrument(self.state.instrument_errors(&errors, true))))
    }

    /// Errors that were there before are not this command's; where another client is, they are that one's.
    pub(super) async fn clear_errors<S: Stream>(&mut self, port: &mut Port<S>) -> Result<(), Broken> {
        if !self.state.snapshot.shared {
            let stamp = port.stamps.next();
            let before = port.drain_errors().await?;
            self.state.take([Taken { stamp, reading: ItemReading::Errors(before) }]);
        }
        Ok(())
    }

    /// Reads items and takes them in.
    pub(super) async fn reread<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        items: impl IntoIterator<Item = Item>,
    ) -> Result<(), Broken> {
        for item in items {
            // What is never answered cannot be asked again just now.
            if !self.poller.schedule.existence.is_mute(item) {
                let readings = self.poller.read(item, port, &self.state.snapshot).await?;
                self.state.take(readings);
            }
        }
        self.found(port);
        self.state.publish();
        Ok(())
    }

    /// What the error queue held beside the reason why a question has no reply.
    pub(super) fn found<S: Stream>(&mut self, port: &mut Port<S>) {
        if !port.found.is_empty() {
            let errors = std::mem::take(&mut port.found);
            self.state.instrument_errors(&errors, false);
        }
    }
}
