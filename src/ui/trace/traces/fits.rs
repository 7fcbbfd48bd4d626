//! Which of the lines that were fitted are drawn.

use std::sync::Arc;

use crate::analysis::fitted_line::FittedLine;
use crate::ui::trace::traces::Traces;
use crate::ui::trace::traces::table::{ShownFits, Table};

impl Traces {
    /// The lines that are drawn: they are of the selected trace.
    pub(crate) fn fits(&self) -> Vec<Arc<FittedLine>> {
        let is_drawn = self.slots[self.selected].shown;
        let Some(table) = self.table.as_ref().filter(|_| is_drawn) else { return Vec::new() };
        // What is found for another trace or window is shown until this one's is known, and is none of it.
        if table.of.is_some() && table.of != self.question() {
            return Vec::new();
        }
        match self.shown_fits {
            ShownFits::None => Vec::new(),
            ShownFits::Selected => table.line().cloned().into_iter().collect(),
            ShownFits::All => table.lines().cloned().collect(),
        }
    }

    /// The level of the nearest of some lines at a wavelength, dB or dBm.
    pub(crate) fn fitted_level(lines: &[Arc<FittedLine>], nm: f64) -> Option<f64> {
        let away = |line: &FittedLine| {
            let (from, to) = line.reach_nm();
            (f64::midpoint(from, to) - nm).abs()
        };
        let there = lines.iter().filter_map(|line| Some((away(line), line.level(nm)?)));
        there.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, level)| level)
    }

    /// With a table that has these lines, all of which are drawn: for figures without a screen.
    pub(crate) fn with_fits(mut self, found: crate::analysis::resonance::Resonances) -> Self {
        let mut table = Table::default();
        table.put(found);
        (self.table, self.shown_fits) = (Some(table), ShownFits::All);
        self
    }
}
