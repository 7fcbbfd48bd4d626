//! A ring between two facets: what they throw back passes the ring again, and meets what came through at once.
//!
//! Light that passes the ring with the amplitude `t` comes out of both facets as `t / (1 - r t²)`, where `r` is what both
//! throw back, with the phase of once to and fro. Without a ring that is a ripple, `|1 - r|⁻²`; on a resonance the ripple is
//! weaker, since `t` is small, and its phase is shifted.

/// On which side of critical coupling the ring is: its `t` is above or below 0 in the middle of the resonance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cavity {
    /// More light is lost in the ring than in its coupler.
    UnderCoupled,
    /// Less.
    OverCoupled,
}

impl Cavity {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::UnderCoupled, Self::OverCoupled];

    /// The sign of `t` in the middle.
    const fn sign(self) -> f64 {
        match self {
            Self::UnderCoupled => 1.0,
            Self::OverCoupled => -1.0,
        }
    }
}

/// The logarithm of what a cavity makes of the light, and how it changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effect {
    pub(crate) exponent: f64,
    pub(crate) by_cosine: f64,
    pub(crate) by_sine: f64,
    pub(crate) by_frequency: f64,
    pub(crate) by_depth: f64,
    /// By the place in half widths from the middle.
    pub(crate) by_v: f64,
}

impl Cavity {
    /// At a place of the samples and of the resonance, `v` half widths from its middle. `cosine` and `sine` are those of the
    /// ripple that it is far from the resonance.
    pub(crate) fn effect(self, [cosine, sine, frequency]: [f64; 3], t: f64, depth: f64, v: f64) -> Effect {
        /// No light at all has no phase.
        const LEAST: f64 = 1e-8;
        let left = (1.0 - depth).max(LEAST).sqrt();
        let taken = 1.0 - self.sign() * left;
        let by_depth = if left * left > LEAST { 0.5 * self.sign() / left } else { 0.0 };
        // 1 / (1 - iv): it grows with the wavelength, as the phase of the ripple does.
        let pole = Complex { re: 1.0, im: v }.scaled(1.0 / (1.0 + v * v));
        let passed = Complex { re: 1.0 - taken * pole.re, im: -taken * pole.im };
        let (sin, cos) = (frequency * t).sin_cos();
        let turned = Complex { re: 0.5 * cos, im: 0.5 * sin }.times(passed);
        let unit = turned.times(passed);
        let strength = Complex { re: cosine, im: -sine };
        let z = strength.times(unit);
        let rest = Complex { re: 1.0 - z.re, im: -z.im };
        // d(-2 Re ln (1 - z)) = 2 Re (dz / (1 - z))
        let by = |change: Complex| 2.0 * change.over(rest).re;
        // z is as the square of what is passed.
        let by_passed = strength.times(turned).scaled(2.0);
        let i = |of: Complex| Complex { re: -of.im, im: of.re };
        let by_taken = by_passed.times(pole).scaled(-1.0);
        Effect {
            exponent: -rest.square().ln(),
            by_cosine: by(unit),
            by_sine: by(i(unit).scaled(-1.0)),
            by_frequency: by(i(z).scaled(t)),
            by_depth: by(by_taken) * by_depth,
            by_v: by(i(by_passed.times(pole).times(pole)).scaled(-taken)),
        }
    }
}

#[derive(Clone, Copy)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    fn times(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }

    fn scaled(self, by: f64) -> Self {
        Self { re: self.re * by, im: self.im * by }
    }

    fn square(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    fn over(self, other: Self) -> Self {
        self.times(Self { re: other.re, im: -other.im }).scaled(1.0 / other.square())
    }
}

#[cfg(test)]
mod tests {
    use super::super::resonance::{Method, resonances};
    use super::super::tests::Random;
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;

    const NM: f64 = 1550.05;
    const WIDTH: f64 = 0.06;

    /// What a ring of 15.2 dB between facets of 4.5 % lets through, whose fringes are 310 pm apart.
    fn chip(nm: f64, phase: f64, sign: f64) -> f64 {
        const R: f64 = 0.045;
        let v = 2.0 * (nm - NM) / WIDTH;
        let taken = 1.0 - sign * 0.03f64.sqrt();
        let (re, im) = (1.0 - taken / (1.0 + v * v), -taken * v / (1.0 + v * v));
        let (sin, cos) = (std::f64::consts::TAU * (nm - 1550.0) / 0.31 + phase).sin_cos();
        let (re2, im2) = (re * re - im * im, 2.0 * re * im);
        let (a, b) = (1.0 - R * (re2 * cos - im2 * sin), -R * (re2 * sin + im2 * cos));
        ((1.0 - R) * re.hypot(im) / a.hypot(b)).powi(2)
    }

    #[test]
    fn of_a_ring_between_facets_numbers_are_right_and_as_sure_as_they_say() {
        const COPIES: u64 = 40;
        let spacing = Spacing { start: Wavelength::from_nm(1548.5), sampling: Wavelength::from_m(1e-12) };
        let (mut all, mut once, mut twice, mut bias) = ([0.0; 2], [0.0; 2], [0.0; 2], 0.0);
        let chips = [(1.0, 0.0), (1.0, 1.5), (1.0, 3.0), (-1.0, 0.0), (-1.0, 1.5), (-1.0, 3.0)];
        for ((sign, phase), first) in chips.into_iter().zip((0..).step_by(1000)) {
            for seed in 0..COPIES {
                let mut random = Random::new(first + seed);
                let y: Vec<f32> = (0..3001)
                    .map(|index| {
                        let light = chip(spacing.nm(index), phase, sign);
                        (10.0 * light.log10() + 0.05 * random.normal()) as f32
                    })
                    .collect();
                let found = resonances(&y, spacing, &Method::default(), 0..y.len());
                assert_eq!(found.rows.len(), 1, "{:#?}", found.rows);
                let row = &found.rows[0];
                if row.doubt.is_some() {
                    continue;
                }
                let q = row.q.unwrap();
                bias += q.value * WIDTH / NM - 1.0;
                for (at, (of, truth)) in [(q, NM / WIDTH), (row.nm, NM)].into_iter().enumerate() {
                    let away = (of.value - truth).abs() / of.sigma.unwrap();
                    all[at] += 1.0;
                    once[at] += f64::from(u8::from(away < 1.0));
                    twice[at] += f64::from(u8::from(away < 2.0));
                }
            }
        }
        let count = 6.0 * COPIES as f64;
        println!("{all:?} of {count}: {once:?} {twice:?}, bias {:.4}", bias / all[0]);
        assert!(all[0] > 0.93 * count, "{} of {count} are trusted", all[0]);
        assert!((bias / all[0]).abs() < 5e-4, "{}", bias / all[0]);
        for at in 0..2 {
            // Of 240 copies 3 and 1.4 of a hundred are one standard deviation.
            let (once, twice) = (100.0 * once[at] / all[at], 100.0 * twice[at] / all[at]);
            assert!((60.0..77.0).contains(&once) && twice > 91.0, "{at}: {once} {twice}");
        }
    }
}
