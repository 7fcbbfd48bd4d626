//! Peaks and pits, as scipy's `find_peaks` and `peak_widths` have them.

/// Which way something sticks out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Up.
    Peak,
    /// Down.
    Pit,
}

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// Peaks or pits.
    pub kind: Kind,
    /// It must stick out of its surroundings by so much (scipy's prominence, an analyser's excursion).
    pub excursion: f64,
    /// A peak must be higher, a pit lower than this, if it is given.
    pub threshold: Option<f64>,
}

/// A peak or a pit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extreme {
    /// The sample; the middle one of a plateau.
    pub index: usize,
    /// Its level.
    pub level: f64,
    /// How far it sticks out.
    pub prominence: f64,
}

/// Finds peaks or pits from left to right. NaN is never part of one and ends the surroundings.
pub fn find(y: &[f32], search: &Search) -> Vec<Extreme> {
    let sign = if search.kind == Kind::Peak { 1.0 } else { -1.0 };
    let level = |index: usize| sign * f64::from(y[index]);
    let tops = plateaus(y.len(), level);
    let bases = bases(y.len(), level, &tops);
    tops.into_iter()
        .zip(bases)
        .map(|(index, base)| Extreme { index, level: f64::from(y[index]), prominence: level(index) - base })
        .filter(|extreme| extreme.prominence >= search.excursion)
        .filter(|extreme| search.threshold.is_none_or(|threshold| sign * extreme.level >= sign * threshold))
        .collect()
}

/// Samples, or middles of plateaus, that are higher than what is beside them on both sides.
fn plateaus(count: usize, level: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut tops = Vec::new();
    let mut index = 1;
    while index + 1 < count {
        if level(index - 1) < level(index) {
            let mut ahead = index + 1;
            while ahead + 1 < count && level(ahead) == level(index) {
                ahead += 1;
            }
            if level(ahead) < level(index) {
                tops.push(usize::midpoint(index, ahead - 1));
                index = ahead;
            }
        }
        index += 1;
    }
    tops
}

/// For each top the higher of the lowest levels on its left and on its right, each up to where something
/// is higher than the top.
fn bases(count: usize, level: impl Fn(usize) -> f64 + Copy, tops: &[usize]) -> Vec<f64> {
    let left = lowest(0..count, level, tops.iter().copied());
    let mut right = lowest((0..count).rev(), level, tops.iter().rev().copied());
    right.reverse();
    left.into_iter().zip(right).map(|(left, right)| left.max(right)).collect()
}

/// The lowest level before each top, back to where something is higher. One pass: what is lower than a
/// later sample can never end its surroundings.
fn lowest(
    order: impl Iterator<Item = usize>,
    level: impl Fn(usize) -> f64,
    mut tops: impl Iterator<Item = usize>,
) -> Vec<f64> {
    let mut higher: Vec<(f64, f64)> = Vec::new();
    let mut found = Vec::new();
    let mut next = tops.next();
    for index in order {
        let here = level(index);
        if here.is_nan() {
            higher.clear();
            continue;
        }
        let mut least = here;
        while let Some(&(top, low)) = higher.last() {
            if top > here {
                break;
            }
            least = least.min(low);
            higher.pop();
        }
        higher.push((here, least));
        if next == Some(index) {
            found.push(least);
            next = tops.next();
        }
    }
    found
}

/// Where the flanks of a peak or pit cross a level, in samples, interpolated; `None` where a flank does not
/// reach it.
pub fn crossings(y: &[f32], kind: Kind, index: usize, at: f64) -> Option<(f64, f64)> {
    let sign = if kind == Kind::Peak { 1.0 } else { -1.0 };
    let (at, level) = (sign * at, |index: usize| sign * f64::from(y[index]));
    if level(index) <= at {
        return None;
    }
    let left = (0..index).rev().find(|&i| level(i) <= at || level(i).is_nan())?;
    let right = (index + 1..y.len()).find(|&i| level(i) <= at || level(i).is_nan())?;
    let part = |low: usize, high: usize| (at - level(low)) / (level(high) - level(low));
    let (a, b) = (left as f64 + part(left, left + 1), right as f64 - part(right, right - 1));
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

    proptest! {
        #[test]
        fn prominences_are_those_of_a_walk(y in prop::collection::vec((-9i8..9).prop_map(f32::from), 0..200)) {
            let search = Search { kind: Kind::Peak, excursion: 0.0, threshold: None };
            for extreme in find(&y, &search) {
                prop_assert_eq!(extreme.prominence, walked(&y, extreme.index));
            }
            let turned: Vec<f32> = y.iter().map(|y| -y).collect();
            let pits = find(&turned, &Search { kind: Kind::Pit, ..search });
            prop_assert_eq!(pits.len(), find(&y, &search).len());
        }
    }

    #[test]
    fn a_plateau_has_its_middle_and_an_edge_is_no_peak() {
        let found = |y: &[f32]| {
            let search = Search { kind: Kind::Peak, excursion: 0.5, threshold: None };
            find(y, &search).iter().map(|extreme| extreme.index).collect::<Vec<_>>()
        };
        assert_eq!(found(&[0.0, 2.0, 2.0, 2.0, 0.0]), [2]);
        assert_eq!(found(&[2.0, 1.0, 0.0, 1.0, 2.0]), [] as [usize; 0]);
        assert_eq!(found(&[0.0, f32::NAN, 3.0, f32::NAN, 0.0]), [] as [usize; 0]);
        assert!(found(&[]).is_empty() && found(&[1.0]).is_empty());
    }

    #[test]
    fn flanks_are_interpolated() {
        let y = [0.0, 0.0, 2.0, 4.0, 1.0, 0.0];
        assert_eq!(crossings(&y, Kind::Peak, 3, 1.0), Some((1.5, 4.0)));
        assert_eq!(crossings(&y, Kind::Peak, 3, 5.0), None);
        assert_eq!(crossings(&y, Kind::Peak, 3, -1.0), None);
    }
}
