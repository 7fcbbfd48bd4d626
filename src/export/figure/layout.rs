//! Where the panels of a figure lie on its page, so that what is lettered around them has room.

use super::content::Figure;
use super::font;
use super::sheet::{Area, Point};
use super::style::Style;
use super::ticks::{Offset, Ticks};
use crate::core::cast::count_f64;
use crate::core::scale::Scale;

/// A panel on the page: its place, its values, its ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) area: Area,
    pub(super) values: Values,
    pub(super) across: Ticks,
    pub(super) up: Ticks,
}

/// The values at the edges of a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Values {
    pub(super) x: Scale,
    pub(super) y: Scale,
}

impl Values {
    /// Where values stand in an area.
    pub(super) fn place(&self, area: &Area, (x, y): (f64, f64)) -> Point {
        let part = |scale: Scale, value: f64| (value - scale.low) / (scale.high - scale.low);
        (area.left + part(self.x, x) * area.width(), area.bottom - part(self.y, y) * area.height())
    }
}

impl Frame {
    pub(super) fn place(&self, at: (f64, f64)) -> Point {
        self.values.place(&self.area, at)
    }
}

/// The page with its panels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) height: f64,
    pub(super) frames: Vec<Frame>,
    /// The base line of the numbers at the bottom, below the last frame.
    pub(super) numbers: f64,
    /// The base line of the name below them.
    pub(super) name: f64,
    /// The base line of the names at the side, which run upwards.
    pub(super) side: f64,
}

/// From an axis to its numbers at the side, of their size; at the bottom it is twice as much, so that the lowest
/// number at the side and the first one at the bottom do not touch.
const APART: f64 = 0.4;

/// Lays a figure out below `header`, with so much room above each panel.
pub(super) fn layout(figure: &Figure, style: &Style, offset: Offset, header: f64, above: &[f64]) -> Layout {
    let numbers = style.look.text;
    let count = figure.panels.len();
    // Half a number stands above the highest tick and below the lowest one.
    let [over, between] = [0.5 * numbers, 1.5 * numbers];
    let [base, name] = [2.0 * APART * numbers + font::CAPITAL * numbers, font::DOWN * numbers];
    let name = base + name + 0.2 * style.names + font::UP * style.names;
    let below = name + font::DOWN * style.names + style.margin;
    let around =
        header + style.margin + over + below + between * (count_f64(count) - 1.0) + above.iter().sum::<f64>();
    // A page of a journal grows with its legends, a screen does not.
    let legends = if style.header.is_none() { above.iter().sum::<f64>() } else { 0.0 };
    let wished = (style.height + legends + style.more * (count_f64(count) - 1.0)).min(style.most);
    let high = ((wished - around) / count_f64(count)).max(style.least);

    let ups: Vec<Ticks> = figure.panels.iter().map(|panel| Ticks::up(panel.y, high, numbers)).collect();
    let widest = ups.iter().map(|ticks| ticks.widest(numbers)).fold(0.0, f64::max);
    let side = style.margin + font::UP * style.names;
    let left = side + font::DOWN * style.names + APART * numbers + widest + APART * numbers;
    // The last number may reach over the corner.
    let rough = style.width - left - style.margin;
    let ends =
        |length: f64| figure.panels.iter().map(move |panel| Ticks::across(panel.x, length, numbers, offset));
    let over_corner = ends(rough).map(|ticks| ticks.widest(numbers) / 2.0).fold(0.0, f64::max);
    let right = style.width - style.margin - over_corner;
    let mut top = header + style.margin + over;
    let mut frames = Vec::new();
    for (((panel, across), up), above) in figure.panels.iter().zip(ends(right - left)).zip(ups).zip(above) {
        top += above;
        let area = Area { left, top, right, bottom: top + high };
        frames.push(Frame { area, values: Values { x: panel.x, y: panel.y }, across, up });
        top += high + between;
    }
    let bottom = top - between;
    Layout { height: bottom + below, frames, numbers: bottom + base, name: bottom + name, side }
}
