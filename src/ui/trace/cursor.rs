//! The cursor: by steps, and by rows of the table; markers at it.

use crate::analysis::peaks::Extremum;
use crate::core::cast;
use crate::ui::common::next::{Next, inform};
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::{LETTERS, MARKERS};

/// A step of the cursor is this part of the window: a column of dots on a usual screen.
const STEP: f64 = 1.0 / 200.0;

impl TraceState {
    /// Searches peaks, or dips.
    pub(in crate::ui) fn peaks_or_dips(&mut self) -> Vec<Next> {
        let search = &mut self.traces.method.search;
        search.kind = if search.kind == Extremum::Dip { Extremum::Peak } else { Extremum::Dip };
        let words = if search.kind == Extremum::Dip { "searching for dips" } else { "searching for peaks" };
        inform(words)
    }

    /// The next free marker at the cursor.
    pub(in crate::ui) fn mark(&mut self) -> Vec<Next> {
        match (self.traces.cursor, self.traces.mark()) {
            (None, _) => inform("no cursor: move it to the place of the marker first"),
            (Some(_), Some(number)) => inform(self.traces.marker_words(number)),
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
    pub(super) fn step(&mut self, rows: isize, columns: isize) {
        if columns != 0 {
            self.traces.step(self.rightwards(STEP * cast::steps_f64(columns)));
        }
        if rows == 0 {
            return;
        }
        if let Some(table) = &mut self.traces.table {
            let Some(row) = table.go(rows).copied() else { return };
            if self.traces.is_close() {
                self.look_at(&row);
            } else {
                self.traces.point(row.nm.value);
                self.found_at = self.traces.cursor;
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
