//! What is told of one resonance, and of all of a trace.

use std::sync::Arc;

use super::comb::Dispersion;
use super::coupling::Ring;
pub use super::cut_off::CutOff;
use super::fitted_line::FittedLine;
use super::measured::Measured;
use super::peaks::{Extremum, Search};
use super::shape::{Doubt, Shape};
use crate::core::trace::Spacing;

/// What is measured, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Method {
    /// What counts as a resonance.
    pub(crate) search: Search,
    /// The width is taken so many dB from the base line.
    pub(crate) down_db: f64,
    /// Everything counts that stands out of its surroundings, also what noise and fringes do, as scipy's `find_peaks`
    /// has it.
    pub(crate) plain: bool,
    /// The ring that intrinsic and coupling quality are told of.
    pub(crate) ring: Option<Ring>,
}

impl Default for Method {
    fn default() -> Self {
        Self {
            search: Search { kind: Extremum::Dip, excursion: 3.0, threshold: None },
            down_db: 3.0,
            plain: false,
            ring: None,
        }
    }
}

/// One resonance. What has a standard deviation comes of a fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resonance {
    /// The deepest sample, of a peak the highest.
    pub(crate) index: usize,
    /// The wavelength, nm: of the fit, else of the sample. Of a doublet the middle.
    pub nm: Measured,
    /// The optical frequency, THz.
    pub(crate) thz: f64,
    /// The level at the sample, dB or dBm.
    pub(crate) level: Measured,
    /// From the base line to the bottom, dB: of a dip that its fit follows to that of the fit, else to the sample.
    pub depth: Measured,
    /// Width so many dB from the base line, pm; `None` where a flank does not reach it.
    pub(crate) width_pm: Option<Measured>,
    /// To the next tooth of its comb, pm; without one of two or three to the next resonance.
    pub(crate) fsr_pm: Option<Measured>,
    /// The same in frequency, THz.
    pub(crate) fsr_thz: Option<Measured>,
    /// Wavelength over the full width at half depth: the loaded quality.
    pub q: Option<Measured>,
    /// The quality of the ring that is assumed without its couplers, and that of one of them: of a Lorentzian dip.
    pub(crate) q_intrinsic: Option<Measured>,
    pub(crate) q_coupling: Option<Measured>,
    /// FSR over the full width at half depth.
    pub(crate) finesse: Option<Measured>,
    /// From the base line to the floor of the fit, dB. Where the floor is not told from no light at all, the least that
    /// it can be.
    pub(crate) extinction: Option<Measured>,
    /// Distance of the two of a doublet, pm.
    pub(crate) split_pm: Option<Measured>,
    /// The line that was fitted.
    pub shape: Option<Shape>,
    /// Why it is not to be trusted.
    pub doubt: Option<Doubt>,
    /// It is none of the combs that the others make.
    pub(crate) stray: bool,
    /// Which of several combs it is a tooth of.
    pub(crate) comb: Option<usize>,
}

impl Resonance {
    /// At a sample of this level, depth and noise, without a fit.
    pub(crate) fn at(index: usize, spacing: Spacing, level: f64, depth: f64, noise_db: f64) -> Self {
        Self {
            index,
            nm: Measured::alone(spacing.nm(index)).grained(spacing.sampling.nm()),
            thz: spacing.thz(index),
            level: Measured::alone(level).grained(noise_db),
            depth: Measured::alone(depth).grained(noise_db),
            width_pm: None,
            fsr_pm: None,
            fsr_thz: None,
            q: None,
            q_intrinsic: None,
            q_coupling: None,
            finesse: None,
            extinction: None,
            split_pm: None,
            shape: None,
            doubt: Some(Doubt::NoFit),
            stray: false,
            comb: None,
        }
    }

    /// The optical frequency, THz: as sure as the wavelength is.
    pub(crate) fn frequency(&self) -> Measured {
        Measured::by_parts(self.thz, [self.nm])
    }

    /// Whether its bottom lies in the noise, so that the extinction is more than what can be told.
    pub(crate) fn is_in_the_dark(&self) -> bool {
        self.extinction.is_some_and(|extinction| extinction.is_least)
    }

    /// Whether its numbers come of a fit that is to be trusted.
    pub const fn is_trusted(&self) -> bool {
        self.doubt.is_none()
    }

    /// How sure it is, in a few words, or why it is not.
    pub(crate) fn sureness(&self) -> String {
        if !self.words().is_empty() {
            return self.words();
        }
        let sigma =
            |one: Option<Measured>| one.and_then(Measured::sigma_words).unwrap_or_else(|| "-".to_owned());
        let shape = self.shape.map_or("", Shape::name);
        let floor = if self.is_in_the_dark() { "  bottom in the noise" } else { "" };
        format!("{shape}  Q ±{}  λ ±{} pm{floor}", sigma(self.q), sigma(Some(self.nm.scaled(1e3))))
    }

    /// What is to be said about it, if anything is.
    pub(crate) fn words(&self) -> String {
        let stray = self.stray.then_some("not on the comb");
        let words: Vec<&str> = self.doubt.map(Doubt::words).into_iter().chain(stray).collect();
        words.join(", ")
    }
}

/// The resonances of a trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resonances {
    /// From left to right.
    pub rows: Vec<Resonance>,
    /// Teeth of combs that nothing was found at, nm.
    pub missing_nm: Vec<f64>,
    /// How the spacings of combs change, of that with most teeth first.
    pub(crate) combs: Vec<Dispersion>,
    /// The scatter of samples where there is light, dB.
    pub noise_db: f64,
    /// What the ends of the trace cut off, so that nothing is told of it but that.
    pub cut_off: Vec<CutOff>,
    /// Samples of the whole trace that stand alone, and count for nothing.
    pub(crate) left_out: Vec<usize>,
    /// The lines that were fitted, each with the samples of the resonances that it is of.
    pub(crate) lines: Vec<(Vec<usize>, Arc<FittedLine>)>,
}

impl Resonances {
    /// The line that was fitted to one of them.
    #[cfg(test)]
    pub(crate) fn line(&self, row: &Resonance) -> Option<&Arc<FittedLine>> {
        self.lines.iter().find(|(of, _)| of.contains(&row.index)).map(|(_, line)| line)
    }
}
