//! A trace as it came from the instrument.

use std::collections::BTreeMap;

use super::ids::{DetectorId, TraceType};
use super::laser::LightSeen;
use super::level::{LevelUnit, NoDifference};
use super::own_axis::OwnAxis;
use super::parameter::{Parameter, Value};
use super::processing::{EDITED, Step};
use super::units::{LIGHT, Wavelength};
use crate::core::cast::count_f64;

/// Which trace: whose, and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceId {
    /// The detector.
    pub detector: DetectorId,
    /// What was measured or computed.
    pub kind: TraceType,
}

impl std::fmt::Display for TraceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.kind, self.detector)
    }
}

/// Where a trace is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A detector of the instrument measured it, or it was computed from such a one.
    Instrument(TraceId),
    /// Another program wrote it.
    Foreign {
        /// The name of the file that it was first read from, without its folder.
        file: String,
        /// Its column there; its letter where the column had no name.
        column: String,
    },
}

impl Origin {
    /// Which trace of the instrument it is.
    pub fn trace(&self) -> Option<TraceId> {
        match self {
            Self::Instrument(id) => Some(*id),
            Self::Foreign { .. } => None,
        }
    }

    /// Whether it says of itself that it is of the file of this name.
    pub(crate) fn is_of(&self, name: Option<&str>) -> bool {
        matches!(self, Self::Foreign { file, .. } if name == Some(file))
    }

    /// The unit of its levels where nothing else is said.
    fn unit(&self) -> LevelUnit {
        self.trace().map_or(LevelUnit::Unknown, |id| id.kind.unit())
    }
}

impl From<TraceId> for Origin {
    fn from(id: TraceId) -> Self {
        Self::Instrument(id)
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Instrument(id) => id.fmt(f),
            Self::Foreign { file, column } => write!(f, "{column} of {file}"),
        }
    }
}

/// Where the samples of a trace lie: evenly, from the first one on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spacing {
    /// Wavelength of the first sample.
    pub start: Wavelength,
    /// Step from sample to sample.
    pub sampling: Wavelength,
}

impl Spacing {
    /// Wavelength of sample `index`.
    pub(crate) fn wavelength(self, index: usize) -> Wavelength {
        Wavelength::from_m(self.metres(count_f64(index)))
    }

    fn metres(self, index: f64) -> f64 {
        self.start.m() + self.sampling.m() * index
    }

    /// Wavelength of sample `index`, nm, with every binary digit: for drawing and computing.
    pub fn nm(self, index: usize) -> f64 {
        self.metres(count_f64(index)) * 1e9
    }

    /// Wavelength between samples, nm.
    pub(crate) fn nm_at(self, index: f64) -> f64 {
        self.metres(index) * 1e9
    }

    /// Optical frequency of sample `index`, THz.
    pub(crate) fn thz(self, index: usize) -> f64 {
        LIGHT / self.metres(count_f64(index)) * 1e-12
    }

    /// Where a wavelength lies among the samples; between two of them it is no whole number.
    pub(crate) fn index_of_nm(self, nm: f64) -> f64 {
        (nm * 1e-9 - self.start.m()) / self.sampling.m()
    }

    /// Where an optical frequency lies among the samples.
    pub(crate) fn index_of_thz(self, thz: f64) -> f64 {
        (LIGHT / (thz * 1e12) - self.start.m()) / self.sampling.m()
    }

    /// Whether the samples of another trace lie where these lie.
    pub(crate) fn fits(self, other: Self) -> bool {
        let within = self.sampling.m().abs() * 1e-6;
        (self.start.m() - other.start.m()).abs() <= within.max(1e-18)
            && (self.sampling.m() - other.sampling.m()).abs() <= within * 1e-3
    }
}

