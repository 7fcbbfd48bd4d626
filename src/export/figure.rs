//! Figures of what a chart shows, by plotters: PNG and SVG.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Once;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::register_font;

use super::ExportError;
use crate::core::cast::{count_f64, floor_index, index_of, pixel, pixels};
use crate::files::place::{self, Readers};

/// Pixels of a figure.
pub const SIZE: (u32, u32) = (1600, 900);

/// An axis: its ends and what stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// At the left or at the bottom.
    pub low: f64,
    /// At the right or at the top.
    pub high: f64,
    /// Quantity and unit.
    pub label: String,
}

/// A curve: stretches of points without holes.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// For the legend.
    pub name: String,
    /// Which of the colours.
    pub colour: usize,
    /// Its points.
    pub stretches: Vec<Vec<(f64, f64)>>,
}

/// A marker.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its number.
    pub label: String,
    /// Where.
    pub x: f64,
    /// Where.
    pub y: f64,
}

/// A straight line from point to point.
pub type Rule = [(f64, f64); 2];

/// How a plot looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What it stands on.
    pub ground: RGBColor,
    /// Markers and their numbers.
    pub ink: RGBColor,
    /// Lines that were drawn across it.
    pub rule: RGBColor,
    /// The grid and what stands behind everything.
    pub faint: RGBColor,
    /// Of each curve.
    pub colours: Vec<RGBColor>,
    /// Height of its words, pixels.
    pub text: i32,
}

/// A figure. The curves are asked for when it is known how many pixels there are for them.
pub struct Figure<'a> {
    /// Above it.
    pub title: String,
    /// Below the title: instrument, date, what else is to be known.
    pub about: String,
    /// At the bottom.
    pub x: Axis,
    /// At the side.
    pub y: Axis,
    /// The curves for so many pixels across.
    pub curves: &'a dyn Fn(usize) -> Vec<Curve>,
    /// Markers.
    pub marks: Vec<Mark>,
    /// Lines across the plot.
    pub rules: Vec<Rule>,
    /// It says so across the plot.
    pub simulated: bool,
}

/// Colours that are told apart on white, also by those who see few of them.
const COLOURS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(100, 100, 100),
    RGBColor(150, 80, 30),
];

/// A figure that cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// No sample in the window is a number.
    #[error("there is no number in the window to draw")]
    NoNumber,
    /// No trace is shown.
    #[error("there is no trace")]
    NoTrace,
    /// The library that draws says so.
    #[error("{0}")]
    Drawing(String),
    /// The picture cannot be encoded.
    #[error(transparent)]
    Png(#[from] png::EncodingError),
}

/// How a figure's file may end, without the dot; the first one is the usual one.
pub const ENDS: [&str; 2] = ["png", "svg"];

/// The ends, each with its dot.
pub fn ends() -> String {
    ENDS.map(|end| format!(".{end}")).join(" ")
}

/// Writes a figure; the end of the name says how, a taken name gets a number.
pub fn save(path: &Path, figure: &Figure) -> Result<PathBuf, ExportError> {
    let shown = || crate::core::text::clean(&path.display().to_string());
    let library = |error: FigureError| ExportError::Library { path: shown(), what: error.to_string() };
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bytes = match end.as_str() {
        "svg" => svg(figure).map_err(library)?.into_bytes(),
        "png" => png(figure, SIZE).map_err(library)?,
        _ => return Err(ExportError::End(shown(), ends())),
    };
    place::new(path, Readers::ByMask, |file| file.write_all(&bytes))
        .map_err(|error| ExportError::File { path: shown(), error })
}

/// A figure as SVG.
pub fn svg(figure: &Figure) -> Result<String, FigureError> {
    let mut text = String::new();
    draw(SVGBackend::with_string(&mut text, SIZE).into_drawing_area(), figure)?;
    Ok(text)
}

