//! A trace as it came from the instrument.

use super::ids::{DetectorId, TraceType};
use super::units::Wavelength;

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

/// A whole trace: y in dB or dBm as float32, x evenly spaced. A partial one never becomes a `Trace`.
#[derive(Debug, PartialEq)]
pub struct Trace {
    /// Which trace it is.
    pub id: TraceId,
    /// Wavelength of the first sample.
    pub start: Wavelength,
    /// Step from sample to sample.
    pub sampling: Wavelength,
    /// The samples, as the instrument sent them.
    pub y: Vec<f32>,
}

impl Trace {
    /// Wavelength of sample `index`.
    pub fn wavelength(&self, index: usize) -> Wavelength {
        Wavelength::from_m(self.start.m() + self.sampling.m() * index as f64)
    }

    /// Wavelength of the last sample (of the first, when there is none).
    pub fn stop(&self) -> Wavelength {
        self.wavelength(self.y.len().saturating_sub(1))
    }
}
