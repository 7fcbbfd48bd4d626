//! Pass bands and notches, as component makers specify them.

use std::ops::Range;

use super::measured::Measured;
use super::peaks::{Extremum, crossings};
use super::statistics::statistics;
use crate::core::cast::{count_f64, floor_index};
use crate::core::places::Places;
use crate::core::trace::Spacing;

/// A band between two wavelengths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Band {
    /// Where it begins, nm.
    pub(crate) from_nm: f64,
    /// Where it ends, nm.
    pub(crate) to_nm: f64,
    /// Its middle, nm.
    pub(crate) centre_nm: f64,
    /// Its width, pm.
    pub(crate) width_pm: f64,
}

/// The band around a sample, `down_db` dB from its level: below a peak, above a dip.
pub(crate) fn band(y: &[f32], spacing: Spacing, kind: Extremum, index: usize, down_db: f64) -> Option<Band> {
    let sign = f64::from(kind.upright());
    let level = f64::from(*y.get(index)?) - sign * down_db;
    let (a, b) = crossings(y, kind, index, level)?;
    let (from_nm, to_nm) = (spacing.nm_at(a), spacing.nm_at(b));
    let (centre_nm, width_pm) = (f64::midpoint(from_nm, to_nm), (to_nm - from_nm) * 1e3);
    Some(Band { from_nm, to_nm, centre_nm, width_pm })
}

/// What makers say of a filter: a pass band, or a notch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Filter {
    /// The greatest level of a pass band, the least of a notch, dB.
    pub(crate) top: f64,
    /// Bands so many dB from there; `None` where a flank does not reach so far.
    pub(crate) bands: [(f64, Option<Band>); DOWN.len()],
    /// Width of the clear band, pm: the middle of the 3 dB band.
    pub(crate) clear_pm: f64,
    /// From the least to the greatest level in the clear band, dB.
    pub(crate) ripple: Option<f64>,
    /// The 20 dB band over the 1 dB band: 1 for a rectangle.
    pub(crate) shape_factor: Option<f64>,
    /// How sure the middle of the 3 dB band is, nm, where it is known. Of what depends on where the top is, nothing is told: of
    /// noisy copies of tops that ripple a third was within what such copies scatter by.
    pub(crate) centre_sigma_nm: Option<f64>,
    /// Which bands are so near to the top that noise may end them anywhere: their widths are chance, and so is the shape
    /// factor with the second.
    pub(crate) in_noise: [bool; DOWN.len()],
    /// What its numbers are told apart by: the distance of samples, pm, and how they scatter at the top, dB (0 where that is
    /// not known).
    pub(crate) step_pm: f64,
    pub(crate) noise_db: f64,
}

/// Why nothing but the centre of a filter has a standard deviation.
pub(crate) const WITHHELD: &str =
    "no standard deviations but of the centre: those of noisy tops and their bands would be too small";

/// The same in the cell of a table.
const UNSURE: &str = "no sigma but of the centre";

impl Filter {
    /// On one line.
    pub(crate) fn words(&self) -> String {
        let bands = self.bands.iter().zip(self.in_noise);
        let bands = bands.filter_map(|((down, band), in_noise)| {
            let width = Measured::alone((*band)?.width_pm).grained(self.step_pm);
            let centre = Measured::alone((*band)?.centre_nm).grained(self.step_pm * 1e-3);
            let mark = if in_noise { "~" } else { "" };
            Some(format!("{down} dB {mark}{} pm about {} nm", width.words(2), centre.words(4)))
        });
        let bands: Vec<String> = bands.collect();
        let some = |value: Option<Measured>, unit: &str| {
            value.map_or_else(|| "-".into(), |value| value.words(2) + unit)
        };
        let mark = if self.in_noise[1] { "~" } else { "" };
        format!(
            "filter: loss {} dB, centre {}, bands {}, ripple {} over {} pm, 20 dB over 1 dB {mark}{}; {WITHHELD}",
            self.loss().words(2),
            self.centre().map_or_else(|| "-".into(), |centre| centre.words(4) + " nm"),
            bands.join(", "),
            some(self.ripple(), " dB"),
            self.clear().words(0),
            some(self.shape_factor(), "")
        )
    }
}

