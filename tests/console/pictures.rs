//! Pictures of every view, made from the cells that the program draws:
//! `cargo test --test console pictures -- --ignored` writes them to `assets/`.

use std::fmt::Write as _;
use std::time::Duration;

use ctp10::simulator::Options;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::rig::{Rig, on_held_clock};

/// Pixels of a cell.
const CELL: (f64, f64) = (8.4, 17.0);

/// The colours of a terminal.
struct Palette {
    back: &'static str,
    fore: &'static str,
}

const DARK: Palette = Palette { back: "#101418", fore: "#d8dee9" };
const LIGHT: Palette = Palette { back: "#fdfdf8", fore: "#202428" };

fn colour(colour: Color, palette: &Palette) -> String {
    match colour {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => palette.fore.into(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A screen as SVG: runs of cells of one style as texts of exactly their width.
fn svg(buffer: &Buffer, palette: &Palette) -> String {
    let (width, height) = (buffer.area.width, buffer.area.height);
    let size = (f64::from(width) * CELL.0 + 16.0, f64::from(height) * CELL.1 + 16.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {:.0}\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" \
         font-size=\"14\"><rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{}\"/>\n",
        size.0, size.1, palette.back
    );
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let style = |x: u16| {
                let cell: &Cell = &buffer[(x, y)];
                ((cell.fg, cell.bg), cell.modifier, drawn(cell.symbol()).is_some())
            };
            let from = x;
            while x < width && style(x) == style(from) {
                x += 1;
            }
            let text: String = (from..x).map(|x| buffer[(x, y)].symbol()).collect();
            let (fg, modifier, graphic) = style(from);
            if graphic {
                dots(&mut out, &text, (from, y), &colour(fg.0, palette));
            } else {
                run(&mut out, &text, (from, y, x - from), (fg, modifier), palette);
            }
        }
    }
    out.push_str("</svg>\n");
    out
}

/// The dots of a character that is a picture, two across and four down, row by row; fonts differ in them.
fn drawn(symbol: &str) -> Option<u8> {
    match symbol.chars().next()? {
        braille @ '\u{2800}'..='\u{28ff}' => {
            let bits = braille as u32 - 0x2800;
            let order = [0, 3, 1, 4, 2, 5, 6, 7];
            Some(order.iter().enumerate().map(|(at, bit)| ((bits >> bit & 1) as u8) << at).sum())
        }
        '█' => Some(0xff),
        '▀' => Some(0x0f),
        '▄' => Some(0xf0),
        _ => None,
    }
}

fn dots(out: &mut String, text: &str, (x, y): (u16, u16), fill: &str) {
    let _ = write!(out, "<path fill=\"{fill}\" d=\"");
    for (at, c) in text.chars().enumerate() {
        let (left, top) = (8.0 + (f64::from(x) + at as f64) * CELL.0, 8.0 + f64::from(y) * CELL.1);
        let bits = drawn(c.encode_utf8(&mut [0; 4])).unwrap_or(0);
        let solid = !('\u{2800}'..='\u{28ff}').contains(&c);
        let (width, height) = (CELL.0 / 2.0, CELL.1 / 4.0);
        let (w, h) = if solid { (width + 0.1, height + 0.1) } else { (2.2, 2.2) };
        for dot in (0..8).filter(|dot| bits >> dot & 1 == 1) {
            let _ = write!(
                out,
                "M{:.1} {:.1}h{w:.1}v{h:.1}h-{w:.1}z",
                left + f64::from(dot % 2) * width,
                top + f64::from(dot / 2) * height
            );
        }
    }
    out.push_str("\"/>\n");
}

fn run(
    out: &mut String,
    text: &str,
    (x, y, cells): (u16, u16, u16),
    ((fg, bg), modifier): ((Color, Color), Modifier),
    palette: &Palette,
) {
    let (left, top) = (8.0 + f64::from(x) * CELL.0, 8.0 + f64::from(y) * CELL.1);
    let reversed = modifier.contains(Modifier::REVERSED);
    let back = if bg == Color::Reset { palette.back.into() } else { colour(bg, palette) };
    let fore = colour(fg, palette);
    let (fill, block) = if reversed { (back, fore) } else { (fore, back) };
    let width = f64::from(cells) * CELL.0;
    if block != palette.back {
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{block}\"/>",
            CELL.1,
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{fill}\"{weight} \
         xml:space=\"preserve\">{}</text>",
        top + 13.0,
        escaped(text)
    );
}

fn take(rig: &Rig, name: &str, palette: &Palette) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets");
    let picture = svg(rig.console.terminal.backend().buffer(), palette);
    std::fs::write(format!("{folder}/{name}.svg"), picture).unwrap();
}

