//! Files of traces, tables and figures.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::core::processing::EDITED;
use crate::core::text::clean;
use crate::core::trace::Trace;
use crate::export::figure::FigureOptions;
use crate::ui::common::context::{Context, Page, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, warn, world};
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::drawable::Drawable;
use crate::ui::trace::traces::letter;

/// Files that are remembered.
const RECENT: usize = 20;

/// What can be done when there is no place for one more trace.
pub(super) const NO_LETTER: &str = "no free trace (A to H); :trace a clear frees one";

impl TraceState {
    /// The traces of a file were opened: they have places of their own and do not change with measurements. The operator
    /// waits for them, or not.
    pub(in crate::ui) fn opened(&mut self, file: &Path, traces: Vec<Drawable>, waits: bool) -> Vec<Next> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let count = traces.len();
        let edited: Vec<bool> = traces.iter().map(|trace| trace.shared().provenance.is_edited()).collect();
        let places = traces.into_iter().map_while(|trace| self.traces.place_of_file(trace, &name));
        let placed: Vec<usize> = places.collect();
        self.traces.selected = placed.first().copied().unwrap_or(self.traces.selected);
        self.traces.full();
        let mut next = Vec::from_iter(waits.then_some(Next::Focus(Panel::Trace)));
        let (name, letters) = (clean(&name), placed.iter().map(|&at| letter(at).to_string()));
        let letters = letters.collect::<Vec<_>>().join(", ");
        next.extend(match (placed.len(), count) {
            (1, 1) => inform(format!("{name} is trace {letters}")),
            (all, _) if all == count => inform(format!("the traces of {name} are {letters}")),
            (some, _) => warn(format!("{some} of {count} traces of {name} were opened: {NO_LETTER}")),
        });
        let edited = placed.iter().zip(edited).filter(|(_, edited)| *edited);
        let edited: Vec<String> = edited.map(|(&at, _)| letter(at).to_string()).collect();
        if !edited.is_empty() {
            next.extend(warn(format!("{name}: {EDITED}: {}", edited.join(", "))));
        }
        next
    }

    /// Shows the saved traces of a folder, or of that of saves.
    pub(in crate::ui) fn browse(&mut self, context: &Context, folder: Option<PathBuf>) -> Vec<Next> {
        self.browser.choose(folder);
        if context.page == Page::Browser { self.browser.open() } else { vec![Next::Toggle(Page::Browser)] }
    }

    /// A file of traces was saved: a list that is shown has it.
    pub(in crate::ui) fn saved_traces(&mut self, context: &Context) -> Vec<Next> {
        if context.page == Page::Browser { self.browser.read_again() } else { Vec::new() }
    }

    /// Offers a file of traces first when one is to be opened.
    pub(in crate::ui) fn remember_file(&mut self, name: String) {
        self.files.retain(|file| *file != name);
        self.files.insert(0, name);
        self.files.truncate(RECENT);
    }

    /// The name under which something is saved if none was given.
    pub(in crate::ui) fn usual_name(&self, context: &Context, end: &str) -> String {
        let selected = self.traces.selected_trace();
        let name =
            selected.map_or_else(|| "trace".to_owned(), |trace| context.fixed.save_name.of_trace(trace));
        format!("{name}.{end}")
    }

    /// Saves all traces that are in no file under the usual name.
    pub(in crate::ui) fn save_unsaved(&self, context: &Context) -> Vec<Next> {
        self.save_these(self.traces.to_save(), &self.usual_name(context, "npz"))
    }

    /// Saves the shown traces; the file's end says how.
    pub(in crate::ui) fn save_traces(&self, path: &str) -> Vec<Next> {
        let shown: Vec<(char, Arc<Trace>)> =
            self.traces.shown().map(|(index, trace)| (letter(index), Arc::clone(trace))).collect();
        self.save_these(shown, path)
    }

    fn save_these(&self, these: Vec<(char, Arc<Trace>)>, path: &str) -> Vec<Next> {
        if these.is_empty() {
            return inform("no trace to save");
        }
        if let Some(index) = self.traces.unfinished() {
            let letter = letter(index);
            return warn(format!(
                "not saved: trace {letter} is still being computed; save it again in a moment"
            ));
        }
        world(Effect::SaveTraces(these, path.into()))
    }

    /// Saves the table of resonances as it is shown. Rows that are not of the selected trace and the window are not
    /// saved beside what is said of it.
    pub(in crate::ui) fn save_table(&self, path: &str) -> Vec<Next> {
        let trace = self.traces.selected_trace().cloned();
        match (trace, &self.traces.table) {
            (Some(_), Some(table)) if table.of != self.traces.question() => {
                warn("the table was not saved: it is still being computed; save it again in a moment")
            }
            (Some(trace), Some(table)) => {
                let lettered = (letter(self.traces.selected), trace);
                world(Effect::SaveTable(lettered, table.columns(), path.into()))
            }
            _ => inform("no table to save; r shows it"),
        }
    }

    /// Saves a figure of what the chart shows.
    pub(in crate::ui) fn save_figure(&self, options: FigureOptions, path: &str) -> Vec<Next> {
        if self.traces.shown().next().is_none() {
            return inform("no trace to draw");
        }
        if let Some(index) = self.traces.unfinished() {
            let letter = letter(index);
            return warn(format!(
                "no figure: trace {letter} is still being computed; save it again in a moment"
            ));
        }
        world(Effect::SaveFigure(options, path.into()))
    }
}
