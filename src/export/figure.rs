//! Figures of what a chart shows, by plotters: PNG and SVG.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;

use super::{ExportError, place};

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

/// Writes a figure; the end of the name says how, a taken name gets a number.
pub fn save(path: &Path, figure: &Figure) -> Result<PathBuf, ExportError> {
    let shown = || crate::core::text::clean(&path.display().to_string());
    let library = |what: String| ExportError::Library { path: shown(), what };
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bytes = match end.as_str() {
        "svg" => svg(figure).map_err(library)?.into_bytes(),
        "png" => png(figure, SIZE).map_err(library)?,
        _ => return Err(ExportError::Format(shown(), ".png or .svg".into())),
    };
    place::new(path, |file| file.write_all(&bytes))
        .map_err(|error| ExportError::File { path: shown(), error })
}

/// A figure as SVG.
pub fn svg(figure: &Figure) -> Result<String, String> {
    let mut text = String::new();
    draw(SVGBackend::with_string(&mut text, SIZE).into_drawing_area(), figure)?;
    Ok(text)
}

/// A figure as pixels: red, green and blue of each.
pub fn pixels(figure: &Figure, size: (u32, u32)) -> Result<Vec<u8>, String> {
    let mut buffer = vec![0; size.0 as usize * size.1 as usize * 3];
    draw(BitMapBackend::with_buffer(&mut buffer, size).into_drawing_area(), figure)?;
    Ok(buffer)
}

fn png(figure: &Figure, size: (u32, u32)) -> Result<Vec<u8>, String> {
    let buffer = pixels(figure, size)?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&buffer));
    written.map(|()| bytes).map_err(|error| error.to_string())
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

fn draw<B: DrawingBackend>(area: DrawingArea<B, Shift>, figure: &Figure) -> Result<(), String> {
    fonts();
    draw_on(&area, figure).and_then(|()| area.present()).map_err(|error| error.to_string())
}

type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

fn draw_on<B: DrawingBackend>(area: &DrawingArea<B, Shift>, figure: &Figure) -> Drawn<B> {
    area.fill(&WHITE)?;
    let (width, height) = area.dim_in_pixel();
    let unit = f64::from(height) / 900.0;
    let px = |n: f64| (n * unit).round() as i32;
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
    if figure.simulated {
        let style = ("sans-serif", px(150.0)).into_font().color(&RGBColor(235, 235, 235));
        let middle = (width as i32 / 2 - px(420.0), height as i32 / 2 - px(60.0));
        area.draw(&Text::new("SIMULATED", middle, style))?;
    }
    let across = chart.plotting_area().dim_in_pixel().0 as usize;
    for (row, curve) in (figure.curves)(across).iter().enumerate() {
        let colour = COLOURS[curve.colour % COLOURS.len()];
        for stretch in &curve.stretches {
            chart.draw_series(LineSeries::new(stretch.iter().copied(), colour.stroke_width(1)))?;
        }
        let at = (width as i32 - px(420.0), px(22.0 + 26.0 * row as f64));
        area.draw(&PathElement::new(
            vec![(at.0, at.1 + px(9.0)), (at.0 + px(34.0), at.1 + px(9.0))],
            colour.stroke_width(3),
        ))?;
        area.draw(&Text::new(curve.name.clone(), (at.0 + px(44.0), at.1), small.clone()))?;
    }
    for mark in &figure.marks {
        let place = chart.backend_coord(&(mark.x, mark.y));
        area.draw(&Circle::new(place, px(5.0), BLACK.filled()))?;
        let style = ("sans-serif", px(20.0)).into_font();
        area.draw(&Text::new(mark.label.clone(), (place.0 + px(8.0), place.1 - px(24.0)), style))?;
    }
    Ok(())
}

/// As many decimals as the labels of an axis of this length need.
fn number(value: f64, length: f64) -> String {
    let decimals = (1.0 - (length / 8.0).log10()).ceil().clamp(0.0, 6.0) as usize;
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
            simulated: true,
        };
        let text = svg(&figure).unwrap();
        for words in ["TF live", "EXFO CTP10", "wavelength / nm", "SIMULATED", "A IN1", "1550.4"] {
            assert!(text.contains(words), "{words}");
        }
        let bytes = png(&figure, (800, 450)).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
        let plain = Figure { simulated: false, ..figure };
        assert!(!svg(&plain).unwrap().contains("SIMULATED"));
    }
}
