//! Ticks of an axis: round values, as many as have room for their numbers, all with the same decimals.

use super::font;
use crate::core::cast::{count_f64, floor_index};
use crate::core::scale::{Scale, decimals};

/// Ticks with numbers at the most.
const MOST: usize = 8;
/// Decimals above which the numbers of an axis say little but the same digits again and again.
const DECIMALS: usize = 2;
/// A window wider than this is counted in wholes, a narrower one in thousandths: numbers keep to four digits.
const WHOLES_FROM: f64 = 10.0;

/// What differences from a value are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// In the unit of the axis.
    Wholes,
    /// In thousandths of it: pm of nm, GHz of THz.
    Thousandths,
}

impl Counted {
    /// So many of them are one unit of the axis.
    pub(super) const fn per_unit(self) -> f64 {
        match self {
            Self::Wholes => 1.0,
            Self::Thousandths => 1000.0,
        }
    }
}

/// The value that the numbers of an axis are counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct From {
    /// As it is written.
    pub(super) value: String,
    pub(super) counted: Counted,
}

/// Whether the numbers at the bottom are counted from a value within the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offset {
    /// Where the window is narrow: more than two decimals would tell its ticks apart.
    #[default]
    Narrow,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The ticks of an axis, in its unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ticks {
    /// The long ones with their numbers.
    pub(super) long: Vec<(f64, String)>,
    /// The short ones between them.
    pub(super) short: Vec<f64>,
    /// The value that they are counted from, if they are.
    pub(super) from: Option<From>,
}

impl Ticks {
    /// Of a bottom of this length, lettered in this size.
    pub(super) fn across(scale: Scale, length: f64, size: f64, offset: Offset) -> Self {
        let plain = Self::fitting(scale, length, size);
        let Some(step) = scale.step(plain.long.len().max(2)) else { return plain };
        let counted = match offset {
            Offset::Narrow => decimals(step) > DECIMALS,
            Offset::Always => true,
            Offset::Never => false,
        };
        if !counted {
            return plain;
        }
        let middle = (f64::midpoint(scale.low, scale.high) / step).round() * step;
        let wide = scale.high - scale.low > WHOLES_FROM;
        let counted = if wide { Counted::Wholes } else { Counted::Thousandths };
        let from = |value: f64| (value - middle) * counted.per_unit();
        let fine = Self::fitting(Scale { low: from(scale.low), high: from(scale.high) }, length, size);
        let back = |value: f64| middle + value / counted.per_unit();
        Self {
            long: fine.long.into_iter().map(|(at, number)| (back(at), number)).collect(),
            short: fine.short.into_iter().map(back).collect(),
            from: Some(From { value: written(middle, decimals(step)), counted }),
        }
    }

    /// Of a side of this length, lettered in this size.
    pub(super) fn up(scale: Scale, length: f64, size: f64) -> Self {
        let most = floor_index(length / (size * 2.4)).clamp(2, MOST);
        Self::of(scale, most, length)
    }

    /// The width of the widest number.
    pub(super) fn widest(&self, size: f64) -> f64 {
        self.long.iter().map(|(_, number)| font::width(number, size)).fold(0.0, f64::max)
    }

    fn fitting(scale: Scale, length: f64, size: f64) -> Self {
        let place = |value: f64| (value - scale.low) / (scale.high - scale.low) * length;
        let fits = |ticks: &Self| {
            ticks.long.windows(2).all(|two| {
                let widths = font::width(&two[0].1, size) + font::width(&two[1].1, size);
                place(two[1].0) - place(two[0].0) >= widths / 2.0 + size
            })
        };
        let mut tried = (1..=MOST).rev().map(|most| Self::of(scale, most, length));
        tried.find(|ticks| !ticks.long.is_empty() && fits(ticks)).unwrap_or_else(|| {
            // Numbers so long that two have no room: one of them.
            let mut few = Self::of(scale, 2, length);
            few.long.truncate(1);
            few
        })
    }

    fn of(scale: Scale, most: usize, length: f64) -> Self {
        let Some(step) = scale.step(most) else { return Self::default() };
        let decimals = decimals(step);
        let long = scale.multiples(step);
        // A step of 2 has four parts, one of 1 or 5 has five.
        let leading = (step / 10f64.powf((step.log10() + 1e-9).floor())).round();
        let part = step / if leading == 2.0 { 4.0 } else { 5.0 };
        let room = part / (scale.high - scale.low) * length;
        let beside = |at: &f64| long.iter().all(|long| (long - at).abs() > part / 2.0);
        let short = if room < SHORT_APART { Vec::new() } else { scale.multiples(part) };
        Self {
            short: short.into_iter().filter(beside).collect(),
            long: long.into_iter().map(|at| (at, written(at, decimals))).collect(),
            from: None,
        }
    }
}

