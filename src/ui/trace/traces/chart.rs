//! What a chart of the traces shows: curves reduced to its columns, and the scale they need.

use crate::core::scale::Scale;
use crate::ui::kit::charts::line::Reduced;
use crate::ui::kit::charts::reduce::{Across, Rule};
use crate::ui::trace::traces::Traces;
use crate::ui::trace::traces::drawable::Drawable;
use crate::ui::trace::traces::view::{Level, View};

/// The curves of a window, reduced to the columns of a place, and their scale.
pub(crate) struct Chart {
    /// From left to right.
    pub(crate) across: Across,
    /// From top to bottom, in dB or in linear units.
    pub(crate) scale: Scale,
    /// The shown traces by number.
    pub(crate) curves: Vec<(usize, Reduced)>,
}

/// From left to right in the unit of the axis.
pub(crate) fn across(view: &View, columns: usize, rule: Rule) -> Across {
    let (a, b) = (view.across(view.left), view.across(view.right));
    let (left, right) = (a.min(b), a.max(b));
    Across { spectral: view.spectral, left, right, columns, rule }
}

/// Cells from tick to tick at the least, across.
const ACROSS_CELLS: u16 = 14;
/// Ticks at the most, upwards.
const UP: usize = 7;

impl Drawable {
    /// What is seen of it.
    pub(crate) fn reduced(&self, across: &Across) -> Reduced {
        Reduced::of_blocks(&self.y, self.blocks(), self.spacing, across)
    }
}

impl Chart {
    /// Ticks for a bottom of so many cells, and their decimals.
    pub(crate) fn ticks_across(&self, width: u16) -> (Vec<f64>, usize) {
        let scale = Scale { low: self.across.left, high: self.across.right };
        scale.ticks(usize::from(width / ACROSS_CELLS).max(2))
    }

    /// Ticks for a side of so many cells, and their decimals.
    pub(crate) fn ticks_up(&self, height: u16) -> (Vec<f64>, usize) {
        self.scale.ticks(usize::from(height / 2).clamp(2, UP))
    }

    /// Reduces the shown traces to so many columns; `None` if there is no number in the window.
    pub(crate) fn new(traces: &Traces, columns: usize, rule: Rule) -> Option<Self> {
        let across = across(&traces.view, columns, rule);
        let linear = |level: f32| 10f32.powf(level / 10.0);
        let curves: Vec<(usize, Reduced)> = traces
            .drawn()
            .map(|(index, trace)| {
                let reduced = trace.reduced(&across);
                (index, if traces.view.linear { reduced.map(linear) } else { reduced })
            })
            .collect();
        let found = curves.iter().filter_map(|(_, curve)| curve.extremes());
        let (least, greatest) = found.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        let scale = match traces.view.level {
            Level::Fixed(scale) => scale,
            Level::Fit if traces.view.linear => {
                Scale { low: 0.0, high: f64::from(greatest).max(1e-12) * 1.05 }
            }
            Level::Fit => Scale::around(f64::from(least), f64::from(greatest)),
        };
        Some(Self { across, scale, curves })
    }
}
