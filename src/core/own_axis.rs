//! Wavelengths of the samples of a file one by one.

use std::sync::Arc;

/// Wavelengths of samples, nm, upwards, as their file has them: each is less than a quarter of a step beside an even axis.
#[derive(Clone, PartialEq)]
pub struct OwnAxis(Arc<[f64]>);

impl OwnAxis {
    /// Of so many nm.
    pub(crate) fn of(nm: impl Iterator<Item = f64>) -> Self {
        Self(nm.collect())
    }

    pub(crate) fn nm(&self) -> &[f64] {
        &self.0
    }
}

/// How many there are, and none of them.
impl std::fmt::Debug for OwnAxis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} wavelengths", self.0.len())
    }
}
