//! Whether numbers are those of an even axis that were rounded: to so many decimals, or to four bytes.

use crate::core::cast::{count_f64, level_f32};

/// Further than this part of a step from an even line is not on it.
const NEAR: f64 = 1.0 / 100.0;
/// Numbers that are looked at together, by their places: one after the other a million of them take longer than to read
/// them from a file.
const LANES: [f64; 8] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];

/// An even axis: where sample 0 lies, and the step. In the unit of the numbers that it was found for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) start: f64,
    pub(super) step: f64,
}

impl Line {
    /// From the first number to the last one.
    pub(super) fn through_ends(values: &[f64]) -> Option<Self> {
        let (&start, &last) = values.first().zip(values.last())?;
        let steps = values.len().checked_sub(1).filter(|steps| *steps > 0)?;
        Some(Self { start, step: (last - start) / count_f64(steps) })
    }

    /// Where a sample lies.
    pub(super) fn at(self, index: usize) -> f64 {
        self.start + self.step * count_f64(index)
    }

    /// Whether the numbers lie on it, but for less than anybody asks for.
    pub(super) fn is_near(self, values: &[f64]) -> bool {
        self.step > 0.0 && self.off(values) <= self.step * NEAR
    }

    /// How far the numbers are from it: the least and the greatest distance, with their signs.
    fn range(self, values: &[f64]) -> (f64, f64) {
        let (mut least, mut greatest) = ([f64::INFINITY; LANES.len()], [f64::NEG_INFINITY; LANES.len()]);
        let mut look = |first: usize, values: &[f64]| {
            let first = count_f64(first);
            for ((value, after), (least, greatest)) in
                values.iter().zip(LANES).zip(least.iter_mut().zip(&mut greatest))
            {
                let off = value - (self.start + self.step * (first + after));
                *least = if off < *least { off } else { *least };
                *greatest = if off > *greatest { off } else { *greatest };
            }
        };
        let (whole, rest) = values.as_chunks::<{ LANES.len() }>();
        whole.iter().enumerate().for_each(|(n, values)| look(n * LANES.len(), values));
        look(values.len() - rest.len(), rest);
        (
            least.into_iter().fold(f64::INFINITY, f64::min),
            greatest.into_iter().fold(f64::NEG_INFINITY, f64::max),
        )
    }

    /// How far a number is from it at the most.
    pub(super) fn off(self, values: &[f64]) -> f64 {
        let (least, greatest) = self.range(values);
        greatest.max(-least)
    }

    /// With this step, and halfway between the numbers that are furthest from it to either side.
    fn with_step(step: f64, values: &[f64]) -> Self {
        let first = values.first().copied().unwrap_or(0.0);
        let (least, greatest) = Self { start: first, step }.range(values);
        Self { start: first + f64::midpoint(least, greatest), step }
    }
}

/// The step in which the numbers are written: 0.001 where none has more than three decimals, and never less than what
/// four bytes tell apart where all are such. `None` where they have as many digits as eight bytes hold.
pub(super) fn digits(values: &[f64]) -> Option<f64> {
    /// More digits than this are not told from what a computer rounds.
    const MOST: f64 = 1e12;
    /// What it rounds, as a part of the last digit.
    const ROUNDING: f64 = 1e-3;
    let greatest = values.iter().fold(0.0_f64, |greatest, value| greatest.max(value.abs()));
    let ends = values.first().zip(values.last());
    let span = ends.map_or(0.0, |(first, last)| (last - first).abs());
    let is_whole = |power: f64| {
        move |value: &f64| {
            let scaled = value * power;
            (scaled - scaled.round()).abs() <= ROUNDING
        }
    };
    let decimal = (0..18)
        .map(|decimals| 10f64.powi(decimals))
        .take_while(|power| greatest * power < MOST)
        // Numbers that are all one at these digits do not show them.
        .skip_while(|power| span * power < 0.5)
        .find(|power| values.iter().all(is_whole(*power)))
        .map(f64::recip);
    let single = level_f32(greatest);
    let is_single = |value: &f64| f64::from(level_f32(*value)) == *value;
    let four_bytes = values.iter().all(is_single).then(|| f64::from(single.next_up()) - f64::from(single));
    match (decimal, four_bytes) {
        (Some(decimal), Some(four_bytes)) => Some(decimal.max(four_bytes)),
        (one, other) => one.or(other),
    }
}

/// The even axis whose numbers are these when each is rounded to a multiple of `digits`; `None` if there is none. Of
/// those that there are the one with the roundest step.
///
/// Its steps are of so many digits, or of one more, and of no third length. Where they are of one and of two digits, rows
/// might be missing of an axis with the shorter step: that it was rounded is shown by long steps that lie evenly, and
/// fewer than three show nothing.
pub(super) fn rounded(values: &[f64], digits: f64) -> Option<Line> {
    /// What a computer rounds beside that.
    const MORE: f64 = 1.0 + 1e-6;
    const LESS: f64 = 1.0 - 1e-6;
    /// Fewer long steps may as well be missing rows.
    const FEWEST: usize = 3;
    let within = digits / 2.0 * MORE;
    let straight = straightest(values)?;
    if straight.step <= 0.0 || straight.off(values) > within {
        return None;
    }
    let steps = || values.iter().zip(values.iter().skip(1)).map(|(one, next)| (next - one) / digits);
    let (least, greatest) = (steps().fold(f64::INFINITY, f64::min), steps().fold(0.0, f64::max));
    let long = steps().filter(|step| *step > 1.5).count();
    let may_be_missing = (0.5..1.5).contains(&least) && (1..FEWEST).contains(&long);
    if greatest - least > 1.5 || may_be_missing {
        return None;
    }
    // A step that is round and makes all of one sign of the rest ties is not meant.
    let surely = digits / 2.0 * LESS;
    let roundest = (0..9).map(|more| digits / 10f64.powi(more)).find_map(|unit| {
        let line = Line::with_step((straight.step / unit).round() * unit, values);
        (line.off(values) <= surely).then_some(line)
    });
    let line = roundest.unwrap_or(straight);
    // Where the first number may be meant as it stands, it is.
    let first = Line { start: values.first().copied()?, ..line };
    Some(if first.off(values) <= within { first } else { line })
}

