//! What the light of a resonator looks like: a base line with ripples, times the resonances in it.

use super::cavity::Cavity;
#[cfg(test)]
use super::least_squares::MOST;
use super::least_squares::{Model, Parameters};

/// So many resonances are fitted together at most.
pub(crate) const TOGETHER: usize = 4;
/// So many ripples a base line has at most.
pub(crate) const RIPPLES: usize = 2;
/// So high is the degree of a base line at most.
pub(crate) const DEGREE: usize = 6;

/// Which parts a line has.
///
/// `base exp(Σ poly t^n + Σ (cos cos(k t) + sin sin(k t))) Π F`, where each resonance is
/// `F = 1 - (depth - skew v) / (1 + v²)`, `v = 2 (u - centre) / width`: all-pass and add-drop resonators, Lorentzian
/// where the skew is 0, Fano's where it is not, and doublets as two of them, since two poles with free weights are all
/// that two coupled resonances can make. `u` is in units that the caller chooses, powers are linear, and `t` is `u` as a
/// part of the samples: -1 at the first, 1 at the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LineModel {
    /// How many resonances.
    pub(crate) resonances: usize,
    /// The degree of the polynomial in the exponent of the base line.
    pub(crate) degree: usize,
    /// How many ripples it has: each is that of a weak cavity.
    pub(crate) ripples: usize,
    /// Which resonances are skewed.
    pub(crate) skewed: [bool; TOGETHER],
    /// The first two resonances have one width: they are a doublet.
    pub(crate) doublet: bool,
    /// The first ripple is that of facets with the resonance, which is alone and Lorentzian, between them.
    pub(crate) cavity: Option<Cavity>,
    pub(crate) window: Window,
}

/// Where the samples lie that a line is fitted to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) middle: f64,
    /// From there to the last sample.
    pub(crate) half: f64,
}

impl Window {
    /// A place as a part of it.
    pub(crate) fn part(self, u: f64) -> f64 {
        (u - self.middle) / self.half
    }
}

/// Where the parameters of a line stand.
impl LineModel {
    /// The base comes first; the polynomial's factor of `t^n` is number `n`.
    pub(crate) const BASE: usize = 0;

    /// Lorentzians on a base line of this degree.
    pub(crate) const fn plain(resonances: usize, degree: usize, window: Window) -> Self {
        Self {
            resonances,
            degree,
            ripples: 0,
            skewed: [false; TOGETHER],
            doublet: false,
            cavity: None,
            window,
        }
    }

    /// The first of cosine, sine and frequency of a ripple.
    pub(crate) const fn ripple(self, number: usize) -> usize {
        1 + self.degree + 3 * number
    }

    /// The first parameter that is none of the base line.
    pub(crate) const fn first(self) -> usize {
        self.ripple(self.ripples)
    }

    /// Centre, depth, skew and width of a resonance stand side by side.
    pub(crate) fn centre(self, resonance: usize) -> usize {
        let skewed = self.skewed[..resonance].iter().filter(|skewed| **skewed).count();
        self.first() + 3 * resonance + skewed - usize::from(self.doublet && resonance > 1)
    }

    pub(crate) fn depth(self, resonance: usize) -> usize {
        self.centre(resonance) + 1
    }

    pub(crate) fn skew(self, resonance: usize) -> Option<usize> {
        if self.skewed[resonance] { Some(self.centre(resonance) + 2) } else { None }
    }

    /// Both of a doublet have the width of the first.
    pub(crate) fn width(self, resonance: usize) -> usize {
        let of = if self.doublet && resonance == 1 { 0 } else { resonance };
        self.centre(of) + 2 + usize::from(self.skewed[of])
    }

    /// The resonances alone, without base line and ripple.
    pub(crate) fn resonances_at(self, p: &Parameters, u: f64) -> f64 {
        (0..self.resonances).map(|resonance| self.factor(p, resonance, u).value).product()
    }

    /// One of the resonances alone.
    pub(crate) fn resonance_at(self, p: &Parameters, resonance: usize, u: f64) -> f64 {
        self.factor(p, resonance, u).value
    }

    /// How a line of this value would change with the skew of a resonance that is not skewed.
    pub(crate) fn by_skew(self, p: &Parameters, resonance: usize, u: f64, value: f64) -> f64 {
        let factor = self.factor(p, resonance, u);
        value / factor.value.max(1e-9) * factor.by_skew
    }

    fn factor(self, p: &Parameters, resonance: usize, u: f64) -> Factor {
        let skew = self.skew(resonance).map_or(0.0, |at| p[at]);
        Factor::of(u - p[self.centre(resonance)], p[self.depth(resonance)], skew, p[self.width(resonance)])
    }
}

/// A resonance at a place, and how it changes with its parameters.
#[derive(Clone, Copy, Default)]
struct Factor {
    value: f64,
    by_depth: f64,
    by_skew: f64,
    by_centre: f64,
    by_width: f64,
}