async fn sweeping(width: u16, height: u16) -> Rig {
    let mut rig = Rig::new(width, height, Options::default());
    rig.light().await;
    rig.until("no").await;
    rig.pass(Duration::from_secs(20)).await;
    rig.command("laser 1 wavelength 1550.6nm").await;
    rig.pass(Duration::from_secs(12)).await;
    rig.keys("3").await;
    rig.sweep().await;
    rig.pass(Duration::from_millis(1700)).await;
    rig
}

#[test]
#[ignore = "writes the pictures of the README"]
fn of_every_view() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        on_held_clock(async {
            let rig = sweeping(width, height).await;
            take(&rig, &format!("bench-{width}x{height}"), &DARK);
        });
    }
    on_held_clock(async {
        let mut rig = sweeping(120, 36).await;
        rig.command("theme light").await;
        take(&rig, "bench-light", &LIGHT);
        rig.command("theme dark").await;
        rig.until("the sweep is done").await;
        rig.keys("d").await;
        rig.until("60001 points").await;
        rig.keys("5").await;
        take(&rig, "trace", &DARK);
        rig.command("download IN2").await;
        rig.until("4/2: 60001 points").await;
        for (width, height) in [(80, 24), (200, 60)] {
            rig.resize(width, height).await;
            take(&rig, &format!("trace-{width}x{height}"), &DARK);
        }
        rig.resize(120, 36).await;
        rig.keys("5 z").await;
        take(&rig, "trace-all", &DARK);
        rig.command("view 1549.2 1552.4").await;
        rig.keys("e m N m t r").await;
        for _ in 0..2000 {
            if rig.console.state.trace.traces.table.as_ref().is_some_and(|table| !table.all().is_empty()) {
                break;
            }
            tokio::task::spawn_blocking(std::thread::yield_now).await.unwrap();
            rig.pass(Duration::from_millis(1)).await;
        }
        rig.keys("j").await;
        take(&rig, "trace-resonances", &DARK);
        rig.keys("r X").await;
        rig.command("trace c minus a b").await;
        take(&rig, "trace-difference", &DARK);
        rig.keys("z").await;
        rig.keys("2 f Enter").await;
        rig.type_text("1555.25nm").await;
        take(&rig, "form", &DARK);
        rig.keys("Esc Esc :").await;
        rig.type_text("tls 1 ").await;
        take(&rig, "command", &DARK);
        rig.keys("Esc 4 R").await;
        rig.yes().await;
        rig.until("referencing").await;
        rig.keys("S").await;
        rig.pass(Duration::from_secs(3)).await;
        take(&rig, "status", &DARK);
        rig.keys("S").await;
        rig.until("reference of 4/1: valid").await;
        rig.keys("C").await;
        for line in
            ["*IDN?", ":INIT:WAV:SAMP?", ":TRAC:SENS4:CHAN1:TYPE1:DATA? BIN,DB", ":CTP:RLAS1:POW 12DBM"]
        {
            rig.type_text(line).await;
            rig.keys("Enter").await;
        }
        rig.type_text(":ctp:rl").await;
        rig.pass(Duration::from_millis(300)).await;
        take(&rig, "scpi", &DARK);
        rig.keys("Esc T").await;
        take(&rig, "transcript", &DARK);
        rig.keys("T a").await;
        rig.pass(Duration::from_millis(300)).await;
        take(&rig, "align", &DARK);
        rig.keys("a ?").await;
        take(&rig, "help", &DARK);
        rig.keys("Esc").await;
        rig.command("preset save c-band").await;
        rig.command("sweep 1530 1560 0.5").await;
        rig.command("laser 1 power 5").await;
        rig.pass(Duration::from_millis(500)).await;
        rig.command("preset c-band").await;
        take(&rig, "presets", &DARK);
        rig.keys("Esc Esc 2 j L").await;
        take(&rig, "confirm", &DARK);
    });
}
