//! Resonances among what a base line, noise and fringes do: which samples belong to one.

use super::baseline::BaseLine;
use super::filling::filling;
use super::found::{Found, LIT, SURE, join, measure, significance};
use super::noise::{Noise, median, power};
use super::peaks::{Extreme, Extremum, Search, find};
use super::whole::Whole;
use crate::core::cast::{count_f64, floor_index};

/// A resonance is so many times as far from the base line as nine of ten other samples are.
const CLEAR: f64 = 2.2;

/// The base line is taken over so many times the usual width of a resonance, and what is so many times as wide as that is
/// none, but a part of the base line.
const WINDOW: usize = 24;
const WIDEST: usize = 6;
/// Everything that stands out of its surroundings as far as is wanted, whatever the noise is: scipy's `find_peaks`.
pub(crate) fn search_plainly(whole: &Whole, wanted: &Search) -> (Vec<Found>, Noise) {
    let sign = wanted.kind.to_base();
    let found = find(&whole.y, wanted).into_iter().filter_map(|one| {
        let found = measure(&whole.y, wanted.kind, one.index, one.level + sign * one.prominence)?;
        Some(Found { missing: whole.is_missing(found.left, found.right), ..found })
    });
    (found.collect(), whole.noise)
}

/// What stands out of a trace, from left to right: of its base line, else of the ends of the trace.
pub(crate) fn search(whole: &Whole, wanted: &Search) -> (Vec<Found>, Noise) {
    let candidates = find(&whole.y, wanted);
    let found = on_base_line(whole, wanted, &candidates);
    let found = if found.is_empty() { filling(whole, wanted, &candidates, &whole.noise) } else { found };
    (found, whole.noise)
}

/// What stands out of the base line.
fn on_base_line(whole: &Whole, wanted: &Search, candidates: &[Extreme]) -> Vec<Found> {
    let (y, noise) = (&whole.y, whole.noise);
    let Some(width) = usual_width(y, wanted.kind, candidates, &noise) else { return Vec::new() };
    let sign = wanted.kind.to_base();
    let line = BaseLine::of(y, (WINDOW * width).max(65), sign);
    let mut found: Vec<Found> = Vec::new();
    for candidate in candidates {
        let place = count_f64(candidate.index);
        let base = line.at(place);
        let depth = sign * (base - candidate.level);
        if depth < wanted.excursion.max(CLEAR * line.stray(place)) {
            continue;
        }
        let Some(mut one) = measure(y, wanted.kind, candidate.index, base) else { continue };
        let dark = wanted.kind == Extremum::Dip && power(base) < LIT * noise.floor;
        // Of what the end of the trace cuts there is less than a whole one; usual widths are not those of all.
        let widest = if one.cut { 2 * width } else { WIDEST * width };
        if dark || one.width() > widest || significance(y, &one, &noise) < SURE {
            continue;
        }
        one.missing = whole.is_missing(one.left, one.right);
        join(&mut found, one, y, wanted.kind, &noise);
    }
    found
}

/// Whether a trace has peaks or dips: which of them stand out further, all together. Dips where nothing stands out.
pub(crate) fn usual_kind(y: &[f32], excursion: f64, threshold: Option<f64>) -> Extremum {
    /// Deeper than this counts no more, dB: how deep the dark is says nothing.
    const MOST: f64 = 30.0;
    let Some(whole) = Whole::of(y) else { return Extremum::Dip };
    let depth = |found: Vec<Found>| -> f64 { found.iter().map(|one| one.depth.min(MOST)).sum() };
    let on_base = |kind: Extremum| {
        let wanted = Search { kind, excursion, threshold };
        depth(on_base_line(&whole, &wanted, &find(&whole.y, &wanted)))
    };
    let alone = |kind: Extremum| depth(search(&whole, &Search { kind, excursion, threshold }).0);
    // An envelope with rings in it is no band: what fills the trace counts only where nothing else is.
    let of = [on_base(Extremum::Peak), on_base(Extremum::Dip)];
    let [peaks, dips] = if of == [0.0; 2] { [alone(Extremum::Peak), alone(Extremum::Dip)] } else { of };
    if peaks > dips { Extremum::Peak } else { Extremum::Dip }
}

/// The width of what stands out most, in samples: in power, and not in decibels, which are largest where it is dark.
fn usual_width(y: &[f32], kind: Extremum, candidates: &[Extreme], noise: &Noise) -> Option<usize> {
    /// Of the greatest depth.
    const PART: f64 = 0.05;
    let sign = kind.to_base();
    let depth = |one: &Extreme| (power(one.level + sign * one.prominence) - power(one.level)).abs();
    let mut order: Vec<(f64, &Extreme)> = candidates.iter().map(|one| (depth(one), one)).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut sure: Vec<(f64, usize)> = Vec::new();
    for (depth, one) in order {
        if sure.first().is_some_and(|(greatest, _)| depth < PART * greatest) {
            break;
        }
        let found = measure(y, kind, one.index, one.level + sign * one.prominence);
        if let Some(found) = found.filter(|found| significance(y, found, noise) >= SURE) {
            sure.push((depth, found.width().max(1)));
        }
    }
    median(sure.iter().map(|(_, width)| count_f64(*width))).map(floor_index)
}
