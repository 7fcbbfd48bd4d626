//! A fit about resonances of a trace, and what its numbers are in units.
//!
//! It is made in optical frequency, in which a Lorentzian is symmetric.

use std::ops::Range;
use std::sync::Arc;

use super::fit::{Fitted, Guess, fit};
use super::fitted_line::FittedLine;
use super::found::Found;
use super::least_squares::{Model, Parameters};
use super::line_shape::TOGETHER;
use super::measured::Measured;
use super::noise::{Noise, power};
use super::surroundings::{Axis, REACH, Rough, Scene};
use crate::core::cast::count_f64;
use crate::core::trace::Spacing;

/// A fit, in its own unit.
pub(super) struct Placed {
    pub(super) fitted: Fitted,
    axis: Axis,
    /// The resonances in the order of what was found: the fit may have changed them round.
    order: Vec<usize>,
    /// Several were found; else two are a doublet.
    pub(super) together: bool,
    /// The same as a curve.
    pub(super) line: Arc<FittedLine>,
}

impl Placed {
    /// A line through the samples about a group of what was found.
    pub(super) fn of(scene: &Scene<'_>, group: Range<usize>) -> Option<Self> {
        let members = &scene.found[group.clone()];
        if !members.iter().all(Found::is_resolved) {
            return None;
        }
        let first = members.first()?;
        let axis = Axis::about(scene.spacing, first);
        let guesses = scene.rough[group.clone()].iter().map(|one| {
            let (centre, depth) = (axis.place_at(scene.spacing, one.index), one.taken);
            let end = axis.place_at(scene.spacing, one.index + one.width);
            Guess { centre, width: end - centre, depth }
        });
        let guesses: Vec<Guess> = guesses.collect();
        let base = power(first.base);
        let noise = Noise { floor: scene.noise.floor / base, part: scene.noise.part };
        let samples = scene.samples(group.clone(), REACH, &scene.rough, &axis);
        let fitted = fit(samples, &guesses, &noise)?;
        let p = &fitted.solution.parameters;
        let mut order: Vec<usize> = (0..fitted.line.resonances).collect();
        order.sort_by(|a, b| p[fitted.line.centre(*a)].total_cmp(&p[fitted.line.centre(*b)]));
        let within = scene.reach(&group, REACH);
        let line = FittedLine {
            axis,
            model: fitted.line,
            parameters: *p,
            base,
            others: scene.felt(&group, &scene.rough, &axis),
            reach_nm: (scene.spacing.nm(within.start), scene.spacing.nm(within.end.saturating_sub(1))),
        };
        Some(Self { axis, order, together: group.len() > 1, line: Arc::new(line), fitted })
    }

    /// The resonances as their neighbours see them, if they are Lorentzians.
    pub(super) fn seen(&self, spacing: Spacing) -> Option<Vec<Rough>> {
        let (line, p) = (self.fitted.line, &self.fitted.solution.parameters);
        let seen = |of: &usize| {
            let (centre, width) = (p[line.centre(*of)], p[line.width(*of)]);
            let index = self.axis.index(spacing, centre);
            let width = self.axis.index(spacing, centre + width) - index;
            Rough { index, width, taken: p[line.depth(*of)] }
        };
        let plain = !line.doublet && line.skewed == [false; TOGETHER];
        plain.then(|| self.order.iter().map(seen).collect())
    }

    /// Which of the fit's resonances is this one of the group.
    pub(super) fn resonance(&self, number: usize) -> usize {
        self.order.get(number).copied().unwrap_or(0)
    }

    pub(super) const fn is_doublet(&self) -> bool {
        self.fitted.line.doublet && !self.together
    }

    /// A number that follows from the parameters.
    pub(super) fn follows(&self, number: impl Fn(&Parameters) -> f64) -> Measured {
        Measured::from(self.fitted.solution.follows(self.fitted.line.count(), number))
    }

    /// The place of a resonance in the fit's own unit, of a doublet the middle.
    fn centre(&self, of: usize, p: &Parameters) -> f64 {
        let line = self.fitted.line;
        if self.is_doublet() {
            f64::midpoint(p[line.centre(0)], p[line.centre(1)])
        } else {
            p[line.centre(of)]
        }
    }

    /// Its wavelength, nm.
    pub(super) fn wavelength(&self, of: usize, p: &Parameters) -> f64 {
        self.axis.nm(self.centre(of, p))
    }

    /// Its loaded quality: frequency over full width at half depth.
    pub(super) fn quality(&self, of: usize, p: &Parameters) -> f64 {
        self.axis.thz(self.centre(of, p)) / (self.axis.unit_thz * p[self.fitted.line.width(of)].abs())
    }

    /// Distance of the two of a doublet, pm.
    pub(super) fn split_pm(&self, p: &Parameters) -> f64 {
        let line = self.fitted.line;
        (self.axis.nm(p[line.centre(1)]) - self.axis.nm(p[line.centre(0)])).abs() * 1e3
    }

    /// Width of one where it, without base line and neighbours, lets so much of the light through, pm; 0 where it nowhere
    /// takes so much.
    pub(super) fn width_pm(&self, of: usize, left: f64, p: &Parameters) -> f64 {
        let line = self.fitted.line;
        let (from, to) = if self.is_doublet() || line.skewed[of] {
            self.crossed(of, left, p)
        } else {
            // depth / (1 + v²) is the part that is taken.
            let v2 = p[line.depth(of)] / (1.0 - left) - 1.0;
            let half = 0.5 * p[line.width(of)].abs() * v2.max(0.0).sqrt();
            (p[line.centre(of)] - half, p[line.centre(of)] + half)
        };
        (self.axis.nm(to) - self.axis.nm(from)) * 1e3
    }

    /// Where one that is no Lorentzian lets so much of the light through, to both sides of where it lets through least.
    fn crossed(&self, of: usize, left: f64, p: &Parameters) -> (f64, f64) {
        /// Places that are looked at, in a width, and widths to each side.
        const FINE: usize = 40;
        const REACH: usize = 6;
        const HALVED: usize = 30;
        let line = self.fitted.line;
        let width = p[line.width(of)].abs();
        let at = |u: f64| {
            if self.is_doublet() { line.resonances_at(p, u) } else { line.resonance_at(p, of, u) }
        };
        let step = width / count_f64(FINE);
        let middle = self.centre(of, p);
        let places =
            || (0..=2 * REACH * FINE).map(|n| middle + step * (count_f64(n) - count_f64(REACH * FINE)));
        let Some(bottom) = places().min_by(|a, b| at(*a).total_cmp(&at(*b))) else { return (middle, middle) };
        if at(bottom) >= left {
            return (bottom, bottom);
        }
        let side = |sign: f64| {
            let beyond =
                (1..=REACH * FINE).map(|n| bottom + sign * step * count_f64(n)).find(|u| at(*u) >= left);
            beyond.map(|beyond| {
                let (mut inner, mut outer) = (beyond - sign * step, beyond);
                for _ in 0..HALVED {
                    let half = f64::midpoint(inner, outer);
                    if at(half) < left { inner = half } else { outer = half }
                }
                outer
            })
        };
        side(-1.0).zip(side(1.0)).unwrap_or((bottom, bottom))
    }
}
