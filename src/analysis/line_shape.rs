//! What the light of a resonator looks like: a base line with ripple, times the resonances in it.

#[cfg(test)]
use super::least_squares::MOST;
use super::least_squares::{Model, Parameters};

/// So many resonances are fitted together at most.
pub(crate) const TOGETHER: usize = 4;

/// Which parts a line has.
///
/// `base exp(slope u + curve u² + cos cos(k u) + sin sin(k u)) Π F`, where each resonance is
/// `F = 1 - (depth - skew v) / (1 + v²)`, `v = 2 (u - centre) / width`: all-pass and add-drop resonators, Lorentzian
/// where the skew is 0, Fano's where it is not, and doublets as two of them, since two poles with free weights are all
/// that two coupled resonances can make. `u` is in units that the caller chooses, powers are linear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each part is there or is not")]
pub(crate) struct LineModel {
    /// How many resonances.
    pub(crate) resonances: usize,
    /// The base line is bent.
    pub(crate) curved: bool,
    /// It has the ripple of a weak cavity.
    pub(crate) ripple: bool,
    /// Resonances are skewed.
    pub(crate) skewed: bool,
    /// The first two resonances have one width: they are a doublet.
    pub(crate) doublet: bool,
}

/// Where the parameters of a line stand.
impl LineModel {
    /// Base and slope come first.
    pub(crate) const BASE: usize = 0;
    pub(crate) const SLOPE: usize = 1;

    pub(crate) fn curve(self) -> Option<usize> {
        if self.curved { Some(2) } else { None }
    }

    /// The first of cosine, sine and the ripple's frequency.
    pub(crate) fn cosine(self) -> Option<usize> {
        if self.ripple { Some(2 + usize::from(self.curved)) } else { None }
    }

    fn first(self) -> usize {
        2 + usize::from(self.curved) + 3 * usize::from(self.ripple)
    }

    /// Centre, depth, skew and width of a resonance stand side by side.
    pub(crate) fn centre(self, resonance: usize) -> usize {
        let before = usize::from(self.doublet && resonance > 1);
        self.first() + resonance * (3 + usize::from(self.skewed)) - before
    }

    pub(crate) fn depth(self, resonance: usize) -> usize {
        self.centre(resonance) + 1
    }

    pub(crate) fn skew(self, resonance: usize) -> Option<usize> {
        if self.skewed { Some(self.centre(resonance) + 2) } else { None }
    }

    /// Both of a doublet have the width of the first.
    pub(crate) fn width(self, resonance: usize) -> usize {
        let of = if self.doublet && resonance == 1 { 0 } else { resonance };
        self.centre(of) + 2 + usize::from(self.skewed)
    }

    /// The resonances alone, without base line and ripple.
    pub(crate) fn resonances_at(self, p: &Parameters, u: f64) -> f64 {
        (0..self.resonances).map(|resonance| self.factor(p, resonance, u).value).product()
    }

    fn factor(self, p: &Parameters, resonance: usize, u: f64) -> Factor {
        let (centre, depth, width) =
            (p[self.centre(resonance)], p[self.depth(resonance)], p[self.width(resonance)]);
        let skew = self.skew(resonance).map_or(0.0, |at| p[at]);
        let v = 2.0 * (u - centre) / width;
        let l = 1.0 / (1.0 + v * v);
        let part = skew * v - depth;
        let by_v = skew * l - 2.0 * part * v * l * l;
        Factor {
            value: 1.0 + part * l,
            by_depth: -l,
            by_skew: v * l,
            by_centre: -2.0 * by_v / width,
            by_width: -by_v * v / width,
        }
    }
}

struct Factor {
    value: f64,
    by_depth: f64,
    by_skew: f64,
    by_centre: f64,
    by_width: f64,
}

impl Model for LineModel {
    fn count(&self) -> usize {
        self.first() + self.resonances * (3 + usize::from(self.skewed)) - usize::from(self.doublet)
    }

    fn at(&self, p: &Parameters, u: f64, gradient: &mut Parameters) -> f64 {
        let factors: [Option<Factor>; TOGETHER] = std::array::from_fn(|resonance| {
            (resonance < self.resonances).then(|| self.factor(p, resonance, u))
        });
        let all: f64 = factors.iter().flatten().map(|factor| factor.value).product();
        let curve = self.curve().map_or(0.0, |at| p[at]);
        let (sin, cos) = self.cosine().map_or((0.0, 1.0), |at| (p[at + 2] * u).sin_cos());
        let ripple = self.cosine().map_or(0.0, |at| p[at] * cos + p[at + 1] * sin);
        let line = (p[Self::SLOPE] * u + curve * u * u + ripple).exp();
        let base = p[Self::BASE] * line;
        gradient[Self::BASE] = line * all;
        gradient[Self::SLOPE] = base * u * all;
        if let Some(at) = self.curve() {
            gradient[at] = base * u * u * all;
        }
        if let Some(at) = self.cosine() {
            let scale = base * all;
            gradient[at] = scale * cos;
            gradient[at + 1] = scale * sin;
            gradient[at + 2] = scale * u * (p[at + 1] * cos - p[at] * sin);
        }
        for (resonance, factor) in
            factors.iter().enumerate().filter_map(|(at, factor)| Some((at, factor.as_ref()?)))
        {
            let others = factors.iter().enumerate().filter(|(other, _)| *other != resonance);
            let scale = base * others.filter_map(|(_, factor)| Some(factor.as_ref()?.value)).product::<f64>();
            gradient[self.centre(resonance)] = scale * factor.by_centre;
            gradient[self.depth(resonance)] = scale * factor.by_depth;
            if let Some(at) = self.skew(resonance) {
                gradient[at] = scale * factor.by_skew;
            }
            if self.doublet && resonance == 1 {
                gradient[self.width(0)] += scale * factor.by_width;
            } else {
                gradient[self.width(resonance)] = scale * factor.by_width;
            }
        }
        base * all
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
            parts in 0u8..16,
            resonances in 1usize..4,
            u in -2.0f64..2.0,
        ) {
            let on = |bit: u8| parts & bit != 0;
            let doublet = on(8) && resonances > 1;
            let line = LineModel { resonances, curved: on(1), ripple: on(2), skewed: on(4), doublet };
            let mut p = [0.0; MOST];
            p.copy_from_slice(&numbers);
            let mut gradient = [0.0; MOST];
            let value = line.at(&p, u, &mut gradient);
            let all = line.resonances_at(&p, u);
            prop_assert!((gradient[LineModel::BASE] * p[LineModel::BASE] - value).abs() < 1e-9 && value.signum() == all.signum());
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
