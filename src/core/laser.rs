//! Lasers as the console knows them, and the one check that stands between a typed power and a detector.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use strum::{EnumString, IntoStaticStr};

use super::ids::{LaserId, LaserSet};
use super::units::Dbm;

/// Whether light comes out, as far as the instrument has said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Emission {
    /// Never read, or read before the link was lost.
    #[default]
    Unknown,
    /// Read back as off.
    Off,
    /// Read back as on.
    On,
}

/// One laser position.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Laser {
    /// What is fitted there.
    pub(crate) fitted: Fitted,
    /// From read-back alone.
    pub(crate) emission: Emission,
    /// Asked to switch on at this time and not yet read back as on.
    pub(crate) switching_on: Option<Instant>,
    /// The most power that somebody agreed to while it emits: less goes out at once, more is asked.
    pub(crate) agreed: Option<Dbm>,
}

/// What the instrument says of a laser position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fitted {
    /// Not read yet.
    #[default]
    Unknown,
    /// Nothing there.
    Empty,
    /// Nothing ever answered there, and the instrument reports no error: not known to exist.
    Silent,
    /// A laser whose light can be asked for, or was seen, and that tells no name.
    Nameless,
    /// The model's name.
    Model(String),
}

impl Fitted {
    /// Whether a laser may be there, as far as is known.
    pub(crate) const fn may_exist(&self) -> bool {
        match self {
            Self::Unknown | Self::Nameless | Self::Model(_) => true,
            Self::Empty | Self::Silent => false,
        }
    }

    /// Whether it is known which laser it is.
    pub(crate) const fn is_named(&self) -> bool {
        match self {
            Self::Model(_) => true,
            Self::Unknown | Self::Empty | Self::Silent | Self::Nameless => false,
        }
    }

    /// The model, in words, where a laser is known to be.
    pub(crate) fn model(&self) -> Option<&str> {
        match self {
            Self::Model(model) => Some(model),
            Self::Nameless => Some("no name"),
            Self::Unknown | Self::Empty | Self::Silent => None,
        }
    }

    /// What a position holds, from what it says of itself and from its light, each `None` where it was not
    /// answered. A name that means empty does not make a position empty: only a light that is out does, or
    /// one that is not answered either.
    pub(crate) fn from_both(identity: Option<Self>, light: Option<bool>) -> Self {
        match (identity, light) {
            (Some(named @ Self::Model(_)), _) => named,
            (None, Some(_)) | (Some(_), Some(true)) => Self::Nameless,
            (Some(_), Some(false) | None) => Self::Empty,
            (None, None) => Self::Silent,
        }
    }
}

/// Whether there was light while something was measured, from what was read while it ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
pub enum LightSeen {
    /// Not watched, or not long enough to be sure.
    #[default]
    #[strum(serialize = "unknown")]
    Unknown,
    /// Every laser that takes part was read as on.
    #[strum(serialize = "lit")]
    Lit,
    /// One was on, and was not for as long as it sweeps.
    #[strum(serialize = "PARTLY DARK")]
    Partly,
    /// None was, to the end: what was measured is worth nothing.
    #[strum(serialize = "DARK")]
    Dark,
}

impl LightSeen {
    /// The mark of what is not to be trusted.
    pub(crate) fn mark(self) -> Option<&'static str> {
        match self {
            Self::Unknown | Self::Lit => None,
            Self::Partly | Self::Dark => Some(self.into()),
        }
    }
}

/// What this session let out or started, by whichever door, and has not yet seen end. Noted before the first
/// byte of the order goes out, so that whoever ends the session never forgets a light that may be on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ours {
    /// Lasers lit by an order of this session and not read back as off since.
    pub lit: LaserSet,
    /// A scan or a reference of this session's may be running.
    pub scanning: bool,
}

/// Called with what is ours each time it changes; for what is added before the first byte of the order goes out.
#[derive(Clone)]
pub struct BeforeLight(pub(crate) Arc<dyn Fn(Ours) + Send + Sync>);

impl fmt::Debug for BeforeLight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BeforeLight")
    }
}

/// Powers above these are refused before they are sent: detectors burn above their safe power.
#[derive(Clone, Debug, PartialEq)]
pub struct PowerCaps([Dbm; LaserId::COUNT]);

impl Default for PowerCaps {
    fn default() -> Self {
        Self([Dbm(10.0); LaserId::COUNT])
    }
}

