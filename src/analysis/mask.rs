//! Pass/fail masks: lines that a trace must stay under or above.

use serde::Deserialize;

use crate::core::cast::{count_f64, floor_index};
use crate::core::trace::Spacing;

/// A mask file.
///
/// ```toml
/// name = "drop port"
/// [[upper]]                   # the trace must stay below this line
/// points = [[1549.0, -30.0], [1549.8, -30.0]]    # nm, dB
/// [[lower]]                   # and above this one
/// points = [[1549.95, -3.5], [1550.05, -3.5]]
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mask {
    /// What it is for.
    pub(crate) name: String,
    /// The trace must stay below these lines.
    pub(crate) upper: Vec<Limit>,
    /// The trace must stay above these.
    pub(crate) lower: Vec<Limit>,
}

/// A line through points, nm and dB; it says nothing beyond its ends.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    /// Its points, from left to right.
    pub(crate) points: Vec<[f64; 2]>,
}

/// How a trace stands to a mask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// The least distance to a line, dB; negative where it is crossed.
    pub(crate) margin_db: f64,
    /// Where that is, nm.
    pub(crate) at_nm: f64,
    /// How many samples are beyond.
    pub(crate) beyond: usize,
}

/// A mask that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    /// It is not TOML, or has words that no mask has.
    #[error("{0}")]
    Parse(String),
    /// A line of one point, or one whose points run back.
    #[error("a line needs two points or more, from left to right")]
    Line,
    /// Nothing to hold a trace against.
    #[error("it has no line")]
    Empty,
}

impl Mask {
    /// Reads a mask.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, MaskError> {
        let parsed = toml::from_str(text);
        let mask: Self =
            parsed.map_err(|error| MaskError::Parse(crate::core::text::clean(error.message())))?;
        for limit in mask.upper.iter().chain(&mask.lower) {
            let sound = limit.points.iter().flatten().all(|number| number.is_finite());
            if limit.points.len() < 2 || !sound || !limit.points.is_sorted_by(|a, b| a[0] < b[0]) {
                return Err(MaskError::Line);
            }
        }
        if mask.upper.is_empty() && mask.lower.is_empty() {
            return Err(MaskError::Empty);
        }
        Ok(mask)
    }

    /// Holds a trace against it; `None` if no sample is where the mask says anything. A hole fails.
    pub(crate) fn judge(&self, y: &[f32], spacing: Spacing) -> Option<Verdict> {
        let mut worst: Option<Verdict> = None;
        for (limits, sign) in [(&self.upper, 1.0), (&self.lower, -1.0)] {
            for limit in limits {
                let (first, last) = (limit.points.first()?[0], limit.points.last()?[0]);
                let place = |nm: f64| floor_index(spacing.index_of_nm(nm).clamp(0.0, count_f64(y.len())));
                let range = place(first)..(place(last) + 2).min(y.len());
                for (index, &level) in range.clone().zip(&y[range]) {
                    let nm = spacing.nm(index);
                    let Some(line) = limit.at(nm) else { continue };
                    let level = f64::from(level);
                    let margin = if level.is_nan() { f64::NEG_INFINITY } else { sign * (line - level) };
                    let verdict = worst.get_or_insert(Verdict { margin_db: margin, at_nm: nm, beyond: 0 });
                    verdict.beyond += usize::from(margin < 0.0);
                    if margin < verdict.margin_db {
                        (verdict.margin_db, verdict.at_nm) = (margin, nm);
                    }
                }
            }
        }
        worst
    }
}