/// The plot alone, for a place that has scales around it already: red, green, blue and alpha of each pixel.
/// The ground is left transparent. `grid` are the places of its lines, across and up.
pub fn plot(
    figure: &Figure,
    (width, height): (u32, u32),
    look: &Look,
    grid: (&[f64], &[f64]),
) -> Result<Vec<u8>, FigureError> {
    fonts();
    let mut pixels = vec![0; index_of(width) * index_of(height) * 3];
    let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
    let drawn = plot_on(&area, figure, look, grid).and_then(|()| area.present());
    drawn.map_err(|error| FigureError::Drawing(error.to_string()))?;
    drop(area);
    let ground = [look.ground.0, look.ground.1, look.ground.2];
    let (pixels, _) = pixels.as_chunks::<3>();
    Ok(pixels.iter().flat_map(|p| [p[0], p[1], p[2], if *p == ground { 0 } else { 255 }]).collect())
}

fn plot_on<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    figure: &Figure,
    look: &Look,
    (across, up): (&[f64], &[f64]),
) -> Drawn<B> {
    area.fill(&look.ground)?;
    let (x, y) = (figure.x.low..figure.x.high, figure.y.low..figure.y.high);
    let mut chart = ChartBuilder::on(area).build_cartesian_2d(x.clone(), y.clone())?;
    let upright = across.iter().map(|&at| [(at, y.start), (at, y.end)]);
    let level = up.iter().map(|&at| [(x.start, at), (x.end, at)]);
    for line in upright.chain(level) {
        chart.draw_series(LineSeries::new(line, look.faint.stroke_width(1)))?;
    }
    let curves = (figure.curves)(index_of(chart.plotting_area().dim_in_pixel().0));
    inside(&mut chart, figure, &curves, look)
}

fn png(figure: &Figure, size: (u32, u32)) -> Result<Vec<u8>, FigureError> {
    let mut buffer = vec![0; index_of(size.0) * index_of(size.1) * 3];
    draw(BitMapBackend::with_buffer(&mut buffer, size).into_drawing_area(), figure)?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&buffer));
    Ok(written.map(|()| bytes)?)
}

/// The fonts come with the program: a bench has no fonts to rely on.
fn fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for style in [FontStyle::Normal, FontStyle::Bold] {
            let _ = register_font("sans-serif", style, epaint_default_fonts::UBUNTU_LIGHT);
        }
    });
}

fn draw<B: DrawingBackend>(area: DrawingArea<B, Shift>, figure: &Figure) -> Result<(), FigureError> {
    fonts();
    let drawn = draw_on(&area, figure).and_then(|()| area.present());
    drawn.map_err(|error| FigureError::Drawing(error.to_string()))
}

type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

fn draw_on<B: DrawingBackend>(area: &DrawingArea<B, Shift>, figure: &Figure) -> Drawn<B> {
    area.fill(&WHITE)?;
    let (width, height) = area.dim_in_pixel();
    let unit = f64::from(height) / 900.0;
    let px = |n: f64| pixel(n * unit);
    area.draw(&Text::new(figure.title.clone(), (px(90.0), px(18.0)), ("sans-serif", px(30.0)).into_font()))?;
    let grey = RGBColor(90, 90, 90);
    let small = ("sans-serif", px(19.0)).into_font().color(&grey);
    area.draw(&Text::new(figure.about.clone(), (px(90.0), px(56.0)), small.clone()))?;
    let (x, y) = (figure.x.low..figure.x.high, figure.y.low..figure.y.high);
    let mut chart = ChartBuilder::on(area)
        .margin_top(px(92.0))
        .margin_right(px(36.0))
        .margin_bottom(px(14.0))
        .margin_left(px(14.0))
        .x_label_area_size(px(64.0))
        .y_label_area_size(px(82.0))
        .build_cartesian_2d(x, y)?;
    chart
        .configure_mesh()
        .x_desc(&figure.x.label)
        .y_desc(&figure.y.label)
        .axis_desc_style(("sans-serif", px(24.0)))
        .label_style(("sans-serif", px(20.0)))
        .light_line_style(TRANSPARENT)
        .bold_line_style(RGBColor(225, 225, 225))
        .x_labels(8)
        .y_labels(8)
        .x_label_formatter(&|value| number(*value, figure.x.high - figure.x.low))
        .y_label_formatter(&|value| number(*value, figure.y.high - figure.y.low))
        .draw()?;
    let look = Look {
        ground: WHITE,
        ink: BLACK,
        rule: grey,
        faint: RGBColor(235, 235, 235),
        colours: COLOURS.to_vec(),
        text: px(20.0),
    };
    let curves = (figure.curves)(index_of(chart.plotting_area().dim_in_pixel().0));
    inside(&mut chart, figure, &curves, &look)?;
    for (row, curve) in curves.iter().enumerate() {
        let colour = COLOURS[curve.colour % COLOURS.len()];
        let at = (pixels(width) - px(420.0), px(22.0 + 26.0 * count_f64(row)));
        area.draw(&PathElement::new(
            vec![(at.0, at.1 + px(9.0)), (at.0 + px(34.0), at.1 + px(9.0))],
            colour.stroke_width(3),
        ))?;
        area.draw(&Text::new(curve.name.clone(), (at.0 + px(44.0), at.1), small.clone()))?;
    }
    Ok(())
}

