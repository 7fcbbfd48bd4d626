//! The mean of repeated sweeps, and how they scatter about it.

use super::drift::mean_and_spread;
use super::noise::{level, power};
use crate::core::cast::{count_f64, floor_index, level_f32};
use crate::core::level::LevelUnit;
use crate::core::trace::{Spacing, Trace};

/// What repeated sweeps have in common, on wavelengths of the first one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Repeats {
    /// Where the samples lie: where all of them were measured.
    pub(crate) spacing: Spacing,
    /// The mean of powers.
    pub(crate) mean: Vec<f32>,
    /// The standard deviation of levels, dB.
    pub(crate) spread: Vec<f32>,
    /// Some lie on other wavelengths than the first.
    pub(crate) interpolated: bool,
}

/// Sweeps that have no mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoMean {
    /// One sweep, or none.
    #[error("a mean needs two sweeps or more, and this is {0}")]
    Few(usize),
    /// A ratio and a power.
    #[error("there are traces in {0} and in {1}; take the mean of those of one unit")]
    Units(LevelUnit, LevelUnit),
    /// They have no wavelength in common.
    #[error("they have no wavelengths in common")]
    Apart,
}

impl Repeats {
    /// Of these sweeps. What lies between the samples of one is interpolated, in dB; a hole stays one.
    ///
    /// # Errors
    /// Where they have no mean.
    pub(crate) fn of(sweeps: &[&Trace]) -> Result<Self, NoMean> {
        let (first, others) = sweeps.split_first().ok_or(NoMean::Few(0))?;
        if others.is_empty() {
            return Err(NoMean::Few(1));
        }
        let unit = first.level_unit();
        if let Some(other) = others.iter().find(|other| other.level_unit() != unit) {
            return Err(NoMean::Units(unit, other.level_unit()));
        }
        // From where to where a sweep is, in samples of the first; a sample on an end is within, whatever its last digits.
        const NEAR: f64 = 1e-6;
        let ends = |trace: &Trace| {
            let last = trace.spacing.nm(trace.y.len().saturating_sub(1));
            let place = |nm: f64| first.spacing.index_of_nm(nm);
            ((place(trace.spacing.nm(0)) - NEAR).ceil(), (place(last) + NEAR).floor())
        };
        let (from, to) = sweeps
            .iter()
            .map(|trace| ends(trace))
            .fold((0.0, count_f64(first.y.len()) - 1.0), |(from, to): (f64, f64), (begin, end)| {
                (from.max(begin), to.min(end))
            });
        if to < from || sweeps.iter().any(|trace| trace.y.is_empty()) {
            return Err(NoMean::Apart);
        }
        let (from, to) = (floor_index(from), floor_index(to));
        let (mut mean, mut spread) = (Vec::with_capacity(to - from + 1), Vec::with_capacity(to - from + 1));
        for index in from..=to {
            let nm = first.spacing.nm(index);
            let levels: Vec<f64> =
                sweeps.iter().map(|trace| level_at(trace, trace.spacing.index_of_nm(nm))).collect();
            let light = levels.iter().map(|level| power(*level)).sum::<f64>() / count_f64(levels.len());
            mean.push(level_f32(level(light)));
            spread
                .push(level_f32(mean_and_spread(&levels).and_then(|(_, spread)| spread).unwrap_or(f64::NAN)));
        }
        let spacing = Spacing { start: first.spacing.wavelength(from), ..first.spacing };
        let interpolated = others.iter().any(|other| {
            let place = other.spacing.index_of_nm(spacing.nm(0));
            let step = other.spacing.sampling.m() / first.spacing.sampling.m();
            (place - place.round()).abs() > 1e-3 || (step - 1.0).abs() * count_f64(mean.len()) > 1e-3
        });
        Ok(Self { spacing, mean, spread, interpolated })
    }
}