/// The sweep that made a trace, as far as it was seen from here. Times are UTC, as RFC 3339 has them; what was not
/// seen is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SweepSeen {
    /// When it began to scan.
    pub scanning: String,
    /// When it began to compute its traces.
    pub analyzing: String,
    /// When it was over.
    pub done: String,
    /// When the settings were read: as it ran, or later.
    pub settings_from: String,
    /// Settings that are other ones since it ran, each with both values.
    pub settings_changed_since: String,
}

/// What a trace is of, so that the file of it can be understood in ten years.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// The answer to `*IDN?`.
    pub instrument: String,
    /// The settings of the bench that matter for it, in the command line's words, with units.
    pub settings: BTreeMap<String, String>,
    /// Those that make the traces of a sweep what they are, as values: of a trace that this session fetched, and of none
    /// that was read from a file.
    pub swept_with: BTreeMap<Parameter, Value>,
    /// The sweep that made it.
    pub sweep: SweepSeen,
    /// The detector's reference, in words.
    pub reference: String,
    /// When it was fetched: UTC, as RFC 3339 has it.
    pub taken: String,
    /// The program and its version.
    pub program: String,
    /// The simulator made it.
    pub simulated: bool,
    /// Whether it was measured with light.
    pub light: LightSeen,
    /// The detector's name.
    pub name: String,
    /// What the operator wrote about it.
    pub notes: String,
    /// The unit of its levels where that is not the one of its type: of what was computed, or of other files.
    pub unit: Option<LevelUnit>,
    /// What was computed, one step after the other; nothing of what the instrument sent.
    pub processing: Vec<Step>,
    /// Where its samples lie in a file whose steps were taken for even and are not quite.
    pub own_axis: Option<OwnAxis>,
}

/// What is known to have happened at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// It was swept.
    Swept,
    /// It was fetched: the sweep was not seen.
    Fetched,
}

impl Provenance {
    /// When it was measured, as RFC 3339 has it: when its sweep was over or at least began, else when it was fetched;
    /// `None` where nothing is said.
    pub(crate) fn moment(&self) -> Option<(Moment, &str)> {
        let SweepSeen { done, scanning, .. } = &self.sweep;
        let all = [(Moment::Swept, done), (Moment::Swept, scanning), (Moment::Fetched, &self.taken)];
        all.into_iter().find(|(_, time)| !time.is_empty()).map(|(moment, time)| (moment, time.as_str()))
    }

    /// The scatter of samples before a last step that smoothed them, dB.
    pub(crate) fn noise_db(&self) -> Option<f64> {
        self.processing.last()?.noise_db
    }

    /// Whether its file had other levels than those that were saved there.
    pub(crate) fn is_edited(&self) -> bool {
        self.processing.iter().any(|step| step.what == EDITED)
    }

    /// What was computed, in words.
    pub(crate) fn computed(&self) -> String {
        let words = self.processing.iter().map(|step| step.what.as_str());
        words.collect::<Vec<_>>().join("; ")
    }
}

/// A whole trace: y in dB or dBm as float32, x evenly spaced. A partial one never becomes a `Trace`.
#[derive(Clone, PartialEq)]
pub struct Trace {
    /// Where it is from.
    pub origin: Origin,
    /// Where its samples lie.
    pub spacing: Spacing,
    /// The samples, as the instrument sent them.
    pub y: Vec<f32>,
    /// What it is of.
    pub provenance: Provenance,
    /// The greatest difference between the wavelengths that were computed and those that were fetched, pm;
    /// `None` where they were not fetched.
    pub x_difference_pm: Option<f64>,
}

/// How many samples it has, and none of them: the loop logs what carries a trace, and there may be millions.
impl std::fmt::Debug for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { origin, spacing, y, provenance, x_difference_pm } = self;
        f.debug_struct("Trace")
            .field("origin", origin)
            .field("spacing", spacing)
            .field("y", &format_args!("{} samples", y.len()))
            .field("provenance", provenance)
            .field("x_difference_pm", x_difference_pm)
            .finish()
    }
}

