//! Figures as they come out: whether words keep apart, and what stands in the files.

use super::options::{FigureOptions, Width};
use super::page::page;
use super::sheet::{Area, Colour, Shape, Sheet, Words};
use super::style::{Look, Style};
use super::{About, Abscissa, Curve, Figure, FigureFormat, Mark, Ordinate, Panel, plot};
use crate::core::scale::Scale;
use crate::export::ending::Ending;

/// Noise that is the same each time, from 0 to 1.
fn noise(seed: usize) -> f64 {
    ((seed as f64 * 12.9898).sin() * 43758.547).rem_euclid(1.0)
}

/// A curve over the whole window, from the top to the bottom of the scale in places.
fn curve(index: usize, across: usize, x: Scale) -> Curve {
    let points = (0..=across).map(|n| {
        let part = n as f64 / across as f64;
        let dip = -45.0 * (-((part * 5.0).fract() - 0.5 - 0.03 * index as f64).powi(2) * 400.0).exp();
        (x.low + part * (x.high - x.low), -2.0 - 1.5 * index as f64 + dip + noise(n + 77 * index))
    });
    let stretches = vec![points.collect()];
    Curve { name: format!("ring {index} of the wafer, port {}", index + 1), index, stretches }
}

const C_BAND: Scale = Scale { low: 1549.2, high: 1552.4 };
const LEVELS: Scale = Scale { low: -60.0, high: 2.0 };

fn panel(curves: Vec<usize>, x: Scale) -> Panel<'static> {
    let marks = [0.31, 0.33, 0.5, 0.502, 0.504, 0.97].iter().enumerate().map(|(number, part)| Mark {
        label: (number + 1).to_string(),
        x: x.low + part * (x.high - x.low),
        y: -10.0 - 3.0 * number as f64,
    });
    Panel {
        abscissa: Abscissa::Wavelength,
        x,
        ordinate: Ordinate::Transmission,
        y: LEVELS,
        curves: Box::new(move |across| {
            curves.iter().map(|&index| curve(index, across.min(2000), x)).collect()
        }),
        marks: marks.collect(),
        rules: vec![[(x.low, -3.0), (x.high, -3.0)]],
    }
}

fn about() -> About {
    About {
        title: "TF live of first device (4/1)   as it was measured before the wafer was cut & glued".into(),
        text:
            "EXFO,CTP10,SIM00001,1.4.0   2026-11-24T12:05:00Z   1520 nm, 1580 nm, 1 pm, tls 1 speed 20 nm/s, \
               tls 1 power 5 dBm   reference TF, 2026-11-24 12:04:31, valid   ctp10 0.1.0"
                .into(),
        program: "ctp10 0.1.0".into(),
        simulated: true,
    }
}

/// So many curves in one panel, or each in its own.
fn figure(count: usize, panels: bool, x: Scale) -> Figure<'static> {
    let panels = if panels {
        (0..count).map(|index| panel(vec![index], x)).collect()
    } else {
        vec![panel((0..count).collect(), x)]
    };
    Figure { about: about(), panels, traces: Vec::new() }
}

fn all_styles() -> impl Iterator<Item = Style> {
    [Width::Screen, Width::Column, Width::Page].into_iter().map(Style::new)
}

fn sheet(figure: &Figure, style: &Style) -> Sheet {
    page(figure, FigureOptions::default(), style)
}

fn words<'a>(sheet: &'a Sheet, text: &str) -> &'a Words {
    sheet.all_words().find(|words| words.text.contains(text)).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn no_words_touch_others_or_the_edge_of_the_page() {
    let windows = [C_BAND, Scale { low: 1550.4342, high: 1550.4358 }, Scale { low: 1260.0, high: 1630.0 }];
    let mut looked_at = 0;
    for style in all_styles() {
        for (count, window) in (1..=8).flat_map(|count| windows.map(|window| (count, window))) {
            for panels in [false, true] {
                let sheet = sheet(&figure(count, panels, window), &style);
                let whole = Area { left: 0.0, top: 0.0, right: sheet.width, bottom: sheet.height };
                // The word across the plot stands behind everything.
                let seen: Vec<&Words> =
                    sheet.all_words().filter(|words| words.text != plot::SIMULATED).collect();
                let what = |words: &Words| format!("{:?}, {count} curves, {panels}, {window:?}", words.text);
                for (index, words) in seen.iter().enumerate() {
                    assert!(whole.holds(&words.area()), "{} leaves the page", what(words));
                    for other in &seen[index + 1..] {
                        let touch = words.area().overlaps(&other.area());
                        assert!(!touch, "{} touches {:?}", what(words), other.text);
                        looked_at += 1;
                    }
                }
            }
        }
    }
    assert!(looked_at > 10_000, "{looked_at}");
}

