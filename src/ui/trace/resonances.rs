//! The table of resonances: when it is made anew, and what was found.

use std::sync::Arc;

use crate::analysis::resonance::{Resonance, Resonances};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform};
use crate::ui::trace::TraceState;
use crate::ui::trace::jumps::Jump;
use crate::ui::trace::traces::table::{Question, ShownFits, Table};

/// So many widths of a resonance are seen about it.
const WIDTHS: f64 = 10.0;
/// The samples that one without a width is taken for wide.
const WIDTH: f64 = 10.0;

impl TraceState {
    /// Shows or hides the table.
    pub(in crate::ui) fn toggle_table(&mut self) {
        self.traces.table = match self.traces.table {
            Some(_) => None,
            None => Some(Table::default()),
        };
    }

    /// Draws the line that was fitted to the selected row, or not.
    pub(in crate::ui) fn toggle_fit(&mut self) -> Vec<Next> {
        self.traces.shown_fits = match self.traces.shown_fits {
            ShownFits::None => ShownFits::Selected,
            ShownFits::Selected | ShownFits::All => ShownFits::None,
        };
        match &self.traces.table {
            _ if self.traces.shown_fits == ShownFits::None => Vec::new(),
            None => inform("the fitted line is that of the selected row of the table of resonances"),
            Some(table) if table.line().is_none() && table.rows().len() > 0 => {
                inform("no line was fitted to this resonance")
            }
            Some(_) => Vec::new(),
        }
    }

    /// Sorts the table by the next column.
    pub(in crate::ui) fn next_order(&mut self) {
        if let Some(table) = &mut self.traces.table {
            table.next_order();
        }
    }

    /// To the selected row of the table, its samples all about it; without a table to the best peak or dip.
    pub(in crate::ui) fn go_to(&mut self) -> Vec<Next> {
        let Some(table) = &self.traces.table else { return self.jump(Jump::Best) };
        let Some(row) = table.at(table.row).copied() else {
            return inform("the table has no row to go to");
        };
        self.look_at(&row);
        Vec::new()
    }

    /// Shows ten widths about a resonance; of one without a width so many samples.
    pub(super) fn look_at(&mut self, row: &Resonance) {
        let sampling = self.traces.selected_trace().map_or(0.0, |trace| trace.spacing.sampling.nm());
        let width = row.width_pm.map_or(WIDTH * sampling, |width| width.value * 1e-3);
        self.traces.look_at(row.nm.value, WIDTHS * width);
        self.found_at = self.traces.cursor;
    }

    /// What the table needs, if it shows something old. One search at a time: while a window is moved only the last
    /// one counts.
    pub(in crate::ui) fn wanted_table(&mut self) -> Option<Effect> {
        let method = self.traces.method;
        let (trace, within) = self.traces.listed()?;
        let trace = Arc::clone(trace);
        let question = Some(Question::new(&trace, within.clone(), method));
        let table =
            self.traces.table.as_mut().filter(|table| table.asked.is_none() && table.of != question)?;
        table.asked = question;
        Some(Effect::Analyse { trace, within, method })
    }

    /// Resonances were found. Those that a table looked for which was closed since, or that are of another trace, window
    /// or method than the table is of now, are not shown.
    pub(in crate::ui) fn found(&mut self, question: Question, found: Resonances) {
        let now = self.traces.question();
        let Some(table) = &mut self.traces.table else { return };
        let answer = Some(question);
        if table.asked != answer {
            return;
        }
        table.asked = None;
        if answer == now {
            table.put(found);
            table.of = answer;
        }
    }

