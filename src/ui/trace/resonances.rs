//! The table of resonances: when it is made anew, and what was found.

use std::sync::Arc;

use crate::analysis::resonance::Resonances;
use crate::ui::common::effect::Effect;
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::table::Table;

impl TraceState {
    /// Shows or hides the table.
    pub(in crate::ui) fn toggle_table(&mut self) {
        self.traces.table = match self.traces.table {
            Some(_) => None,
            None => Some(Table { stale: true, ..Table::default() }),
        };
    }

    /// Sorts the table by the next column.
    pub(in crate::ui) fn next_order(&mut self) {
        if let Some(table) = &mut self.traces.table {
            table.order = table.order.next();
        }
    }

    /// The table is of something that has changed since.
    pub(super) fn make_stale(&mut self) {
        if let Some(table) = &mut self.traces.table {
            table.stale = true;
        }
    }

    /// What the table needs, if it shows something old.
    pub(in crate::ui) fn wanted_table(&mut self) -> Option<Effect> {
        let method = self.traces.method;
        let (trace, within) = self.traces.window()?;
        let trace = Arc::clone(trace);
        let table = self.traces.table.as_mut().filter(|table| table.stale && !table.computing)?;
        (table.stale, table.computing) = (false, true);
        Some(Effect::Analyse { trace, within, method })
    }

    /// Resonances were found.
    pub(in crate::ui) fn found(&mut self, found: Resonances) {
        if let Some(table) = &mut self.traces.table {
            table.all = found.rows;
            table.missing_nm = found.missing_nm;
            table.computing = false;
            table.row = table.row.min(table.all.len().saturating_sub(1));
        }
    }

    /// The table of resonances as text with tabs, if it is shown.
    pub(in crate::ui) fn table_as_text(&self) -> Option<String> {
        self.traces.table.as_ref().map(Table::text)
    }
}