#[test]
fn a_legend_covers_no_curve_and_names_each() {
    for style in all_styles() {
        for count in 1..=8 {
            let sheet = sheet(&figure(count, false, C_BAND), &style);
            let names: Vec<&Words> =
                sheet.all_words().filter(|words| words.text.starts_with("ring ")).collect();
            // One alone needs no name in a journal.
            let named = if count == 1 && style.header.is_none() { 0 } else { count };
            assert_eq!(names.len(), named);
            let curves = sheet.shapes.iter().filter_map(|shape| match shape {
                Shape::Line { points, .. } if points.len() > 100 => Some(points),
                Shape::Line { .. } | Shape::Filled { .. } | Shape::Words(_) => None,
            });
            for points in curves {
                for two in points.windows(2) {
                    let covered = names.iter().find(|words| words.area().is_crossed(two[0], two[1]));
                    assert_eq!(covered, None, "{count} curves");
                }
            }
        }
    }
}

#[test]
fn a_journal_gets_its_width_its_sizes_and_no_title() {
    for (width, mm) in [(Width::Column, 86.0), (Width::Page, 178.0)] {
        let style = Style::new(width);
        let sheet = sheet(&figure(3, false, C_BAND), &style);
        assert!((sheet.width - mm / 25.4 * 72.0).abs() < 1e-9);
        assert!(sheet.height < 230.0 / 25.4 * 72.0);
        for words in sheet.all_words() {
            assert!((7.0..=9.0).contains(&words.size), "{words:?}");
            assert!(!words.text.contains("EXFO") && !words.text.contains("TF live"), "{words:?}");
        }
        for shape in &sheet.shapes {
            if let Shape::Line { stroke, .. } = shape {
                assert!((0.75..=1.0).contains(&stroke.width), "{stroke:?}");
            }
        }
        assert_eq!(words(&sheet, "ring 1").text, "ring 1 of the wafer, port 2");
        words(&sheet, "(simulated)");
        words(&sheet, "Wavelength (nm)");
        words(&sheet, "Transmission (dB)");
        words(&sheet, "−20");
        // Three curves with six markers each, which a grey print tells apart, and one each in the legend.
        let filled = sheet.shapes.iter().filter(|shape| matches!(shape, Shape::Filled { .. })).count();
        assert_eq!(filled, 3 * 7 + 6, "and six marks");
    }
}

#[test]
fn markers_stand_in_the_middle_of_a_curve_where_it_is_quiet() {
    let x = Scale { low: 1550.0, high: 1551.0 };
    // Noise of 1 dB, and six flanks of 30 dB, each of a thirtieth of the window.
    let is_flank = |part: f64| (part * 6.0).fract() > 0.8;
    let level = |part: f64| if is_flank(part) { -33.0 * (part * 6.0).fract() } else { -3.0 };
    let curve = |index: usize| {
        let points = (0..=6000).map(|n| {
            let part = n as f64 / 6000.0;
            (x.low + part, level(part) + noise(n + 7 * index) - 0.5)
        });
        Curve { name: String::new(), index, stretches: vec![points.collect()] }
    };
    let curves = [curve(0), curve(1)];
    for index in 0..2 {
        let spots = plot::spots(&curves, index, x);
        assert_eq!(spots.len(), 6);
        for (at, value) in spots {
            assert!(!is_flank(at - x.low), "on a flank at {at}");
            assert!((value + 3.0).abs() < 0.1, "{value} dB is not the middle of the noise at {at}");
        }
    }
    assert!(plot::spots(&curves[..1], 0, x).is_empty(), "one curve needs none");
}

#[test]
fn what_was_measured_and_stands_alone_needs_no_legend_in_a_journal() {
    let mut figure = figure(1, false, C_BAND);
    figure.about.simulated = false;
    let sheet = sheet(&figure, &Style::new(Width::Column));
    assert!(!sheet.all_words().any(|words| words.text.contains("ring") || words.text.contains("imulated")));
}

