//! What is measured on a trace by a command and told in a message: it may look at every sample, so it is done off the task
//! that draws.

use std::ops::Range;
use std::sync::Arc;

use crate::analysis::measured::Measured;
use crate::analysis::noise::Noise;
use crate::analysis::peaks::Extremum;
use crate::analysis::statistics::statistics;
use crate::analysis::{band, channel, sure_filter, whole};
use crate::core::trace::Trace;
use crate::core::units::Wavelength;

/// The grid of channels that a band is held against, GHz.
const GRID_GHZ: f64 = 50.0;
/// Crosstalk is taken at so many nm from the middle of a band, over a stretch of so many nm.
const CROSSTALK_NM: (f64, f64) = (0.8, 0.2);

/// A trace, and what is measured on it.
#[derive(Clone)]
pub(crate) struct Measurement {
    pub(super) trace: Arc<Trace>,
    pub(super) wanted: Wanted,
}

/// What is measured.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// Minimum, maximum, mean, deviation and slope of samples.
    Statistics {
        within: Range<usize>,
        /// From where to where that is, nm.
        ends_nm: (f64, f64),
    },
    /// The band about a sample.
    Band {
        sample: usize,
        kind: Extremum,
        /// So far from the level of the sample.
        down_db: f64,
        /// The clear band over which the ripple is taken, pm.
        clear_pm: Option<f64>,
    },
}

impl std::fmt::Debug for Measurement {
    /// Without the samples.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {}", self.wanted, self.trace.origin)
    }
}

/// Why there is nothing to tell.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub(crate) enum NoMeasurement {
    /// No sample in the part.
    #[error("no valid samples from {from_nm} to {to_nm} nm")]
    NoSample {
        /// Where it begins, nm.
        from_nm: f64,
        /// Where it ends, nm.
        to_nm: f64,
    },
    /// The trace does not fall far enough on both sides, dB.
    #[error("the flanks do not reach {0} dB from here")]
    NoFlanks(f64),
}

impl Measurement {
    /// Measures, and tells it on one line. May look at every sample.
    ///
    /// # Errors
    /// Where there is no number, or no band.
    pub(crate) fn words(&self) -> Result<String, NoMeasurement> {
        match &self.wanted {
            Wanted::Statistics { within, ends_nm: (from_nm, to_nm) } => {
                let numbers = statistics(&self.trace.y[within.clone()]);
                let numbers = numbers.ok_or(NoMeasurement::NoSample { from_nm: *from_nm, to_nm: *to_nm })?;
                let words = numbers.words(
                    self.trace.unit(),
                    self.trace.spacing.sampling.nm(),
                    Noise::of(&self.trace.y).db(),
                );
                Ok(format!("{from_nm:.4} to {to_nm:.4} nm: {words}"))
            }
            Wanted::Band { sample, kind, down_db, clear_pm } => {
                self.band(*sample, *kind, *down_db, *clear_pm)
            }
        }
    }

    fn band(
        &self,
        sample: usize,
        kind: Extremum,
        down_db: f64,
        clear_pm: Option<f64>,
    ) -> Result<String, NoMeasurement> {
        let (y, spacing) = (&*whole::without(&self.trace.y), self.trace.spacing);
        let found = band::band(y, spacing, kind, sample, down_db).ok_or(NoMeasurement::NoFlanks(down_db))?;
        let filter = band::filter(y, spacing, kind, sample, clear_pm);
        let filter = filter.map(|raw| sure_filter::with_noise(&raw, y, spacing, kind, &Noise::of(y)));
        let (channel, away) = channel::itu(Wavelength::from_nm(found.centre_nm).thz(), GRID_GHZ);
        let number = |value: Option<Measured>| value.map_or_else(|| "-".into(), |v| v.words(2) + " dB");
        let noise_db = filter.map_or(0.0, |filter| filter.noise_db);
        let step_pm = spacing.sampling.pm();
        let nm = |nm: f64| Measured::alone(nm).grained(step_pm * 1e-3).words(4);
        let (away_nm, width_nm) = CROSSTALK_NM;
        let crosstalk = band::crosstalk(y, spacing, &found, away_nm, width_nm);
        Ok(format!(
            "{down_db} dB band {} to {} nm: width {} pm, centre {} nm, loss {}, ripple {} over {} pm, crosstalk at {away_nm} nm {}, ITU {channel:.2} THz {away:+.2} GHz",
            nm(found.from_nm),
            nm(found.to_nm),
            Measured::alone(found.width_pm).grained(step_pm).words(2),
            nm(found.centre_nm),
            number(filter.map(|filter| filter.loss())),
            number(filter.and_then(|filter| filter.ripple())),
            filter.map_or_else(|| "0".to_owned(), |filter| filter.clear().words(0)),
            number(crosstalk.map(|db| Measured::alone(db).grained(noise_db))),
        ))
    }
}
