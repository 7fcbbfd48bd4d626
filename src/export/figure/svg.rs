//! A sheet as SVG: in millimetres on paper, in points with decimals inside, with the letters of its font.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::font;
use super::length::mm;
use super::sheet::{Anchor, Point, Run, Shape, Sheet, Stroke, Words};
use super::{About, FigureError};
use crate::core::text::without_zeros;

/// A sheet, and what is said of it.
pub(super) fn svg(sheet: &Sheet, about: &About) -> Result<Vec<u8>, FigureError> {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\">\n",
        number(mm(sheet.width)),
        number(mm(sheet.height)),
        number(sheet.width),
        number(sheet.height)
    );
    let _ = writeln!(out, "<title>{}</title>", escaped(&about.title));
    let _ = writeln!(out, "<desc>{}</desc>", escaped(&about.text));
    let font = STANDARD.encode(font::cut(sheet.all_words().flat_map(|words| words.text.chars()))?);
    let _ = writeln!(
        out,
        "<style>@font-face{{font-family:\"Figure\";src:url(data:font/ttf;base64,{font})}}\
         text{{font-family:\"Figure\",\"Noto Sans\",Arial,Helvetica,sans-serif;white-space:pre}}\
         path{{stroke-linejoin:round}}</style>"
    );
    let _ = writeln!(
        out,
        "<path d=\"M0 0H{0}V{1}H0Z\" fill=\"#fff\"/>",
        number(sheet.width),
        number(sheet.height)
    );
    for shape in &sheet.shapes {
        match shape {
            Shape::Line { points, stroke } => line(&mut out, points, *stroke),
            Shape::Filled { points, colour } => {
                let _ = writeln!(out, "<path d=\"{}Z\" fill=\"{}\"/>", path(points), colour.hex());
            }
            Shape::Words(words) => text(&mut out, words),
        }
    }
    out.push_str("</svg>\n");
    Ok(out.into_bytes())
}

fn line(out: &mut String, points: &[Point], stroke: Stroke) {
    let dash = stroke.dash.map_or_else(String::new, |[dash, hole]| {
        format!(" stroke-dasharray=\"{} {}\"", number(dash), number(hole))
    });
    let _ = writeln!(
        out,
        "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{dash}/>",
        path(points),
        stroke.colour.hex(),
        number(stroke.width)
    );
}

fn text(out: &mut String, words: &Words) {
    let (x, y) = (number(words.at.0), number(words.at.1));
    let anchor = match words.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let turn = match words.run {
        Run::Right => String::new(),
        Run::Up => format!(" transform=\"rotate(-90 {x} {y})\""),
    };
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"{}\"{turn}>{}</text>",
        number(words.size),
        words.colour.hex(),
        escaped(&words.text)
    );
}

fn path(points: &[Point]) -> String {
    let mut out = String::with_capacity(points.len() * 14);
    for (index, (x, y)) in points.iter().enumerate() {
        out.push(if index == 0 { 'M' } else { 'L' });
        let _ = write!(out, "{} {}", number(*x), number(*y));
    }
    out
}

/// With two decimals of a point, which no press can tell, and none that say nothing.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = without_zeros(&text);
    if text == "-0" { "0".into() } else { text.into() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
