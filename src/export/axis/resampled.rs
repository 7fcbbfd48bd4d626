//! Levels on even wavelengths that the file has at others.

use super::straight::Line;
use crate::core::cast::{count_f64, floor_index, level_f32};
use crate::core::trace::Spacing;

/// Wavelengths that do not lie evenly, and those that their levels are put onto.
#[derive(Debug, PartialEq)]
pub(super) struct Resampled {
    /// Where the samples of the file lie, nm, upwards.
    nm: Vec<f64>,
    /// Where they lie afterwards, nm.
    pub(super) line: Line,
    /// How many there are afterwards.
    pub(super) points: usize,
    /// The steps of the file, in words.
    pub(super) from: String,
}

impl Resampled {
    /// On even wavelengths, as fine as the finest steps of the file, in whole femtometres where that is no matter. Steps
    /// are looked at several together: of samples that are near each other by jitter alone not more become of it.
    pub(super) fn new(nm: Vec<f64>, from: String) -> Self {
        /// Femtometres of a nanometre.
        const FEMTO: f64 = 1e6;
        /// So many steps together tell how fine they are; a quarter of those there are if these are fewer.
        const TOGETHER: usize = 16;
        let together = (nm.len().saturating_sub(1) / 4).clamp(1, TOGETHER);
        let spans = nm.iter().zip(nm.iter().skip(together)).map(|(one, later)| later - one);
        let finest = spans.fold(f64::INFINITY, f64::min) / count_f64(together);
        let whole = (finest * FEMTO).floor();
        let step = if whole >= 100.0 { whole / FEMTO } else { finest };
        let (shortest, longest) = (nm.first().copied().unwrap_or(0.0), nm.last().copied().unwrap_or(0.0));
        // What the last sample is off by rounding is no sample less.
        let points = floor_index((longest - shortest) / step + 1e-6) + 1;
        Self { nm, line: Line { start: shortest, step }, points, from }
    }

    /// Levels on the straight lines between those of the file. What lies beside a hole is one.
    pub(super) fn interpolate(&self, y: &[f32], spacing: Spacing) -> Vec<f32> {
        let mut at = 0;
        let level = |index: usize| {
            let nm = spacing.nm(index);
            while at + 2 < self.nm.len() && self.nm[at + 1] <= nm {
                at += 1;
            }
            let (Some(&left), Some(&right)) = (y.get(at), y.get(at + 1)) else { return f32::NAN };
            let part = (nm - self.nm[at]) / (self.nm[at + 1] - self.nm[at]);
            // A sample that lies there is taken as it is, also where its neighbour is infinite.
            if part < 1e-6 {
                return left;
            }
            if part > 1.0 - 1e-6 {
                return right;
            }
            level_f32(f64::from(left) * (1.0 - part) + f64::from(right) * part)
        };
        (0..self.points).map(level).collect()
    }
}
