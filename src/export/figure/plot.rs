//! What stands within the axes: grid, lines across, curves, markers.

use super::content::{Curve, Mark, Panel};
use super::font;
use super::layout::{Frame, Values};
use super::pen::Axes;
use super::raster;
use super::sheet::{Anchor, Area, Colour, Point, Run, Sheet, Stroke, Words, around};
use super::style::Look;
use super::ticks::{Ticks, shares};
use super::{Figure, FigureError};
use crate::core::cast::{count_f64, index_of};
use crate::core::scale::Scale;

/// Markers of a curve that tell it apart without its colour.
const MARKERS: usize = 6;
/// Marks' numbers are tried so far away, in steps of their size ...
const RINGS: usize = 6;
/// ... and of the places around so many are near.
const NEAR: usize = 16;

/// Draws the curves and what belongs to them. Words keep away from what is taken.
pub(super) fn inside(
    sheet: &mut Sheet,
    frame: &Frame,
    panel: &Panel,
    curves: &[Curve],
    look: &Look,
    marker: Option<f64>,
    taken: &[Area],
) {
    let stroke = |width: f64, colour: Colour| Stroke { width, colour, dash: None };
    for rule in &panel.rules {
        let dash = Some([5.0 * look.line, 3.5 * look.line]);
        let points = rule.map(|at| frame.place(at));
        sheet.line(points, Stroke { dash, ..stroke(look.line, look.rule) });
    }
    let axes = Axes::of(sheet, frame);
    for curve in curves {
        for stretch in &curve.stretches {
            axes.curve(stretch, look.line, look.colour(curve.index));
        }
    }
    drop(axes);
    if let Some(radius) = marker {
        for (index, curve) in curves.iter().enumerate() {
            let stroke = stroke(look.line, look.colour(curve.index));
            for at in spots(curves, index, panel.x) {
                self::marker(sheet, frame.place(at), curve.index, radius, stroke);
            }
        }
    }
    let crossed = |area: &Area| {
        let stretches = curves.iter().flat_map(|curve| &curve.stretches);
        let place = |at: &(f64, f64)| frame.place(*at);
        stretches
            .flat_map(|stretch| stretch.windows(2))
            .any(|two| area.is_crossed(place(&two[0]), place(&two[1])))
    };
    marks(sheet, frame, &panel.marks, look, taken, &crossed);
}

/// Lines at values, behind everything.
pub(super) fn grid(sheet: &mut Sheet, frame: &Frame, across: &[f64], up: &[f64], stroke: Stroke) {
    let (x, y) = (frame.values.x, frame.values.y);
    let axes = Axes::of(sheet, frame);
    for &at in across {
        axes.line([(at, y.low), (at, y.high)], stroke);
    }
    for &at in up {
        axes.line([(x.low, at), (x.high, at)], stroke);
    }
}

/// Where markers stand on one of several curves: in the middle of it where it is quiet, not on a flank, and not where
/// another curve has its own. One curve alone needs none.
pub(super) fn spots(curves: &[Curve], index: usize, x: Scale) -> Vec<Point> {
    let (Some(curve), true) = (curves.get(index), curves.len() > 1) else { return Vec::new() };
    let width = x.high - x.low;
    // As far as the markers of the curve beside it, and no further.
    let reach = 0.4 * width / count_f64(MARKERS * curves.len());
    let shares = shares(MARKERS, index, curves.len());
    shares.filter_map(|share| quiet(curve, x.low + share * width, reach)).collect()
}

/// The middle of a curve at the place within reach where it goes up and down least.
fn quiet(curve: &Curve, x: f64, reach: f64) -> Option<Point> {
    /// Places that are tried.
    const PLACES: usize = 9;
    let wide = 2.0 * reach / count_f64(PLACES);
    let places = (0..PLACES).filter_map(|place| {
        let left = x - reach + wide * count_f64(place);
        let (low, high) = extent(curve, left, left + wide)?;
        Some((high - low, (left + wide / 2.0, f64::midpoint(low, high))))
    });
    places.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, at)| at)
}

