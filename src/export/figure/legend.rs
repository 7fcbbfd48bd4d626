//! Which curve is which: within a free corner of its panel, or above it where no corner is free. It covers no data.

use super::content::{About, Curve, Panel};
use super::font;
use super::layout::Frame;
use super::plot;
use super::sheet::{Anchor, Area, Run, Sheet, Stroke, Words};
use super::style::Style;
use crate::core::cast::{count_f64, floor_index};

/// From line to line, of the size of the words.
const LINE: f64 = 1.35;
/// The length of a piece of curve, of the size of the words.
const SAMPLE: f64 = 2.4;
/// From that to its name.
const BESIDE: f64 = 0.5;
/// The part of a panel that a legend within it takes at the most.
const PART: f64 = 0.6;

/// A line of a legend.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    /// The curve of which it has a piece.
    curve: Option<usize>,
    text: String,
}

/// The legend of a panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Legend {
    entries: Vec<Entry>,
}

impl Legend {
    /// Of one of several panels. A single curve of a journal needs no name: it stands below the figure.
    pub(super) fn of(panel: usize, panels: usize, curves: &[Curve], about: &About, style: &Style) -> Self {
        let journal = style.header.is_none();
        let simulated = journal && about.simulated;
        let entry = |curve: &Curve| Entry { curve: Some(curve.index), text: curve.name.clone() };
        let line = |text: String| Entry { curve: None, text };
        let made_up = simulated.then(|| line("(simulated)".into()));
        let entries = match (letter(panel, panels), curves) {
            (Some(letter), [curve]) => {
                let said = if simulated { " (simulated)" } else { "" };
                vec![line(format!("{letter} {}{said}", curve.name))]
            }
            (Some(letter), curves) => {
                std::iter::once(line(letter)).chain(curves.iter().map(entry)).chain(made_up).collect()
            }
            (None, [_]) if journal => made_up.into_iter().collect(),
            (None, curves) => curves.iter().map(entry).chain(made_up).collect(),
        };
        Self { entries }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn before(entry: &Entry, size: f64) -> f64 {
        if entry.curve.is_some() { (SAMPLE + BESIDE) * size } else { 0.0 }
    }

    fn width(&self, size: f64) -> f64 {
        let widths =
            self.entries.iter().map(|entry| Self::before(entry, size) + font::width(&entry.text, size));
        widths.fold(0.0, f64::max)
    }

    /// The corner where it covers nothing that is drawn, if there is one.
    pub(super) fn corner(
        &self,
        frame: &Frame,
        panel: &Panel,
        curves: &[Curve],
        style: &Style,
    ) -> Option<Area> {
        let size = style.look.text;
        let (width, height) = (self.width(size), count_f64(self.entries.len()) * LINE * size);
        let whole = &frame.area;
        if width > PART * whole.width() || height > PART * whole.height() {
            return None;
        }
        let edge = style.ticks[0] + 0.5 * size;
        let (left, right) = (whole.left + edge, whole.right - edge - width);
        let (top, bottom) = (whole.top + edge, whole.bottom - edge - height);
        let corners = [(right, top), (right, bottom), (left, top), (left, bottom)];
        let areas = corners.map(|(left, top)| Area { left, top, right: left + width, bottom: top + height });
        areas.into_iter().find(|area| !is_taken(&area.grown(0.3 * size), frame, panel, curves))
    }

    /// The room that it needs above a panel of this width.
    pub(super) fn above(&self, width: f64, size: f64) -> f64 {
        count_f64(self.rows(width, size)) * LINE * size + 0.5 * size
    }

    fn columns(&self, width: f64, size: f64) -> usize {
        let column = self.width(size) + 1.5 * size;
        floor_index((width + 1.5 * size) / column).clamp(1, self.entries.len().max(1))
    }

    fn rows(&self, width: f64, size: f64) -> usize {
        self.entries.len().div_ceil(self.columns(width, size))
    }

    /// Draws it into an area, in as many columns as have room there.
    pub(super) fn draw(&self, sheet: &mut Sheet, area: &Area, style: &Style) {
        let size = style.look.text;
        let columns = self.columns(area.width(), size);
        let column = area.width() / count_f64(columns);
        for (index, entry) in self.entries.iter().enumerate() {
            let x = area.left + count_f64(index % columns) * column;
            let middle = area.top + (count_f64(index / columns) + 0.5) * LINE * size;
            if let Some(curve) = entry.curve {
                let colour = style.look.colour(curve);
                let stroke = Stroke { width: style.look.line, colour, dash: None };
                sheet.line([(x, middle), (x + SAMPLE * size, middle)], stroke);
                if let Some(radius) = style.marker {
                    let at = (x + SAMPLE * size / 2.0, middle);
                    plot::marker(sheet, at, curve, radius, stroke);
                }
            }
            let room = column - Self::before(entry, size);
            sheet.words(Words {
                text: font::shortened(&entry.text, size, room + 1e-6),
                at: (x + Self::before(entry, size), middle + font::CAPITAL / 2.0 * size),
                size,
                colour: style.look.ink,
                anchor: Anchor::Start,
                run: Run::Right,
            });
        }
    }
}

/// The letter of a panel among several.
fn letter(panel: usize, panels: usize) -> Option<String> {
    let letter = ('a'..='z').nth(panel)?;
    (panels > 1).then(|| format!("({letter})"))
}

/// Whether anything is drawn in an area.
fn is_taken(area: &Area, frame: &Frame, panel: &Panel, curves: &[Curve]) -> bool {
    let crossed = |points: &[(f64, f64)]| match points {
        [one] => area.is_crossed(frame.place(*one), frame.place(*one)),
        points => points.windows(2).any(|two| area.is_crossed(frame.place(two[0]), frame.place(two[1]))),
    };
    let marked = |&(x, y): &(f64, f64)| {
        let (x, y) = frame.place((x, y));
        area.overlaps(&Area { left: x, top: y, right: x, bottom: y }.grown(1.5 * (area.height().min(20.0))))
    };
    curves.iter().flat_map(|curve| &curve.stretches).any(|stretch| crossed(stretch))
        || panel.rules.iter().any(|rule| crossed(rule))
        || panel.marks.iter().map(|mark| (mark.x, mark.y)).any(|at| marked(&at))
}