impl Filter {
    /// The same where samples lie there.
    pub(crate) fn on(mut self, places: Places<'_>) -> Self {
        if places.is_even() {
            return self;
        }
        let nm = |nm: f64| places.nm_at(places.spacing.index_of_nm(nm));
        for band in self.bands.iter_mut().filter_map(|(_, band)| band.as_mut()) {
            let (from_nm, to_nm) = (nm(band.from_nm), nm(band.to_nm));
            *band = Band { from_nm, to_nm, centre_nm: nm(band.centre_nm), width_pm: (to_nm - from_nm) * 1e3 };
        }
        self
    }

    /// From 0 dB to its top.
    pub(crate) fn loss(&self) -> Measured {
        Measured::alone(-self.top).grained(self.noise_db)
    }

    /// The width of one of its bands, pm.
    pub(crate) fn width(&self, at: usize) -> Option<Measured> {
        let (_, band) = self.bands.get(at)?;
        band.map(|band| Measured::alone(band.width_pm).grained(self.step_pm))
    }

    /// The width of the clear band, pm.
    pub(crate) const fn clear(&self) -> Measured {
        Measured::alone(self.clear_pm).grained(self.step_pm)
    }

    /// From the least to the greatest level in the clear band, dB.
    pub(crate) fn ripple(&self) -> Option<Measured> {
        self.ripple.map(|ripple| Measured::alone(ripple).grained(self.noise_db))
    }

    /// The 20 dB band over the 1 dB band.
    pub(crate) fn shape_factor(&self) -> Option<Measured> {
        Some(Measured::by_parts(self.shape_factor?, [self.width(1)?, self.width(3)?]))
    }

    /// Which bands are in the noise, if any are, and that nobody knows how sure the others are.
    pub(crate) fn doubt(&self) -> String {
        let bands = self.bands.iter().zip(self.in_noise).filter(|(_, in_noise)| *in_noise);
        let downs: Vec<String> = bands.map(|((down, _), _)| format!("{down} dB")).collect();
        let in_noise = (!downs.is_empty()).then(|| format!("{} band in the noise", downs.join(", ")));
        in_noise.into_iter().chain([UNSURE.to_owned()]).collect::<Vec<_>>().join(", ")
    }

    /// The middle of the 3 dB band, nm.
    pub(crate) fn centre(&self) -> Option<Measured> {
        let [.., (_, three), _] = self.bands;
        three.map(|band| Measured::new(band.centre_nm, self.centre_sigma_nm).grained(self.step_pm * 1e-3))
    }
}

/// So many dB from the top the bands of a filter are taken.
const DOWN: [f64; 4] = [0.5, 1.0, 3.0, 20.0];
/// As much of the 3 dB band is clear, if nothing else is said.
pub(crate) const CLEAR: f64 = 0.5;

/// The filter that a sample is in, with a clear band of so many pm; `None` where no flank is 3 dB down.
pub(crate) fn filter(
    y: &[f32],
    spacing: Spacing,
    kind: Extremum,
    index: usize,
    clear_pm: Option<f64>,
) -> Option<Filter> {
    let sign = f64::from(kind.upright());
    let near = band(y, spacing, kind, index, 3.0)?;
    let within = indices(spacing, y.len(), near.from_nm, near.to_nm);
    let top = within.max_by(|&a, &b| (sign * f64::from(y[a])).total_cmp(&(sign * f64::from(y[b]))))?;
    let bands = DOWN.map(|down| (down, band(y, spacing, kind, top, down)));
    let [_, (_, one), (_, three), (_, twenty)] = bands;
    let three = three?;
    let clear_pm = clear_pm.unwrap_or(CLEAR * three.width_pm);
    let half_nm = clear_pm * 0.5e-3;
    let clear = between(y, spacing, three.centre_nm - half_nm, three.centre_nm + half_nm);
    let shape_factor = twenty.zip(one).map(|(twenty, one)| twenty.width_pm / one.width_pm);
    Some(Filter {
        top: f64::from(y[top]),
        bands,
        clear_pm,
        ripple: ripple(clear),
        shape_factor,
        centre_sigma_nm: None,
        in_noise: [false; DOWN.len()],
        step_pm: spacing.sampling.pm(),
        noise_db: 0.0,
    })
}