impl Trace {
    /// Whether its samples are at exactly the wavelengths of another trace.
    pub(crate) fn lies_on(&self, other: &Self) -> bool {
        self.spacing == other.spacing && self.y.len() == other.y.len()
    }

    /// Whether its samples lie close enough to those of another trace to be subtracted one by one.
    pub(crate) fn lies_near(&self, other: &Self) -> bool {
        self.spacing.fits(other.spacing) && self.y.len() == other.y.len()
    }

    /// The unit of y as it stands on the screen.
    pub fn unit(&self) -> &'static str {
        self.level_unit().shown()
    }

    /// The unit of y: what is said of it, else that of what was measured.
    pub fn level_unit(&self) -> LevelUnit {
        self.provenance.unit.unwrap_or_else(|| self.origin.unit())
    }

    /// The unit of this trace less another. Nothing is refused for a unit that is not known; what is of one trace
    /// type has one unit, whichever that is.
    ///
    /// # Errors
    /// Where that is nothing that could be measured.
    pub(crate) fn unit_less(&self, other: &Self) -> Result<LevelUnit, NoDifference> {
        let kind =
            |trace: &Self| trace.origin.trace().filter(|_| trace.provenance.unit.is_none()).map(|id| id.kind);
        match (kind(self), kind(other)) {
            (Some(kind), Some(other)) if kind == other => Ok(LevelUnit::Db),
            _ => self.level_unit().less(other.level_unit()),
        }
    }
}

/// There is no trace to be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoTrace {
    /// Its length is zero.
    #[error("there is no such trace; run a sweep first")]
    Empty,
    /// Its length is not a number.
    #[error("the instrument gives no number of points for {0}")]
    NoLength(TraceId),
    /// Where it begins, or its sampling, is not a number.
    #[error("the instrument gives no wavelengths for the {points} points of {trace}")]
    NoAxis {
        /// The trace.
        trace: TraceId,
        /// Its points, as the instrument says.
        points: u32,
    },
    /// More points than a block can have.
    #[error("{0} points are more than any trace has")]
    TooLong(usize),
    /// Each of the three numbers may be sound and what they come to not.
    #[error("{points} points of {trace} would end at {last}, which is no optical wavelength")]
    NoLight {
        /// The trace.
        trace: TraceId,
        /// Its points, as the instrument says.
        points: usize,
        /// Where it would end.
        last: Wavelength,
    },
    /// Each time it was fetched it had changed before the end.
    #[error("it changed at each attempt to download it; stop the sweep first")]
    Changing,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(kind: Option<u8>, unit: Option<LevelUnit>) -> Trace {
        let id =
            |kind| Some(TraceId { detector: DetectorId::new(4, 1)?, kind: TraceType::new(kind)? }.into());
        let foreign = || Origin::Foreign { file: "a.csv".into(), column: "power".into() };
        Trace {
            origin: kind.and_then(id).unwrap_or_else(foreign),
            spacing: Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) },
            y: vec![-1.0; 3],
            provenance: Provenance { unit, ..Provenance::default() },
            x_difference_pm: None,
        }
    }

    #[test]
    fn a_unit_that_is_not_known_is_none() {
        let (named, unnamed, foreign) = (trace(Some(1), None), trace(Some(5), None), trace(None, None));
        assert_eq!([&named, &unnamed, &foreign].map(Trace::unit), ["dB", "dB?", "dB?"]);
        assert_eq!(trace(Some(5), Some(LevelUnit::Dbm)).unit(), "dBm", "unless it is said");
        // Whatever the unit of a type is, two traces of it have the same.
        assert_eq!(unnamed.unit_less(&trace(Some(5), None)), Ok(LevelUnit::Db));
        for other in [&named, &trace(Some(6), None), &foreign, &trace(Some(5), Some(LevelUnit::Db))] {
            assert_eq!(unnamed.unit_less(other), Ok(LevelUnit::Unknown));
        }
    }
}
