//! The mouse on the curves: a click puts the cursor there, what is in a box becomes the window.

use ratatui::layout::{Position, Rect};

use crate::core::cast::count_f64;
use crate::core::scale::Scale;
use crate::ui::kit::charts::dots::{ACROSS, DOWN};
use crate::ui::kit::charts::reduce::Rule;
use crate::ui::trace::TraceState;
use crate::ui::trace::band::{Band, Sides};
use crate::ui::trace::traces::chart::{Chart, across};
use crate::ui::trace::traces::view::{Level, View};

/// The cell of a place that is nearest to one of the screen.
fn cell(plot: Rect, at: Position) -> (u16, u16) {
    let within = |at: u16, from: u16, length: u16| at.saturating_sub(from).min(length.saturating_sub(1));
    (within(at.x, plot.x, plot.width), within(at.y, plot.y, plot.height))
}

impl TraceState {
    /// The mouse was pressed; where the curves stand, if they are shown.
    pub(in crate::ui) fn pressed(&mut self, plot: Option<Rect>, at: Position) {
        self.band = plot.filter(|plot| plot.contains(at)).map(|plot| Band::at(cell(plot, at)));
    }

    /// The mouse was moved while it was pressed.
    pub(in crate::ui) fn dragged(&mut self, plot: Option<Rect>, at: Position) {
        if let (Some(band), Some(plot)) = (&mut self.band, plot) {
            band.drag(cell(plot, at));
        }
    }

    /// The mouse was released: what is in the box is the new window; a click puts the cursor there.
    pub(in crate::ui) fn released(&mut self, plot: Option<Rect>, at: Position) {
        self.dragged(plot, at);
        let (Some(band), Some(plot)) = (self.band.take(), plot) else { return };
        match band.sides() {
            Sides::None => {
                let nm = self.edge_nm(plot, f64::from(band.end().0) * count_f64(ACROSS) + 0.5);
                self.traces.point(nm);
            }
            Sides::Across | Sides::Up | Sides::Both => {
                if let Some(view) = self.within(band, plot) {
                    self.look(|_| view);
                }
            }
        }
    }

    /// The wavelength of a column of dots in the place of the curves, nm.
    fn edge_nm(&self, plot: Rect, column: f64) -> f64 {
        let view = &self.traces.view;
        let across = across(view, usize::from(plot.width) * ACROSS, Rule::Nearest);
        view.across(across.at(column))
    }

    /// The window on what is in a box: from the middle of its first to that of its last dots.
    fn within(&self, band: Band, plot: Rect) -> Option<View> {
        let ((left, right), (top, bottom)) = band.edges(plot.width, plot.height);
        let first = |cell: u16, dots: usize| f64::from(cell) * count_f64(dots);
        let last = |cell: u16, dots: usize| first(cell, dots) + count_f64(dots - 1);
        let mut view = self.traces.view;
        if matches!(band.sides(), Sides::Across | Sides::Both) {
            let (a, b) = (self.edge_nm(plot, first(left, ACROSS)), self.edge_nm(plot, last(right, ACROSS)));
            (view.left, view.right) = (a.min(b), a.max(b));
        }
        if matches!(band.sides(), Sides::Up | Sides::Both) {
            let chart = Chart::new(&self.traces, usize::from(plot.width) * ACROSS, Rule::Nearest)?;
            let kind = self.traces.kind(self.traces.selected);
            let scale = chart.ruled(plot.height).of(kind).scale;
            let dots = f64::from(plot.height) * count_f64(DOWN) - 1.0;
            let level = |dot: f64| scale.high - dot * (scale.high - scale.low) / dots;
            let level = Level::Fixed(Scale { low: level(last(bottom, DOWN)), high: level(first(top, DOWN)) });
            view = view.with_level(kind, level);
        }
        Some(view)
    }
}
