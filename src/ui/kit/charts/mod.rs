//! Lines from numbers: reduction, scales, and dots in character cells.

// Through `core::cast`, which says what becomes of what does not fit.
#![cfg_attr(not(test), warn(clippy::as_conversions))]

pub(in crate::ui) mod axis;
pub mod blocks;
pub mod chart_columns;
pub mod dots;
pub mod line;
pub mod reduce;
pub mod scale;
