//! Peaks and dips, as scipy's `find_peaks` and `peak_widths` have them.

use crate::core::cast::count_f64;

/// Which way something sticks out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extremum {
    /// Up.
    Peak,
    /// Down.
    Dip,
}

impl Extremum {
    /// In a word.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Peak => "peak",
            Self::Dip => "dip",
        }
    }

    /// What turns levels so that it sticks out up.
    pub(crate) const fn upright(self) -> f32 {
        match self {
            Self::Peak => 1.0,
            Self::Dip => -1.0,
        }
    }

    /// What turns a distance to the base line so that it is above 0: the base line of a dip lies above it.
    pub(crate) fn to_base(self) -> f64 {
        -f64::from(self.upright())
    }
}

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// Peaks or dips.
    pub kind: Extremum,
    /// It must stick out of its surroundings by so much (scipy's prominence, an analyser's excursion).
    pub excursion: f64,
    /// A peak must be higher, a dip lower than this, if it is given.
    pub threshold: Option<f64>,
}

/// A peak or a dip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extreme {
    /// The sample; the middle one of a plateau.
    pub index: usize,
    /// Its level.
    pub(crate) level: f64,
    /// How far it sticks out.
    pub prominence: f64,
}

/// Finds peaks or dips from left to right. NaN is never part of one and ends the surroundings. One pass: it
/// is done on a key, with a million samples.
pub fn find(y: &[f32], search: &Search) -> Vec<Extreme> {
    let sign = search.kind.upright();
    let mut found = Vec::new();
    let mut first = 0;
    for stretch in y.split(|sample| sample.is_nan()) {
        climb(stretch, sign, |top, prominence| {
            let (index, level) = (first + top, f64::from(y[first + top]));
            let beyond = |threshold| f64::from(sign) * level >= f64::from(sign) * threshold;
            if prominence >= search.excursion && search.threshold.is_none_or(beyond) {
                found.push(Extreme { index, level, prominence });
            }
        });
        first += stretch.len() + 1;
    }
    found.sort_unstable_by_key(|extreme| extreme.index);
    found
}

/// A summit that nothing higher has followed yet.
struct Summit {
    level: f32,
    /// The lowest level between it and the summit before that is still open.
    between: f32,
    /// The lowest level before it, back to where something is higher.
    before: f32,
    /// Its sample; none for an end of the stretch, which is high but no peak.
    top: Option<usize>,
}

/// Summits of which none is lower than the next.
struct Range<F> {
    open: Vec<Summit>,
    each: F,
}

impl<F: FnMut(usize, f64)> Range<F> {
    /// Goes on to a summit, over a valley; what is lower than it has its surroundings now.
    fn rise(&mut self, level: f32, valley: f32, top: Option<usize>) {
        let between = self.close(valley, |summit| summit.level < level);
        let same = self.open.last().filter(|summit| summit.level == level);
        let before = same.map_or(between, |summit| summit.before.min(between));
        self.open.push(Summit { level, between, before, top });
    }

    /// Closes summits from the last one back; the lowest level since the one that stays.
    fn close(&mut self, mut lowest: f32, over: impl Fn(&Summit) -> bool) -> f32 {
        while let Some(summit) = self.open.pop_if(|summit| over(summit)) {
            if let Some(top) = summit.top {
                let base = f64::from(summit.before.max(lowest));
                (self.each)(top, f64::from(summit.level) - base);
            }
            lowest = lowest.min(summit.between);
        }
        lowest
    }
}

/// Walks over a stretch without NaN from summit to summit, and tells each peak with how far it sticks out:
/// the middle sample of its plateau, and its height above the higher of the lowest levels on its left and on
/// its right, each up to where something is higher.
fn climb(stretch: &[f32], sign: f32, each: impl FnMut(usize, f64)) {
    let Some((&first, rest)) = stretch.split_first() else { return };
    let mut range = Range { open: Vec::new(), each };
    let (mut here, mut valley) = (sign * first, sign * first);
    // Where the level that is held now began, and whether it was climbed to.
    let (mut since, mut rising) = (0, false);
    let mut falling = false;
    for (index, &sample) in rest.iter().enumerate() {
        let next = sign * sample;
        if next > here {
            if falling {
                valley = here;
            }
            (since, rising, falling) = (index + 1, true, false);
        } else if next < here {
            if !falling {
                let top = rising.then(|| usize::midpoint(since, index));
                range.rise(here, valley, top);
            }
            (rising, falling) = (false, true);
        }
        here = next;
    }
    if falling {
        valley = here;
    } else {
        range.rise(here, valley, None);
        valley = f32::INFINITY;
    }
    range.close(valley, |_| true);
}

