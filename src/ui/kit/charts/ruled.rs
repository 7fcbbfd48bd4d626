//! Scales for rows of cells: their ticks stand whole rows apart, so that they are even and each stands at its number.

use crate::core::cast::{cell, count_f64, nearest};
use crate::core::scale::{Scale, decimals, nice_step};
use crate::ui::kit::charts::dots::DOWN;

/// Ticks at the most.
const TICKS: u16 = 8;
/// From so many rows on a number has a free row below it.
const ROOMY: u16 = 5;
/// The row of dots in its cell on which a tick stands where it may: the middle of its number.
const MIDDLE: f64 = 1.0;

/// Which end of the range stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Neither: what there is more than needed is above and below.
    None,
    /// The upper one, up to a dot.
    Top,
    /// The lower one, up to a dot.
    Bottom,
}

/// A scale and its ticks, which stand whole rows apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ruled {
    /// From the middle of the lowest to that of the highest dots.
    pub(crate) scale: Scale,
    /// From tick to tick.
    step: f64,
}

impl Ruled {
    /// The narrowest one around a range on so many rows of cells.
    pub(crate) fn around(range: Scale, rows: u16, anchor: Anchor) -> Self {
        let rows = rows.max(1);
        let least = rows.div_ceil(TICKS).max(if rows < ROOMY { 1 } else { 2 });
        let most = (rows / 2).max(least);
        let all = || (least..=most).filter_map(|apart| Self::with(range, rows, apart, anchor));
        let narrowest = all().map(|one| one.span()).fold(f64::INFINITY, f64::min);
        // Of those that are as narrow the one with the most ticks.
        let found = all().find(|one| one.span() <= narrowest * (1.0 + NEARLY));
        found.unwrap_or(Self { scale: range, step: f64::INFINITY })
    }

    /// One with this step around a range, if a whole number of rows to a tick leaves room for all of it; else the narrowest.
    pub(crate) fn of_step(range: Scale, rows: u16, step: f64, anchor: Anchor) -> Self {
        let apart = (dots(rows) * step / (count_f64(DOWN) * (range.high - range.low)) + NEARLY).floor();
        let apart = (1.0..=f64::from(rows)).contains(&apart).then(|| cell(apart));
        let one = apart.and_then(|apart| Self::on(range, rows, (apart, step), anchor));
        one.unwrap_or_else(|| Self::around(range, rows, anchor))
    }

    /// The narrowest one whose ticks are so many rows apart; `None` around a range that has no length.
    fn with(range: Scale, rows: u16, apart: u16, anchor: Anchor) -> Option<Self> {
        let needed = range.high - range.low;
        if !(needed > 0.0 && needed.is_finite()) {
            return None;
        }
        let step = nice_step(needed * f64::from(apart) * count_f64(DOWN) / dots(rows));
        // A range that does not begin on a dot may need one more than there are.
        let wider = nice_step(step * 1.01);
        [step, wider].into_iter().find_map(|step| Self::on(range, rows, (apart, step), anchor))
    }

    /// One with this step, whose ticks are so many rows apart; `None` around a range that has no room.
    fn on(range: Scale, rows: u16, (apart, step): (u16, f64), anchor: Anchor) -> Option<Self> {
        let dot = step / (f64::from(apart) * count_f64(DOWN));
        let high = placed(range, (dot, dots(rows)), anchor)?;
        Some(Self { scale: Scale { low: (high - dots(rows)) * dot, high: high * dot }, step })
    }

    fn span(&self) -> f64 {
        self.scale.high - self.scale.low
    }

    /// The values of the ticks, and the decimals they need.
    pub(crate) fn ticks(&self) -> (Vec<f64>, usize) {
        if self.step.is_finite() {
            (self.scale.multiples(self.step), decimals(self.step))
        } else {
            (Vec::new(), 0)
        }
    }
}

/// Of what was computed and should be whole.
const NEARLY: f64 = 1e-6;

/// Dots from the lowest to the highest one on so many rows of cells.
fn dots(rows: u16) -> f64 {
    f64::from(rows) * count_f64(DOWN) - 1.0
}