/// The level at a place among the samples; on a sample that one alone counts.
fn level_at(trace: &Trace, place: f64) -> f64 {
    let nearest = place.round();
    let sample = |at: f64| trace.y.get(floor_index(at)).map_or(f64::NAN, |level| f64::from(*level));
    if (place - nearest).abs() < 1e-3 {
        return sample(nearest);
    }
    let (low, part) = (place.floor(), place - place.floor());
    sample(low) * (1.0 - part) + sample(low + 1.0) * part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::{DetectorId, TraceType};
    use crate::core::trace::{Provenance, TraceId};
    use crate::core::units::Wavelength;

    fn trace(start_nm: f64, step_pm: f64, kind: TraceType, y: Vec<f32>) -> Trace {
        Trace {
            origin: TraceId { detector: DetectorId::new(4, 1).unwrap(), kind }.into(),
            spacing: Spacing {
                start: Wavelength::from_nm(start_nm),
                sampling: Wavelength::from_m(step_pm * 1e-12),
            },
            y,
            provenance: Provenance::default(),
            x_difference_pm: None,
        }
    }

    fn tf(start_nm: f64, step_pm: f64, y: Vec<f32>) -> Trace {
        trace(start_nm, step_pm, TraceType::TF_LIVE, y)
    }

    #[test]
    fn a_mean_is_that_of_powers_where_all_were_measured() {
        let (a, b) =
            (tf(1550.0, 1.0, vec![0.0, -3.0, -6.0, f32::NAN]), tf(1550.001, 1.0, vec![-5.0, -6.0, -7.0]));
        let found = Repeats::of(&[&a, &b]).unwrap();
        assert!((found.spacing.nm(0) - 1550.001).abs() < 1e-9 && !found.interpolated, "{found:?}");
        assert_eq!(found.mean.len(), 3);
        let wanted = level(f64::midpoint(power(-3.0), power(-5.0)));
        assert!((f64::from(found.mean[0]) - wanted).abs() < 1e-6 && found.mean[1] == -6.0, "{found:?}");
        assert!((found.spread[0] - 2f32.sqrt()).abs() < 1e-6 && found.spread[1] == 0.0, "{found:?}");
        assert!(found.mean[2].is_nan() && found.spread[2].is_nan());
    }

    #[test]
    fn other_wavelengths_are_interpolated_and_that_is_said() {
        let a = tf(1550.0, 1.0, vec![-1.0; 5]);
        let b = tf(1550.0005, 2.0, vec![-1.0, -3.0, -5.0]);
        let found = Repeats::of(&[&a, &b]).unwrap();
        assert!(found.interpolated && (found.spacing.nm(0) - 1550.001).abs() < 1e-9);
        // At 0.5 pm behind its first sample b has -1.5 dB, then 1 dB less each picometre.
        for (at, level) in [-1.5, -2.5, -3.5, -4.5].into_iter().enumerate() {
            let wanted = (-1.0 - level) / 2f64.sqrt();
            assert!((f64::from(found.spread[at]) - wanted).abs() < 1e-4, "{found:?}");
        }
        assert_eq!(found.mean.len(), 4);
    }

    #[test]
    fn what_has_no_mean_is_refused_with_words() {
        let a = tf(1550.0, 1.0, vec![-1.0; 5]);
        let raw = trace(1550.0, 1.0, TraceType::RAW_LIVE, vec![-1.0; 5]);
        assert_eq!(Repeats::of(&[&a]), Err(NoMean::Few(1)));
        assert_eq!(Repeats::of(&[&a, &raw]), Err(NoMean::Units(LevelUnit::Db, LevelUnit::Dbm)));
        assert_eq!(Repeats::of(&[&a, &tf(1551.0, 1.0, vec![-1.0; 5])]), Err(NoMean::Apart));
        assert_eq!(Repeats::of(&[&a, &tf(1550.0, 1.0, vec![])]), Err(NoMean::Apart));
    }
}
