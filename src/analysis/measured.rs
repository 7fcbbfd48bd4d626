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

impl From<(f64, f64)> for Measured {
    fn from((value, sigma): (f64, f64)) -> Self {
        Self { value, sigma: Some(sigma) }
    }
}
