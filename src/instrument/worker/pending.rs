//! Orders that were taken and whose end is awaited, each with how it ends.

use std::time::Duration;

use tokio::time::Instant;

use crate::core::ids::{DetectorId, LaserId};
use crate::core::laser::Emission;
use crate::core::operation::Operation;
use crate::core::outcome::{Cancelled, Doubt, Outcome};
use crate::core::phase::{Activity, Passed};
use crate::core::reference::{Conditions, Reference};
use crate::core::request::{About, RequestId};

use super::urgent::Urgent;

/// A laser that still reads off after this long did not switch on.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// What is awaited on this connection: a link that is lost ends all of it.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) lasers: Vec<SwitchingOn>,
    pub(super) sweep: Option<Starting>,
    pub(super) reference: Option<Referencing>,
}

impl Pending {
    /// How each ends, now that the link is lost.
    pub(super) fn lost(self) -> Vec<(RequestId, About, Outcome)> {
        let Self { lasers, sweep, reference } = self;
        let lasers = lasers.into_iter().map(SwitchingOn::lost);
        lasers.chain(reference.map(Referencing::lost)).chain(sweep.map(Starting::lost)).collect()
    }
}

/// A laser that was asked to switch on and is not yet read back as on.
#[derive(Debug)]
pub(super) struct SwitchingOn {
    pub(super) id: RequestId,
    pub(super) laser: LaserId,
    until: Instant,
}

impl SwitchingOn {
    pub(super) fn new(id: RequestId, laser: LaserId, now: Instant) -> Self {
        Self { id, laser, until: now + PATIENCE }
    }

    pub(super) const fn about(&self) -> About {
        About::Operation(Operation::LaserOn(self.laser))
    }

    /// How it ended, if it did: by what is read of the laser, and by what was asked for since.
    pub(super) fn end(&self, emission: Emission, requested: &Urgent, now: Instant) -> Option<Outcome> {
        if requested.overrules(self.laser, self.id) {
            return Some(Outcome::Cancelled(Cancelled::OffMeanwhile));
        }
        match emission {
            Emission::On => Some(Outcome::Done("confirmed by the instrument".into())),
            Emission::Off | Emission::Unknown if now >= self.until => {
                Some(Outcome::Unknown(Doubt::StillOff(PATIENCE)))
            }
            Emission::Off | Emission::Unknown => None,
        }
    }

    /// How it ends when the link is lost.
    pub(super) fn lost(self) -> (RequestId, About, Outcome) {
        (self.id, self.about(), Outcome::Unknown(Doubt::LaserUnseen))
    }
}

/// An order to sweep whose beginning is awaited.
#[derive(Debug)]
pub(super) struct Starting {
    pub(super) id: RequestId,
}

impl Starting {
    /// How it ended, if it did: by what the register went through, and by what is still ordered.
    pub(super) fn end(passed: Option<&Passed>, ordered: Option<Activity>) -> Option<Outcome> {
        Some(match (passed, ordered) {
            (Some(Passed::SweepBegan { .. } | Passed::SweepDone), _) => Outcome::Done("scanning".into()),
            (Some(Passed::NeverBegan(_)), _) => Outcome::Unknown(Doubt::NeverScanned),
            (Some(Passed::SweepAborted), _) => Outcome::Cancelled(Cancelled::Aborted),
            (None, Some(Activity::Sweep)) => return None,
            (None, Some(Activity::Reference) | None) => Outcome::Cancelled(Cancelled::AbortedBefore),
        })
    }

    /// How it ends when the link is lost.
    pub(super) fn lost(self) -> (RequestId, About, Outcome) {
        (self.id, About::Operation(Operation::SweepStart), Outcome::Unknown(Doubt::SweepUnseen))
    }
}

/// A reference that was started.
#[derive(Debug)]
pub(super) struct Referencing {
    pub(super) id: RequestId,
    pub(super) detector: DetectorId,
    /// What it was started under.
    pub(super) under: Conditions,
    /// What there was before.
    pub(super) before: Option<Reference>,
    pub(super) until: Instant,
    /// When the result is looked at next.
    pub(super) look: Instant,
    /// Its bit was seen.
    pub(super) seen: bool,
    /// Since when its bit does not stand.
    pub(super) quiet: Option<Instant>,
}

impl Referencing {
    pub(super) const fn about(&self) -> About {
        About::Operation(Operation::Reference(self.detector))
    }

    /// How it ends when the link is lost.
    pub(super) fn lost(self) -> (RequestId, About, Outcome) {
        (self.id, self.about(), Outcome::Unknown(Doubt::ReferenceUnseen))
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