/// The upper end in dots from zero, where ticks stand; `None` if a range has no place between it and the lower end.
fn placed(range: Scale, (dot, dots): (f64, f64), anchor: Anchor) -> Option<f64> {
    let down = count_f64(DOWN);
    let (least, most) = ((range.high / dot - NEARLY).ceil(), (range.low / dot + NEARLY).floor() + dots);
    if least > most {
        return None;
    }
    Some(match anchor {
        Anchor::Top => least,
        Anchor::Bottom => most,
        Anchor::None => {
            let middle = f64::midpoint(least, most);
            let high = nearest((middle - MIDDLE) / down) * down + MIDDLE;
            if (least..=most).contains(&high) { high } else { middle.floor() }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::cast::level_f32;

    fn check(range: Scale, rows: u16, anchor: Anchor) -> Result<(), TestCaseError> {
        let ruled = Ruled::around(range, rows, anchor);
        let (scale, needed) = (ruled.scale, range.high - range.low);
        // On a few rows there are not many to choose from.
        let (slack, most) = (needed * 1e-6, if rows < 6 { 5.1 } else { 2.6 });
        prop_assert!(
            scale.low <= range.low + slack && scale.high >= range.high - slack,
            "{ruled:?} of {range:?}"
        );
        prop_assert!(
            scale.high - scale.low < needed * most,
            "{ruled:?} is much too wide for {range:?} on {rows} rows"
        );
        let (ticks, _) = ruled.ticks();
        let dots = usize::from(rows) * DOWN;
        let places: Vec<usize> =
            ticks.iter().rev().map(|&tick| scale.row(level_f32(tick), dots).unwrap()).collect();
        prop_assert!(!places.is_empty() && places.len() <= usize::from(TICKS) + 1, "{ruled:?}: {places:?}");
        let apart: Vec<usize> = places.windows(2).map(|two| two[1] - two[0]).collect();
        prop_assert!(
            apart.iter().all(|one| one % DOWN == 0 && *one == apart[0]),
            "{ruled:?} on {rows}: {places:?}"
        );
        Ok(())
    }

    proptest! {
        #[test]
        fn ticks_stand_whole_rows_apart_on_any_rows_of_any_range(
            middle in -100f64..100.0, span in 0.01f64..200.0, rows in 2u16..70,
        ) {
            let range = Scale { low: middle - span / 2.0, high: middle + span / 2.0 };
            for anchor in [Anchor::None, Anchor::Top, Anchor::Bottom] {
                check(range, rows, anchor)?;
            }
        }
    }

    #[test]
    fn an_end_that_is_anchored_stays() {
        for rows in 4..60 {
            let top = Ruled::around(Scale { low: -50.0, high: 0.0 }, rows, Anchor::Top).scale;
            assert!(top.high.abs() < 1e-9 && top.low <= -50.0, "{top:?} on {rows}");
            let bottom = Ruled::around(Scale { low: 0.0, high: 0.37 }, rows, Anchor::Bottom).scale;
            assert!(bottom.low.abs() < 1e-9 && bottom.high >= 0.37, "{bottom:?} on {rows}");
        }
    }

    #[test]
    fn of_scales_that_are_as_narrow_the_one_with_the_most_ticks_is_chosen() {
        let ruled = Ruled::around(Scale { low: -42.0, high: 2.5 }, 19, Anchor::None);
        assert_eq!((ruled.step, ruled.ticks().0.len()), (10.0, 5), "{ruled:?}");
    }

    #[test]
    fn a_step_that_was_asked_for_is_kept_where_it_has_room() {
        let range = Scale { low: -50.0, high: 0.0 };
        for (rows, apart) in [(11, 1), (26, 2), (60, 5)] {
            let ruled = Ruled::of_step(range, rows, 5.0, Anchor::Top);
            assert!((ruled.step, ruled.scale.high) == (5.0, 0.0) && ruled.scale.low <= -50.0, "{ruled:?}");
            let place = |level| ruled.scale.row(level, usize::from(rows) * DOWN).unwrap();
            assert_eq!(place(-5.0) - place(0.0), apart * DOWN, "on {rows} rows");
        }
        assert!(Ruled::of_step(range, 6, 5.0, Anchor::Top).step > 5.0);
    }

    #[test]
    fn a_range_without_a_length_has_no_ticks() {
        for range in [Scale { low: 1.0, high: 1.0 }, Scale { low: f64::NAN, high: 1.0 }] {
            assert_eq!(Ruled::around(range, 10, Anchor::None).ticks(), (Vec::new(), 0));
        }
    }
}
