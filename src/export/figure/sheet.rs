//! What is drawn on a page: lines, areas and words, those that lie above others behind them. Lengths are points, from
//! the upper left corner to the right and down. Each format draws the same sheet in its own way.

use super::font;
use crate::core::cast::count_f64;
use crate::core::text::clean;

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// What a page is of.
    pub(super) const WHITE: Self = Self(255, 255, 255);
    /// What it is printed with.
    pub(super) const BLACK: Self = Self(0, 0, 0);

    /// As the web and Python write it: `#0072b2`.
    pub(super) fn hex(self) -> String {
        let Self(red, green, blue) = self;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// To the right, and down.
pub(super) type Point = (f64, f64);

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Larger by this on each side.
    pub(super) fn grown(self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether all of another one lies in it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// Whether a straight line from point to point has a part in it.
    pub(super) fn is_crossed(&self, from: Point, to: Point) -> bool {
        // The part of the line that lies between two edges, of 0 to 1; what is left of it after both pairs.
        let (mut first, mut last) = (0.0f64, 1.0f64);
        let pairs = [(from.0, to.0, self.left, self.right), (from.1, to.1, self.top, self.bottom)];
        for (from, to, low, high) in pairs {
            let along = to - from;
            if along == 0.0 {
                if from < low || from > high {
                    return false;
                }
                continue;
            }
            let (a, b) = ((low - from) / along, (high - from) / along);
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
        first <= last
    }

    /// The four corners, around.
    pub(super) fn corners(&self) -> [Point; 4] {
        [(self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom)]
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub(super) width: f64,
    pub(super) colour: Colour,
    /// Lengths of a dash and of the hole behind it.
    pub(super) dash: Option<[f64; 2]>,
}

/// Where words stand beside their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// They begin there.
    Start,
    /// It is their middle.
    Middle,
    /// They end there.
    End,
}

/// Which way words run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// To the right.
    Right,
    /// Upwards, beside an axis.
    Up,
}

/// Words in one line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    pub(super) text: String,
    /// On their base line.
    pub(super) at: Point,
    /// Of the font, from line to line without lead.
    pub(super) size: f64,
    pub(super) colour: Colour,
    pub(super) anchor: Anchor,
    pub(super) run: Run,
}

impl Words {
    /// Where their first letter begins, on the base line.
    pub(super) fn start(&self) -> Point {
        let before = match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => font::width(&self.text, self.size) / 2.0,
            Anchor::End => font::width(&self.text, self.size),
        };
        match self.run {
            Run::Right => (self.at.0 - before, self.at.1),
            Run::Up => (self.at.0, self.at.1 + before),
        }
    }

    /// The room that they take, whatever letters they have.
    pub(super) fn area(&self) -> Area {
        let (x, y) = self.start();
        let (long, up, down) =
            (font::width(&self.text, self.size), font::UP * self.size, font::DOWN * self.size);
        match self.run {
            Run::Right => Area { left: x, top: y - up, right: x + long, bottom: y + down },
            Run::Up => Area { left: x - up, top: y - long, right: x + down, bottom: y },
        }
    }
}

/// One thing on a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A line through points.
    Line { points: Vec<Point>, stroke: Stroke },
    /// What lies within points.
    Filled { points: Vec<Point>, colour: Colour },
    /// Words.
    Words(Words),
}

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sheet {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) shapes: Vec<Shape>,
}

impl Sheet {
    pub(super) const fn new(width: f64, height: f64) -> Self {
        Self { width, height, shapes: Vec::new() }
    }

    pub(super) fn line(&mut self, points: impl Into<Vec<Point>>, stroke: Stroke) {
        self.shapes.push(Shape::Line { points: points.into(), stroke });
    }

    pub(super) fn fill(&mut self, points: impl Into<Vec<Point>>, colour: Colour) {
        self.shapes.push(Shape::Filled { points: points.into(), colour });
    }

    /// The four edges of an area, closed.
    pub(super) fn frame(&mut self, area: &Area, stroke: Stroke) {
        let corners = area.corners();
        // One edge is drawn twice: so that the first corner is a corner, too.
        let around: Vec<Point> = corners.iter().chain(&corners[..2]).copied().collect();
        self.line(around, stroke);
    }

    pub(super) fn words(&mut self, words: Words) {
        let text = clean(&words.text);
        if !text.is_empty() {
            self.shapes.push(Shape::Words(Words { text, ..words }));
        }
    }

    /// All words on it.
    pub(super) fn all_words(&self) -> impl Iterator<Item = &Words> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Words(words) => Some(words),
            Shape::Line { .. } | Shape::Filled { .. } => None,
        })
    }
}

/// Points around a middle, evenly, the first one above it.
pub(super) fn around((x, y): Point, radius: f64, count: usize) -> Vec<Point> {
    let angle = |n: usize| std::f64::consts::TAU * count_f64(n) / count_f64(count);
    (0..count).map(|n| (x + radius * angle(n).sin(), y - radius * angle(n).cos())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_crosses_an_area_or_passes_it() {
        let area = Area { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        for (from, to, crosses) in [
            ((-5.0, 5.0), (15.0, 5.0), true),
            ((-5.0, 11.0), (15.0, 11.0), false),
            ((-5.0, -1.0), (-1.0, 12.0), false),
            ((5.0, 5.0), (5.0, 5.0), true),
            ((-4.0, 8.0), (4.0, 16.0), false),
            ((-4.0, 4.0), (4.0, 12.0), true),
            ((20.0, 5.0), (12.0, 5.0), false),
        ] {
            assert_eq!(area.is_crossed(from, to), crosses, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn words_take_their_room_on_the_side_that_they_are_told() {
        let words = |anchor, run| Words {
            text: "Level".into(),
            at: (100.0, 50.0),
            size: 10.0,
            colour: Colour::BLACK,
            anchor,
            run,
        };
        let width = font::width("Level", 10.0);
        assert!((15.0..35.0).contains(&width), "{width}");
        let ends = words(Anchor::End, Run::Right).area();
        assert!(ends.right == 100.0 && ends.left == 100.0 - width && ends.top < 50.0 && ends.bottom > 50.0);
        let middle = words(Anchor::Middle, Run::Up).area();
        assert_eq!((middle.top, middle.bottom), (50.0 - width / 2.0, 50.0 + width / 2.0));
        assert!(middle.left < 100.0 && middle.right > 100.0 && middle.right < 105.0);
    }
}
