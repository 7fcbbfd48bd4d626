//! What is read off a trace: plain functions on slices. They know samples and wavelengths, and neither
//! instruments nor screens. Where scipy has the same, they agree with it (see `tests/analysis`).

// Through `core::cast`, which says what becomes of what does not fit.

pub(crate) mod band;
pub mod fit;
pub mod mask;
pub(crate) mod maths;
pub mod peaks;
pub mod resonance;
pub mod statistics;