/// What stands within the axes.
fn inside<B: DrawingBackend>(
    chart: &mut ChartContext<B, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    figure: &Figure,
    curves: &[Curve],
    look: &Look,
) -> Drawn<B> {
    let plot = chart.plotting_area().strip_coord_spec();
    let (width, height) = plot.dim_in_pixel();
    if figure.simulated {
        // As large as there is room: the word is about four times as long as it is high.
        let size = pixels((width / 5).min(height / 2).clamp(1, 150));
        let style = ("sans-serif", size).into_font().color(&look.faint);
        let middle = (pixels(width) / 2 - size * 14 / 5, pixels(height) / 2 - size * 2 / 5);
        plot.draw(&Text::new("SIMULATED", middle, style))?;
    }
    for rule in &figure.rules {
        chart.draw_series(DashedLineSeries::new(*rule, 6, 4, look.rule.stroke_width(1)))?;
    }
    for curve in curves {
        let colour = look.colours[curve.colour % look.colours.len()];
        for stretch in &curve.stretches {
            chart.draw_series(LineSeries::new(stretch.iter().copied(), colour.stroke_width(1)))?;
        }
    }
    let (left, top) = plot.get_base_pixel();
    for mark in &figure.marks {
        let (x, y) = chart.backend_coord(&(mark.x, mark.y));
        let (x, y) = (x - left, y - top);
        plot.draw(&Circle::new((x, y), look.text / 4, look.ink.filled()))?;
        let style = ("sans-serif", look.text).into_font().color(&look.ink);
        plot.draw(&Text::new(mark.label.clone(), (x + look.text * 2 / 5, y - look.text * 6 / 5), style))?;
    }
    Ok(())
}

