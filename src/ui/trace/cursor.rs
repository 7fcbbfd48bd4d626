//! The cursor: from peak to peak, from dip to dip, by steps; markers at it.

use crate::analysis::peaks::Kind;
use crate::core::cast;
use crate::ui::common::next::{Next, inform};
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::{LETTERS, MARKERS};

/// A step of the cursor is this part of the window: a column of dots on a usual screen.
const STEP: f64 = 1.0 / 200.0;

impl TraceState {
    /// The cursor to the highest peak or the deepest dip.
    pub(in crate::ui) fn go_to_best(&mut self) -> Vec<Next> {
        self.go_to_extreme(|found, _, kind| best(found, kind))
    }

    /// The cursor to the next peak or dip on the right of the screen, or on the left.
    pub(in crate::ui) fn go_beside(&mut self, right: bool) -> Vec<Next> {
        let forward = right == (self.rightwards(1.0) > 0.0);
        self.go_to_extreme(move |found, from, _| beside(found, from, forward))
    }

    /// Searches peaks, or dips.
    pub(in crate::ui) fn peaks_or_dips(&mut self) -> Vec<Next> {
        let search = &mut self.traces.method.search;
        search.kind = if search.kind == Kind::Dip { Kind::Peak } else { Kind::Dip };
        let words = if search.kind == Kind::Dip { "searching for dips" } else { "searching for peaks" };
        inform(words)
    }

    fn go_to_extreme(&mut self, choose: impl Fn(&[(f64, f64)], f64, Kind) -> Option<f64>) -> Vec<Next> {
        let kind = self.traces.method.search.kind;
        let found = self.traces.extremes(kind);
        let from = self.traces.cursor.unwrap_or_else(|| self.traces.view.centre());
        match choose(&found, from, kind) {
            Some(nm) => {
                self.traces.point(nm);
                Vec::new()
            }
            None if found.is_empty() => {
                let excursion = self.traces.method.search.excursion;
                let what = if kind == Kind::Dip { "dip" } else { "peak" };
                inform(format!(
                    "no {what} of {excursion} dB in the window; :peaks excursion 1dB finds smaller ones"
                ))
            }
            None => inform("no other one in the window"),
        }
    }

    /// The next one whose level is just above, or just below, that of the cursor.
    pub(in crate::ui) fn go_to_level(&mut self, higher: bool) -> Vec<Next> {
        let here =
            self.traces.cursor.and_then(|nm| self.traces.sample(nm)).map(|(_, _, level)| f64::from(level));
        self.go_to_extreme(move |found, _, kind| {
            let Some(here) = here else { return best(found, kind) };
            let beyond = found.iter().filter(|(_, level)| if higher { *level > here } else { *level < here });
            let closer = |a: &&(f64, f64), b: &&(f64, f64)| (a.1 - here).abs().total_cmp(&(b.1 - here).abs());
            beyond.min_by(closer).map(|(nm, _)| *nm)
        })
    }

    /// The next free marker at the cursor.
    pub(in crate::ui) fn mark(&mut self) -> Vec<Next> {
        match (self.traces.cursor, self.traces.mark()) {
            (None, _) => inform("no cursor: move it to the place of the marker first"),
            (Some(_), Some(number)) => inform(format!("marker {}", number + 1)),
            (Some(_), None) => inform("all eight markers are in use"),
        }
    }

    /// Counts distances from the last marker, or does not.
    pub(in crate::ui) fn toggle_delta(&mut self) {
        let last = self.traces.markers.iter().rposition(Option::is_some);
        self.traces.delta = if self.traces.delta.is_some() { None } else { last };
    }

    /// Takes markers and lines away.
    pub(in crate::ui) fn clear_markers(&mut self) {
        self.traces.markers = [None; MARKERS];
        self.traces.delta = None;
        self.traces.lines.clear();
    }

    /// Up and down: rows of the table while it is shown, else the letters in use.
    pub(in crate::ui) fn go(&mut self, rows: isize, columns: isize) {
        if columns != 0 {
            self.traces.step(self.rightwards(STEP * cast::steps_f64(columns)));
        }
        if rows == 0 {
            return;
        }
        if let Some(table) = &mut self.traces.table {
            let shown = table.rows();
            table.row = table.row.saturating_add_signed(rows).min(shown.len().saturating_sub(1));
            if let Some(resonance) = shown.get(table.row) {
                self.traces.point(resonance.nm.value);
            }
            return;
        }
        let used: Vec<usize> =
            (0..LETTERS).filter(|&index| self.traces.slots[index].trace.is_some()).collect();
        let at = used.iter().position(|&index| index == self.traces.selected).unwrap_or(0);
        let next = at.saturating_add_signed(rows.signum()).min(used.len().saturating_sub(1));
        if let Some(&index) = used.get(next) {
            self.traces.selected = index;
        }
    }
}

/// The highest peak or the deepest dip.
fn best(found: &[(f64, f64)], kind: Kind) -> Option<f64> {
    let sign = if kind == Kind::Peak { 1.0 } else { -1.0 };
    found.iter().max_by(|a, b| (sign * a.1).total_cmp(&(sign * b.1))).map(|(nm, _)| *nm)
}

/// The next one on one side; `found` is from left to right in wavelength.
fn beside(found: &[(f64, f64)], from: f64, forward: bool) -> Option<f64> {
    const SAME: f64 = 1e-9;
    if forward {
        found.iter().map(|(nm, _)| *nm).find(|nm| *nm > from + SAME)
    } else {
        found.iter().rev().map(|(nm, _)| *nm).find(|nm| *nm < from - SAME)
    }
}
