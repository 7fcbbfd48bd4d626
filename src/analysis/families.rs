//! Combs that stand in each other: the teeth of several resonators, or of several modes of one, in one trace.
//!
//! Each is followed from tooth to tooth, so that its spacing may change along it; it counts where chance hardly puts so many
//! places so evenly.

use super::comb::Comb;
use super::noise::median;
use crate::core::cast::{count_f64, floor_index};

/// So many combs a trace has at most.
const MOST: usize = 4;
/// Fewer teeth than this are no comb beside another one.
const FEWEST: usize = 5;
/// A tooth is within this part of the spacing from where the ones before it say.
const WITHIN: f64 = 0.03;
/// So many teeth in a row may be missing, and this part of all.
const GAP: i32 = 3;
const MISSING: f64 = 0.35;
/// The spacing is that over so many teeth before.
const LOOKED_BACK: usize = 4;
/// Logarithm of how unlikely it is that chance makes one.
const SURE: f64 = 18.0;

/// The combs of places in THz, in any order, whose standard deviation is so much at least; the one with most teeth first.
pub(super) fn combs(places: &[f64], least: f64) -> Vec<Comb> {
    let mut found: Vec<Comb> = Comb::of(places, least).into_iter().collect();
    while found.len() < MOST {
        let taken = |at: usize| found.iter().any(|comb| comb.teeth[at].is_some());
        let mut rest: Vec<usize> = (0..places.len()).filter(|&at| !taken(at)).collect();
        rest.sort_unstable_by(|&a, &b| places[a].total_cmp(&places[b]));
        let sorted: Vec<f64> = rest.iter().map(|&at| places[at]).collect();
        let Some(teeth) = family(&sorted) else { break };
        let mut numbers = vec![None; places.len()];
        for (at, number) in teeth {
            numbers[rest[at]] = Some(number);
        }
        let Some(comb) = Comb::with_teeth(places, least, numbers) else { break };
        found.push(comb);
    }
    found.sort_by_key(|comb| std::cmp::Reverse(comb.teeth.iter().flatten().count()));
    found
}

/// Places of a comb with their numbers.
type Teeth = Vec<(usize, i32)>;

/// The comb that chance makes least likely, of places from the lowest up.
fn family(sorted: &[f64]) -> Option<Teeth> {
    /// So many places, one after the other, begin one, and its next tooth is one of so many.
    const ANCHORS: usize = 24;
    const NEXT: usize = 8;
    let anchors = (0..sorted.len()).step_by(sorted.len().div_ceil(ANCHORS).max(1));
    let pairs =
        anchors.flat_map(|anchor| (anchor + 1..sorted.len()).take(NEXT).map(move |next| (anchor, next)));
    let all = pairs.filter_map(|(anchor, next)| {
        let teeth = followed(sorted, anchor, next);
        let sure = unlikely(sorted, &teeth)?;
        (sure > SURE).then_some((sure, teeth))
    });
    all.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, teeth)| teeth)
}

/// The comb that two places begin, followed to both sides.
fn followed(sorted: &[f64], anchor: usize, next: usize) -> Teeth {
    let mut up = vec![(anchor, 0), (next, 1)];
    follow(sorted, &mut up, 1);
    let mut all: Teeth = up.into_iter().rev().collect();
    follow(sorted, &mut all, -1);
    all.reverse();
    all
}

/// Goes on from the last of some teeth, up or down in number and place.
fn follow(sorted: &[f64], teeth: &mut Teeth, way: i32) {
    'on: loop {
        let (Some(&(last, number)), Some(&(before, first))) =
            (teeth.last(), teeth.get(teeth.len().saturating_sub(1 + LOOKED_BACK)).or(teeth.first()))
        else {
            return;
        };
        let spacing = (sorted[last] - sorted[before]) / f64::from(number - first);
        for gap in 1..=GAP {
            let number = number + way * gap;
            let wanted = sorted[last] + spacing * f64::from(way * gap);
            let near = nearest(sorted, wanted);
            if near != last && (sorted[near] - wanted).abs() < WITHIN * spacing {
                teeth.push((near, number));
                continue 'on;
            }
        }
        return;
    }
}

