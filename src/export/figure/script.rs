//! A figure as a script for matplotlib, with its traces beside it: for who draws them in a style of their own.

use std::fmt::Write;
use std::io::Cursor;

use super::content::{Abscissa, Curve, Figure, Ordinate, Panel};
use super::length::mm;
use super::options::FigureOptions;
use super::style::Style;
use super::ticks::{From, Offset, Ticks};
use super::{FigureError, plot};
use crate::core::units::LIGHT;
use crate::export::npz;

/// How the name of the traces ends, behind that of the script.
pub(super) const BESIDE: &str = "npz";

/// What all scripts begin with: the look of figures in matplotlib's words.
const BEGIN: &str = include_str!("script_begin.py");
/// What all scripts end with.
const END: &str = include_str!("script_end.py");

/// Columns of the curves that markers are placed by.
const COLUMNS: usize = 2000;

/// The traces, as the script reads them.
pub(super) fn data(figure: &Figure) -> Result<Vec<u8>, FigureError> {
    let mut bytes = Cursor::new(Vec::new());
    (npz::FORMAT.write)(&mut bytes, &figure.traces).map_err(|why| FigureError::Data(why.to_string()))?;
    Ok(bytes.into_inner())
}

/// The script.
pub(super) fn script(figure: &Figure, options: FigureOptions, style: &Style, height: f64) -> String {
    let about = &figure.about;
    let mut out = format!(
        "#!/usr/bin/env python3\n# {}\n# {}\n# Written by {}.\n",
        about.title, about.text, about.program
    );
    out.push_str(BEGIN);
    let _ = writeln!(out, "WIDTH, HEIGHT = {:.3}, {:.3}  # mm", mm(style.width), mm(height));
    let _ = writeln!(out, "NAMES, NUMBERS = {}, {}  # sizes, points", style.names, style.look.text);
    let _ = writeln!(out, "LINE, FRAME = {}, {}  # widths, points", style.look.line, style.stroke);
    let _ = writeln!(out, "TICKS = {}, {}  # lengths, points", style.ticks[0], style.ticks[1]);
    let _ = writeln!(out, "MARKERS = {}  # radius, points", style.marker.unwrap_or(0.0));
    let _ = writeln!(out, "DPI = {}", style.dpi);
    let _ = writeln!(out, "GRID = {}", truth(style.grid));
    let title = style.header.map_or_else(String::new, |_| about.title.clone());
    let _ = writeln!(out, "TITLE = {}", quoted(&title));
    let _ = writeln!(out, "SIMULATED = {}", truth(about.simulated));
    let offset = options.offset.unwrap_or(style.offset);
    bottom(&mut out, figure, style, offset);
    out.push_str("PANELS = [\n");
    for one in &figure.panels {
        panel(&mut out, one, style);
    }
    out.push_str("]\n");
    out.push_str(END);
    out
}

/// What a wavelength is at the bottom, and what that is called.
fn bottom(out: &mut String, figure: &Figure, style: &Style, offset: Offset) {
    let Some(panel) = figure.panels.first() else { return };
    let ticks = Ticks::across(panel.x, style.width * 0.85, style.look.text, offset);
    let name = match &ticks.from {
        Some(from) => panel.abscissa.name_from(from),
        None => panel.abscissa.name().to_owned(),
    };
    let _ = writeln!(out, "BOTTOM = {}", quoted(&name));
    let plain = match panel.abscissa {
        // Without traces there is no script.
        Abscissa::Wavelength | Abscissa::Other(_) => "nm".to_owned(),
        Abscissa::Frequency => format!("{} / nm", LIGHT * 1e-3),
    };
    let counted = |of: &str, from: &From| format!("({of} - {}) * {}", from.value, from.counted.per_unit());
    let from = ticks.from.as_ref();
    let across = from.map_or_else(|| plain.clone(), |from| counted(&plain, from));
    let _ = writeln!(out, "\n\ndef across(nm):\n    return {across}");
    let shown = from.map_or_else(|| "value".to_owned(), |from| counted("value", from));
    let _ = writeln!(out, "\n\ndef shown(value):\n    return {shown}\n\n");
}

fn panel(out: &mut String, panel: &Panel, style: &Style) {
    let up = match panel.ordinate {
        Ordinate::LinearPower | Ordinate::LinearTransmission | Ordinate::LinearLevel => {
            "lambda level: 10 ** (level / 10)"
        }
        Ordinate::Power
        | Ordinate::Transmission
        | Ordinate::Level
        | Ordinate::Residual
        | Ordinate::Count
        | Ordinate::Other(_) => "lambda level: level",
    };
    let _ = writeln!(out, "    dict(");
    let _ = writeln!(out, "        side={},", quoted(panel.ordinate.name()));
    let _ = writeln!(out, "        up={up},");
    let _ = writeln!(out, "        x=({}, {}),", panel.x.low, panel.x.high);
    let _ = writeln!(out, "        y=({}, {}),", panel.y.low, panel.y.high);
    let _ = writeln!(out, "        curves=[");
    // Their names, colours and markers: the samples are beside.
    let curves: Vec<Curve> = (panel.curves)(COLUMNS);
    for (index, curve) in curves.iter().enumerate() {
        let letter = ('A'..='Z').nth(curve.index).unwrap_or('A');
        let spots = style.marker.map_or_else(Vec::new, |_| plot::spots(&curves, index, panel.x));
        let spots: Vec<String> = spots.iter().map(|(x, y)| format!("({x}, {y})")).collect();
        let _ = writeln!(
            out,
            "            (\"{letter}\", {}, \"{}\", {}, [{}]),",
            quoted(&curve.name),
            style.look.colour(curve.index).hex(),
            curve.index,
            spots.join(", ")
        );
    }
    let _ = writeln!(out, "        ],");
    let marks: Vec<String> =
        panel.marks.iter().map(|mark| format!("({}, {}, {})", mark.x, mark.y, quoted(&mark.label))).collect();
    let _ = writeln!(out, "        marks=[{}],", marks.join(", "));
    let rule = |[(x1, y1), (x2, y2)]: &[(f64, f64); 2]| format!("(({x1}, {x2}), ({y1}, {y2}))");
    let rules: Vec<String> = panel.rules.iter().map(rule).collect();
    let _ = writeln!(out, "        rules=[{}],", rules.join(", "));
    let _ = writeln!(out, "    ),");
}

/// As Python writes text: what JSON escapes it escapes, too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const fn truth(of: bool) -> &'static str {
    if of { "True" } else { "False" }
}
