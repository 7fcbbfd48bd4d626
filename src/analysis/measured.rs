//! A number that was measured.

use crate::core::digits::{Digits, Kind, Number};

/// A number and its standard deviation, where that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// Its standard deviation, in the same unit.
    pub sigma: Option<f64>,
    /// It is the least that it can be, and may be anything above: then there is no standard deviation.
    pub(crate) is_least: bool,
    /// What its data are told apart by, in the same unit: the distance of samples, or their noise. Where there is no standard
    /// deviation people see no digit beyond it.
    pub(crate) grain: Option<f64>,
}

impl Measured {
    /// Of which nobody knows how sure it is.
    pub(crate) const fn alone(value: f64) -> Self {
        Self { value, sigma: None, is_least: false, grain: None }
    }

    /// With a standard deviation, if one is known.
    pub(crate) const fn new(value: f64, sigma: Option<f64>) -> Self {
        Self { value, sigma, is_least: false, grain: None }
    }

    /// The least that it can be.
    pub(crate) const fn at_least(value: f64) -> Self {
        Self { value, sigma: None, is_least: true, grain: None }
    }

    /// With what its data are told apart by; nothing says nothing.
    pub(crate) const fn grained(self, grain: f64) -> Self {
        Self { grain: Some(grain), ..self }
    }

    /// Without its standard deviation, which is not to be trusted: that says how many digits are seen, and no more.
    pub(crate) fn unsure(self) -> Self {
        Self { sigma: None, grain: self.known_within(), ..self }
    }

    /// What it may be off by: its standard deviation, else what its data are told apart by.
    pub(crate) fn known_within(self) -> Option<f64> {
        self.sigma.or(self.grain)
    }

    /// One less another, of which each is off by itself.
    pub(crate) fn difference(one: Self, other: Self) -> Self {
        let off = |of: fn(Self) -> Option<f64>| of(one).zip(of(other)).map(|(a, b)| a.hypot(b));
        Self { grain: off(Self::known_within), ..Self::new(one.value - other.value, off(|one| one.sigma)) }
    }

    /// A product or a quotient of these: each part of itself that one of them is off by is one of it.
    pub(crate) fn by_parts<const N: usize>(value: f64, of: [Self; N]) -> Self {
        let part = |off: fn(Self) -> Option<f64>| {
            let sum = of.iter().try_fold(0.0f64, |sum, one| Some(sum.hypot(off(*one)? / one.value)));
            sum.map(|part| (part * value).abs())
        };
        Self { grain: part(Self::known_within), ..Self::new(value, part(|one| one.sigma)) }
    }
}

impl Measured {
    /// In another unit.
    pub(crate) fn scaled(self, by: f64) -> Self {
        Self {
            value: self.value * by,
            sigma: self.sigma.map(|sigma| sigma * by.abs()),
            grain: self.grain.map(|grain| grain * by.abs()),
            ..self
        }
    }

    /// The digits of it that people see: two of its standard deviation, else no more than its data carry and than so many
    /// decimals.
    pub(crate) fn digits(self, decimals: usize) -> Digits {
        Digits::of(self.value, self.sigma).unwrap_or_else(|| Digits::told(decimals, self.grain))
    }

    /// For a table: so many decimals where nobody knows how sure it is.
    pub(crate) fn number(self, decimals: usize) -> Number {
        Number {
            value: self.value,
            digits: self.digits(decimals),
            kind: if self.is_least { Kind::Least } else { Kind::Plain },
        }
    }

    /// Its standard deviation for a table, if it has one.
    pub(crate) fn sigma_number(self, decimals: usize) -> Option<Number> {
        Some(Number { value: self.sigma?, digits: self.digits(decimals), kind: Kind::Sigma })
    }

    /// With its standard deviation, for people.
    pub(crate) fn words(self, decimals: usize) -> String {
        let value = self.number(decimals).shown();
        self.sigma_words().map_or_else(|| value.clone(), |sigma| format!("{value} ± {sigma}"))
    }

    /// Its standard deviation for people, if it has one.
    pub(crate) fn sigma_words(self) -> Option<String> {
        let sigma = self.sigma?;
        Digits::of(self.value, Some(sigma)).map(|digits| digits.sigma(sigma))
    }
}

impl From<(f64, f64)> for Measured {
    fn from((value, sigma): (f64, f64)) -> Self {
        Self::new(value, Some(sigma))
    }
}

#[cfg(test)]
mod tests {
    use super::super::resonance::{Method, Resonance, resonances};
    use super::super::tests::Random;
    use super::*;
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;

    #[test]
    fn what_follows_from_numbers_is_as_unsure_as_they_are() {
        let (sure, told) = (Measured::new(10.0, Some(0.3)), Measured::alone(20.0).grained(0.8));
        let found = Measured::by_parts(200.0, [sure, told]);
        assert_eq!(found.sigma, None, "of one nothing says how sure it is");
        assert!((found.grain.unwrap() - 10.0).abs() < 1e-9, "3 % and 4 %: {found:?}");
        assert_eq!(Measured::by_parts(200.0, [sure, Measured::alone(20.0)]).grain, None);
        assert_eq!(Measured::difference(told, sure).grain, Some(0.8f64.hypot(0.3)));
        assert_eq!((sure.unsure().sigma, sure.unsure().grain), (None, Some(0.3)));
        assert_eq!(told.scaled(1e3).words(2), "20000", "in another unit it is told apart by as much");
    }

    #[test]
    fn a_resonance_without_a_fit_has_no_more_digits_than_its_samples() {
        // Two samples wide: no line fits. Steps of 5 pm, noise of 0.2 dB.
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(5e-12) };
        let mut random = Random::new(5);
        let y = (0..600).map(|index| {
            let v = f64::from(index) - 300.4;
            (10.0 * (1.0 - 0.9 / (1.0 + v * v)).log10() + 0.2 * random.normal()) as f32
        });
        let y: Vec<f32> = y.collect();
        let found = resonances(&y, spacing, &Method::default(), 0..y.len());
        let row: &Resonance = &found.rows[0];
        assert!(row.shape.is_none(), "{row:?}");
        let behind = |of: Measured, decimals| {
            let words = of.words(decimals);
            words.split_once('.').map_or(0, |(_, rest)| rest.len())
        };
        assert_eq!(behind(row.nm, 5), 3, "a step of 5 pm: {}", row.nm.words(5));
        assert_eq!(behind(row.depth, 2), 1, "noise of 0.2 dB: {}", row.depth.words(2));
        assert_eq!(behind(row.level, 3), 1, "{}", row.level.words(3));
        assert_eq!(row.width_pm.map_or(0, |width| behind(width, 2)), 0, "{row:?}");
    }
}
