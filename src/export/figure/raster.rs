//! A sheet as pixels, by tiny-skia: its lines lie between pixels as they lie between numbers.

use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use tiny_skia::{FillRule, LineJoin, Paint, PathBuilder, Pixmap, StrokeDash, Transform};

use super::FigureError;
use super::font;
use super::sheet::{Colour, Point, Run, Shape, Sheet, Words};
use crate::core::cast::{place_f32, whole_u32};

/// Draws a sheet on a ground of one colour, with so many pixels for a point.
pub(super) fn raster(sheet: &Sheet, scale: f64, ground: Colour) -> Result<Pixmap, FigureError> {
    let [width, height] = [sheet.width, sheet.height].map(|length| whole_u32((length * scale).round()));
    let mut pixels = Pixmap::new(width, height).ok_or(FigureError::Pixels { width, height })?;
    pixels.fill(colour(ground));
    let transform = Transform::from_scale(place_f32(scale), place_f32(scale));
    for shape in &sheet.shapes {
        match shape {
            Shape::Line { points, stroke } => {
                let pen = tiny_skia::Stroke {
                    width: place_f32(stroke.width),
                    line_join: LineJoin::Round,
                    dash: stroke.dash.and_then(|dash| StrokeDash::new(dash.map(place_f32).to_vec(), 0.0)),
                    ..tiny_skia::Stroke::default()
                };
                let crisp = if is_rectangular(points) { crisp(points, scale) } else { points.clone() };
                if let Some(path) = path(&crisp, false) {
                    pixels.stroke_path(&path, &paint(stroke.colour), &pen, transform, None);
                }
            }
            Shape::Filled { points, colour } => {
                if let Some(path) = path(points, true) {
                    pixels.fill_path(&path, &paint(*colour), FillRule::Winding, transform, None);
                }
            }
            Shape::Words(words) => {
                if let Some(path) = letters(words) {
                    pixels.fill_path(&path, &paint(words.colour), FillRule::Winding, transform, None);
                }
            }
        }
    }
    Ok(pixels)
}

/// Frames, ticks and grids, which run along pixels.
fn is_rectangular(points: &[Point]) -> bool {
    points.len() < 8 && points.windows(2).all(|two| two[0].0 == two[1].0 || two[0].1 == two[1].1)
}

/// The same along the middle of pixels: half a pixel away at the most, and without a blurred pixel on each side.
fn crisp(points: &[Point], scale: f64) -> Vec<Point> {
    let middle = |place: f64| ((place * scale - 0.25).floor() + 0.5) / scale;
    points.iter().map(|(x, y)| (middle(*x), middle(*y))).collect()
}

fn colour(Colour(red, green, blue): Colour) -> tiny_skia::Color {
    tiny_skia::Color::from_rgba8(red, green, blue, 255)
}

fn paint(of: Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(colour(of));
    paint
}

fn path(points: &[Point], closed: bool) -> Option<tiny_skia::Path> {
    let mut path = PathBuilder::with_capacity(points.len() + 1, points.len());
    for (index, point) in points.iter().enumerate() {
        let (x, y) = (place_f32(point.0), place_f32(point.1));
        if index == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// The outlines of letters, which the font has with y upwards.
fn letters(words: &Words) -> Option<tiny_skia::Path> {
    let mut pen = Pen { path: PathBuilder::new(), along: 0.0 };
    let size = Size::new(place_f32(words.size));
    for letter in font::letters(&words.text) {
        if let Some(outline) = font::font().outline_glyphs().get(letter.glyph) {
            // What cannot be read of a font that is a part of the program is not there in any figure.
            let _ = outline.draw(DrawSettings::unhinted(size, LocationRef::default()), &mut pen);
        }
        pen.along += letter.advance * place_f32(words.size);
    }
    let (x, y) = words.start();
    let turned = match words.run {
        Run::Right => Transform::identity(),
        Run::Up => Transform::from_rotate(-90.0),
    };
    let placed = turned.post_translate(place_f32(x), place_f32(y));
    pen.path.finish()?.transform(placed)
}

/// Takes in an outline behind those before it.
struct Pen {
    path: PathBuilder,
    along: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.along + x, -y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.along + x, -y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.along + cx, -cy, self.along + x, -y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let along = self.along;
        self.path.cubic_to(along + ax, -ay, along + bx, -by, along + x, -y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
