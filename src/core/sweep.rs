//! What a scan will be: points, time, and which numbers the instrument accepts.

use super::units::Wavelength;
use crate::core::cast::count_of;

/// Sampling steps below a picometre that the platform offers; above, whole numbers 1 to 250.
pub(crate) const FINE_SAMPLINGS_PM: [f64; 5] = [0.02, 0.05, 0.1, 0.2, 0.5];

/// The shortest wavelength of the platform, nm.
pub(crate) const SHORTEST_NM: f64 = 1240.0;
/// The longest wavelength of the platform, nm.
pub(crate) const LONGEST_NM: f64 = 1680.0;

/// Points of a trace over `start..=stop`, both ends included; 0 if the span is upside down.
pub fn points(start: Wavelength, stop: Wavelength, sampling: Wavelength) -> u64 {
    let steps = (stop.m() - start.m()) / sampling.m();
    if steps.is_finite() && steps >= 0.0 { count_of(steps.round()) + 1 } else { 0 }
}

/// Whether a scan from here to there goes upwards, by more than wavelengths that are shown alike differ.
pub(crate) fn goes_up(start: Wavelength, stop: Wavelength) -> bool {
    points(start, stop, Wavelength::from_m(1e-13)) >= 2
}

/// Seconds a scan takes: span over speed (nm/s), and the settling time.
pub(crate) fn seconds(start: Wavelength, stop: Wavelength, speed: u32, settling: f64) -> f64 {
    if speed == 0 {
        return settling;
    }
    (stop.nm() - start.nm()).max(0.0) / f64::from(speed) + settling
}

/// The sampling step that the platform offers nearest to `pm`.
pub(crate) fn nearest_sampling_pm(pm: f64) -> f64 {
    let whole = pm.round().clamp(1.0, 250.0);
    FINE_SAMPLINGS_PM
        .into_iter()
        .chain([whole])
        .min_by(|a, b| (a - pm).abs().total_cmp(&(b - pm).abs()))
        .unwrap_or(whole)
}

/// The next sampling step that is offered above or below `pm`; itself at the end.
pub(crate) fn next_sampling_pm(pm: f64, up: bool) -> f64 {
    let mut offered = FINE_SAMPLINGS_PM.into_iter().chain((1..=250).map(f64::from));
    if up {
        offered.find(|&step| step > pm * 1.000_001).unwrap_or(pm)
    } else {
        offered.take_while(|&step| step < pm * 0.999_999).last().unwrap_or(pm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_c_band_sweep_has_its_points_and_its_time() {
        let nm = Wavelength::from_nm;
        assert_eq!(points(nm(1500.0), nm(1594.0), Wavelength::from_m(1e-13)), 940_001);
        assert_eq!(points(nm(1600.0), nm(1500.0), Wavelength::from_m(1e-12)), 0);
        assert!((seconds(nm(1262.5), nm(1355.0), 20, 0.5) - 5.125).abs() < 1e-9);
    }

    #[test]
    fn samplings_snap_to_what_is_offered() {
        for (asked, offered) in
            [(0.001, 0.02), (0.03, 0.02), (0.14, 0.1), (0.7, 0.5), (0.8, 1.0), (3.4, 3.0), (900.0, 250.0)]
        {
            assert_eq!(nearest_sampling_pm(asked), offered, "{asked}");
        }
    }
}
