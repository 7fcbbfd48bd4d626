//! What is read off a trace: plain functions on slices. They know samples and wavelengths, and neither
//! instruments nor screens. Where scipy has the same, they agree with it (see `tests/analysis`).

// Through `core::cast`, which says what becomes of what does not fit.

pub(crate) mod addition;
pub(crate) mod attempt;
pub(crate) mod band;
pub(crate) mod baseline;
pub(crate) mod cavity;
pub mod channel;
pub mod comb;
pub mod coupling;
mod cut_off;
mod distances;
pub(crate) mod drift;
mod families;
mod filling;
pub(crate) mod fit;
pub(crate) mod fitted_line;
mod found;
pub(crate) mod fringes;
pub(crate) mod histogram;
pub(crate) mod least_squares;
pub mod limits;
pub(crate) mod line_shape;
mod lone;
pub mod mask;
pub(crate) mod maths;
pub mod measured;
pub(crate) use crate::core::noise;
pub mod peaks;
pub(crate) mod placed;
pub mod quantity;
mod repeatable;
pub(crate) mod repeats;
pub mod resonance;
pub(crate) mod row;
pub(crate) mod samples;
pub(crate) mod search;
pub(crate) mod shape;
mod smoother;
pub mod statistics;
pub(crate) mod sure_filter;
pub(crate) mod surroundings;
pub(crate) mod waveguide;
pub(crate) mod whole;

#[cfg(test)]
mod combs;
#[cfg(test)]
mod doubts;
#[cfg(test)]
mod few_samples;
#[cfg(test)]
mod floors;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod uneven;
