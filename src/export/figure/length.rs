//! Points, millimetres, inches and dots.

use crate::core::cast::floor_index;

/// Points of an inch.
pub(super) const POINTS_PER_INCH: f64 = 72.0;
/// Millimetres of an inch.
const MM_PER_INCH: f64 = 25.4;

/// Points of millimetres.
pub(super) fn points(mm: f64) -> f64 {
    mm / MM_PER_INCH * POINTS_PER_INCH
}

/// Millimetres of points.
pub(super) fn mm(points: f64) -> f64 {
    points / POINTS_PER_INCH * MM_PER_INCH
}

/// Columns of dots in a length, where there are so many to the inch; one at the least.
pub(super) fn columns(points: f64, dpi: f64) -> usize {
    floor_index(points / POINTS_PER_INCH * dpi).max(1)
}