/// Samples between two wavelengths, both included.
pub(crate) fn between(y: &[f32], spacing: Spacing, from_nm: f64, to_nm: f64) -> &[f32] {
    &y[indices(spacing, y.len(), from_nm, to_nm)]
}

/// Which of so many samples are between two wavelengths, both included.
pub(crate) fn indices(spacing: Spacing, count: usize, from_nm: f64, to_nm: f64) -> Range<usize> {
    let place = |at: f64| floor_index(at.clamp(0.0, count_f64(count)));
    let from = place((spacing.index_of_nm(from_nm) - 1e-6).ceil());
    let to = place((spacing.index_of_nm(to_nm) + 1e-6).floor() + 1.0);
    from..to.max(from)
}

/// From the least to the greatest sample of a stretch, dB.
pub(crate) fn ripple(y: &[f32]) -> Option<f64> {
    statistics(y).map(|found| found.greatest - found.least)
}

/// How much weaker the strongest sample is at so many nm beside the centre, in a stretch of `width_nm`, dB:
/// the worse of both sides that are in the trace.
pub(crate) fn crosstalk(
    y: &[f32],
    spacing: Spacing,
    band: &Band,
    away_nm: f64,
    width_nm: f64,
) -> Option<f64> {
    let within = statistics(between(y, spacing, band.from_nm, band.to_nm))?.greatest;
    let side = |centre: f64| {
        statistics(between(y, spacing, centre - width_nm / 2.0, centre + width_nm / 2.0)).map(|s| s.greatest)
    };
    let sides = [side(band.centre_nm - away_nm), side(band.centre_nm + away_nm)];
    let strongest = sides.into_iter().flatten().reduce(f64::max)?;
    Some(within - strongest)
}

