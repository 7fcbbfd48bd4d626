//! A rectangle cut in two.

use ratatui::layout::Rect;

/// The upper part of this height, or all there is, and what is left below it.
pub(in crate::ui) fn cut_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area })
}

/// What is left above, and the lower part of this height, or all there is.
pub(in crate::ui) fn cut_bottom(area: Rect, height: u16) -> (Rect, Rect) {
    cut_top(area, area.height.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_parts_are_the_whole_whatever_its_height() {
        for height in [0, 1, 2, 5, 9] {
            let area = Rect::new(3, 4, 7, height);
            for part in [0, 1, 5, 6] {
                let (upper, lower) = cut_top(area, part);
                assert_eq!((upper.height, lower.y), (part.min(height), upper.bottom()));
                assert_eq!((upper.y, lower.bottom()), (area.y, area.bottom()));
                let (upper, lower) = cut_bottom(area, part);
                assert_eq!((lower.height, lower.y), (part.min(height), upper.bottom()));
                assert_eq!((upper.y, lower.bottom()), (area.y, area.bottom()));
            }
        }
    }
}