/// The lowest and the highest value of a curve between two places; nothing where it has a hole there.
fn extent(curve: &Curve, left: f64, right: f64) -> Option<(f64, f64)> {
    let whole = |stretch: &&Vec<Point>| {
        stretch.first().is_some_and(|first| first.0 <= left)
            && stretch.last().is_some_and(|last| last.0 >= right)
    };
    let stretch = curve.stretches.iter().find(whole)?;
    let from = stretch.partition_point(|(at, _)| *at < left).saturating_sub(1);
    let to = (stretch.partition_point(|(at, _)| *at <= right) + 1).min(stretch.len());
    let values = stretch[from..to].iter().map(|(_, value)| *value);
    values.fold(None, |extent, value| {
        let (low, high) = extent.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

/// A marker on a curve: one of four shapes, filled for the first four curves and open for the others.
pub(super) fn marker(sheet: &mut Sheet, (x, y): Point, index: usize, radius: f64, stroke: Stroke) {
    let mut points = match index % 4 {
        0 => around((x, y), radius, 24),
        1 => Area { left: x, top: y, right: x, bottom: y }.grown(radius * 0.85).corners().to_vec(),
        2 => around((x, y), radius * 1.2, 3),
        _ => around((x, y), radius * 1.15, 4),
    };
    let open = index / 4 % 2 == 1;
    sheet.fill(points.clone(), if open { Colour::WHITE } else { stroke.colour });
    if open {
        points.extend_from_within(..2);
        sheet.line(points, stroke);
    }
}

/// Dots where markers are, with their numbers beside them where there is room: where no curve is, if that is near.
fn marks(
    sheet: &mut Sheet,
    frame: &Frame,
    marks: &[Mark],
    look: &Look,
    taken: &[Area],
    crossed: &dyn Fn(&Area) -> bool,
) {
    let radius = look.text / 4.0;
    let dot = |mark: &Mark| {
        let (x, y) = frame.place((mark.x, mark.y));
        Area { left: x, top: y, right: x, bottom: y }.grown(radius)
    };
    let mut taken: Vec<Area> = taken.iter().copied().chain(marks.iter().map(dot)).collect();
    for mark in marks {
        let at = frame.place((mark.x, mark.y));
        sheet.fill(around(at, radius, 24), look.ink);
        let number = |at: Point| Words {
            text: mark.label.clone(),
            at,
            size: look.text,
            colour: look.ink,
            anchor: Anchor::Middle,
            run: Run::Right,
        };
        let free = |words: &Words| {
            let area = words.area();
            frame.area.holds(&area) && !taken.iter().any(|other| other.overlaps(&area))
        };
        let places = (1..=RINGS).flat_map(|ring| {
            let middle = (at.0, at.1 + font::CAPITAL / 2.0 * look.text);
            // The upper right is the usual place.
            let mut places = around(middle, radius + 0.8 * look.text * count_f64(ring), 8);
            places.rotate_left(1);
            places
        });
        let places: Vec<Words> = places.map(number).collect();
        let clear = |words: &&Words| free(words) && !crossed(&words.area());
        let near = places.iter().take(NEAR).find(clear);
        let found = near.or_else(|| places.iter().find(|words| free(words))).or_else(|| places.first());
        if let Some(words) = found.cloned() {
            taken.push(words.area());
            sheet.words(words);
        }
    }
}

/// A word across an area, behind everything, as large as there is room.
pub(super) fn behind(sheet: &mut Sheet, area: &Area, word: &str, colour: Colour) {
    let size = (0.7 * area.width() / font::width(word, 1.0)).min(0.4 * area.height());
    let middle = f64::midpoint(area.top, area.bottom) + font::CAPITAL / 2.0 * size;
    sheet.words(Words {
        text: word.to_owned(),
        at: (f64::midpoint(area.left, area.right), middle),
        size,
        colour,
        anchor: Anchor::Middle,
        run: Run::Right,
    });
}

/// The word that says where it is from, however a figure looks.
pub(super) const SIMULATED: &str = "SIMULATED";

/// A place among the characters of a terminal, which has scales around it already.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its pixels, across and down.
    pub pixels: (u32, u32),
    /// The dots of the characters that would stand there. The edges of the scales are in the middle of the first and of
    /// the last of them, and so they are in the picture.
    pub dots: (f64, f64),
    /// The values of lines from the bottom to the top.
    pub across: Vec<f64>,
    /// The values of lines from the left to the right.
    pub up: Vec<f64>,
}

/// The first panel alone: red, green, blue and alpha of each pixel. The ground is left transparent.
///
/// # Errors
/// If it has no pixels.
pub fn plot(figure: &Figure, place: &Place, look: &Look) -> Result<Vec<u8>, FigureError> {
    let panel = figure.panels.first().ok_or(FigureError::NoTrace)?;
    let (width, height) = (f64::from(place.pixels.0), f64::from(place.pixels.1));
    let (half_across, half_down) = (width / place.dots.0 / 2.0, height / place.dots.1 / 2.0);
    let area =
        Area { left: half_across, top: half_down, right: width - half_across, bottom: height - half_down };
    let mut sheet = Sheet::new(width, height);
    let frame = Frame {
        area,
        values: Values { x: panel.x, y: panel.y },
        across: Ticks::default(),
        up: Ticks::default(),
    };
    grid(&mut sheet, &frame, &place.across, &place.up, Stroke { width: 1.0, colour: look.faint, dash: None });
    if figure.about.simulated {
        behind(&mut sheet, &area, SIMULATED, look.faint);
    }
    let curves = (panel.curves)(index_of(place.pixels.0));
    inside(&mut sheet, &frame, panel, &curves, look, None, &[]);
    let pixels = raster::raster(&sheet, 1.0, look.ground)?;
    let ground = (look.ground.0, look.ground.1, look.ground.2);
    let rgba = pixels.pixels().iter().flat_map(|p| {
        let colour = (p.red(), p.green(), p.blue());
        [colour.0, colour.1, colour.2, if colour == ground { 0 } else { 255 }]
    });
    Ok(rgba.collect())
}