    /// The table of resonances as text with tabs, if it is shown.
    pub(in crate::ui) fn table_as_text(&self) -> Option<String> {
        self.traces.table.as_ref().map(Table::text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::resonance::resonances;
    use crate::core::ids::{DetectorId, TraceType};
    use crate::core::trace::{Provenance, Spacing, Trace, TraceId};
    use crate::core::units::Wavelength;
    use crate::ui::trace::traces::view::View;

    /// The table of a trace with one dip of 10 dB is open.
    fn one_dip() -> TraceState {
        let mut y = vec![-1.0; 101];
        y[50..52].fill(-11.0);
        let id = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let trace =
            Trace { origin: id.into(), spacing, y, provenance: Provenance::default(), x_difference_pm: None };
        let mut state = TraceState::default();
        state.traces.take(&Arc::new(trace));
        state.toggle_table();
        state
    }

    /// What comes of what the table asks for now.
    fn search(state: &mut TraceState) -> (Question, Resonances) {
        let Some(Effect::Analyse { trace, within, method }) = state.wanted_table() else {
            panic!("nothing is asked for")
        };
        let found = resonances(&trace.y, trace.spacing, &method, within.clone());
        (Question::new(&trace, within, method), found)
    }

    fn rows(state: &TraceState) -> usize {
        state.traces.table.as_ref().unwrap().all().len()
    }

    #[test]
    fn what_a_closed_table_looked_for_is_not_shown_in_the_next_one() {
        for earlier_first in [true, false] {
            let mut state = one_dip();
            let earlier = search(&mut state);
            state.toggle_table();
            state.traces.method.search.excursion = 30.0;
            state.toggle_table();
            let later = search(&mut state);
            assert_eq!((earlier.1.rows.len(), later.1.rows.len()), (1, 0));
            let both = if earlier_first { [earlier, later] } else { [later, earlier] };
            for (question, found) in both {
                state.found(question, found);
                assert_eq!(rows(&state), 0, "the dip of 10 dB is not one of 30");
            }
            assert_eq!(state.wanted_table(), None, "it is of what it has to be of");
        }
    }

    #[test]
    fn what_was_looked_for_before_a_change_is_not_shown_and_is_looked_for_again() {
        let changes: [fn(&mut TraceState); 3] = [
            |state| state.traces.method.search.excursion = 30.0,
            |state| state.look(|view| view.zoomed(0.1, 1550.01)),
            |state| {
                let flat = Trace { y: vec![-1.0; 101], ..(**state.traces.selected_trace().unwrap()).clone() };
                state.traces.take(&Arc::new(flat));
            },
        ];
        for change in changes {
            let mut state = one_dip();
            let (question, found) = search(&mut state);
            change(&mut state);
            assert_eq!(state.wanted_table(), None, "one at a time");
            state.found(question, found);
            assert_eq!(rows(&state), 0);
            let (question, found) = search(&mut state);
            assert!(found.rows.is_empty());
            state.found(question, found);
            assert_eq!(state.wanted_table(), None);
        }
    }

    #[test]
    fn the_rows_follow_what_is_found_the_order_and_the_filter() {
        let mut state = one_dip();
        let mut y = vec![-1.0; 401];
        for (at, level) in [(100, -11.0), (200, -21.0), (300, -16.0)] {
            y[at..at + 2].fill(level);
        }
        let three = Trace { y, ..(**state.traces.selected_trace().unwrap()).clone() };
        state.traces.take(&Arc::new(three));
        state.look(|view| View { left: 1550.0, right: 1550.4, ..view });
        let (question, found) = search(&mut state);
        state.found(question, found);
        let table = state.traces.table.as_mut().unwrap();
        let depths =
            |table: &Table| -> Vec<f64> { table.rows().map(|row| row.depth.value.round()).collect() };
        assert_eq!(depths(table), [10.0, 20.0, 15.0]);
        table.next_order();
        assert_eq!(depths(table), [20.0, 15.0, 10.0], "the deepest first");
        assert_eq!(table.go(5).map(|row| row.depth.value.round()), Some(10.0), "no further than the last");
        table.show_only("1550.200".into());
        assert_eq!((depths(table), table.row), (vec![20.0], 0));
        assert_eq!(table.all().len(), 3);
        // What is found later is sorted and filtered, too, and one of the rows that are left is selected.
        table.row = 2;
        state.traces.method.down_db = 2.0;
        let (question, found) = search(&mut state);
        state.found(question, found);
        let table = state.traces.table.as_ref().unwrap();
        assert_eq!((depths(table), table.row), (vec![20.0], 0));
    }

    #[test]
    fn a_table_is_saved_only_beside_the_trace_that_it_is_of() {
        let mut state = one_dip();
        let saves = |state: &TraceState| format!("{:?}", state.save_table("t.csv")).contains("SaveTable");
        assert!(!saves(&state));
        let (question, found) = search(&mut state);
        state.found(question, found);
        assert!(saves(&state));
        state.traces.method.down_db = 1.0;
        assert!(!saves(&state));
    }
}
