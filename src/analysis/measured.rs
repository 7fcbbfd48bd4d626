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
}

impl Measured {
    /// Of which nobody knows how sure it is.
    pub(crate) const fn alone(value: f64) -> Self {
        Self { value, sigma: None, is_least: false }
    }

    /// With a standard deviation, if one is known.
    pub(crate) const fn new(value: f64, sigma: Option<f64>) -> Self {
        Self { value, sigma, is_least: false }
    }

    /// The least that it can be.
    pub(crate) const fn at_least(value: f64) -> Self {
        Self { value, sigma: None, is_least: true }
    }
}

impl Measured {
    /// In another unit.
    pub(crate) fn scaled(self, by: f64) -> Self {
        Self { value: self.value * by, sigma: self.sigma.map(|sigma| sigma * by.abs()), ..self }
    }

    /// The digits of it that people see: so many decimals where nobody knows how sure it is.
    pub(crate) fn digits(self, decimals: usize) -> Digits {
        Digits::of(self.value, self.sigma).unwrap_or(Digits::Behind(decimals))
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
