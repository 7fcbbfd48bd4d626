//! A laser being switched on: the order, and its end when it reads on, was overruled, or stays dark for too long.

use std::time::Duration;

use tokio::time::Instant;

use crate::core::ids::LaserId;
use crate::core::laser::Emission;
use crate::core::operation::Run;
use crate::core::outcome::{Cancelled, Doubt, Outcome, Refusal};
use crate::core::request::RequestId;

use super::clock;
use super::executor::Executor;
use super::item::Item;
use super::pending::{Awaited, Carried, Follow};
use super::port::{Port, Stream};
use super::urgent::Urgent;
use super::work::{Stop, Work};

/// A laser that still reads off after this long did not switch on.
const PATIENCE: Duration = Duration::from_secs(15);

/// From one look at a laser that still reads off to the next.
const LOOK: Duration = Duration::from_millis(200);

fn confirmed() -> Outcome {
    Outcome::Done("confirmed by the instrument".into())
}

impl Executor {
    /// Switches a laser on, by its permit.
    pub(super) async fn laser_on<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        (laser, run): (LaserId, &Run),
        work: &mut Work,
    ) -> Result<Carried, Stop> {
        if !self.state.snapshot.laser(laser).fitted.may_exist() {
            return Err(Refusal::NoLaser(laser).into());
        }
        if self.urgency.unfulfilled.lasers(&port.requested()).contains(laser) && !planted!(OnBehindOff) {
            return Err(if port.requested().overrules(laser, work.id) {
                Outcome::Cancelled(Cancelled::OffMeanwhile).into()
            } else {
                Refusal::SwitchingOff.into()
            });
        }
        let leave = self.leave(port, work.id, run).await?;
        self.go(port, &leave, work).await?;
        self.reread(port, [Item::Emits(laser)]).await?;
        if self.state.snapshot.laser(laser).emission == Emission::On {
            return Ok(confirmed().into());
        }
        self.state.coming.ordered(laser, clock::now(), PATIENCE);
        self.state.snapshot.lasers[laser.index()].switching_on = Some(clock::now());
        Ok(Carried::Later(Box::new(SwitchingOn::new(work.id, laser, Instant::now()))))
    }
}

/// A laser that was asked to switch on and is not yet read back as on.
#[derive(Debug)]
struct SwitchingOn {
    id: RequestId,
    laser: LaserId,
    until: Instant,
}

impl SwitchingOn {
    fn new(id: RequestId, laser: LaserId, now: Instant) -> Self {
        Self { id, laser, until: now + PATIENCE }
    }

    /// How it ended, if it did: by what is read of the laser, and by what was asked for since.
    fn end(&self, emission: Emission, requested: &Urgent, now: Instant) -> Option<Outcome> {
        if requested.overrules(self.laser, self.id) {
            return Some(Outcome::Cancelled(Cancelled::OffMeanwhile));
        }
        match emission {
            Emission::On => Some(confirmed()),
            Emission::Off | Emission::Unknown if now >= self.until => {
                Some(Outcome::Unknown(Doubt::StillOff(PATIENCE)))
            }
            Emission::Off | Emission::Unknown => None,
        }
    }
}

impl Awaited for SwitchingOn {
    fn follow(&mut self, executor: &mut Executor) -> Follow {
        let requested = executor.urgency.requested();
        let emission = executor.state.snapshot.laser(self.laser).emission;
        let Some(outcome) = self.end(emission, &requested, Instant::now()) else {
            executor.poller.schedule.hurry_after(Item::Emits(self.laser), LOOK);
            return Follow::Waits(None);
        };
        executor.state.dark([self.laser].into_iter().collect());
        Follow::Ended(outcome)
    }

    fn lost(&self) -> Doubt {
        Doubt::LaserUnseen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_off_that_came_later_ends_it_whatever_the_laser_reads() {
        let now = Instant::now();
        let laser = LaserId::FIRST;
        let pending = SwitchingOn::new(RequestId::numbered(5), laser, now);
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