impl Factor {
    #[inline]
    fn of(away: f64, depth: f64, skew: f64, width: f64) -> Self {
        let narrow = 1.0 / width;
        let v = 2.0 * away * narrow;
        let l = 1.0 / (1.0 + v * v);
        let part = skew * v - depth;
        let by_v = skew * l - 2.0 * part * v * l * l;
        Self {
            value: 1.0 + part * l,
            by_depth: -l,
            by_skew: v * l,
            by_centre: -2.0 * by_v * narrow,
            by_width: -by_v * v * narrow,
        }
    }
}

impl Model for LineModel {
    fn count(&self) -> usize {
        let skewed = self.skewed[..self.resonances].iter().filter(|skewed| **skewed).count();
        self.first() + 3 * self.resonances + skewed - usize::from(self.doublet)
    }

    fn at(&self, p: &Parameters, u: f64, gradient: &mut Parameters) -> f64 {
        let t = self.window.part(u);
        let (mut power, mut exponent) = (1.0, 0.0);
        for number in 1..=self.degree {
            power *= t;
            exponent += p[number] * power;
            gradient[number] = power;
        }
        let cavity = self.cavity.map(|cavity| {
            let (ripple, at) = (self.ripple(0), self.centre(0));
            let v = 2.0 * (u - p[at]) / p[at + 2];
            (cavity.effect([p[ripple], p[ripple + 1], p[ripple + 2]], t, p[at + 1], v), v)
        });
        if let Some((effect, _)) = cavity {
            let at = self.ripple(0);
            exponent += effect.exponent;
            (gradient[at], gradient[at + 1]) = (effect.by_cosine, effect.by_sine);
            gradient[at + 2] = effect.by_frequency;
        }
        for at in (usize::from(cavity.is_some())..self.ripples).map(|number| self.ripple(number)) {
            let (sin, cos) = (p[at + 2] * t).sin_cos();
            exponent += p[at] * cos + p[at + 1] * sin;
            (gradient[at], gradient[at + 1]) = (cos, sin);
            gradient[at + 2] = t * (p[at + 1] * cos - p[at] * sin);
        }
        let line = exponent.exp();
        let base = p[Self::BASE] * line;
        let first = self.first();
        let mut all = 1.0;
        // Each resonance finds what the ones before it make of the light, and these what it makes of it.
        let mut at = first;
        for (resonance, skewed) in self.skewed.iter().enumerate().take(self.resonances) {
            let second = self.doublet && resonance == 1;
            let skew = if *skewed { p[at + 2] } else { 0.0 };
            let width = if second { self.width(0) } else { at + 2 + usize::from(*skewed) };
            let factor = Factor::of(u - p[at], p[at + 1], skew, p[width]);
            for slope in &mut gradient[first..at] {
                *slope *= factor.value;
            }
            let scale = base * all;
            (gradient[at], gradient[at + 1]) = (scale * factor.by_centre, scale * factor.by_depth);
            if *skewed {
                gradient[at + 2] = scale * factor.by_skew;
            }
            let by_width = scale * factor.by_width;
            if second {
                gradient[width] += by_width;
            } else {
                gradient[width] = by_width;
            }
            all *= factor.value;
            at += 3 + usize::from(*skewed) - usize::from(second);
        }
        let value = base * all;
        gradient[Self::BASE] = line * all;
        for slope in &mut gradient[1..first] {
            *slope *= value;
        }
        if let Some((effect, v)) = cavity {
            let narrow = value / p[first + 2];
            gradient[first] -= 2.0 * effect.by_v * narrow;
            gradient[first + 1] += effect.by_depth * value;
            gradient[first + 2] -= effect.by_v * v * narrow;
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn slopes_are_those_of_small_steps(
            numbers in prop::collection::vec(0.2f64..0.9, MOST),
            parts in 0u8..32,
            degree in 1usize..=DEGREE,
            ripples in 0usize..=RIPPLES,
            resonances in 1usize..=TOGETHER,
            around in 0usize..3,
            u in -2.0f64..2.0,
        ) {
            let on = |bit: u8| parts & bit != 0;
            let doublet = on(16) && resonances > 1;
            let window = Window { middle: 0.3, half: 1.7 };
            let skewed = [on(1), on(2), on(4), on(8)];
            // Beside one Lorentzian and with a ripple at least.
            let alone = resonances == 1 && !on(1) && ripples > 0;
            let cavity = [None, Some(Cavity::UnderCoupled), Some(Cavity::OverCoupled)][if alone { around } else { 0 }];
            let line = LineModel { resonances, degree, ripples, skewed, doublet, cavity, window };
            let mut p = [0.0; MOST];
            p.copy_from_slice(&numbers);
            let mut gradient = [0.0; MOST];
            let value = line.at(&p, u, &mut gradient);
            let all = line.resonances_at(&p, u);
            prop_assert!(line.count() <= MOST);
            prop_assert!((gradient[LineModel::BASE] * p[LineModel::BASE] - value).abs() < 1e-9 && (cavity.is_some() || value.signum() == all.signum()));
            let mut unused = [0.0; MOST];
            for index in 0..line.count() {
                let mut moved = |by: f64| {
                    let mut p = p;
                    p[index] += by;
                    line.at(&p, u, &mut unused)
                };
                let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
                prop_assert!((slope - gradient[index]).abs() < 1e-5 * (1.0 + slope.abs()), "{index}: {slope} {}", gradient[index]);
            }
        }
    }
}
