//! The resonances of a trace: where, how deep, how wide, how far apart, how good, and how sure each of that is.

use std::ops::Range;

use super::comb::{Comb, Dispersion, distances};
use super::coupling::Ring;
use super::fit::{Fitted, Guess, Samples, averaged, fit};
use super::least_squares::{Model, Parameters};
use super::line_shape::{LineModel, TOGETHER};
use super::measured::Measured;
use super::noise::{Noise, level, median, power};
use super::peaks::{Extremum, Search, crossings};
use super::search::{Found, Whole, search, search_plainly};
pub use super::shape::{Doubt, Shape};
use crate::core::cast::count_f64;
use crate::core::trace::Spacing;
use crate::core::units::LIGHT;

/// What is measured, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Method {
    /// What counts as a resonance.
    pub(crate) search: Search,
    /// The width is taken so many dB from the base line.
    pub(crate) down_db: f64,
    /// Everything counts that stands out of its surroundings, also what noise and fringes do, as scipy's `find_peaks`
    /// has it.
    pub(crate) plain: bool,
    /// The ring that intrinsic and coupling quality are told of.
    pub(crate) ring: Option<Ring>,
}

impl Default for Method {
    fn default() -> Self {
        Self {
            search: Search { kind: Extremum::Dip, excursion: 3.0, threshold: None },
            down_db: 3.0,
            plain: false,
            ring: None,
        }
    }
}

/// One resonance. What has a standard deviation comes of a fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resonance {
    /// The deepest sample, of a peak the highest.
    pub(crate) index: usize,
    /// The wavelength, nm: of the fit, else of the sample. Of a doublet the middle.
    pub nm: Measured,
    /// The optical frequency, THz.
    pub(crate) thz: f64,
    /// The level at the sample, dB or dBm.
    pub(crate) level: f64,
    /// From the base line to the sample, dB.
    pub depth: f64,
    /// Width so many dB from the base line, pm; `None` where a flank does not reach it.
    pub(crate) width_pm: Option<Measured>,
    /// To the next tooth of the comb, pm; where there is no comb to the next resonance.
    pub(crate) fsr_pm: Option<Measured>,
    /// The same in frequency, THz.
    pub(crate) fsr_thz: Option<Measured>,
    /// Wavelength over the full width at half depth: the loaded quality.
    pub q: Option<Measured>,
    /// The quality of the ring that is assumed without its couplers, and that of one of them: of a Lorentzian dip.
    pub(crate) q_intrinsic: Option<Measured>,
    pub(crate) q_coupling: Option<Measured>,
    /// FSR over the full width at half depth.
    pub(crate) finesse: Option<Measured>,
    /// From the base line to the floor of the fit, dB. Where the floor is not told from no light at all, the least that
    /// it can be.
    pub(crate) extinction: Option<Measured>,
    /// Distance of the two of a doublet, pm.
    pub(crate) split_pm: Option<Measured>,
    /// The line that was fitted.
    pub(crate) shape: Option<Shape>,
    /// Why it is not to be trusted.
    pub doubt: Option<Doubt>,
    /// It is none of the comb that the others make.
    pub(crate) stray: bool,
}

impl Resonance {
    /// At a sample of this level and depth, without a fit.
    pub(crate) fn at(index: usize, spacing: Spacing, level: f64, depth: f64) -> Self {
        Self {
            index,
            nm: Measured::alone(spacing.nm(index)),
            thz: spacing.thz(index),
            level,
            depth,
            width_pm: None,
            fsr_pm: None,
            fsr_thz: None,
            q: None,
            q_intrinsic: None,
            q_coupling: None,
            finesse: None,
            extinction: None,
            split_pm: None,
            shape: None,
            doubt: Some(Doubt::NoFit),
            stray: false,
        }
    }

    /// Whether its numbers come of a fit that is to be trusted.
    pub const fn is_trusted(&self) -> bool {
        self.doubt.is_none()
    }