/// How much two traces on the same wavelengths differ at most, in a stretch of so many pm about one of these, dB: of the traces
/// of most and least transmission over all polarizations that is the loss that depends on them.
pub(crate) fn greatest_difference(
    a: &[f32],
    b: &[f32],
    spacing: Spacing,
    centre_nm: f64,
    width_pm: f64,
) -> Option<f64> {
    let half_nm = width_pm * 0.5e-3;
    let within = indices(spacing, a.len().min(b.len()), centre_nm - half_nm, centre_nm + half_nm);
    let differences = a[within.clone()].iter().zip(&b[within]).map(|(a, b)| f64::from((a - b).abs()));
    differences.filter(|one| one.is_finite()).reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::units::Wavelength;

    #[test]
    fn a_gaussian_pass_band_has_the_width_that_is_computed_by_hand() {
        let spacing = Spacing { start: Wavelength::from_nm(1549.0), sampling: Wavelength::from_m(1e-12) };
        // -4 dB at the centre, 10 dB down at 0.5 nm.
        let level = |nm: f64| -4.0 - 10.0 * ((nm - 1550.0) / 0.5).powi(2);
        let y: Vec<f32> = (0..2001).map(|index| level(spacing.nm(index)) as f32).collect();
        let found = band(&y, spacing, Extremum::Peak, 1000, 3.0).unwrap();
        let width = 2.0 * 0.5 * 0.3f64.sqrt() * 1e3;
        assert!((found.width_pm - width).abs() < 1e-2, "{found:?}, {width}");
        assert!((found.centre_nm - 1550.0).abs() < 1e-5);
        let inner = between(&y, spacing, 1549.9, 1550.1);
        assert_eq!(inner.len(), 201);
        assert!((ripple(inner).unwrap() - 0.4).abs() < 1e-5);
        assert!((crosstalk(&y, spacing, &found, 0.5, 0.001).unwrap() - 10.0).abs() < 0.05);
        assert_eq!(band(&y, spacing, Extremum::Peak, 1000, 60.0), None);
    }

    #[test]
    fn a_filter_is_measured_from_its_top_and_its_ripple_in_its_clear_band() {
        let spacing = Spacing { start: Wavelength::from_nm(1549.0), sampling: Wavelength::from_m(1e-12) };
        // Flat for 800 pm but for a wave of 0.34 dB from least to greatest, with flanks of 100 dB a nanometre.
        let level = |nm: f64| {
            let away = ((nm - 1550.0).abs() - 0.4).max(0.0);
            -2.5 - 100.0 * away + 0.17 * (std::f64::consts::TAU * (nm - 1550.0) / 0.1).cos()
        };
        let y: Vec<f32> = (0..2001).map(|index| level(spacing.nm(index)).max(-50.0) as f32).collect();
        let found = filter(&y, spacing, Extremum::Peak, 910, None).unwrap();
        assert!((found.top + 2.33).abs() < 1e-3, "{found:?}");
        assert!(
            (found.ripple.unwrap() - 0.34).abs() < 1e-3 && (found.clear_pm - 430.0).abs() < 10.0,
            "{found:?}"
        );
        let widths = found.bands.map(|(_, band)| band.unwrap().width_pm);
        for (width, wanted) in widths.into_iter().zip([810.0, 820.0, 860.0, 1200.0]) {
            assert!((width - wanted).abs() < 8.0, "{widths:?}");
        }
        assert!((found.shape_factor.unwrap() - 1200.0 / 820.0).abs() < 0.02, "{found:?}");
        let wide = filter(&y, spacing, Extremum::Peak, 910, Some(840.0)).unwrap();
        assert!(wide.ripple.unwrap() > 2.0, "{wide:?}");
        assert_eq!(filter(&y, spacing, Extremum::Peak, 5, None), None);
    }

    #[test]
    fn a_notch_is_measured_from_its_floor_and_not_about_its_centre() {
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let y = [0.0, 0.0, -6.0, -12.0, -9.0, -6.0, -3.0, 0.0];
        let found = band(&y, spacing, Extremum::Dip, 3, 9.0).unwrap();
        assert!(
            (found.from_nm - 1550.0015).abs() < 1e-7 && (found.to_nm - 1550.006).abs() < 1e-7,
            "{found:?}"
        );
        assert!((found.width_pm - 4.5).abs() < 1e-4 && (found.centre_nm - 1_550.003_75).abs() < 1e-7);
        assert_eq!(band(&y, spacing, Extremum::Dip, 8, 3.0), None, "there is no such sample");
    }

    #[test]
    fn samples_on_both_ends_are_between_and_none_is_beyond_the_trace() {
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let y = [0.0, 1.0, 2.0, 3.0, 4.0];
        assert_eq!(between(&y, spacing, 1550.001, 1550.003), [1.0, 2.0, 3.0]);
        assert_eq!(between(&y, spacing, 1550.0011, 1550.0029), [2.0]);
        assert_eq!(between(&y, spacing, 1549.0, 1551.0), y);
        assert_eq!(between(&y, spacing, 1551.0, 1552.0), [] as [f32; 0]);
        assert_eq!(between(&y, spacing, 1550.003, 1550.001), [] as [f32; 0]);
    }

    #[test]
    fn crosstalk_is_that_of_the_worse_side_and_of_the_only_one() {
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let mut y = [-40.0f32; 101];
        (y[48], y[49], y[50], y[51], y[52]) = (-1.0, -0.5, -0.5, -0.5, -1.0);
        let band = |at: usize| Band {
            from_nm: spacing.nm(at - 2),
            to_nm: spacing.nm(at + 2),
            centre_nm: spacing.nm(at),
            width_pm: 4.0,
        };
        (y[30], y[70]) = (-25.0, -30.0);
        let found = crosstalk(&y, spacing, &band(50), 0.020, 0.004).unwrap();
        assert!((found - 24.5).abs() < 1e-5, "{found}");
        // As wide as it was asked to be: a sample further out counts no more.
        (y[30], y[33]) = (-40.0, -20.0);
        let found = crosstalk(&y, spacing, &band(50), 0.020, 0.004).unwrap();
        assert!((found - 29.5).abs() < 1e-5, "{found}");
        // On the right there is nothing to look at.
        let found = crosstalk(&y, spacing, &band(50), 0.060, 0.004);
        assert_eq!(found, None);
        y[5] = -33.0;
        let found = crosstalk(&y[..80], spacing, &band(50), 0.045, 0.004).unwrap();
        assert!((found - 32.5).abs() < 1e-5, "{found}");
    }
}
