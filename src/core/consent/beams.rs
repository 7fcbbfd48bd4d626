//! The light that an order would let out, as a person is asked about it.

use std::fmt;
use std::time::Instant;

use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::PowerRefused;
use crate::core::parameter::{Change, Parameter};
use crate::core::units::{Dbm, Power, Wavelength};

/// Wavelengths that are shown alike are alike: half of the last digit, m.
pub(super) const ALIKE_M: f64 = 0.5e-12;
/// Powers that are shown alike are alike: half of the last digit, dB.
pub(super) const ALIKE_DB: f64 = 0.005;

/// The life of one connection. No two are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    pub(super) since: Instant,
    pub(super) number: u64,
}

/// Light of one laser.
#[derive(Clone, Debug, PartialEq)]
pub struct Beam {
    /// The laser.
    pub(crate) laser: LaserId,
    /// Its model, if it said so.
    pub(crate) model: Option<String>,
    /// The shortest wavelength.
    pub(crate) from: Wavelength,
    /// The longest; the same one where it stands still.
    pub(crate) to: Wavelength,
    /// No more power than this.
    pub(crate) power: Power,
    /// The setting that it is read from.
    pub(crate) set_by: Parameter,
    /// The most that is allowed for this laser.
    pub(crate) cap: Dbm,
}

impl fmt::Display for Beam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "laser {}, {}, {}", self.laser, self.span(), self.power.shown())
    }
}

impl Beam {
    /// From where to where, in words.
    pub(crate) fn span(&self) -> String {
        span(self.from, self.to)
    }
}

pub(super) fn span(from: Wavelength, to: Wavelength) -> String {
    if (to.m() - from.m()).abs() <= ALIKE_M {
        format!("{:.3} nm", from.nm())
    } else {
        format!("{:.3} to {:.3} nm", from.nm(), to.nm())
    }
}

/// What lets light out.
#[derive(Clone, Debug, PartialEq)]
pub enum Lights {
    /// This laser is switched on.
    Laser(LaserId),
    /// A scan or a reference, which scans.
    Scan,
    /// Values are set of which some may make light that is out already stronger.
    Raise(Vec<Change>),
    /// A line of which it cannot be told what it lights.
    Untold,
}

/// What becomes of the light of a scan when it is over, by the setting of stabilization as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Afterwards {
    /// It stays on.
    StaysOn,
    /// It goes off.
    GoesOff,
    /// The setting was not read.
    Unknown,
}

impl Afterwards {
    /// In words, behind a question or an answer.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::StaysOn => "afterwards the light stays on",
            Self::GoesOff => "afterwards the light goes off",
            Self::Unknown => "unknown whether it goes off afterwards",
        }
    }
}

/// The light that an order would let out as the bench was last read: what a person is asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Beams {
    pub(super) each: Vec<Beam>,
    pub(super) epoch: Epoch,
    /// It could be told. Where it could not, every laser may be lit.
    pub(super) told: bool,
    /// Those of a scan's lasers that were on: whoever switches one off wants it to stay so.
    pub(super) lit: LaserSet,
    /// What becomes of a scan's light; none where nothing scans.
    pub(super) afterwards: Option<Afterwards>,
}

/// Nothing can be lit, or it cannot be told what would be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoBeam {
    /// Nobody answers.
    #[error("there is no link to the instrument")]
    NoLink,
    /// There is no laser at this position.
    #[error("position {0} is empty")]
    Empty(LaserId),
    /// A value that has to be shown was never read.
    #[error("{0} is not known yet")]
    Unknown(Parameter),
    /// More power than the cap, or none that is a number.
    #[error(transparent)]
    Power(#[from] PowerRefused),
    /// In one of its readings more power than the cap.
    #[error("{} of unknown unit: {refused}", .power.number())]
    Reading {
        /// As it was answered.
        power: Power,
        /// The worse reading.
        refused: PowerRefused,
    },
    /// No tunable laser of the scan has a laser whose range meets the scan's.
    #[error("no TLS has a laser for this span: the result would be dark")]
    Nothing,
}

impl Beams {
    /// Each beam.
    pub(crate) fn each(&self) -> &[Beam] {
        &self.each
    }

    /// Each beam in words; where there is none to be told, that.
    pub(crate) fn words(&self) -> Vec<String> {
        match self.each.as_slice() {
            _ if !self.told => vec!["any laser may be switched on".into()],
            [] => vec!["no further laser is switched on".into()],
            each => each.iter().map(|beam| format!("{beam}{}", self.on_already(beam))).collect(),
        }
    }

    /// Behind the words of a beam: that its laser is on before a scan moves its light.
    fn on_already(&self, beam: &Beam) -> &'static str {
        if self.lit.contains(beam.laser) { ", on already" } else { "" }
    }

    /// Those of a scan's lasers that are on already.
    pub(crate) const fn lit(&self) -> LaserSet {
        self.lit
    }

    /// Whether it could be told what would be lit.
    pub(crate) const fn told(&self) -> bool {
        self.told
    }

    /// What becomes of the light when the scan is over; none where nothing scans.
    pub(crate) const fn afterwards(&self) -> Option<Afterwards> {
        self.afterwards
    }

    /// Whether somebody has to agree before this is ordered: it makes light stronger, or nobody can tell, or it scans,
    /// which moves the light that is out already.
    pub(crate) fn need_consent(&self, lights: &Lights) -> bool {
        !self.told || !self.each.is_empty() || *lights == Lights::Scan
    }

    /// The connection on which it was read.
    pub(crate) const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The lasers.
    pub fn lasers(&self) -> LaserSet {
        self.each.iter().map(|beam| beam.laser).collect()
    }
}
