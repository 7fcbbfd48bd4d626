//! A whole figure on its page: what is said above it, frames with their ticks and names, legends, curves.

use super::content::{Curve, Figure, Ordinate};
use super::font;
use super::layout::{Frame, Layout, layout};
use super::legend::Legend;
use super::length::columns;
use super::options::FigureOptions;
use super::plot;
use super::sheet::{Anchor, Area, Point, Run, Sheet, Stroke, Words};
use super::style::Style;

/// Draws a figure.
pub(super) fn page(figure: &Figure, options: FigureOptions, style: &Style) -> Sheet {
    let offset = options.offset.unwrap_or(style.offset);
    let header = header(figure, style);
    let below = header.last().map_or(0.0, |words| words.area().bottom);
    let size = style.look.text;
    let count = figure.panels.len();
    let first = layout(figure, style, offset, below, &vec![0.0; count]);
    let across = first.frames.first().map_or(0.0, |frame| frame.area.width());
    let dots = columns(across, style.dpi);
    let curves: Vec<Vec<Curve>> = figure.panels.iter().map(|panel| (panel.curves)(dots)).collect();
    let legends: Vec<Legend> = curves
        .iter()
        .enumerate()
        .map(|(panel, curves)| Legend::of(panel, count, curves, &figure.about, style))
        .collect();
    let corner = |laid: &Layout, panel: usize| {
        legends[panel].corner(&laid.frames[panel], &figure.panels[panel], &curves[panel], style)
    };
    // Where no corner is free the legend has room above; that may take the corners of others.
    let mut above = vec![0.0; count];
    let laid = loop {
        let laid = layout(figure, style, offset, below, &above);
        let homeless = |panel: &usize| {
            above[*panel] == 0.0 && !legends[*panel].is_empty() && corner(&laid, *panel).is_none()
        };
        let homeless: Vec<usize> = (0..count).filter(homeless).collect();
        if homeless.is_empty() {
            break laid;
        }
        for panel in homeless {
            above[panel] = legends[panel].above(across, size);
        }
    };

    let mut sheet = Sheet::new(style.width, laid.height);
    for words in header {
        sheet.words(words);
    }
    for (panel, frame) in laid.frames.iter().enumerate() {
        let stroke = Stroke { width: style.stroke, colour: style.look.faint, dash: None };
        if style.grid {
            let values = |ticks: &[(f64, String)]| ticks.iter().map(|(at, _)| *at).collect::<Vec<f64>>();
            plot::grid(&mut sheet, frame, &values(&frame.across.long), &values(&frame.up.long), stroke);
        }
        if figure.about.simulated && style.header.is_some() {
            plot::behind(&mut sheet, &frame.area, plot::SIMULATED, style.look.faint);
        }
        let inside = if above[panel] == 0.0 { corner(&laid, panel) } else { None };
        let area = inside.unwrap_or_else(|| Area {
            top: frame.area.top - above[panel],
            bottom: frame.area.top,
            ..frame.area
        });
        let curves = &curves[panel];
        plot::inside(&mut sheet, frame, &figure.panels[panel], curves, &style.look, style.marker, &[area]);
        edge(&mut sheet, frame, style);
        legends[panel].draw(&mut sheet, &area, style);
    }
    letter(&mut sheet, figure, &laid, style);
    sheet
}

/// What is said above the panels, where it is.
fn header(figure: &Figure, style: &Style) -> Vec<Words> {
    let Some([title, text]) = style.header else { return Vec::new() };
    let room = style.width - 2.0 * style.margin;
    let grey = style.look.rule;
    let mut base = style.margin;
    let said = [(&figure.about.title, title, style.look.ink), (&figure.about.text, text, grey)];
    let lines = said.into_iter().flat_map(|(text, size, colour)| {
        let lines = font::wrapped(text, size, room);
        lines.into_iter().map(move |line| (font::shortened(&line, size, room), size, colour))
    });
    let mut words = Vec::new();
    for (text, size, colour) in lines {
        base += font::UP * size;
        let at = (style.margin, base);
        words.push(Words { text, at, size, colour, anchor: Anchor::Start, run: Run::Right });
        base += font::DOWN * size + 0.15 * size;
    }
    words
}

/// The frame, closed, with its ticks inwards at all four edges.
fn edge(sheet: &mut Sheet, frame: &Frame, style: &Style) {
    let stroke = Stroke { width: style.stroke, colour: style.look.ink, dash: None };
    let Area { left, top, right, bottom } = frame.area;
    let [long, short] = style.ticks;
    let x = |at: f64| frame.place((at, frame.values.y.low)).0;
    let y = |at: f64| frame.place((frame.values.x.low, at)).1;
    let across = frame.across.long.iter().map(|(at, _)| (*at, long));
    for (at, length) in across.chain(frame.across.short.iter().map(|at| (*at, short))) {
        sheet.line([(x(at), bottom), (x(at), bottom - length)], stroke);
        sheet.line([(x(at), top), (x(at), top + length)], stroke);
    }
    let up = frame.up.long.iter().map(|(at, _)| (*at, long));
    for (at, length) in up.chain(frame.up.short.iter().map(|at| (*at, short))) {
        sheet.line([(left, y(at)), (left + length, y(at))], stroke);
        sheet.line([(right, y(at)), (right - length, y(at))], stroke);
    }
    sheet.frame(&frame.area, stroke);
}

/// Numbers and names of the axes.
fn letter(sheet: &mut Sheet, figure: &Figure, laid: &Layout, style: &Style) {
    let ink = style.look.ink;
    let mut put = |text: String, at: Point, size: f64, anchor: Anchor, run: Run| {
        sheet.words(Words { text, at, size, colour: ink, anchor, run });
    };
    let numbers = style.look.text;
    for frame in &laid.frames {
        for (at, number) in &frame.up.long {
            let (x, y) = frame.place((frame.values.x.low, *at));
            let at = (x - 0.4 * numbers, y + font::CAPITAL / 2.0 * numbers);
            put(number.clone(), at, numbers, Anchor::End, Run::Right);
        }
    }
    let (Some(first), Some(last)) = (laid.frames.first(), laid.frames.last()) else { return };
    for (at, number) in &last.across.long {
        let x = last.place((*at, last.values.y.low)).0;
        put(number.clone(), (x, laid.numbers), numbers, Anchor::Middle, Run::Right);
    }
    let middle = f64::midpoint(last.area.left, last.area.right);
    let bottom = figure.panels.last().map(|panel| match &last.across.from {
        Some(from) => panel.abscissa.name_from(from),
        None => panel.abscissa.name().to_owned(),
    });
    put(bottom.unwrap_or_default(), (middle, laid.name), style.names, Anchor::Middle, Run::Right);

    // One name for all that are alike.
    let mut side = |named: Ordinate, area: Area| {
        let whole = font::width(named.name(), style.names) <= area.height();
        let text = if whole { named.name() } else { named.unit() };
        let at = (laid.side, f64::midpoint(area.top, area.bottom));
        put(text.to_owned(), at, style.names, Anchor::Middle, Run::Up);
    };
    let named: Vec<_> = figure.panels.iter().map(|panel| panel.ordinate).collect();
    match named.first() {
        Some(one) if named.iter().all(|other| other == one) => {
            side(*one, Area { bottom: last.area.bottom, ..first.area });
        }
        _ => named.iter().zip(&laid.frames).for_each(|(named, frame)| side(*named, frame.area)),
    }
}