/// The nearest of places from the lowest up.
fn nearest(sorted: &[f64], wanted: f64) -> usize {
    let above = sorted.partition_point(|place| *place < wanted).min(sorted.len() - 1);
    let below = above.saturating_sub(1);
    if wanted - sorted[below] < sorted[above] - wanted { below } else { above }
}

/// Logarithm of how unlikely chance puts places as evenly as these; `None` of too few, or with too many missing.
fn unlikely(sorted: &[f64], teeth: &Teeth) -> Option<f64> {
    /// Nothing is known better than this part of the spacing.
    const LEAST: f64 = 2e-4;
    let (first, last) = (teeth.first()?, teeth.last()?);
    let spacings = f64::from(last.1 - first.1);
    let count = count_f64(teeth.len());
    if teeth.len() < FEWEST || spacings + 1.0 - count > MISSING * count {
        return None;
    }
    let spacing = (sorted[last.0] - sorted[first.0]) / spacings;
    // Of three in a row: how the spacing changes along the comb is not in it.
    let bends = teeth.windows(3).filter(|three| three[2].1 - three[0].1 == 2).map(|three| {
        (sorted[three[0].0] - 2.0 * sorted[three[1].0] + sorted[three[2].0]).abs() / 6f64.sqrt() / 0.6745
    });
    let scatter = (median(bends)? / spacing).max(LEAST);
    let others = count_f64(last.0 - first.0 + 1) - count + 1.0;
    // A place by chance within two of its standard deviations, to both sides.
    let chance = (4.0 * scatter * others / spacings).min(1.0);
    Some(-(count - 3.0) * chance.ln() - count_f64(floor_index(spacings + 1.0 - count)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::Random;
    use super::*;

    /// Two combs in wavelength, whose spacings in THz change by some percent, and what else there is.
    fn two(seed: u64, spacings_nm: [f64; 2], span: f64, scatter_pm: f64) -> (Vec<f64>, Vec<usize>) {
        let mut random = Random::new(seed);
        let (mut places, mut of) = (Vec::new(), Vec::new());
        for (family, spacing) in spacings_nm.into_iter().enumerate() {
            let first = 1500.0 + spacing * random.uniform();
            for n in 0..(span / spacing) as usize {
                let nm = first + spacing * n as f64 + 1e-3 * scatter_pm * random.normal();
                places.push(crate::core::units::LIGHT * 1e-3 / nm);
                of.push(family);
            }
        }
        (places, of)
    }

    #[test]
    fn both_of_two_combs_are_found() {
        let (mut right, mut wrong, mut none) = (0, 0, 0);
        for (spacings, span) in
            [([1.2, 1.73], 20.0), ([1.2, 1.73], 100.0), ([0.8, 0.83], 40.0), ([2.0, 0.7], 15.0)]
        {
            for seed in 0..10 {
                let (places, of) = two(seed, spacings, span, 0.1);
                let found = combs(&places, 0.0);
                for (at, family) in of.iter().enumerate() {
                    let Some(comb) = found.iter().find(|comb| comb.teeth[at].is_some()) else {
                        none += 1;
                        continue;
                    };
                    let (spacing, _) = comb.spacing(comb.teeth[at].unwrap());
                    let pm = spacing * (crate::core::units::LIGHT * 1e-3) / places[at].powi(2);
                    if (pm / spacings[*family] - 1.0).abs() < 0.01 { right += 1 } else { wrong += 1 }
                }
            }
        }
        assert!(wrong * 100 <= right && none * 20 <= right, "{right} right, {wrong} wrong, {none} on none");
    }

    #[test]
    fn places_by_chance_are_no_combs() {
        for count in [12, 30, 60, 140] {
            let found = (0..50).filter(|&seed| {
                let mut random = Random::new(seed);
                let places: Vec<f64> = (0..count).map(|_| 190.0 + 5.0 * random.uniform()).collect();
                !combs(&places, 0.0).is_empty()
            });
            let found = found.count();
            // Some lie evenly by chance.
            assert!(found <= 4, "{found} of 50 with {count} places");
        }
    }
}