#[test]
fn panels_have_letters_one_bottom_and_one_name_at_the_side() {
    let sheet = sheet(&figure(3, true, C_BAND), &Style::new(Width::Column));
    for letter in ["(a) ring 0", "(b) ring 1", "(c) ring 2"] {
        words(&sheet, letter);
    }
    let count = |text: &str| sheet.all_words().filter(|words| words.text == text).count();
    assert_eq!((count("1550.0"), count("−20"), count("Transmission (dB)")), (1, 3, 1));
}

#[test]
fn ticks_and_lines_stand_at_their_values() {
    let style = Style::new(Width::Page);
    let mut shown = figure(1, false, C_BAND);
    shown.panels[0].rules = vec![[(1551.0, LEVELS.low), (1551.0, LEVELS.high)]];
    let sheet = sheet(&shown, &style);
    let lines: Vec<_> = sheet
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Line { points, stroke } if points.len() == 2 => Some((points, stroke)),
            Shape::Line { .. } | Shape::Filled { .. } | Shape::Words(_) => None,
        })
        .collect();
    let rule = lines.iter().find(|(_, stroke)| stroke.dash.is_some()).unwrap().0;
    let number = words(&sheet, "1551");
    assert!((rule[0].0 - number.at.0).abs() < 1e-9 && (rule[0].1 - rule[1].1).abs() > 100.0);
    // A long tick at the bottom and one at the top, above the number.
    let ticks = lines.iter().filter(|(points, stroke)| {
        stroke.dash.is_none() && (points[0].0 - number.at.0).abs() < 1e-9 && points[1].0 == points[0].0
    });
    let lengths: Vec<f64> = ticks.map(|(points, _)| (points[1].1 - points[0].1).round()).collect();
    assert_eq!(lengths, [-4.0, 4.0], "inwards");
    // From the value of one number to that of the other.
    let (x, y) = (words(&sheet, "1550"), [words(&sheet, "−50"), words(&sheet, "−10")]);
    let pt_per_nm = number.at.0 - x.at.0;
    let Shape::Line { points, .. } = &sheet.shapes[1] else { panic!("{:?}", sheet.shapes[1]) };
    let whole = points.last().unwrap().0 - points[0].0;
    // plotters counts in thousandths of a point.
    assert!((whole - pt_per_nm * (C_BAND.high - C_BAND.low)).abs() < 2e-3);
    let pt_per_db = (y[0].at.1 - y[1].at.1) / 40.0;
    let one = curve(0, 2000, C_BAND).stretches[0][17];
    assert!((points[17].1 - (y[1].at.1 - 0.357 * 7.0 - (one.1 + 10.0) * pt_per_db)).abs() < 2e-3);
}

fn bytes(format: FigureFormat, width: Width, figure: &Figure) -> Vec<u8> {
    format.bytes(figure, FigureOptions { width: Some(width), ..FigureOptions::default() }).unwrap()
}

#[test]
fn svg_has_decimals_millimetres_its_font_and_what_it_is_of() {
    let svg = String::from_utf8(bytes(FigureFormat::Svg, Width::Column, &figure(2, false, C_BAND))).unwrap();
    assert!(
        svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"86mm\" height=\""),
        "{svg:.200}"
    );
    assert!(svg.contains("@font-face") && svg.contains("cut &amp; glued"));
    let curve = svg.split("<path d=\"").map(|path| path.split('"').next().unwrap()).max_by_key(|p| p.len());
    let places: Vec<&str> = curve.unwrap().split(['M', 'L', ' ']).filter(|place| !place.is_empty()).collect();
    let decimals = places.iter().filter(|place| place.contains('.')).count();
    assert!(places.len() > 2000 && decimals * 100 > places.len() * 95, "{decimals} of {}", places.len());
}

