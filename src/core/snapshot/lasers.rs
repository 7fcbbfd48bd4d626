//! The lasers of the bench: which there are, and whether light comes out of them.

use super::bench::Snapshot;
use crate::core::ids::{LaserId, LaserSet, TlsId};
use crate::core::laser::{Emission, Fitted, Laser};
use crate::core::parameter::Parameter;

/// Light, in one word for the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// Every laser was read back as off.
    Dark,
    /// Every laser was read back as off, and these were switched on since: light may come at any moment.
    SwitchingOn(LaserSet),
    /// These were read back as on.
    Emitting(LaserSet),
    /// It cannot be told: treat as on.
    Unknown,
}

impl Snapshot {
    /// One laser.
    pub(crate) const fn laser(&self, laser: LaserId) -> &Laser {
        &self.lasers[laser.index()]
    }

    /// Positions that hold a laser, or might.
    pub(crate) fn fitted(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).fitted.may_exist()).collect()
    }

    /// Positions where a laser is known to be, whether or not it told its name.
    pub(crate) fn models(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).fitted.model().is_some()).collect()
    }

    /// Positions that were not read yet.
    pub(crate) fn unread(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).fitted == Fitted::Unknown).collect()
    }

    /// Positions where nothing ever answered.
    pub(crate) fn silent(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).fitted == Fitted::Silent).collect()
    }

    /// Whether light comes out. Anything not known for certain is not dark.
    pub fn light(&self) -> Light {
        let on: LaserSet = LaserId::all().filter(|&id| self.laser(id).emission == Emission::On).collect();
        let known =
            self.is_live() && self.fitted().iter().all(|id| self.laser(id).emission != Emission::Unknown);
        match (known, on.is_empty()) {
            (false, true) => Light::Unknown,
            (false, false) if !self.is_live() => Light::Unknown,
            (true, true) if !self.switching_on().is_empty() => Light::SwitchingOn(self.switching_on()),
            (true, true) => Light::Dark,
            (_, false) => Light::Emitting(on),
        }
    }

    /// Whether a scan may light this laser: until all was read of those whose laser is not known.
    pub(crate) fn may_be_scanned(&self, laser: LaserId) -> bool {
        let unknown = || TlsId::all().any(|tls| self.value(Parameter::TlsLaser(tls)).is_none());
        self.scanned().contains(laser) || !self.complete && unknown()
    }

    /// Lasers that were told to switch on and have not been read back as on yet.
    pub(crate) fn switching_on(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).switching_on.is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::super::link::Link;
    use super::*;

    #[test]
    fn light_is_dark_only_when_every_laser_said_so_over_a_live_link() {
        let mut bench = Snapshot::new([].into());
        assert_eq!(bench.light(), Light::Unknown);
        bench.link = Link::Up(Instant::now());
        for laser in &mut bench.lasers {
            laser.emission = Emission::Off;
        }
        assert_eq!(bench.light(), Light::Dark);
        bench.lasers[1].switching_on = Some(Instant::now());
        assert_eq!(bench.light(), Light::SwitchingOn(LaserId::new(2).into_iter().collect()));
        bench.lasers[1].emission = Emission::On;
        bench.lasers[2].emission = Emission::Unknown;
        let two = LaserId::new(2).into_iter().collect();
        assert_eq!(bench.light(), Light::Emitting(two));
        bench.link = Link::Connecting;
        assert_eq!(bench.light(), Light::Unknown);
    }
}
