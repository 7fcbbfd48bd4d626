//! Pass bands and notches, as component makers specify them.

use super::peaks::{Kind, crossings};
use super::statistics::statistics;
use crate::core::trace::Spacing;

/// A band between two wavelengths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Where it begins, nm.
    pub from_nm: f64,
    /// Where it ends, nm.
    pub to_nm: f64,
    /// Its middle, nm.
    pub centre_nm: f64,
    /// Its width, pm.
    pub width_pm: f64,
}

/// The band around a sample, `down_db` dB from its level: below a peak, above a pit.
pub fn band(y: &[f32], spacing: Spacing, kind: Kind, index: usize, down_db: f64) -> Option<Band> {
    let sign = if kind == Kind::Peak { 1.0 } else { -1.0 };
    let level = f64::from(*y.get(index)?) - sign * down_db;
    let (a, b) = crossings(y, kind, index, level)?;
    let (from_nm, to_nm) = (spacing.nm_at(a), spacing.nm_at(b));
    let (centre_nm, width_pm) = (f64::midpoint(from_nm, to_nm), (to_nm - from_nm) * 1e3);
    Some(Band { from_nm, to_nm, centre_nm, width_pm })
}

/// Samples between two wavelengths, both included.
pub fn between(y: &[f32], spacing: Spacing, from_nm: f64, to_nm: f64) -> &[f32] {
    let place = |at: f64| at.clamp(0.0, y.len() as f64) as usize;
    let from = place((spacing.index_of_nm(from_nm) - 1e-6).ceil());
    let to = place((spacing.index_of_nm(to_nm) + 1e-6).floor() + 1.0);
    &y[from..to.max(from)]
}

/// The loss at the best sample of a stretch, dB: positive.
pub fn insertion_loss(y: &[f32]) -> Option<f64> {
    statistics(y).map(|found| -found.greatest)
}

/// From the least to the greatest sample of a stretch, dB.
pub fn ripple(y: &[f32]) -> Option<f64> {
    statistics(y).map(|found| found.greatest - found.least)
}

/// How much weaker the strongest sample is at so many nm beside the centre, in a stretch of `width_nm`, dB:
/// the worse of both sides that are in the trace.
pub fn crosstalk(y: &[f32], spacing: Spacing, band: &Band, away_nm: f64, width_nm: f64) -> Option<f64> {
    let within = statistics(between(y, spacing, band.from_nm, band.to_nm))?.greatest;
    let side = |centre: f64| {
        statistics(between(y, spacing, centre - width_nm / 2.0, centre + width_nm / 2.0)).map(|s| s.greatest)
    };
    let sides = [side(band.centre_nm - away_nm), side(band.centre_nm + away_nm)];
    let strongest = sides.into_iter().flatten().reduce(f64::max)?;
    Some(within - strongest)
}

/// The nearest channel of the ITU grid (193.1 THz + n · grid) and how far away a frequency is, GHz.
pub fn itu(thz: f64, grid_ghz: f64) -> (f64, f64) {
    let channel = ((thz - 193.1) * 1e3 / grid_ghz).round();
    let on_grid = 193.1 + channel * grid_ghz * 1e-3;
    (on_grid, (thz - on_grid) * 1e3)
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
        let found = band(&y, spacing, Kind::Peak, 1000, 3.0).unwrap();
        let width = 2.0 * 0.5 * 0.3f64.sqrt() * 1e3;
        assert!((found.width_pm - width).abs() < 1e-2, "{found:?}, {width}");
        assert!((found.centre_nm - 1550.0).abs() < 1e-5);
        assert!((insertion_loss(&y).unwrap() - 4.0).abs() < 1e-6);
        let inner = between(&y, spacing, 1549.9, 1550.1);
        assert_eq!(inner.len(), 201);
        assert!((ripple(inner).unwrap() - 0.4).abs() < 1e-5);
        assert!((crosstalk(&y, spacing, &found, 0.5, 0.001).unwrap() - 10.0).abs() < 0.05);
        assert_eq!(band(&y, spacing, Kind::Peak, 1000, 60.0), None);
    }

    #[test]
    fn the_grid_is_the_itu_s() {
        let (channel, away) = itu(193.41, 50.0);
        assert!((channel - 193.4).abs() < 1e-9 && (away - 10.0).abs() < 1e-6);
    }
}
