//! The window in which traces are seen.

use crate::core::scale::{Scale, nice_step};
use crate::core::units::{Dbm, LIGHT};
use crate::ui::kit::charts::reduce::Spectral;

/// What is at the top and at the bottom.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Level {
    /// Whatever the window needs.
    #[default]
    Fit,
    /// From this level at the bottom to that one at the top, dB.
    Fixed(Scale),
}

/// Divisions of a level axis from top to bottom, where somebody set how much each of them is.
pub(crate) const DIVISIONS: f64 = 10.0;

impl Level {
    /// How much a division is, if it is a round number.
    pub(crate) fn division(self) -> Option<f64> {
        let Self::Fixed(scale) = self else { return None };
        let division = (scale.high - scale.low) / DIVISIONS;
        (division > 0.0 && (nice_step(division) / division - 1.0).abs() < 1e-6).then_some(division)
    }

    /// As the header of the chart says it.
    pub(crate) fn words(self) -> String {
        match (self, self.division()) {
            (Self::Fit, _) => "fit".to_owned(),
            (Self::Fixed(_), Some(division)) => format!("{division} dB/div"),
            (Self::Fixed(scale), None) => format!("{:.2} to {:.2} dB", scale.low, scale.high),
        }
    }
}

/// What an axis of levels is of. Levels and their differences lie so far apart that one of them would be a line on the
/// other's axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Levels as they are.
    #[default]
    Level,
    /// One less another.
    Difference,
}

/// The part of the traces that is on the chart, and the axes that it is shown on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The wavelength at the left edge, nm (the right one on a frequency axis).
    pub left: f64,
    /// The wavelength at the other edge, nm.
    pub right: f64,
    /// From top to bottom.
    pub level: Level,
    /// The same of differences.
    pub difference: Level,
    /// What the axis at the bottom shows; the edges are wavelengths all the same.
    pub spectral: Spectral,
    /// Milliwatts, or parts of one, instead of dB.
    pub linear: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            left: 1500.0,
            right: 1600.0,
            level: Level::Fit,
            difference: Level::Fit,
            spectral: Spectral::Wavelength,
            linear: false,
        }
    }
}

impl View {
    /// A wavelength in nm as it stands at the bottom, and back again: nm or THz.
    pub(crate) fn across(&self, nm: f64) -> f64 {
        match self.spectral {
            Spectral::Wavelength => nm,
            Spectral::Frequency => LIGHT * 1e-3 / nm,
        }
    }

    /// A level in dB as it stands at the side: dB, or milliwatts or parts of one.
    pub(crate) fn up(&self, db: f64) -> f64 {
        if self.linear { Dbm(db).mw() } else { db }
    }

    /// What is at the top and at the bottom of an axis.
    pub(crate) const fn level_of(&self, kind: Kind) -> Level {
        match kind {
            Kind::Level => self.level,
            Kind::Difference => self.difference,
        }
    }

    /// With another top and bottom of an axis.
    #[must_use]
    pub(crate) const fn with_level(self, kind: Kind, level: Level) -> Self {
        match kind {
            Kind::Level => Self { level, ..self },
            Kind::Difference => Self { difference: level, ..self },
        }
    }

    /// Whatever the window needs on every axis.
    #[must_use]
    pub(crate) const fn fitted(self) -> Self {
        Self { level: Level::Fit, difference: Level::Fit, ..self }
    }

    /// How wide it is, nm.
    pub fn span(&self) -> f64 {
        self.right - self.left
    }

    /// Its middle, nm.
    pub fn centre(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    /// Narrower (a factor below 1) or wider about a wavelength, which stays where it is on the screen.
    #[must_use]
    pub(crate) fn zoomed(self, factor: f64, about: f64) -> Self {
        Self {
            left: about - (about - self.left) * factor,
            right: about + (self.right - about) * factor,
            ..self
        }
    }

    /// Further right by a part of its width.
    #[must_use]
    pub(crate) fn panned(self, part: f64) -> Self {
        let by = self.span() * part;
        Self { left: self.left + by, right: self.right + by, ..self }
    }

    /// Of the same width, nm, about another middle.
    #[must_use]
    pub(crate) fn centred(self, nm: f64) -> Self {
        let half = self.span() / 2.0;
        Self { left: nm - half, right: nm + half, ..self }
    }

    /// Of another width about the same middle.
    #[must_use]
    pub(crate) fn spanning(self, nm: f64) -> Self {
        let centre = self.centre();
        Self { left: centre - nm / 2.0, right: centre + nm / 2.0, ..self }
    }

    /// Whether all of this range is seen.
    pub(crate) fn shows_all(&self, extent: Option<(f64, f64)>) -> bool {
        extent.is_none_or(|(left, right)| self.left <= left && self.right >= right)
    }

    /// Not wider than everything, not narrower than `least`, and not beside everything.
    #[must_use]
    pub(crate) fn within(self, extent: Option<(f64, f64)>, least: f64) -> Self {
        let Some((first, last)) = extent else { return self };
        if !(self.left.is_finite() && self.right.is_finite() && self.right > self.left) {
            return Self { left: first, right: last, ..self };
        }
        let whole = (last - first).max(least);
        let span = self.span().clamp(least, whole);
        let left = (self.centre() - span / 2.0).clamp(first, (last - span).max(first));
        Self { left, right: left + span, ..self }
    }
}