/// A power that the settings do not allow.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum PowerRefused {
    /// Above the cap.
    #[error("{}", Self::above_cap(power, cap, *laser))]
    AboveCap {
        /// The laser.
        laser: LaserId,
        /// What was asked.
        power: Dbm,
        /// The most that is allowed.
        cap: Dbm,
    },
    /// NaN or infinite.
    #[error("{power} is not a power a laser can have")]
    NotFinite {
        /// What was asked.
        power: Dbm,
    },
}

impl PowerRefused {
    /// A power above the cap, both in the same unit.
    pub(crate) fn above_cap(power: impl fmt::Display, cap: impl fmt::Display, laser: LaserId) -> String {
        format!(
            "{power} is above the cap of {cap} for laser {laser}; \
             raise `power_cap_dbm` in the settings if the detectors stand it"
        )
    }
}

impl PowerCaps {
    /// Sets one laser's cap.
    pub fn set(&mut self, laser: LaserId, cap: Dbm) {
        self.0[laser.index()] = cap;
    }

    /// Lowers each cap to that of `others` where that is lower.
    pub(crate) fn lower_to(&mut self, others: &Self) {
        for (cap, other) in self.0.iter_mut().zip(others.0) {
            if other < *cap {
                *cap = other;
            }
        }
    }

    /// The cap of a laser, or of all of them where it is not known which.
    pub(crate) fn cap(&self, laser: Option<LaserId>) -> Dbm {
        match laser {
            Some(laser) => self.0[laser.index()],
            None => self.0.into_iter().fold(Dbm(f64::INFINITY), |a, b| if b < a { b } else { a }),
        }
    }

    /// Checks a power for a laser; `None` means that it is not known which, so the lowest cap holds.
    pub(crate) fn check(&self, laser: Option<LaserId>, power: Dbm) -> Result<(), PowerRefused> {
        if !power.0.is_finite() {
            return Err(PowerRefused::NotFinite { power });
        }
        let candidates = laser.map_or(LaserSet::ALL, |laser| LaserSet::from_iter([laser]));
        for laser in candidates.iter() {
            let cap = self.0[laser.index()];
            if power > cap {
                return Err(PowerRefused::AboveCap { laser, power, cap });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cap_holds_for_the_laser_and_for_an_unknown_one() {
        let mut caps = PowerCaps::default();
        let one = LaserId::new(1).unwrap();
        caps.set(one, Dbm(5.0));
        assert!(caps.check(Some(one), Dbm(5.0)).is_ok());
        assert!(caps.check(Some(one), Dbm(5.01)).is_err());
        assert!(caps.check(LaserId::new(2), Dbm(9.0)).is_ok());
        assert!(caps.check(None, Dbm(9.0)).is_err());
        assert!(caps.check(Some(one), Dbm(f64::NAN)).is_err());
        assert!(caps.check(Some(one), Dbm(f64::NEG_INFINITY)).is_err());
    }

    #[test]
    fn caps_are_lowered_and_never_raised() {
        let [one, two] = [1, 2].map(|number| LaserId::new(number).unwrap());
        let (mut caps, mut others) = (PowerCaps::default(), PowerCaps::default());
        for (laser, ours, theirs) in [(one, 3.0, 5.0), (two, 7.0, -2.0)] {
            caps.set(laser, Dbm(ours));
            others.set(laser, Dbm(theirs));
        }
        caps.lower_to(&others);
        assert_eq!([one, two].map(|laser| caps.cap(Some(laser)).0), [3.0, -2.0]);
        assert_eq!(caps.cap(None).0, -2.0);
    }

    #[test]
    fn a_position_is_empty_only_if_its_light_does_not_say_otherwise() {
        let named = Fitted::Model("T100S-HP".into());
        for (identity, light, fitted) in [
            (Some(named.clone()), None, named),
            (Some(Fitted::Empty), Some(true), Fitted::Nameless),
            (Some(Fitted::Empty), Some(false), Fitted::Empty),
            (Some(Fitted::Empty), None, Fitted::Empty),
            (None, Some(false), Fitted::Nameless),
            (None, None, Fitted::Silent),
        ] {
            assert_eq!(Fitted::from_both(identity.clone(), light), fitted, "{identity:?} {light:?}");
        }
    }
}