    /// How sure it is, in a few words, or why it is not.
    pub(crate) fn sureness(&self) -> String {
        if !self.words().is_empty() {
            return self.words();
        }
        let sigma = |one: Option<Measured>, decimals: usize| {
            one.and_then(|one| one.sigma).map_or_else(|| "-".into(), |sigma| format!("{sigma:.decimals$}"))
        };
        let shape = self.shape.map_or("", Shape::name);
        let pm = self.nm.sigma.map_or_else(|| "-".into(), |nm| format!("{:.3}", nm * 1e3));
        format!("{shape}  Q ±{}  λ ±{pm} pm", sigma(self.q, 0))
    }

    /// What is to be said about it, if anything is.
    pub(crate) fn words(&self) -> String {
        let stray = self.stray.then_some("not on the comb");
        let words: Vec<&str> = self.doubt.map(Doubt::words).into_iter().chain(stray).collect();
        words.join(", ")
    }
}

/// The resonances of a trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resonances {
    /// From left to right.
    pub rows: Vec<Resonance>,
    /// Teeth of the comb that nothing was found at, nm.
    pub missing_nm: Vec<f64>,
    /// How the spacing of the comb changes, where there is one.
    pub(crate) dispersion: Option<Dispersion>,
    /// The scatter of samples where there is light, dB.
    pub noise_db: f64,
}

/// Finds the resonances whose sample is within a range, and measures each. All of them are those of the whole trace:
/// they do not depend on where the range ends.
pub fn resonances(y: &[f32], spacing: Spacing, method: &Method, within: Range<usize>) -> Resonances {
    let Some(whole) = Whole::of(y) else { return Resonances::default() };
    let search = if method.plain { search_plainly } else { search };
    let (found, noise) = search(&whole, &method.search);
    let trace = Trace { y, whole: &whole, spacing, method, noise };
    let mut rows: Vec<Resonance> = Vec::with_capacity(found.len());
    for group in groups(&found) {
        let near = |at: &Found| within.contains(&at.index);
        let fits =
            found[group.clone()].iter().any(near).then(|| trace.fitted(&found, group.clone())).flatten();
        for (number, at) in group.clone().enumerate() {
            rows.push(trace.row(&found[at], fits.as_ref().map(|fit| (fit, number)), group.len() > 1));
        }
    }
    let comb = comb_of(&rows);
    measure_distances(&mut rows, comb.as_ref());
    let range_nm = |nm: &f64| (spacing.nm(within.start)..spacing.nm(within.end)).contains(nm);
    let missing = comb.iter().flat_map(|comb| &comb.missing_thz).map(|thz| LIGHT * 1e-3 / thz);
    rows.retain(|row| within.contains(&row.index));
    Resonances {
        rows,
        missing_nm: missing.filter(range_nm).collect(),
        dispersion: comb.as_ref().and_then(Comb::dispersion),
        noise_db: noise.db(),
    }
}