impl Limit {
    /// The line at a wavelength; `None` beyond its ends.
    pub(crate) fn at(&self, nm: f64) -> Option<f64> {
        // A sample on an end is on the line, whatever its last binary digits.
        const NEAR: f64 = 1e-7;
        let (first, last) = (self.points.first()?[0], self.points.last()?[0]);
        let nm = if (first - NEAR..=last + NEAR).contains(&nm) { nm.clamp(first, last) } else { nm };
        let pair = self.points.windows(2).find(|pair| (pair[0][0]..=pair[1][0]).contains(&nm))?;
        let part = (nm - pair[0][0]) / (pair[1][0] - pair[0][0]);
        Some(pair[0][1] + part * (pair[1][1] - pair[0][1]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::units::Wavelength;

    #[test]
    fn the_margin_is_the_least_and_a_hole_fails() {
        let mask = Mask::parse(
            "name = 'x'\n[[upper]]\npoints = [[1550.0, -10.0], [1550.01, -20.0]]\n[[lower]]\npoints = [[1550.0, -40.0], [1550.02, -40.0]]",
        )
        .unwrap();
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let verdict = mask.judge(&[-25.0; 20], spacing).unwrap();
        assert!((verdict.margin_db - 5.0).abs() < 1e-6 && verdict.beyond == 0, "{verdict:?}");
        assert!((verdict.at_nm - 1550.01).abs() < 1e-9, "{verdict:?}");
        let mut y = [-25.0; 20];
        y[3] = -45.0;
        let verdict = mask.judge(&y, spacing).unwrap();
        assert!((verdict.margin_db + 5.0).abs() < 1e-6 && verdict.beyond == 1);
        assert!((verdict.at_nm - 1550.003).abs() < 1e-6);
        y[5] = f32::NAN;
        // The hole is beyond both lines.
        let verdict = mask.judge(&y, spacing).unwrap();
        assert_eq!((verdict.margin_db, verdict.beyond), (f64::NEG_INFINITY, 3));
        assert_eq!(mask.judge(&[], spacing), None);
    }

    #[test]
    fn a_line_says_something_from_its_first_point_to_its_last_one() {
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let judge = |from: f64, to: f64, y: &[f32]| {
            let text = format!("[[upper]]\npoints = [[{from:?}, -10.0], [{to:?}, -10.0]]");
            Mask::parse(&text).unwrap().judge(y, spacing)
        };
        let y = [0.0; 20];
        assert_eq!(judge(1550.003, 1550.007, &y).unwrap().beyond, 5, "samples 3 to 7");
        assert_eq!(judge(1550.0031, 1550.0069, &y).unwrap().beyond, 3, "samples 4 to 6");
        assert_eq!(judge(1549.0, 1552.0, &y).unwrap().beyond, 20);
        assert_eq!(judge(1550.0, 1550.019, &y).unwrap().beyond, 20);
        assert_eq!(judge(1551.0, 1552.0, &y), None);
        assert_eq!(judge(1548.0, 1549.0, &y), None);
        // What lies on the line is not beyond it.
        let verdict = judge(1550.0, 1550.019, &[-10.0; 20]).unwrap();
        assert_eq!((verdict.beyond, verdict.margin_db), (0, 0.0));
        assert!((verdict.at_nm - 1550.0).abs() < 1e-9, "the first of those that are equally close");
    }

    #[test]
    fn a_line_is_straight_between_its_points() {
        let line = Limit { points: vec![[1550.0, -10.0], [1551.0, -20.0], [1553.0, -16.0]] };
        for (nm, wanted) in
            [(1550.0, -10.0), (1550.25, -12.5), (1551.0, -20.0), (1552.0, -18.0), (1553.0, -16.0)]
        {
            let found = line.at(nm).unwrap();
            assert!((found - wanted).abs() < 1e-9, "{nm}: {found}");
        }
        // The last binary digits of a wavelength count for nothing.
        assert_eq!((line.at(1550.0 - 9e-8), line.at(1553.0 + 9e-8)), (Some(-10.0), Some(-16.0)));
        assert_eq!((line.at(1550.0 - 2e-7), line.at(1553.0 + 2e-7)), (None, None));
    }

    #[test]
    fn a_mask_that_is_none_is_refused() {
        for text in [
            "",
            "[[upper]]\npoints = [[1.0, 2.0]]",
            "[[upper]]\npoints = [[2.0, 1.0], [1.0, 1.0]]",
            "x = 3",
            "[[lower]]\npoints = [[1.0, nan], [2.0, 1.0]]",
            "[[lower]]\npoints = [[1.0, 1.0], [1.0, 2.0]]",
        ] {
            assert!(Mask::parse(text).is_err(), "{text}");
        }
        for text in ["upper", "lower"].map(|side| format!("[[{side}]]\npoints = [[1.0, 2.0], [2.0, 2.0]]")) {
            assert!(Mask::parse(&text).is_ok(), "{text}");
        }
    }
}