/// Where the flanks of a peak or dip cross a level, in samples, interpolated; `None` where a flank does not
/// reach it.
pub fn crossings(y: &[f32], kind: Extremum, index: usize, at: f64) -> Option<(f64, f64)> {
    let sign = f64::from(kind.upright());
    let (at, level) = (sign * at, |index: usize| sign * f64::from(y[index]));
    if level(index) <= at {
        return None;
    }
    let left = (0..index).rev().find(|&i| level(i) <= at || level(i).is_nan())?;
    let right = (index + 1..y.len()).find(|&i| level(i) <= at || level(i).is_nan())?;
    let part = |low: usize, high: usize| (at - level(low)) / (level(high) - level(low));
    let (a, b) = (count_f64(left) + part(left, left + 1), count_f64(right) - part(right, right - 1));
    (a.is_finite() && b.is_finite()).then_some((a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As scipy computes it: a walk to both sides.
    fn walked(y: &[f32], peak: usize) -> f64 {
        let side = |range: &mut dyn Iterator<Item = usize>| {
            range.take_while(|&i| y[i] <= y[peak]).map(|i| f64::from(y[i])).fold(f64::from(y[peak]), f64::min)
        };
        let left = side(&mut (0..peak).rev());
        let right = side(&mut (peak + 1..y.len()));
        f64::from(y[peak]) - left.max(right)
    }

    /// Middles of plateaus that are higher than what is on both sides of them.
    fn tops(y: &[f32]) -> Vec<usize> {
        let end = |index: usize| (index..y.len()).find(|&i| y[i] != y[index]).unwrap_or(y.len());
        let begins = (1..y.len()).filter(|&i| y[i - 1] < y[i]);
        begins
            .filter(|&i| y.get(end(i)).is_some_and(|&y_end| y_end < y[i]))
            .map(|i| usize::midpoint(i, end(i) - 1))
            .collect()
    }

    fn samples() -> impl Strategy<Value = Vec<f32>> {
        let sample = prop_oneof![30 => (-9i8..9).prop_map(f32::from), 1 => Just(f32::NAN)];
        prop::collection::vec(sample, 0..200)
    }

    proptest! {
        #[test]
        fn prominences_are_those_of_a_walk(y in samples()) {
            let search = Search { kind: Extremum::Peak, excursion: 0.0, threshold: None };
            let found = find(&y, &search);
            for extreme in &found {
                prop_assert_eq!(extreme.prominence, walked(&y, extreme.index));
            }
            prop_assert_eq!(found.iter().map(|extreme| extreme.index).collect::<Vec<_>>(), tops(&y));
            let turned: Vec<f32> = y.iter().map(|y| -y).collect();
            let dips = find(&turned, &Search { kind: Extremum::Dip, ..search });
            let up: Vec<Extreme> = dips.iter().map(|dip| Extreme { level: -dip.level, ..*dip }).collect();
            prop_assert_eq!(up, found);
        }
    }

    #[test]
    fn a_plateau_has_its_middle_and_an_edge_is_no_peak() {
        let found = |y: &[f32]| {
            let search = Search { kind: Extremum::Peak, excursion: 0.5, threshold: None };
            find(y, &search).iter().map(|extreme| extreme.index).collect::<Vec<_>>()
        };
        assert_eq!(found(&[0.0, 2.0, 2.0, 2.0, 0.0]), [2]);
        assert_eq!(found(&[2.0, 1.0, 0.0, 1.0, 2.0]), [] as [usize; 0]);
        assert_eq!(found(&[0.0, f32::NAN, 3.0, f32::NAN, 0.0]), [] as [usize; 0]);
        assert!(found(&[]).is_empty() && found(&[1.0]).is_empty());
    }

    #[test]
    fn excursion_and_threshold_include_what_just_meets_them() {
        let y = [0.0, 2.0, 0.0, 3.0, 1.0, 4.0, 0.0];
        let found = |kind, excursion, threshold| {
            let turned: Vec<f32> = y.iter().map(|y| if kind == Extremum::Peak { *y } else { -y }).collect();
            find(&turned, &Search { kind, excursion, threshold }).iter().map(|e| e.index).collect::<Vec<_>>()
        };
        assert_eq!(found(Extremum::Peak, 2.0, None), [1, 3, 5]);
        assert_eq!(found(Extremum::Peak, 2.1, None), [5]);
        assert_eq!(found(Extremum::Peak, 1.0, Some(3.0)), [3, 5]);
        assert_eq!(found(Extremum::Peak, 1.0, Some(3.1)), [5]);
        assert_eq!(found(Extremum::Dip, 1.0, Some(-3.0)), [3, 5]);
        assert_eq!(found(Extremum::Dip, 1.0, Some(-3.1)), [5]);
    }

    #[test]
    fn a_flank_that_ends_in_a_hole_or_at_the_edge_crosses_nothing() {
        assert_eq!(crossings(&[f32::NAN, 4.0, 0.0], Extremum::Peak, 1, 1.0), None);
        assert_eq!(crossings(&[0.0, 4.0, f32::NAN, 0.0], Extremum::Peak, 1, 1.0), None);
        assert_eq!(crossings(&[2.0, 4.0, 0.0], Extremum::Peak, 1, 1.0), None);
        assert_eq!(crossings(&[1.0, 4.0, 1.0], Extremum::Peak, 1, 1.0), Some((0.0, 2.0)));
        assert_eq!(crossings(&[-1.0, -4.0, -2.0, 0.0], Extremum::Dip, 1, -1.0), Some((0.0, 2.5)));
        assert_eq!(crossings(&[0.0, 1.0, 0.0], Extremum::Peak, 1, 1.0), None, "the top is the level");
    }

    #[test]
    fn flanks_are_interpolated() {
        let y = [0.0, 0.0, 2.0, 4.0, 1.0, 0.0];
        assert_eq!(crossings(&y, Extremum::Peak, 3, 1.0), Some((1.5, 4.0)));
        assert_eq!(crossings(&y, Extremum::Peak, 3, 5.0), None);
        assert_eq!(crossings(&y, Extremum::Peak, 3, -1.0), None);
    }
}
