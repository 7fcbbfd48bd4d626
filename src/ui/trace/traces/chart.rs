//! What a chart of the traces shows: curves reduced to its columns, and the scales they need.

use std::sync::Arc;

use crate::core::cast::{count_f64, level_f32, series_u8};
use crate::core::laser::LightSeen;
use crate::core::scale::Scale;
use crate::ui::kit::charts::dots::Dots;
use crate::ui::kit::charts::line::Reduced;
use crate::ui::kit::charts::reduce::{Across, Rule};
use crate::ui::kit::charts::ruled::{Anchor, Ruled};
use crate::ui::trace::traces::view::{Kind, Level, View};
use crate::ui::trace::traces::{LETTERS, Traces};

/// An axis of levels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    /// What is on it.
    pub(crate) kind: Kind,
    /// What has to be seen.
    range: Scale,
    anchor: Anchor,
    /// The step that somebody asked for.
    division: Option<f64>,
}

/// The curves of a window, reduced to the columns of a place, and their scales.
pub(crate) struct Chart {
    /// From left to right.
    pub(crate) across: Across,
    /// From top to bottom of all of them, in dB or in linear units: round limits.
    pub(crate) scale: Scale,
    /// The axis at the left.
    pub(crate) left: Axis,
    /// That at the right, of differences beside levels.
    pub(crate) right: Option<Axis>,
    /// The shown traces by number.
    pub(crate) curves: Vec<(usize, Arc<Reduced>)>,
}

/// The axes of a chart on rows of cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides {
    /// At the left.
    pub(crate) left: Ruled,
    /// At the right.
    pub(crate) right: Option<Ruled>,
}

impl Sides {
    /// The axis that levels or differences are on.
    pub(crate) fn of(&self, kind: Kind) -> Ruled {
        match (kind, self.right) {
            (Kind::Difference, Some(right)) => right,
            (Kind::Difference, None) | (Kind::Level, _) => self.left,
        }
    }
}

/// From left to right in the unit of the axis.
pub(crate) fn across(view: &View, columns: usize, rule: Rule) -> Across {
    let (a, b) = (view.across(view.left), view.across(view.right));
    let (left, right) = (a.min(b), a.max(b));
    Across { spectral: view.spectral, left, right, columns, rule }
}

/// The number of a fitted line among the series of dots: behind those of the letters.
pub(crate) const FITTED: usize = LETTERS;

/// Cells from tick to tick at the least, across.
const ACROSS_CELLS: u16 = 14;

/// The least and the greatest level of some curves.
fn extremes<'a>(curves: impl Iterator<Item = &'a Reduced>) -> Option<(f64, f64)> {
    let found = curves.filter_map(Reduced::extremes);
    let (least, greatest) = found.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    Some((f64::from(least), f64::from(greatest)))
}

/// From nothing up to a greatest linear level.
fn from_nothing(greatest: f64) -> Scale {
    Scale { low: 0.0, high: greatest.max(1e-12) * 1.05 }
}

impl Axis {
    /// The axis of levels from the least to the greatest.
    fn new(traces: &Traces, kind: Kind, (least, greatest): (f64, f64)) -> Self {
        let level = traces.view.level_of(kind);
        let (range, anchor) = match level {
            Level::Fixed(scale) => (scale, Anchor::Top),
            Level::Fit if traces.view.linear => (from_nothing(greatest), Anchor::Bottom),
            Level::Fit => (traces.range(least, greatest), Anchor::None),
        };
        Self { kind, range, anchor, division: level.division() }
    }

    /// The scale for so many rows of cells, on which ticks stand whole rows apart. What somebody set as the upper end stays
    /// there, and so does nothing on a linear scale.
    fn ruled(&self, rows: u16) -> Ruled {
        match self.division {
            Some(step) => Ruled::of_step(self.range, rows, step, self.anchor),
            None => Ruled::around(self.range, rows, self.anchor),
        }
    }
}

impl Chart {
    /// Ticks for a bottom of so many cells, and their decimals.
    pub(crate) fn ticks_across(&self, width: u16) -> (Vec<f64>, usize) {
        let scale = Scale { low: self.across.left, high: self.across.right };
        scale.ticks(usize::from(width / ACROSS_CELLS).max(2))
    }

    /// The axes on so many rows of cells.
    pub(crate) fn ruled(&self, rows: u16) -> Sides {
        Sides { left: self.left.ruled(rows), right: self.right.map(|axis| axis.ruled(rows)) }
    }

    /// Draws the lines that were fitted, over the samples.
    pub(crate) fn draw_fits(&self, traces: &Traces, scale: &Scale, dots: &mut Dots) {
        let lines = traces.fits();
        if lines.is_empty() {
            return;
        }
        let (view, rows) = (&traces.view, dots.rows());
        let mut before = None;
        for column in 0..dots.columns() {
            // The way from wavelengths to the axis is the way back, too.
            let nm = view.across(self.across.at(count_f64(column)));
            let level = Traces::fitted_level(&lines, nm).map(|level| level_f32(view.up(level)));
            let here = level.and_then(|level| scale.row(level, rows)).map(|row| (column, row));
            if let Some(here) = here {
                dots.line(before.unwrap_or(here), here, series_u8(FITTED));
            }
            before = here;
        }
    }

    /// Reduces the shown traces to so many columns; `None` if there is no number in the window.
    pub(crate) fn new(traces: &Traces, columns: usize, rule: Rule) -> Option<Self> {
        let across = across(&traces.view, columns, rule);
        let linear = |level: f32| 10f32.powf(level / 10.0);
        let curves: Vec<(usize, Arc<Reduced>)> = traces
            .drawn()
            .map(|(index, trace)| {
                let reduced = trace.reduced(&across);
                (index, if traces.view.linear { Arc::new(reduced.map(linear)) } else { reduced })
            })
            .collect();
        let (least, greatest) = extremes(curves.iter().map(|(_, curve)| curve.as_ref()))?;
        let axis = |kind| {
            let own = curves.iter().filter(|(index, _)| traces.kind(*index) == kind);
            extremes(own.map(|(_, curve)| curve.as_ref())).map(|ends| Axis::new(traces, kind, ends))
        };
        let (left, right) = match (axis(Kind::Level), axis(Kind::Difference)) {
            (Some(left), right) => (left, right),
            (None, Some(left)) => (left, None),
            (None, None) => return None,
        };
        let scale = match traces.view.level_of(left.kind) {
            Level::Fixed(scale) => scale,
            Level::Fit if traces.view.linear => from_nothing(greatest),
            Level::Fit => Scale::around(least, greatest),
        };
        Some(Self { across, scale, left, right, curves })
    }
}

impl Traces {
    /// What has to be seen of these levels; noise does not fill the chart.
    fn range(&self, least: f64, greatest: f64) -> Scale {
        let dark = self.shown().all(|(_, trace)| trace.provenance.light == LightSeen::Dark);
        if dark { Scale::of_noise(least, greatest) } else { Scale::with_room(least, greatest) }
    }
}