/// Points from short tick to short tick at the least.
const SHORT_APART: f64 = 2.5;

/// A number with so many decimals and the true minus; minus nothing is nothing.
fn written(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(digits) if digits.chars().all(|c| matches!(c, '0' | '.')) => digits.to_owned(),
        Some(digits) => format!("−{digits}"),
        None => text,
    }
}

/// Evenly placed fractions of a length for one of several who each have their own, none of them at an end.
pub(super) fn shares(count: usize, one: usize, of: usize) -> impl Iterator<Item = f64> {
    let begin = (count_f64(one) + 0.5) / count_f64(of.max(1));
    (0..count).map(move |n| ENDS + (1.0 - 2.0 * ENDS) * (count_f64(n) + begin) / count_f64(count))
}

/// The part of a length that stays free at each end.
const ENDS: f64 = 0.03;

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(ticks: &Ticks) -> Vec<&str> {
        ticks.long.iter().map(|(_, number)| number.as_str()).collect()
    }

    #[test]
    fn all_numbers_of_an_axis_have_the_same_decimals_and_a_true_minus() {
        let across = Ticks::across(Scale { low: 1550.418, high: 1550.432 }, 200.0, 7.0, Offset::Never);
        assert_eq!(numbers(&across), ["1550.420", "1550.425", "1550.430"]);
        let thz = Ticks::across(Scale { low: 192.75, high: 193.25 }, 120.0, 7.0, Offset::Narrow);
        assert_eq!(numbers(&thz), ["192.8", "193.0", "193.2"]);
        let up = Ticks::up(Scale { low: -62.0, high: 12.0 }, 100.0, 7.0);
        assert_eq!(numbers(&up), ["−60", "−40", "−20", "0"]);
        assert_eq!(written(-0.04, 1), "0.0");
    }

    #[test]
    fn a_narrow_window_is_counted_from_its_middle() {
        let scale = Scale { low: 1550.434, high: 1550.436 };
        let ticks = Ticks::across(scale, 200.0, 7.0, Offset::Narrow);
        let from = |value: &str, counted| Some(From { value: value.into(), counted });
        assert_eq!(ticks.from, from("1550.4350", Counted::Thousandths));
        assert_eq!(numbers(&ticks), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert!((ticks.long[1].0 - 1550.4345).abs() < 1e-9, "{ticks:?}");
        let wide = Scale { low: 1520.0, high: 1580.0 };
        assert_eq!(Ticks::across(wide, 200.0, 7.0, Offset::Narrow).from, None);
        let always = Ticks::across(wide, 200.0, 7.0, Offset::Always);
        assert_eq!(always.from, from("1550", Counted::Wholes));
        assert!(numbers(&always).contains(&"−20"), "{always:?}");
    }

    #[test]
    fn short_ticks_part_the_steps_and_lie_on_no_long_one() {
        let ticks = Ticks::up(Scale { low: -60.0, high: 0.0 }, 150.0, 7.0);
        assert_eq!(numbers(&ticks), ["−60", "−50", "−40", "−30", "−20", "−10", "0"]);
        assert_eq!(ticks.short.len(), 6 * 4);
        assert!(ticks.short.iter().all(|at| ticks.long.iter().all(|(long, _)| (long - at).abs() > 1.0)));
        let two = Ticks::up(Scale { low: -60.0, high: 0.0 }, 80.0, 7.0);
        assert_eq!((numbers(&two), two.short.len()), (vec!["−60", "−40", "−20", "0"], 3 * 3));
    }

    #[test]
    fn numbers_have_room_whatever_the_window() {
        for exponent in -6..=2 {
            for length in [60.0, 200.0, 440.0] {
                let span = 10f64.powi(exponent) * 3.7;
                let scale = Scale { low: 1549.123, high: 1549.123 + span };
                for offset in [Offset::Never, Offset::Narrow, Offset::Always] {
                    let ticks = Ticks::across(scale, length, 7.0, offset);
                    assert!(!ticks.long.is_empty(), "{span} on {length}");
                    let right = ticks.long.iter().map(|(at, number)| {
                        let half = font::width(number, 7.0) / 2.0;
                        let place = (at - scale.low) / span * length;
                        (place - half, place + half)
                    });
                    let places: Vec<(f64, f64)> = right.collect();
                    assert!(places.windows(2).all(|two| two[0].1 + 3.0 < two[1].0), "{ticks:?}");
                }
            }
        }
    }
}