#[test]
fn png_has_its_resolution_and_what_it_is_of() {
    for (width, pixels, per_metre) in [(Width::Screen, 1600, 3780), (Width::Column, 2031, 23622)] {
        let bytes = bytes(FigureFormat::Png, width, &figure(2, false, C_BAND));
        let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let info = reader.info();
        assert_eq!(info.width, pixels);
        let size = info.pixel_dims.unwrap();
        assert_eq!((size.xppu, size.yppu, size.unit), (per_metre, per_metre, png::Unit::Meter));
        let said: Vec<String> = info.utf8_text.iter().map(|text| text.get_text().unwrap()).collect();
        assert!(said.iter().any(|text| text.contains("EXFO,CTP10")), "{said:?}");
    }
}

#[test]
fn pdf_has_a_page_of_its_size_and_its_fonts() {
    let bytes = bytes(FigureFormat::Pdf, Width::Page, &figure(2, false, C_BAND));
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() < 200_000, "{} bytes", bytes.len());
    let text = String::from_utf8_lossy(&bytes);
    let number = |of: &str| of.trim().parse::<f64>().unwrap();
    let (_, page) = text.split_once("/MediaBox[").unwrap();
    let size: Vec<f64> = page.split(']').next().unwrap().split_whitespace().map(number).collect();
    assert!((size[2] - 178.0 / 25.4 * 72.0).abs() < 0.01, "{size:?}");
    assert!(text.contains("/FontFile2") && text.contains("NotoSans"), "letters are in it");
}

#[test]
fn a_plot_for_a_terminal_is_transparent_and_has_its_grid_at_its_values() {
    let colours = vec![Colour(0, 255, 0)];
    let (ground, ink) = (Colour(16, 16, 16), Colour(230, 230, 230));
    let (rule, faint) = (Colour(255, 0, 0), Colour(0, 0, 255));
    let look = Look { ground, ink, rule, faint, colours, text: 12.0, line: 1.0 };
    let mut figure = figure(1, false, C_BAND);
    figure.about.simulated = false;
    figure.panels[0].y = Scale { low: -50.0, high: 0.0 };
    figure.panels[0].marks.clear();
    // 50 by 25 characters of 16 by 16 pixels: a dot is 8 pixels wide and 4 high.
    let place = plot::Place {
        pixels: (800, 400),
        dots: (100.0, 100.0),
        across: vec![1550.0],
        up: vec![-25.0, -50.0],
    };
    let pixels = plot::plot(&figure, &place, &look).unwrap();
    let (pixels, _) = pixels.as_chunks::<4>();
    assert_eq!(pixels.len(), 800 * 400);
    assert!(pixels.iter().filter(|pixel| pixel[3] == 0).count() > 250_000, "the ground is the terminal's");
    let blue = |at: usize| pixels[at][2] > 100 && pixels[at][1] < 100;
    // 1550.0 is a quarter of the way from 1549.2 to 1552.4: 24.75 dots from the middle of the first one.
    let column = |x: usize| (0..400).filter(|y| blue(y * 800 + x)).count();
    assert_eq!((0..800).filter(|x| column(*x) > 350).collect::<Vec<_>>(), [201]);
    // -25 dB is half of the way, 49.5 dots from the middle of the first one, and -50 dB in the middle of the last one.
    let row = |y: usize| (0..800).filter(|x| blue(y * 800 + x)).count();
    assert_eq!((0..400).filter(|y| row(*y) > 700).collect::<Vec<_>>(), [199, 397]);
    assert!(pixels.iter().any(|p| p[1] > 200 && p[2] < 60), "the curve");
    assert!(pixels.iter().any(|p| p[0] > 200 && p[1] < 60), "the line across");
}

/// Writes pictures to look at: `cargo test --lib figures_to_look_at -- --ignored`.
#[test]
#[ignore = "writes pictures to look at"]
fn figures_to_look_at() {
    let folder = std::env::temp_dir().join("ctp10-figures");
    std::fs::create_dir_all(&folder).unwrap();
    let narrow = Scale { low: 1550.4342, high: 1550.4358 };
    for (name, width) in [("screen", Width::Screen), ("column", Width::Column), ("page", Width::Page)] {
        for (count, panels, window) in
            [(1, false, C_BAND), (2, false, narrow), (3, true, C_BAND), (8, false, C_BAND), (8, true, narrow)]
        {
            for format in FigureFormat::all() {
                let bytes = bytes(format, width, &figure(count, panels, window));
                let name = format!("{name}-{count}{}.{}", if panels { "p" } else { "" }, format.end());
                std::fs::write(folder.join(name), bytes).unwrap();
            }
        }
    }
}