/// What stands closer than four widths is fitted together.
fn groups(found: &[Found]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, pair) in found.iter().enumerate() {
        match groups.last_mut() {
            Some(group)
                if group.len() < TOGETHER && {
                    let before = &found[at - 1];
                    pair.index - before.index < 4 * before.width().max(pair.width()).max(1)
                } =>
            {
                group.end = at + 1;
            }
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// The comb of all rows, if they make one.
pub(super) fn comb_of(rows: &[Resonance]) -> Option<Comb> {
    let unsure = median(rows.iter().filter_map(|row| Some(row.thz * row.nm.sigma? / row.nm.value)));
    Comb::of(&rows.iter().map(|row| row.thz).collect::<Vec<_>>(), unsure.unwrap_or(0.0))
}

/// Distances and finesse.
pub(super) fn measure_distances(rows: &mut [Resonance], comb: Option<&Comb>) {
    let places: Vec<Measured> = rows.iter().map(|row| row.nm).collect();
    for (row, distance) in rows.iter_mut().zip(distances(&places, comb)) {
        (row.fsr_pm, row.fsr_thz) = (distance.map(|one| one.pm), distance.map(|one| one.thz));
        row.stray = comb.is_some() && row.fsr_pm.is_none();
        row.finesse = row.fsr_pm.zip(row.q).map(|(fsr, q)| {
            let value = fsr.value * q.value / (row.nm.value * 1e3);
            let part = |one: Measured| one.sigma.map(|sigma| sigma / one.value);
            Measured { value, sigma: part(fsr).zip(part(q)).map(|(a, b)| value * a.hypot(b)) }
        });
    }
}

/// What the measurements of one resonance need to know.
struct Trace<'a> {
    y: &'a [f32],
    whole: &'a Whole,
    spacing: Spacing,
    method: &'a Method,
    noise: Noise,
}

/// A fit in its own unit: `u = (nm - origin) / unit`.
struct Placed {
    fitted: Fitted,
    origin_nm: f64,
    unit_nm: f64,
    /// The resonances in the order of what was found: the fit may have changed them round.
    order: Vec<usize>,
}

impl Trace<'_> {
    /// Whether something is so many samples wide that a line can be fitted to it.
    const fn is_resolved(found: &Found) -> bool {
        found.width() >= 3
    }

    /// A line through the samples about a group: four and a half widths to each side, but no further than half the way to
    /// its neighbours.
    fn fitted(&self, found: &[Found], group: Range<usize>) -> Option<Placed> {
        /// More samples than this tell nothing more.
        const MOST: usize = 900;
        /// A neighbour is left out with so many of its widths.
        const KEPT_AWAY: usize = 2;
        let members = &found[group.clone()];
        if !members.iter().all(Self::is_resolved) {
            return None;
        }
        let (first, last) = (members.first()?, members.last()?);
        let width = members.iter().map(Found::width).max()?;
        let reach = width * 9 / 2;
        let before = group.start.checked_sub(1).map(|at| &found[at]);
        let after = found.get(group.end);
        let from = before.map_or(0, |one| {
            (one.index + KEPT_AWAY * one.width()).min(usize::midpoint(one.index, first.index))
        });
        let to = after.map_or(self.y.len(), |one| {
            one.index.saturating_sub(KEPT_AWAY * one.width()).max(usize::midpoint(one.index, last.index))
        });
        let from = from.max(first.index.saturating_sub(reach));
        let to = to.min(last.index + reach + 1);
        let base = power(first.base);
        let origin_nm = self.spacing.nm(first.index);
        let unit_nm = count_f64(first.width()) * self.spacing.sampling.nm();
        let samples: Samples = (from..to)
            .filter(|&index| self.y[index].is_finite())
            .map(|index| {
                ((self.spacing.nm(index) - origin_nm) / unit_nm, power(f64::from(self.y[index])) / base)
            })
            .collect();
        let guesses: Vec<Guess> = members
            .iter()
            .map(|one| Guess {
                centre: (self.spacing.nm(one.index) - origin_nm) / unit_nm,
                width: count_f64(one.width()) / count_f64(first.width()),
                depth: 1.0 - power(f64::from(self.whole.y[one.index])) / power(one.base),
            })
            .collect();
        let noise = Noise { floor: self.noise.floor / base, part: self.noise.part };
        let fitted = fit(&averaged(samples, MOST), &guesses, &noise)?;
        let p = &fitted.solution.parameters;
        let mut order: Vec<usize> = (0..fitted.line.resonances).collect();
        order.sort_by(|a, b| p[fitted.line.centre(*a)].total_cmp(&p[fitted.line.centre(*b)]));
        Some(Placed { fitted, origin_nm, unit_nm, order })
    }

    fn row(&self, found: &Found, fit: Option<(&Placed, usize)>, together: bool) -> Resonance {
        let sample = self.spacing.nm(found.index);
        let step_pm = self.spacing.sampling.pm();
        let kind = self.method.search.kind;
        let at = f64::from(self.whole.y[found.index]);
        // Of a peak the band is what is so many dB below its top.
        let top = if kind == Extremum::Peak { at } else { found.base };
        let down = top - self.method.down_db;
        let width = crossings(&self.whole.y, kind, found.index, down)
            .map(|(a, b)| Measured::alone((b - a) * step_pm));
        let half = level(f64::midpoint(power(found.base), power(at)));
        let half = crossings(&self.whole.y, kind, found.index, half).map(|(a, b)| (b - a) * step_pm * 1e-3);
        let mut row = Resonance {
            width_pm: width,
            q: half
                .filter(|half| *half > 0.0 && Self::is_resolved(found))
                .map(|half| Measured::alone(sample / half)),
            ..Resonance::at(found.index, self.spacing, at, found.depth)
        };
        if let Some((placed, number)) = fit {
            self.measure(&mut row, placed, number, together);
        }
        row.doubt = match row.doubt {
            _ if !Self::is_resolved(found) => Some(Doubt::Narrow),
            _ if found.cut => Some(Doubt::Cut),
            _ if found.missing => Some(Doubt::Missing),
            doubt => doubt,
        };
        row
    }

    /// What a fit says.
    fn measure(&self, row: &mut Resonance, placed: &Placed, number: usize, together: bool) {
        /// Rests as alike as this are a structure and no noise.
        const STRUCTURE: f64 = 4.0;
        /// Of the width.
        const UNSURE: f64 = 0.5;
        let Placed { fitted, origin_nm, unit_nm, order } = placed;
        let (line, count) = (fitted.line, fitted.line.count());
        let follows =
            |number: &dyn Fn(&Parameters) -> f64| Measured::from(fitted.solution.follows(count, number));
        let doublet = line.doublet && !together;
        let of = order.get(number).copied().unwrap_or(0);
        let nm = |p: &Parameters| {
            let centre = if doublet {
                f64::midpoint(p[line.centre(0)], p[line.centre(1)])
            } else {
                p[line.centre(of)]
            };
            origin_nm + unit_nm * centre
        };
        row.nm = follows(&nm);
        row.thz = LIGHT * 1e-3 / row.nm.value;
        row.q = Some(follows(&|p| nm(p) / (unit_nm * p[line.width(of)].abs())));
        row.shape = Some(match (doublet, line.skewed) {
            (true, _) => Shape::Doublet,
            (false, true) => Shape::Fano,
            (false, false) => Shape::Lorentzian,
        });
        if doublet {
            row.split_pm = Some(follows(&|p| (p[line.centre(1)] - p[line.centre(0)]).abs() * unit_nm * 1e3));
        }
        if self.method.search.kind == Extremum::Dip {
            let floor = follows(&|p| if doublet { deepest(line, p) } else { floor(line, p, of) });
            row.extinction = Some(extinction(floor));
            if let Some(ring) = self.method.ring.filter(|_| !doublet && !line.skewed) {
                let quality = |p: &Parameters| nm(p) / (unit_nm * p[line.width(of)].abs());
                let found = ring.qualities(&quality, &|p| 1.0 - p[line.depth(of)], &follows);
                (row.q_intrinsic, row.q_coupling) = (found.intrinsic, found.coupling);
            }
            if !doublet && !line.skewed && !together {
                // 1 - depth / (1 + v²) is so many dB down.
                let part = 1.0 - power(-self.method.down_db);
                let width = |p: &Parameters| {
                    let v2 = p[line.depth(of)] / part - 1.0;
                    p[line.width(of)].abs() * v2.max(0.0).sqrt() * unit_nm * 1e3
                };
                let width = follows(&width);
                row.width_pm = row.width_pm.and(Some(width)).filter(|width| width.value > 0.0);
            }
        }
        let q = row.q.unwrap_or(Measured::alone(f64::NAN));
        let part = q.sigma.unwrap_or(f64::INFINITY) / q.value;
        row.doubt = if !part.is_finite() || part > UNSURE {
            Some(Doubt::Unsure)
        } else if fitted.correlation > STRUCTURE {
            Some(Doubt::Structure)
        } else {
            None
        };
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

/// A floor in dB: where it cannot be told from nothing, the least that the extinction can be.
pub(super) fn extinction(floor: Measured) -> Measured {
    let sigma = floor.sigma.unwrap_or(0.0);
    if floor.value > 2.0 * sigma {
        let db = 10.0 / std::f64::consts::LN_10;
        return Measured { value: -level(floor.value), sigma: Some(db * sigma / floor.value) };
    }
    Measured::alone(-level((floor.value + 2.0 * sigma).max(1e-12)))
}
