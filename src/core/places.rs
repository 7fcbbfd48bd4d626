//! Where the samples of a trace lie: evenly, or nearly so and where their file says.

use super::cast::{count_f64, floor_index};
use super::own_axis::OwnAxis;
use super::trace::{Spacing, Trace};
use super::units::LIGHT;

/// Where samples lie.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    pub(crate) spacing: Spacing,
    own: Option<&'a [f64]>,
}

impl From<Spacing> for Places<'_> {
    fn from(spacing: Spacing) -> Self {
        Self { spacing, own: None }
    }
}

impl<'a> From<&'a Trace> for Places<'a> {
    fn from(trace: &'a Trace) -> Self {
        Self::of(trace.spacing, trace.y.len(), trace.provenance.own_axis.as_ref())
    }
}

impl<'a> Places<'a> {
    /// Those of an axis of its own, if it is of as many samples and begins and ends where the even one does.
    pub(crate) fn of(spacing: Spacing, count: usize, own: Option<&'a OwnAxis>) -> Self {
        let near = |nm: f64, index: usize| (nm - spacing.nm(index)).abs() < spacing.sampling.nm();
        let own = own.map(OwnAxis::nm).filter(|own| match own {
            [first, .., last] => own.len() == count && near(*first, 0) && near(*last, count - 1),
            [] | [_] => false,
        });
        Self { spacing, own }
    }

    /// Whether they lie evenly.
    pub(crate) const fn is_even(self) -> bool {
        self.own.is_none()
    }

    /// Wavelength of sample `index`, nm.
    pub(crate) fn nm(self, index: usize) -> f64 {
        self.own.and_then(|own| own.get(index)).copied().unwrap_or_else(|| self.spacing.nm(index))
    }

    /// Wavelength between samples, nm.
    pub(crate) fn nm_at(self, index: f64) -> f64 {
        let Some(own) = self.own else { return self.spacing.nm_at(index) };
        let left = floor_index(index.max(0.0)).min(own.len().saturating_sub(2));
        own[left] + (index - count_f64(left)) * (own[left + 1] - own[left])
    }

    /// Optical frequency of sample `index`, THz.
    pub(crate) fn thz(self, index: usize) -> f64 {
        LIGHT * 1e-3 / self.nm(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::units::Wavelength;

    #[test]
    fn samples_lie_where_their_file_says_and_evenly_where_it_is_of_others() {
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let own = OwnAxis::of([1550.0, 1550.0012, 1550.0021, 1550.003].into_iter());
        let places = Places::of(spacing, 4, Some(&own));
        assert_eq!((places.nm(1), places.is_even()), (1550.0012, false));
        for (index, nm) in [(0.5, 1550.0006), (2.5, 1550.00255), (3.0, 1550.003), (3.5, 1550.00345)] {
            assert!((places.nm_at(index) - nm).abs() < 1e-9, "{index}");
        }
        assert!((places.thz(1) - LIGHT * 1e-3 / 1550.0012).abs() < 1e-12);
        let elsewhere = Spacing { start: Wavelength::from_nm(1551.0), ..spacing };
        assert!(
            Places::of(spacing, 3, Some(&own)).is_even() && Places::of(elsewhere, 4, Some(&own)).is_even()
        );
        assert_eq!(format!("{own:?}"), "4 wavelengths");
    }
}
