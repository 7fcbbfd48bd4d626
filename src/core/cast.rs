//! Numbers that become numbers of another type, each way with its reason, so that no bare `as` is needed.

/// A count of cells as a screen has it. No screen is larger than this: what would be beyond is not on it.
pub(crate) fn cells(count: usize) -> u16 {
    /// Far above any screen, far below where sums of it overflow.
    const MOST: u16 = 10_000;
    u16::try_from(count).map_or(MOST, |count| count.min(MOST))
}

/// The cell at a computed place: the whole one, the first for what is before it and for no number.
pub(crate) fn cell(place: f64) -> u16 {
    cells(index(place))
}

/// The index at a computed place, cut to a whole one: 0 for what is before the first and for no number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` cuts to the nearest that there is"
)]
pub(crate) const fn index(place: f64) -> usize {
    place as usize
}

/// A count as a number to calculate with: exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "no count here is above 2^53")]
pub(crate) const fn number(count: usize) -> f64 {
    count as f64
}

/// A number of steps to either side, to calculate with: exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "no step here is above 2^53")]
pub(crate) const fn steps(count: isize) -> f64 {
    count as f64
}

/// A level with the precision that traces have.
#[expect(clippy::cast_possible_truncation, reason = "traces are of f32: to it is rounded")]
pub(crate) const fn level(db: f64) -> f32 {
    db as f32
}

/// A count with the width of counters.
pub(crate) fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

/// The number of a curve for its dots: there are eight.
pub(crate) fn series(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_becomes_the_nearest() {
        assert_eq!([cell(-1.5), cell(f64::NAN), cell(2.9), cell(f64::INFINITY)], [0, 0, 2, 10_000]);
        assert_eq!((cells(70_000), index(-0.1), index(3.99)), (10_000, 0, 3));
        assert_eq!((number(3), steps(-2), series(300)), (3.0, -2.0, u8::MAX));
    }
}
