//! A number that was measured.

/// A number and its standard deviation, where that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// Its standard deviation, in the same unit.
    pub sigma: Option<f64>,
}

impl Measured {
    /// Of which nobody knows how sure it is.
    pub(crate) const fn alone(value: f64) -> Self {
        Self { value, sigma: None }
    }
}

impl Measured {
    /// In another unit.
    pub(crate) fn scaled(self, by: f64) -> Self {
        Self { value: self.value * by, sigma: self.sigma.map(|sigma| sigma * by.abs()) }
    }

    /// With its standard deviation, to so many decimals.
    pub(crate) fn words(self, decimals: usize) -> String {
        let sigma = self.sigma.map(|sigma| format!(" ± {sigma:.decimals$}")).unwrap_or_default();
        format!("{:.decimals$}{sigma}", self.value)
    }
}

impl From<(f64, f64)> for Measured {
    fn from((value, sigma): (f64, f64)) -> Self {
        Self { value, sigma: Some(sigma) }
    }
}