/// As many decimals as the labels of an axis of this length need.
fn number(value: f64, length: f64) -> String {
    let decimals = (1.0 - (length / 8.0).log10()).ceil().clamp(0.0, 6.0);
    let decimals = floor_index(decimals);
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_says_what_it_is_of() {
        let curves = |across: usize| {
            assert!(across > 500);
            vec![Curve {
                name: "A IN1".into(),
                colour: 0,
                stretches: vec![vec![(1550.0, -3.0), (1551.0, -20.0)]],
            }]
        };
        let figure = Figure {
            title: "TF live".into(),
            about: "EXFO CTP10".into(),
            x: Axis { low: 1550.0, high: 1551.0, label: "wavelength / nm".into() },
            y: Axis { low: -30.0, high: 0.0, label: "dB".into() },
            curves: &curves,
            marks: vec![Mark { label: "1".into(), x: 1550.5, y: -11.0 }],
            rules: vec![[(1550.0, -3.0), (1551.0, -3.0)]],
            simulated: true,
        };
        let text = svg(&figure).unwrap();
        for words in ["TF live", "EXFO CTP10", "wavelength / nm", "SIMULATED", "A IN1", "1550.4"] {
            assert!(text.contains(words), "{words}");
        }
        let bytes = png(&figure, (800, 450)).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
        let look = Look { ground: WHITE, ink: BLACK, rule: RED, faint: BLUE, colours: vec![GREEN], text: 12 };
        let pixels = plot(&figure, (800, 450), &look, (&[1550.5], &[-20.0])).unwrap();
        let (pixels, _) = pixels.as_chunks::<4>();
        let count = |colour: [u8; 4]| pixels.iter().filter(|pixel| **pixel == colour).count();
        assert_eq!(pixels.len(), 800 * 450);
        assert!(count([255, 255, 255, 0]) > 300_000, "the ground is the terminal's");
        let green = pixels.iter().filter(|p| p[1] > p[0].max(p[2]) && p[3] == 255).count();
        assert!(green > 700, "the curve, mixed with what it stands on");
        assert!(count([0, 0, 255, 255]) > 1200, "the grid and what stands behind everything");
        assert!(count([255, 0, 0, 255]) > 300, "the line across");
        let plain = Figure { simulated: false, ..figure };
        assert!(!svg(&plain).unwrap().contains("SIMULATED"));
    }

    /// Where each text of a drawing stands.
    fn texts(drawing: &str) -> Vec<(String, f64, f64)> {
        let number = |tag: &str, name: &str| -> Option<f64> {
            tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?.parse().ok()
        };
        let text = |part: &str| {
            let (tag, rest) = part.split_once('>')?;
            let words = rest.split('<').next()?.trim().to_owned();
            Some((words, number(tag, "x")?, number(tag, "y")?))
        };
        drawing.split("<text").skip(1).filter_map(text).collect()
    }

    #[test]
    fn words_stand_where_they_belong() {
        let curve = |name: &str, colour| Curve { name: name.into(), colour, stretches: Vec::new() };
        let figure = Figure {
            title: "TF live".into(),
            about: "EXFO CTP10".into(),
            x: Axis { low: 1550.0, high: 1551.0, label: "wavelength / nm".into() },
            y: Axis { low: -30.0, high: 0.0, label: "dB".into() },
            curves: &move |_| vec![curve("A IN1", 0), curve("B IN2", 1)],
            marks: vec![Mark { label: "mark".into(), x: 1550.5, y: -15.0 }],
            rules: Vec::new(),
            simulated: true,
        };
        let drawing = svg(&figure).unwrap();
        let size = |name: &str| -> f64 {
            let (_, rest) = drawing.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        let (width, height) = (size("width"), size("height"));
        let texts = texts(&drawing);
        let at = |words: &str| {
            let (_, x, y) =
                texts.iter().find(|(text, ..)| text == words).unwrap_or_else(|| panic!("{words}: {texts:?}"));
            (x / width, y / height)
        };
        // The legend on the top right, a line below the other.
        let (a, b) = (at("A IN1"), at("B IN2"));
        assert!(a.0 > 0.7 && a.0 < 0.9 && a.0 == b.0 && a.1 < b.1 && b.1 < 0.12, "{a:?} {b:?}");
        // The mark's words a little above and right of the middle, where the mark is.
        let mark = at("mark");
        assert!((0.5..0.56).contains(&mark.0) && (0.4..0.56).contains(&mark.1), "{mark:?}");
        let simulated = at("SIMULATED");
        assert!((0.15..0.4).contains(&simulated.0) && (0.35..0.6).contains(&simulated.1), "{simulated:?}");
    }

    #[test]
    fn an_axis_has_as_many_decimals_as_its_length_needs() {
        for (value, length, words) in [
            (1550.0, 100.0, "1550"),
            (1550.5, 1.0, "1550.5"),
            (1550.1234, 0.01, "1550.1234"),
            (-0.0, 10.0, "0"),
        ] {
            assert_eq!(number(value, length), words, "{value} on {length}");
        }
    }
}
