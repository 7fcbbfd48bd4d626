//! A laser being switched on: the order, and its end when it reads on, was overruled, or stays dark for too long.

use std::time::Duration;

use tokio::time::Instant;

use crate::core::consent::{Consent, Lights};
use crate::core::event::Outcome;
use crate::core::ids::LaserId;
use crate::core::laser::Emission;
use crate::core::request::RequestId;
use crate::instrument::ctp10;
use crate::instrument::scpi::line::Broken;

use super::clock;
use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::light::Sent;
use super::port::Port;
use super::urgent::Urgent;

/// A laser that still reads off after this long did not switch on.
const PATIENCE: Duration = Duration::from_secs(15);
/// From one look at a laser that still reads off to the next.
const LOOK: Duration = Duration::from_millis(200);

/// A laser that was asked to switch on and is not yet read back as on.
#[derive(Debug)]
pub(super) struct SwitchingOn {
    id: RequestId,
    laser: LaserId,
    until: Instant,
}

impl SwitchingOn {
    fn what(&self) -> String {
        format!("laser {} on", self.laser)
    }

    /// How it ended, if it did: by what is read of the laser, and by what was asked for since.
    fn end(&self, emission: Emission, requested: &Urgent, now: Instant) -> Option<Outcome> {
        if requested.overrules(self.laser, self.id) {
            return Some(Outcome::Cancelled("switched off before it was on".into()));
        }
        match emission {
            Emission::On => Some(Outcome::Done("confirmed by the instrument".into())),
            Emission::Off | Emission::Unknown if now >= self.until => {
                Some(Outcome::Unknown(format!("it still reads off after {} s", PATIENCE.as_secs())))
            }
            Emission::Off | Emission::Unknown => None,
        }
    }

    /// How it ends when the link is lost.
    pub(super) fn lost(self) -> (RequestId, String, Outcome) {
        let words = "the link was lost; the laser may or may not be on".to_owned();
        (self.id, self.what(), Outcome::Unknown(words))
    }
}

impl<C: Connect> Engine<C> {
    pub(super) async fn laser_on(
        &mut self,
        port: &mut Port<C::Stream>,
        id: RequestId,
        (laser, consent): (LaserId, &Consent),
        sent: &mut bool,
    ) -> Result<Option<Outcome>, Broken> {
        if !self.state.snapshot.laser(laser).fitted.may_exist() {
            return Ok(Some(Outcome::Refused(format!("there is no laser at position {laser}"))));
        }
        if self.unfulfilled.lasers(&port.requested()).contains(laser) && !planted!(OnBehindOff) {
            let words = "it is being switched off; try again when it reads off";
            return Ok(Some(if port.requested().overrules(laser, id) {
                Outcome::Cancelled("switched off before it was on".into())
            } else {
                Outcome::Refused(words.into())
            }));
        }
        let permit = match self.permit(port, id, &Lights::Laser(laser), consent).await? {
            Ok(permit) => permit,
            Err(outcome) => return Ok(Some(outcome)),
        };
        let command = ctp10::laser::on(laser, consent);
        if let Sent::Ended(outcome) = self.let_out(port, &permit, &command, sent).await? {
            return Ok(Some(outcome));
        }
        self.reread(port, [Item::Emits(laser)]).await?;
        if self.state.snapshot.laser(laser).emission == Emission::On {
            return Ok(Some(Outcome::Done("confirmed by the instrument".into())));
        }
        self.state.snapshot.lasers[laser.index()].switching_on = Some(clock::now());
        self.pending.lasers.push(SwitchingOn { id, laser, until: Instant::now() + PATIENCE });
        Ok(None)
    }

    /// Looks after lasers that were asked to switch on.
    pub(super) fn settle_switching_on(&mut self) {
        let requested = *self.urgent.borrow();
        for pending in std::mem::take(&mut self.pending.lasers) {
            let emission = self.state.snapshot.laser(pending.laser).emission;
            if let Some(outcome) = pending.end(emission, &requested, Instant::now()) {
                self.state.snapshot.lasers[pending.laser.index()].switching_on = None;
                self.state.finish(pending.id, pending.what(), outcome);
            } else {
                self.poller.schedule.hurry_after(Item::Emits(pending.laser), LOOK);
                self.pending.lasers.push(pending);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_off_that_came_later_ends_it_whatever_the_laser_reads() {
        let now = Instant::now();
        let laser = LaserId::FIRST;
        let pending = SwitchingOn { id: RequestId(5), laser, until: now + PATIENCE };
        let end = |emission, off, now| {
            let mut requested = Urgent::default();
            requested.switch_off([laser].into_iter().collect(), off);
            pending.end(emission, &requested, now)
        };
        for emission in [Emission::On, Emission::Off, Emission::Unknown] {
            assert!(matches!(end(emission, 6, now), Some(Outcome::Cancelled(_))), "{emission:?}");
        }
        assert!(matches!(end(Emission::On, 4, now), Some(Outcome::Done(_))), "that one was before it");
        let before = now + PATIENCE - Duration::from_millis(1);
        for emission in [Emission::Off, Emission::Unknown] {
            assert_eq!(end(emission, 0, before), None, "{emission:?}");
            assert!(matches!(end(emission, 0, now + PATIENCE), Some(Outcome::Unknown(_))), "{emission:?}");
        }
    }
}
