//! The resonances of a trace: where, how deep, how wide, how far apart, how good, and how sure each of that is.

use std::ops::Range;
use std::sync::Arc;

use super::comb::Comb;
use super::cut_off::cut_off;
use super::distances::distances;
use super::families;
use super::found::Found;
use super::least_squares::Parameters;
use super::line_shape::LineModel;
use super::measured::Measured;
use super::noise::{level, median, power};
use super::peaks::{Extremum, crossings};
use super::placed::Placed;
pub use super::row::{CutOff, Method, Resonance, Resonances};
use super::search::{search, search_plainly};
pub use super::shape::{Doubt, Shape};
use super::surroundings::{Scene, groups};
use super::whole::Whole;
use crate::core::cast::count_f64;
use crate::core::places::Places;
use crate::core::units::LIGHT;

/// Finds the resonances whose sample is within a range, and measures each. All of them are those of the whole trace:
/// they do not depend on where the range ends.
pub fn resonances<'a>(
    y: &[f32],
    places: impl Into<Places<'a>>,
    method: &Method,
    within: Range<usize>,
) -> Resonances {
    let places = places.into();
    let whole = if method.plain { Whole::plainly(y) } else { Whole::of(y) };
    let Some(whole) = whole else { return Resonances::default() };
    let y = &*whole.measured(y);
    let search = if method.plain { search_plainly } else { search };
    let (found, noise) = search(&whole, &method.search);
    let groups = groups(&found);
    let wanted =
        |group: &&Range<usize>| found[(*group).clone()].iter().any(|one| within.contains(&one.index));
    let first = groups.iter().position(|group| wanted(&group)).unwrap_or(0);
    let last = groups.iter().rposition(|group| wanted(&group)).map_or(0, |last| last + 1);
    let scene = Scene::of(y, places, method.search.kind, noise, &found, &groups[first..last]);
    let fits = all_fits(&scene, &groups, first..last);
    let trace = Trace { whole: &whole, places, method };
    let mut rows: Vec<Resonance> = Vec::with_capacity(found.len());
    for (group, placed) in groups.iter().zip(&fits) {
        for (number, at) in group.clone().enumerate() {
            rows.push(trace.row(&found[at], placed.as_ref(), number));
        }
    }
    let lines = groups.iter().zip(&fits).filter_map(|(group, placed)| {
        let of: Vec<usize> = found[group.clone()].iter().map(|one| one.index).collect();
        let line = Arc::clone(&placed.as_ref()?.line);
        of.iter().any(|index| within.contains(index)).then_some((of, line))
    });
    let lines = lines.collect();
    let combs = combs_of(&rows);
    measure_distances(&mut rows, &combs);
    let range_nm = |nm: &f64| (places.nm(within.start)..places.nm(within.end)).contains(nm);
    let missing = combs.iter().flat_map(|comb| &comb.missing_thz).map(|thz| LIGHT * 1e-3 / thz);
    rows.retain(|row| within.contains(&row.index));
    Resonances {
        rows,
        missing_nm: missing.filter(range_nm).collect(),
        combs: combs.iter().filter_map(Comb::dispersion).collect(),
        noise_db: noise.db(),
        cut_off: cut_off(&whole, places, &method.search, &noise, &found)
            .into_iter()
            .filter(|one| within.contains(&one.index))
            .collect(),
        left_out: whole.left_out.clone(),
        lines,
    }
}

/// Fits of groups; of the others there are none. Those that stand close are fitted once more when it is known what their
/// neighbours are.
fn all_fits(scene: &Scene<'_>, groups: &[Range<usize>], wanted: Range<usize>) -> Vec<Option<Placed>> {
    let near = wanted.start.saturating_sub(1)..(wanted.end + 1).min(groups.len());
    let fit = |(number, group): (usize, &Range<usize>)| {
        let asked = near.contains(&number) && (wanted.contains(&number) || scene.is_crowded(group));
        asked.then(|| Placed::of(scene, group.clone())).flatten()
    };
    let mut fits: Vec<Option<Placed>> = groups.iter().enumerate().map(fit).collect();
    let known = fits.iter().zip(groups).filter_map(|(fit, group)| Some((group.clone(), fit.as_ref()?)));
    let known = known.filter_map(|(group, fit)| Some((group, fit.seen(scene.spacing)?)));
    let better = scene.with(known);
    for number in wanted.filter(|number| scene.is_crowded(&groups[*number])) {
        fits[number] = Placed::of(&better, groups[number].clone());
    }
    fits
}

