//! plotters draws on a sheet: what lies within axes, in their values. Its pixels are whole numbers; here each is a
//! thousandth of a point, so that every format has decimals and no line is wider than it should be.

use std::convert::Infallible;

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea, LineSeries, PathElement};
use plotters::style::{Color, RGBColor, ShapeStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use super::layout::Frame;
use super::sheet::{Area, Colour, Point, Sheet, Stroke, around};
use crate::core::cast::{pixel, whole_u32};

/// Pixels of a point.
const FINE: f64 = 1000.0;
/// Corners of a circle.
const ROUND: usize = 24;

/// A sheet as plotters sees it.
struct Pen<'a>(&'a mut Sheet);

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// What lies within the axes of a frame: it takes points in their values.
pub(super) struct Axes<'a>(DrawingArea<Pen<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>);

impl<'a> Axes<'a> {
    pub(super) fn of(sheet: &'a mut Sheet, frame: &Frame) -> Self {
        let (x, y) = (frame.values.x, frame.values.y);
        let [left, right, top, bottom] =
            [frame.area.left, frame.area.right, frame.area.top, frame.area.bottom].map(fine);
        let area: DrawingArea<Pen, Shift> = Pen(sheet).into_drawing_area();
        Self(area.apply_coord_spec(Cartesian2d::new(
            x.low..x.high,
            y.low..y.high,
            (left..right, bottom..top),
        )))
    }

    /// A curve through points, from left to right.
    pub(super) fn curve(&self, points: &[(f64, f64)], width: f64, colour: Colour) {
        let series = LineSeries::new(points.iter().copied(), style(width, colour));
        for element in series {
            drawn(self.0.draw(&element));
        }
    }

    /// A straight line.
    pub(super) fn line(&self, ends: [(f64, f64); 2], stroke: Stroke) {
        drawn(self.0.draw(&PathElement::new(ends, style(stroke.width, stroke.colour))));
    }
}

/// A sheet takes everything: no error can be made.
fn drawn(result: Result<(), DrawingAreaErrorKind<Infallible>>) {
    debug_assert!(result.is_ok(), "{result:?}");
}

/// A length in points as plotters has it.
fn fine(points: f64) -> i32 {
    pixel(points * FINE)
}

fn style(width: f64, Colour(red, green, blue): Colour) -> ShapeStyle {
    Color::stroke_width(&RGBColor(red, green, blue), whole_u32((width * FINE).round()))
}

fn point((x, y): BackendCoord) -> Point {
    (f64::from(x) / FINE, f64::from(y) / FINE)
}

fn colour(of: BackendColor) -> Colour {
    let (red, green, blue) = of.rgb;
    Colour(red, green, blue)
}

fn stroke(style: &impl BackendStyle) -> Stroke {
    Stroke { width: f64::from(style.stroke_width()) / FINE, colour: colour(style.color()), dash: None }
}

impl DrawingBackend for Pen<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let whole = |length: f64| whole_u32((length * FINE).ceil());
        (whole(self.0.width), whole(self.0.height))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        let ((left, top), (right, bottom)) = (point(at), point((at.0 + 1, at.1 + 1)));
        self.0.fill(Area { left, top, right, bottom }.corners(), colour(color));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.0.line([point(from), point(to)], stroke(style));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let ((left, top), (right, bottom)) = (point(upper_left), point(bottom_right));
        let area = Area { left, top, right, bottom };
        if fill {
            self.0.fill(area.corners(), colour(style.color()));
        } else {
            self.0.frame(&area, stroke(style));
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.0.line(path.into_iter().map(point).collect::<Vec<Point>>(), stroke(style));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let mut corners = around(point(center), f64::from(radius) / FINE, ROUND);
        if fill {
            self.0.fill(corners, colour(style.color()));
        } else {
            corners.extend_from_within(..2);
            self.0.line(corners, stroke(style));
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.0.fill(corners.into_iter().map(point).collect::<Vec<Point>>(), colour(style.color()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use plotters::prelude::{Circle, Pixel, Polygon, Rectangle};

    use super::*;
    use crate::export::figure::sheet::Shape;

    /// What plotters makes of an element on a sheet of 100 by 50 points.
    fn shapes(draw: impl FnOnce(&DrawingArea<Pen, Shift>)) -> Vec<Shape> {
        let mut sheet = Sheet::new(100.0, 50.0);
        let area = Pen(&mut sheet).into_drawing_area();
        assert_eq!(area.dim_in_pixel(), (100_000, 50_000));
        draw(&area);
        drop(area);
        sheet.shapes
    }

    #[test]
    fn what_plotters_draws_lies_between_points_and_is_as_wide_as_it_was_told() {
        let red = Colour(200, 0, 10);
        let line = shapes(|area| {
            area.draw(&PathElement::new([(1_500, 2_250), (99_999, 1)], style(0.75, red))).unwrap();
        });
        let stroke = Stroke { width: 0.75, colour: red, dash: None };
        assert_eq!(line, [Shape::Line { points: vec![(1.5, 2.25), (99.999, 0.001)], stroke }]);
        let filled = |shapes: Vec<Shape>| match shapes.as_slice() {
            [Shape::Filled { points, colour }] => (points.clone(), *colour),
            other => panic!("{other:?}"),
        };
        let paint = style(1.0, red).filled();
        let corners = [(1_000, 1_000), (3_000, 2_000)];
        let rectangle = filled(shapes(|area| area.draw(&Rectangle::new(corners, paint)).unwrap()));
        assert_eq!(rectangle, (vec![(1.0, 1.0), (3.0, 1.0), (3.0, 2.0), (1.0, 2.0)], red));
        let (circle, _) =
            filled(shapes(|area| area.draw(&Circle::new((9_000, 9_000), 2_500, paint)).unwrap()));
        assert!(circle.iter().all(|(x, y)| ((x - 9.0).hypot(y - 9.0) - 2.5).abs() < 1e-9), "{circle:?}");
        let three = vec![(0, 0), (500, 0), (0, 250)];
        let (polygon, _) = filled(shapes(|area| area.draw(&Polygon::new(three, paint)).unwrap()));
        assert_eq!(polygon, [(0.0, 0.0), (0.5, 0.0), (0.0, 0.25)]);
        let (pixel, _) = filled(shapes(|area| area.draw(&Pixel::new((4_000, 5_000), paint)).unwrap()));
        assert_eq!(pixel[2], (4.001, 5.001));
    }
}
