//! Where things stand, by the size of the screen.
//!
//! ```text
//! from 40x12        from 72x18       from 110x18                       from 110x50
//! header            header           header                            header
//! powers, two rows  1 power          1 power                           1 power
//! one of 1 to 6     one of 2 to 6    2 lasers | 3 sweep | 4 detectors  5 trace
//! message           message            or 5 trace or 6 messages        2 | 3 | 4 (| 6 from 170)
//! footer            footer           message, footer                   message, footer
//! ```

use ratatui::layout::Rect;

use crate::core::cast;
use crate::ui::common::context::{Panel, Room};
use crate::ui::kit::cut::cut_bottom;

/// The narrowest screen that can be worked on.
pub(in crate::ui) const LEAST_WIDTH: u16 = 40;
/// The lowest screen that can be worked on.
pub(in crate::ui) const LEAST_HEIGHT: u16 = 12;
/// Below this width or height there are the numbers of live power and one panel.
const ROOMY: (u16, u16) = (72, 18);
/// Rows of the numbers there.
const POWERS: u16 = 2;

/// Rectangles of the screen.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Places {
    /// Two rows at the top.
    pub(crate) header: Rect,
    /// The panels that are shown, with their places.
    pub(crate) panels: Vec<(Panel, Rect)>,
    /// The row of the last message, or of the field.
    pub(crate) message: Rect,
    /// The row of keys.
    pub(crate) footer: Rect,
}

/// Rows of header, message and footer.
pub(in crate::ui) const AROUND: u16 = 4;

/// What lies between header and message.
pub(in crate::ui) fn between(area: Rect) -> Rect {
    let header = area.height.min(2);
    Rect { y: area.y + header, height: area.height.saturating_sub(AROUND), ..area }
}

/// Where a page is drawn.
#[derive(Clone, Copy)]
pub(in crate::ui) struct Stage {
    /// The whole screen, header and footer included.
    pub(crate) screen: Rect,
    /// What lies between header and message.
    pub(crate) middle: Rect,
}

/// Lays the screen out; `None` when it is too small.
pub(in crate::ui) fn places(area: Rect, below: Panel, expanded: Option<Panel>) -> Option<Places> {
    if area.width < LEAST_WIDTH || area.height < LEAST_HEIGHT {
        return None;
    }
    let row = |y: u16, height: u16| Rect { y: area.y + y, height, ..area };
    // A blank row below the header where there is room for one.
    let top = if area.height >= 28 { 3 } else { 2 };
    let body = row(top, area.height - top - 2);
    let around = |panels| Places {
        header: row(0, 2),
        panels,
        message: row(area.height - 2, 1),
        footer: row(area.height - 1, 1),
    };
    if let Some(alone) = expanded {
        return Some(around(vec![(alone, body)]));
    }
    let (wide, high) = (area.width >= 110, area.height >= 50);
    if area.width < ROOMY.0 || area.height < ROOMY.1 {
        return Some(around(compact(body, below)));
    }
    let full = below.room() == Room::Row;
    let below_height = match (wide, high, full) {
        (true, true, _) => 13,
        (true, false, false) => 13.min(body.height / 2),
        // A chart and what is found in it need more than a list of settings.
        (true, false, true) | (false, _, true) => (body.height * 3 / 5).clamp(8, 24),
        (false, _, false) => (body.height / 2).clamp(8, 14),
    };
    let (upper, lower) = in_two(body, below_height);
    let (tops, mut columns, rows) = (all(Room::Top), all(Room::Column), all(Room::Row));
    let (top, under) = if wide && high {
        let (top, first) = in_two(upper, upper.height * 9 / 20);
        // What takes the whole width and is not the first of those stands below it: beside the others, or alone.
        let mut rows = rows.into_iter();
        let first = rows.next().map(|panel| (panel, first));
        let other =
            if full && first.is_none_or(|(first, _)| first != below) { Some(below) } else { rows.next() };
        if area.width >= 170 {
            columns.extend(other);
        } else if other == Some(below) {
            columns = vec![below];
        }
        (top, first.into_iter().chain(beside(lower, &columns)).collect())
    } else {
        let under = match below.room() {
            Room::Row => vec![below],
            Room::Top | Room::Column if wide => columns,
            Room::Top => columns.into_iter().take(1).collect(),
            Room::Column => vec![below],
        };
        (upper, beside(lower, &under))
    };
    Some(around(beside(top, &tops).into_iter().chain(under).collect()))
}