/// The combs that rows make.
pub(super) fn combs_of(rows: &[Resonance]) -> Vec<Comb> {
    let unsure = median(rows.iter().filter_map(|row| Some(row.thz * row.nm.sigma? / row.nm.value)));
    families::combs(&rows.iter().map(|row| row.thz).collect::<Vec<_>>(), unsure.unwrap_or(0.0))
}

/// Distances and finesse.
pub(super) fn measure_distances(rows: &mut [Resonance], combs: &[Comb]) {
    // What is not to be trusted is not as sure as it says.
    let place = |row: &Resonance| if row.is_trusted() { row.nm } else { row.nm.unsure() };
    let places: Vec<Measured> = rows.iter().map(place).collect();
    for (at, (row, distance)) in rows.iter_mut().zip(distances(&places, combs)).enumerate() {
        (row.fsr_pm, row.fsr_thz) = (distance.map(|one| one.pm), distance.map(|one| one.thz));
        let comb = combs.iter().position(|comb| comb.teeth[at].is_some());
        row.stray = !combs.is_empty() && comb.is_none();
        row.comb = comb.filter(|_| combs.len() > 1);
        row.finesse = row
            .fsr_pm
            .zip(row.q)
            .map(|(fsr, q)| Measured::by_parts(fsr.value * q.value / (row.nm.value * 1e3), [fsr, q]));
    }
}

/// What the measurements of one resonance need to know.
struct Trace<'a> {
    whole: &'a Whole,
    places: Places<'a>,
    method: &'a Method,
}

impl Trace<'_> {
    fn row(&self, found: &Found, placed: Option<&Placed>, number: usize) -> Resonance {
        let sample = self.places.nm(found.index);
        let step_pm = self.places.spacing.sampling.pm();
        let kind = self.method.search.kind;
        let at = f64::from(self.whole.y[found.index]);
        // Of a peak the band is what is so many dB below its top.
        let top = if kind == Extremum::Peak { at } else { found.base };
        let down = top - self.method.down_db;
        let width = crossings(&self.whole.y, kind, found.index, down)
            .map(|(a, b)| Measured::alone((b - a) * step_pm).grained(step_pm));
        let half = level(f64::midpoint(power(found.base), power(at)));
        let half = crossings(&self.whole.y, kind, found.index, half).map(|(a, b)| (b - a) * step_pm * 1e-3);
        let noise_db = self.whole.noise.db_at(power(at));
        let mut row = Resonance {
            width_pm: width,
            q: half.filter(|half| *half > 0.0 && found.is_resolved()).map(|half| {
                Measured::by_parts(sample / half, [Measured::alone(half).grained(step_pm * 1e-3)])
            }),
            nm: Measured::alone(sample).grained(step_pm * 1e-3),
            thz: self.places.thz(found.index),
            ..Resonance::at(found.index, self.places.spacing, at, found.depth, noise_db)
        };
        if let Some(placed) = placed {
            self.measure(&mut row, placed, number);
        }
        row.doubt = match row.doubt {
            _ if !found.is_resolved() => Some(Doubt::Narrow),
            _ if found.is_cut(self.whole.y.len()) => Some(Doubt::Cut),
            _ if found.missing => Some(Doubt::Missing),
            doubt => doubt,
        };
        row
    }

    /// What a fit says.
    fn measure(&self, row: &mut Resonance, placed: &Placed, number: usize) {
        let line = placed.fitted.line;
        let of = placed.resonance(number);
        let doublet = placed.is_doublet();
        row.nm = placed.follows(|p| placed.wavelength(of, p));
        row.thz = LIGHT * 1e-3 / row.nm.value;
        row.q = Some(placed.follows(|p| placed.quality(of, p)));
        let shape = match (doublet, line.skewed[of]) {
            (true, _) => Shape::Doublet,
            (false, true) => Shape::Fano,
            (false, false) => Shape::Lorentzian,
        };
        row.shape = Some(shape);
        row.doubt = doubt(row.q, placed, shape);
        if doublet {
            row.split_pm = Some(placed.follows(|p| placed.split_pm(p)));
        }
        if self.method.search.kind == Extremum::Dip {
            let floor = placed.follows(|p| if doublet { deepest(line, p) } else { floor(line, p, of) });
            // Weights that miss the scatter of the dark miss that few samples tell the floor: of eight the mean scatters so.
            let unweighed = 0.35 * placed.fitted.dark;
            let noise_db = self.whole.noise.db_at(power(row.level.value));
            let extinction = extinction(floor, placed.fitted.dark, unweighed).grained(noise_db);
            row.extinction = Some(extinction);
            if let Some(ring) = self.method.ring.filter(|_| shape == Shape::Lorentzian) {
                let found =
                    ring.qualities(&|p| placed.quality(of, p), &|p| 1.0 - p[line.depth(of)], &|number| {
                        placed.follows(number)
                    });
                (row.q_intrinsic, row.q_coupling) = (found.intrinsic, found.coupling);
            }
            let left = power(-self.method.down_db);
            let width = placed.follows(|p| placed.width_pm(of, left, p));
            // A line that does not follow the samples, as in a filter's flat notch, says neither how deep they are nor how wide.
            if !matches!(row.doubt, Some(Doubt::Unsure | Doubt::Structure)) {
                row.depth = extinction;
                row.width_pm = Some(width).filter(|width| width.value > 0.0);
            }
        }
    }
}

