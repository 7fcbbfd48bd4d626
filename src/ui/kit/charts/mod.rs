//! Lines from numbers: reduction, scales, and dots in character cells.

pub(crate) mod axis;
pub mod blocks;
pub(crate) mod chart_columns;
pub mod dots;
pub mod line;
pub(crate) mod marks;
pub(crate) mod over_time;
pub mod reduce;
pub(crate) mod ruled;
pub mod scale;
pub(crate) mod time_axis;