/// The line from which the furthest number is as near as can be: halfway between the two hulls, where these are furthest
/// apart, along the edge that lies there.
fn straightest(values: &[f64]) -> Option<Line> {
    let ends = Line::through_ends(values)?;
    // Distances from the line through the ends: of wavelengths themselves too few digits would be left.
    let off: Vec<f64> = values.iter().enumerate().map(|(n, value)| value - ends.at(n)).collect();
    let (upper, lower) = (hull(&off, 1.0), hull(&off, -1.0));
    let widest = |corners: &[usize], edges: &[usize]| {
        let mut edge = 0;
        let mut best = (0.0_f64, 0.0_f64);
        for &corner in corners {
            while edge + 2 < edges.len() && edges[edge + 1] <= corner {
                edge += 1;
            }
            let (Some(&from), Some(&to)) = (edges.get(edge), edges.get(edge + 1)) else { break };
            let slope = (off[to] - off[from]) / count_f64(to - from);
            let apart = (off[corner] - (off[from] + slope * (count_f64(corner) - count_f64(from)))).abs();
            if apart > best.0 {
                best = (apart, slope);
            }
        }
        best
    };
    let (above, below) = (widest(&upper, &lower), widest(&lower, &upper));
    let (_, slope) = if above.0 >= below.0 { above } else { below };
    Some(Line::with_step(ends.step + slope, values))
}

/// The corners of the upper hull of numbers over their indices, or of the lower one with a sign of -1.
fn hull(values: &[f64], sign: f64) -> Vec<usize> {
    let mut corners: Vec<usize> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        while let [.., before, last] = corners[..] {
            let slope =
                |from: usize, to: usize, value: f64| sign * (value - values[from]) / count_f64(to - from);
            if slope(before, last, values[last]) > slope(last, index, *value) {
                break;
            }
            corners.pop();
        }
        corners.push(index);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(count: u32, start: f64, step: f64, to: f64) -> Vec<f64> {
        (0..count).map(|n| ((start + f64::from(n) * step) / to).round() * to).collect()
    }

    #[test]
    fn the_digits_of_numbers_are_found_in_them() {
        assert_eq!(digits(&axis(40, 1550.0, 0.0012, 1e-3)), Some(1e-3));
        assert_eq!(digits(&axis(40, 1550.0, 0.1, 1e-4)), Some(0.1));
        assert_eq!(digits(&[1550.0, 1551.0]), Some(1.0));
        assert_eq!(digits(&[1550.0 / 3.0, 1550.0]), None);
        let metres: Vec<f64> = axis(40, 1550.0, 0.0012, 1e-3).iter().map(|nm| nm * 1e-9).collect();
        let found = digits(&metres).unwrap();
        assert!((found / 1e-12 - 1.0).abs() < 1e-6, "{found}");
        let singles: Vec<f64> =
            (0..40).map(|n| f64::from(level_f32(1550.0 + f64::from(n) * 0.001))).collect();
        let found = digits(&singles).unwrap();
        assert_eq!(found, 2f64.powi(-13), "the last bit of a number above 1024");
    }

    #[test]
    fn an_axis_that_was_rounded_is_found_with_its_step() {
        for (step, to) in [(0.0012, 1e-3), (0.0005, 1e-3), (0.0027, 1e-3), (0.0199, 0.01), (0.1, 1e-4)] {
            for count in [60, 5000] {
                let line = rounded(&axis(count, 1549.987, step, to), to).unwrap();
                let unsure = if count > 1000 { 1e-9 } else { to / f64::from(count) };
                assert!((line.step - step).abs() <= unsure, "{step} {to}: {line:?}");
                assert!((line.start - 1549.987).abs() <= to / 2.0 * 1.001, "{step} {to}: {line:?}");
            }
        }
    }

    #[test]
    fn a_missing_row_is_no_rounding() {
        for step in [0.001, 0.0012, 0.002, 0.0027] {
            for gone in [1, 7, 500, 998] {
                let mut values = axis(1000, 1550.0, step, 1e-3);
                values.remove(gone);
                assert_eq!(rounded(&values, 1e-3), None, "{step}: {gone}");
            }
        }
        let mut two = axis(1000, 1550.0, 0.001, 1e-3);
        two.remove(700);
        two.remove(300);
        assert_eq!(rounded(&two, 1e-3), None);
        let mut twice = axis(1000, 1550.0, 0.001, 1e-3);
        twice[300] = twice[299];
        assert_eq!(rounded(&twice, 1e-3), None, "a row that is there twice");
    }

    #[test]
    fn the_straightest_line_is_as_near_as_can_be() {
        let values = [0.0, 2.0, 1.0, 3.0, 5.0, 4.0];
        let found = straightest(&values).unwrap();
        // Any other slope is further from one of them.
        let off = found.off(&values);
        for tilt in [-0.1, -0.01, 0.01, 0.1] {
            assert!(Line::with_step(found.step + tilt, &values).off(&values) > off, "{found:?} {tilt}");
        }
    }
}