/// Why a fit is not to be trusted.
fn doubt(q: Option<Measured>, placed: &Placed, shape: Shape) -> Option<Doubt> {
    /// Rests as alike as this are a structure and no noise.
    const STRUCTURE: f64 = 4.0;
    /// Of the width.
    const UNSURE: f64 = 0.5;
    let q = q.unwrap_or(Measured::alone(f64::NAN));
    let part = q.sigma.unwrap_or(f64::INFINITY) / q.value;
    // What the base line cannot explain may be what made the line another one.
    let other = shape != Shape::Lorentzian && !placed.fitted.white;
    if !part.is_finite() || part > UNSURE {
        Some(Doubt::Unsure)
    } else if placed.fitted.correlation > STRUCTURE || other {
        Some(Doubt::Structure)
    } else if placed.fitted.another {
        Some(Doubt::Another)
    } else {
        None
    }
}

/// The least that a resonance lets through, as a part of the base line.
fn floor(line: LineModel, p: &Parameters, of: usize) -> f64 {
    let (depth, skew) = (p[line.depth(of)], line.skew(of).map_or(0.0, |at| p[at]));
    1.0 - f64::midpoint(depth.hypot(skew), depth)
}

/// The least that two of them let through together.
fn deepest(line: LineModel, p: &Parameters) -> f64 {
    const LOOKED_AT: usize = 200;
    let width = p[line.width(0)].abs();
    let (a, b) = (p[line.centre(0)], p[line.centre(1)]);
    let (from, to) = (a.min(b) - width, a.max(b) + width);
    let at = |part: usize| from + (to - from) * count_f64(part) / count_f64(LOOKED_AT);
    (0..=LOOKED_AT).map(|part| line.resonances_at(p, at(part))).fold(f64::INFINITY, f64::min)
}

/// A floor in dB, where a sample without light scatters by `dark`, both as parts of the base line. Where the floor lies in
/// that scatter (levels have no sign: noise alone looks like some light), or cannot be told from nothing, the least that the
/// extinction can be. What the floor's own standard deviation does not have yet is `unweighed`.
pub(super) fn extinction(floor: Measured, dark: f64, unweighed: f64) -> Measured {
    /// Less than so many times what the dark scatters by is no light for certain.
    const LIGHT: f64 = 3.0;
    /// As much of that scatter may be light that is not seen.
    const UNSEEN: f64 = 0.5;
    /// Nothing lets through less, as far as numbers go.
    const LEAST: f64 = 1e-12;
    let sigma = floor.sigma.unwrap_or(0.0).hypot(unweighed);
    if floor.value > 2.0 * sigma && floor.value > LIGHT * dark {
        let db = 10.0 / std::f64::consts::LN_10;
        return Measured::new(-level(floor.value), Some(db * sigma / floor.value));
    }
    // The darkest samples weigh no more than their scatter allows.
    let most = floor.value.max(0.0) + 2.0 * sigma + UNSEEN * dark;
    Measured::at_least(-level(most.max(LEAST)))
}