/// The numbers of live power, and one panel below them.
fn compact(body: Rect, below: Panel) -> Vec<(Panel, Rect)> {
    let blank = u16::from(body.height >= 12);
    let used = POWERS + blank;
    let rest = Rect { y: body.y + used, height: body.height.saturating_sub(used), ..body };
    let one = match below.room() {
        Room::Top => all(Room::Column).into_iter().take(1).collect(),
        Room::Column | Room::Row => vec![below],
    };
    let above = beside(Rect { height: POWERS, ..body }, &all(Room::Top));
    above.into_iter().chain(beside(rest, &one)).collect()
}

/// All panels that take this much room.
fn all(room: Room) -> Vec<Panel> {
    Panel::ALL.iter().copied().filter(|panel| panel.room() == room).collect()
}

/// Where live power and a form below it stand: what is set is seen to work.
pub(in crate::ui) fn with_form(area: Rect) -> Option<(Rect, Rect)> {
    let places = places(area, Panel::Sweep, Some(Panel::Power))?;
    let (_, body) = places.panels.first()?;
    Some(in_two(*body, (body.height / 2).clamp(10, 14)))
}

/// The upper part, without the blank row between, and the lower part of this height.
fn in_two(area: Rect, height: u16) -> (Rect, Rect) {
    let (upper, lower) = cut_bottom(area, height);
    (cut_bottom(upper, 1).0, lower)
}

/// Panels side by side, with two columns between.
fn beside(area: Rect, panels: &[Panel]) -> Vec<(Panel, Rect)> {
    const BETWEEN: u16 = 2;
    let count = cast::cells(panels.len().max(1));
    let each = (area.width - BETWEEN * (count - 1)) / count;
    let place = |(index, panel): (usize, &Panel)| {
        let index = cast::cells(index);
        (*panel, Rect { x: area.x + index * (each + BETWEEN), width: each, ..area })
    };
    panels.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_stay_on_the_screen_and_apart_at_every_size() {
        for (width, height) in [
            (40, 12),
            (40, 60),
            (71, 24),
            (200, 17),
            (72, 18),
            (80, 24),
            (109, 49),
            (110, 50),
            (120, 36),
            (200, 60),
            (250, 80),
        ] {
            let area = Rect::new(0, 0, width, height);
            for &below in Panel::ALL {
                let places = places(area, below, None).unwrap();
                let all: Vec<Rect> = places
                    .panels
                    .iter()
                    .map(|(_, rect)| *rect)
                    .chain([places.header, places.message, places.footer])
                    .collect();
                // The made-up panel is a second one at the top.
                for panel in Panel::ALL.iter().filter(|panel| panel.room() == Room::Top).chain([&below]) {
                    let shown = places.panels.iter().filter(|(shown, _)| shown == panel).count();
                    assert_eq!(shown, 1, "{panel:?} with {below:?} at {width}x{height}");
                }
                for (index, one) in all.iter().enumerate() {
                    assert_eq!(one.intersection(area), *one);
                    assert!(one.height > 0);
                    assert!(all[..index].iter().all(|other| !one.intersects(*other)), "{width}x{height}");
                }
            }
        }
        assert!(places(Rect::new(0, 0, 39, 12), Panel::Power, None).is_none());
        assert!(places(Rect::new(0, 0, 40, 11), Panel::Power, None).is_none());
        assert!(places(Rect::new(0, 0, 1, 1), Panel::Power, Some(Panel::Power)).is_none());
    }
}
