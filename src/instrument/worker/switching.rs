//! A laser being switched on: the order, and its end when it reads on, was overruled, or stays dark for too long.

use std::time::Duration;

use tokio::time::Instant;

use crate::core::ids::LaserId;
use crate::core::laser::Emission;
use crate::core::operation::Run;
use crate::core::outcome::{Cancelled, Outcome, Refusal};

use super::clock;
use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::pending::{PATIENCE, SwitchingOn};
use super::port::Port;
use super::work::{Stop, Work};

/// From one look at a laser that still reads off to the next.
const LOOK: Duration = Duration::from_millis(200);

impl<C: Connect> Engine<C> {
    pub(super) async fn laser_on(
        &mut self,
        port: &mut Port<C::Stream>,
        (laser, run): (LaserId, &Run),
        work: &mut Work,
    ) -> Result<Option<Outcome>, Stop> {
        if !self.state.snapshot.laser(laser).fitted.may_exist() {
            return Ok(Some(Outcome::Refused(Refusal::NoLaser(laser))));
        }
        if self.unfulfilled.lasers(&port.requested()).contains(laser) && !planted!(OnBehindOff) {
            return Ok(Some(if port.requested().overrules(laser, work.id) {
                Outcome::Cancelled(Cancelled::OffMeanwhile)
            } else {
                Outcome::Refused(Refusal::SwitchingOff)
            }));
        }
        let leave = self.leave(port, work.id, run).await?;
        self.go(port, &leave, work).await?;
        self.reread(port, [Item::Emits(laser)]).await?;
        if self.state.snapshot.laser(laser).emission == Emission::On {
            return Ok(Some(Outcome::Done("confirmed by the instrument".into())));
        }
        self.state.coming.ordered(laser, clock::now(), PATIENCE);
        self.state.snapshot.lasers[laser.index()].switching_on = Some(clock::now());
        self.pending.lasers.push(SwitchingOn::new(work.id, laser, Instant::now()));
        Ok(None)
    }

    /// Looks after lasers that were asked to switch on.
    pub(super) fn follow_switching_on(&mut self) {
        let requested = *self.urgent.borrow();
        for pending in std::mem::take(&mut self.pending.lasers) {
            let emission = self.state.snapshot.laser(pending.laser).emission;
            if let Some(outcome) = pending.end(emission, &requested, Instant::now()) {
                self.state.dark([pending.laser].into_iter().collect());
                self.state.finish(pending.id, pending.about(), outcome);
            } else {
                self.poller.schedule.hurry_after(Item::Emits(pending.laser), LOOK);
                self.pending.lasers.push(pending);
            }
        }
    }
}
