//! Numbers that become numbers of another type, each way with its reason: there is no bare `as` elsewhere.

#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "here is where they are, each with its reason"
)]

/// The cell at a computed place: the whole one, the first for what is before it and for what is not a number.
pub(crate) fn cell(place: f64) -> u16 {
    cells(floor_index(place))
}

/// A count of cells as a screen has it. No screen is larger than this: what would be beyond is not on it.
pub(crate) fn cells(count: usize) -> u16 {
    /// Far above any screen, far below where sums of it overflow.
    const MOST: u16 = 10_000;
    u16::try_from(count).map_or(MOST, |count| count.min(MOST))
}

/// A count as a number to calculate with: exact up to 2^53, and nothing here counts further.
pub(crate) const fn count_f64(count: usize) -> f64 {
    count as f64
}

/// A count that was calculated: 0 for what is negative or not a number, the last there is for what is larger.
pub(crate) const fn count_of(number: f64) -> u64 {
    number as u64
}

/// A count as the wire and `Duration` have it; the largest for what does not fit.
pub(crate) fn count_u32(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// A count with the width of counters.
pub(crate) fn count_u64(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

/// The index at or below a number: 0 for what is negative or not a number, the last there is for what is larger.
pub(crate) const fn floor_index(number: f64) -> usize {
    number as usize
}

/// The whole number nearest to zero: the least or the greatest for what lies beyond, 0 for what is not a number.
pub(crate) const fn floor_whole(number: f64) -> i64 {
    number as i64
}

/// The upper 31 bits of a random number, which are the better ones of those that are made by multiplying.
pub(crate) const fn high_u32(random: u64) -> u32 {
    (random >> 33) as u32
}

/// A number from the wire as an index: every system that this runs on counts with 32 bits or more.
pub(crate) const fn index_of(number: u32) -> usize {
    number as usize
}

/// A level as traces hold it. What is lost is below 1e-5 dB at 100 dB, far less than an instrument can tell.
pub(crate) const fn level_f32(level: f64) -> f32 {
    level as f32
}

/// `f64::round`, of what fits into an `i64`: that one is a call on processors without an instruction for it, and a
/// chart rounds several times for each of its columns.
pub(crate) const fn nearest(number: f64) -> f64 {
    let whole = (number as i64) as f64;
    let rest = number - whole;
    if rest >= 0.5 {
        whole + 1.0
    } else if rest <= -0.5 {
        whole - 1.0
    } else {
        whole
    }
}

/// A place on a page as the libraries that draw have it: exact to a millionth of the page.
pub(crate) const fn place_f32(place: f64) -> f32 {
    place as f32
}

/// The number of a series as dots hold it. There are eight traces and as few detectors on a chart.
pub(crate) fn series_u8(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

/// A place among so many; signed, since it may lie before the first.
pub(crate) fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A number of steps to either side, to calculate with: exact up to 2^53.
pub(crate) const fn steps_f64(count: isize) -> f64 {
    count as f64
}

/// A counter as a number to calculate with: exact up to 2^53, and nothing here counts further.
pub(crate) const fn u64_f64(count: u64) -> f64 {
    count as f64
}

/// A whole number as a number to calculate with: exact up to 2^53.
pub(crate) const fn whole_f64(whole: i64) -> f64 {
    whole as f64
}

/// The nearest pixel, before the first one too.
pub(crate) const fn pixel(place: f64) -> i32 {
    place.round() as i32
}

/// A whole number that was found to be one and to fit.
pub(crate) const fn whole_u32(number: f64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_nearest_is_that_of_the_library(number in -1e12f64..1e12, near in -3e6f64..3e6) {
            for number in [number, near, near.trunc() + 0.5, near.trunc() - 0.5, (near.trunc() + 0.5).next_down()] {
                prop_assert_eq!(nearest(number), number.round(), "{}", number);
            }
        }
    }

    #[test]
    fn what_does_not_fit_becomes_the_nearest_that_does() {
        assert_eq!([cell(-1.5), cell(f64::NAN), cell(2.9), cell(f64::INFINITY)], [0, 0, 2, 10_000]);
        assert_eq!((cells(7), cells(70_000)), (7, 10_000));
        assert_eq!((series_u8(7), series_u8(300)), (7, 255));
        assert_eq!((signed(7), signed(usize::MAX), count_u64(7)), (7, i64::MAX, 7));
        assert_eq!([2.9, -1.0, f64::NAN, f64::INFINITY].map(floor_index), [2, 0, 0, usize::MAX]);
        assert_eq!([2.9, -2.9, f64::NAN, f64::NEG_INFINITY].map(floor_whole), [2, -2, 0, i64::MIN]);
        assert_eq!((count_f64(940_001), whole_f64(-3), level_f32(-5.25)), (940_001.0, -3.0, -5.25));
        assert_eq!(steps_f64(-2), -2.0);
    }
}
