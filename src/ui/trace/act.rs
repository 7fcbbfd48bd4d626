//! Traces: the window, the cursor, markers, modes, and what is asked about them.

use std::sync::Arc;
use std::time::Duration;

use crate::analysis::mask::Mask;
use crate::analysis::peaks::Kind;
use crate::analysis::resonance::Resonance;
use crate::core::event::Level;
use crate::core::ids::TraceType;
use crate::core::parameter::{Parameter, Value};
use crate::core::request::Query;
use crate::core::trace::{Provenance, Trace, TraceId};
use crate::ui::common::context::{Context, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, warn, when_linked, world};
use crate::ui::kit::charts::reduce::Spectral;
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::slot::{AVERAGED, Mode};
use crate::ui::trace::traces::table::Table;
use crate::ui::trace::traces::view::{Level as Levels, View};
use crate::ui::trace::traces::{LETTERS, MARKERS, letter};

/// A step of the cursor is this part of the window: a column of dots on a usual screen.
const STEP: f64 = 1.0 / 200.0;

/// Files that are remembered.
const RECENT: usize = 20;

/// What can be done when there is no place for one more trace.
const NO_LETTER: &str = "A to H are in use; :trace a clear frees one";

/// The window.
impl TraceState {
    /// A wavelength that stays where it is on the screen: the cursor's, or that of the middle.
    fn about(&self) -> f64 {
        let view = self.traces.view;
        let seen = self.traces.cursor.filter(|nm| (view.left..=view.right).contains(nm));
        seen.unwrap_or_else(|| view.centre())
    }

    /// Shows another window.
    pub(in crate::ui) fn look(&mut self, view: impl FnOnce(View) -> View) {
        self.traces.look(view(self.traces.view));
    }

    /// Narrower (a factor below 1) or wider, about the cursor.
    pub(in crate::ui) fn zoom(&mut self, factor: f64) {
        let about = self.about();
        self.look(|view| view.zoomed(factor, about));
    }

    /// To the right by a part of the window.
    pub(in crate::ui) fn pan(&mut self, part: f64) {
        let part = self.rightwards(part);
        self.look(|view| view.panned(part));
    }

    /// Everything from the first to the last sample.
    pub(in crate::ui) fn full(&mut self) {
        self.traces.full();
    }

    /// Back to the window before.
    pub(in crate::ui) fn previous_view(&mut self) {
        self.traces.previous();
    }

    /// The cursor to the middle.
    pub(in crate::ui) fn centre(&mut self) {
        let about = self.about();
        self.look(|view| view.centred(about));
    }

    /// From the least to the greatest level in the window.
    pub(in crate::ui) fn fit_level(&mut self) {
        self.look(|view| View { level: Levels::Fit, ..view });
    }

    /// Wavelength or frequency at the bottom.
    pub(in crate::ui) fn next_spectral(&mut self) {
        let spectral = match self.traces.view.spectral {
            Spectral::Wavelength => Spectral::Frequency,
            Spectral::Frequency => Spectral::Wavelength,
        };
        self.look(|view| View { spectral, ..view });
    }

    /// Decibels or linear power at the side.
    pub(in crate::ui) fn next_linear(&mut self) {
        self.look(|view| View { linear: !view.linear, level: Levels::Fit, ..view });
    }

    /// The mouse was pressed where this wavelength is, if it was on the chart.
    pub(in crate::ui) fn pressed(&mut self, nm: Option<f64>) {
        self.dragged_from = nm;
    }

    /// The mouse was released: a box that was drawn is the new window; a click puts the cursor there.
    pub(in crate::ui) fn released(&mut self, nm: Option<f64>) {
        let (Some(from), Some(to)) = (self.dragged_from.take(), nm) else { return };
        if (from - to).abs() < self.traces.view.span() / 100.0 {
            self.traces.point(to);
        } else {
            self.look(|view| View { left: from.min(to), right: from.max(to), ..view });
        }
    }

    /// On a frequency axis the right is where wavelengths are shorter.
    fn rightwards(&self, by: f64) -> f64 {
        if self.traces.view.spectral == Spectral::Frequency { -by } else { by }
    }
}

/// Peaks and pits, markers, the table.
impl TraceState {
    /// The cursor to the highest peak or the deepest pit.
    pub(in crate::ui) fn go_to_best(&mut self) -> Vec<Next> {
        self.go_to_extreme(|found, _, kind| best(found, kind))
    }

    /// The cursor to the next peak or pit on the right of the screen, or on the left.
    pub(in crate::ui) fn go_beside(&mut self, right: bool) -> Vec<Next> {
        let forward = right == (self.rightwards(1.0) > 0.0);
        self.go_to_extreme(move |found, from, _| beside(found, from, forward))
    }

    /// Searches peaks, or pits.
    pub(in crate::ui) fn peaks_or_dips(&mut self) -> Vec<Next> {
        let search = &mut self.traces.method.search;
        search.kind = if search.kind == Kind::Pit { Kind::Peak } else { Kind::Pit };
        let words = if search.kind == Kind::Pit { "pits are searched" } else { "peaks are searched" };
        self.make_stale();
        inform(words)
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

    /// All resonances in the window, or none.
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

    /// Shows the selected trace, or hides it.
    pub(in crate::ui) fn show_or_hide(&mut self) {
        let slot = &mut self.traces.slots[self.traces.selected];
        slot.shown = !slot.shown;
    }

    fn make_stale(&mut self) {
        if let Some(table) = &mut self.traces.table {
            table.stale = true;
        }
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
                let what = if kind == Kind::Pit { "pit" } else { "peak" };
                inform(format!("no {what} of {excursion} dB in the window; :peaks excursion 1dB takes less"))
            }
            None => inform("there is none further on in the window"),
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
            (None, _) => inform("a marker goes where the cursor is: move it first"),
            (Some(_), Some(number)) => inform(format!("marker {}", number + 1)),
            (Some(_), None) => inform("all eight markers are used"),
        }
    }

    /// The selected trace's next mode.
    pub(in crate::ui) fn next_mode(&mut self) -> Vec<Next> {
        let slot = &mut self.traces.slots[self.traces.selected];
        let next = match slot.mode {
            Mode::Live => Mode::Fixed,
            Mode::Fixed => Mode::Maximum,
            Mode::Maximum => Mode::Minimum,
            Mode::Minimum => Mode::Average(AVERAGED),
            Mode::Average(_) | Mode::Difference(..) => Mode::Live,
        };
        slot.set_mode(next);
        let words = format!("trace {} is {next}", letter(self.traces.selected));
        self.traces.settle();
        inform(words)
    }

    /// Up and down: rows of the table while it is shown, else the letters in use.
    pub(in crate::ui) fn go(&mut self, rows: isize, columns: isize) {
        if columns != 0 {
            self.traces.step(self.rightwards(STEP * columns as f64));
        }
        if rows == 0 {
            return;
        }
        if let Some(table) = &mut self.traces.table {
            let shown = table.rows();
            table.row = table.row.saturating_add_signed(rows).min(shown.len().saturating_sub(1));
            if let Some(resonance) = shown.get(table.row) {
                self.traces.point(resonance.nm);
            }
            return;
        }
        let used: Vec<usize> =
            (0..LETTERS).filter(|&index| self.traces.slots[index].trace.is_some()).collect();
        let at = used.iter().position(|&index| index == self.traces.selected).unwrap_or(0);
        let next = at.saturating_add_signed(rows.signum()).min(used.len().saturating_sub(1));
        if let Some(&index) = used.get(next) {
            self.traces.selected = index;
            self.traces.settle();
        }
    }
}

/// Downloads.
impl TraceState {
    /// A sweep was started from here: its traces are asked for with it, if they are wanted.
    pub(in crate::ui) fn sweep_started(&mut self, from: Panel) {
        self.asked_from = self.auto_download.then_some(from);
    }

    /// Asks for the selected detector's trace.
    pub(in crate::ui) fn download_selected(&mut self, context: &Context) -> Vec<Next> {
        let Some(&(detector, _)) = context.fixed.detectors.get(context.selected_detector()) else {
            return Vec::new();
        };
        self.asked_from = Some(context.selection.focus);
        let trace = TraceId { detector, kind: TraceType::TF_LIVE };
        when_linked(context, Effect::Query(Query::Download(trace)))
    }

    /// Asks for the watched detectors' traces, one after the other; whoever waits for them sees them.
    pub(in crate::ui) fn download_all(&mut self, context: &Context, kind: TraceType) -> Vec<Next> {
        self.asked_from = Some(context.selection.focus);
        ask_for_all(context, kind)
    }

    /// Whether traces are fetched after each sweep.
    pub(in crate::ui) fn set_auto(&mut self, on: bool) -> Vec<Next> {
        self.auto_download = on;
        inform(if on { "traces are fetched after each sweep" } else { "traces are fetched when asked for" })
    }

    /// The other way about.
    pub(in crate::ui) fn toggle_auto(&mut self) -> Vec<Next> {
        self.set_auto(!self.auto_download)
    }

    /// What a sweep that is over brings: traces, if that is wanted.
    pub(in crate::ui) fn swept(&self, context: &Context) -> Vec<Next> {
        if self.auto_download { ask_for_all(context, TraceType::TF_LIVE) } else { Vec::new() }
    }

    /// While sweep follows sweep nothing says when one is over: the traces are fetched at their rate.
    pub(in crate::ui) fn wanted_live(&mut self, context: &Context) -> Vec<Next> {
        let bench = &context.bench;
        let continuous = bench.value(Parameter::ScanMode) == Some(Value::Whole(1));
        let scanning = bench.phase.is_sweep();
        let idle = bench.download.is_none();
        let due = self.next_live.is_none_or(|next| context.now >= next);
        if !(self.auto_download && continuous && scanning && bench.is_live()) {
            self.next_live = None;
            return Vec::new();
        }
        let sweep = bench.scan_duration().unwrap_or_default().max(Duration::from_millis(500));
        if self.next_live.is_none() || !due || !idle {
            self.next_live = self.next_live.or(Some(context.now + sweep));
            return Vec::new();
        }
        self.next_live = Some(context.now + sweep);
        ask_for_all(context, TraceType::TF_LIVE)
    }

    /// A trace arrived: it is named, placed and shown. Whoever has gone on to something else since it was asked
    /// for, or is not `free`, is not called away.
    pub(in crate::ui) fn arrived(&mut self, context: &Context, trace: Trace, free: bool) -> Vec<Next> {
        let name = context.detector_name(trace.id.detector);
        let mut next = Vec::new();
        if let Some(difference) = trace.x_difference_pm {
            let words = format!("wavelengths fetched and computed differ by {difference:.1e} pm at the most");
            next.push(Next::Tell(if difference > 0.01 { Level::Warning } else { Level::Info }, words));
        }
        let provenance = Provenance { name, ..trace.provenance.clone() };
        let id = trace.id;
        let Some(at) = self.traces.take(&Arc::new(Trace { provenance, ..trace })) else {
            next.extend(warn(format!("{id} came and was not kept: {NO_LETTER}")));
            return next;
        };
        if self.traces.selected_trace().is_none() {
            self.traces.selected = at;
        }
        if free && self.asked_from.take() == Some(context.selection.focus) {
            next.push(Next::Focus(Panel::Trace));
        }
        next
    }
}

/// Asks for the watched detectors' traces, one after the other.
fn ask_for_all(context: &Context, kind: TraceType) -> Vec<Next> {
    if !context.bench.is_live() {
        return warn("there is no link to the instrument; nothing was asked");
    }
    let ids = context.fixed.detectors.iter().map(|(detector, _)| TraceId { detector: *detector, kind });
    ids.map(|id| Effect::Query(Query::Download(id)).into()).collect()
}

/// Files.
impl TraceState {
    /// Saved traces were opened: they have places of their own and do not change with measurements.
    pub(in crate::ui) fn opened(&mut self, traces: Vec<(char, Arc<Trace>)>) -> Vec<Next> {
        let (count, mut placed) = (traces.len(), 0);
        let mut first = None;
        for (_, trace) in traces {
            let Some(at) = self.traces.place(trace) else { break };
            placed += 1;
            let slot = &mut self.traces.slots[at];
            slot.mode = Mode::Fixed;
            slot.from_file = true;
            first = first.or(Some(at));
        }
        self.traces.selected = first.unwrap_or(self.traces.selected);
        self.traces.settle();
        self.traces.full();
        let mut next = vec![Next::Focus(Panel::Trace)];
        next.extend(match (placed, count) {
            (1, 1) => inform("a trace was opened"),
            _ if placed == count => inform(format!("{count} traces were opened")),
            _ => warn(format!("{placed} of {count} traces were opened: {NO_LETTER}")),
        });
        next
    }

    /// Offers a file of traces first when one is to be opened.
    pub(in crate::ui) fn remember_file(&mut self, name: String) {
        self.files.retain(|file| *file != name);
        self.files.insert(0, name);
        self.files.truncate(RECENT);
    }

    /// A mask was read: the selected trace is held against it.
    pub(in crate::ui) fn masked(&mut self, mask: Mask) {
        self.traces.mask = Some((mask, None));
        self.traces.settle();
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
    pub(in crate::ui) fn found(&mut self, found: Vec<Resonance>) {
        if let Some(table) = &mut self.traces.table {
            table.all = found;
            table.computing = false;
            table.row = table.row.min(table.all.len().saturating_sub(1));
        }
    }

    /// The table of resonances as text with tabs, if it is shown.
    pub(in crate::ui) fn table_as_text(&self) -> Option<String> {
        self.traces.table.as_ref().map(Table::text)
    }

    /// The name under which something is saved if none was given.
    pub(in crate::ui) fn usual_name(&self, context: &Context, end: &str) -> String {
        let selected = self.traces.selected_trace();
        let name =
            selected.map_or_else(|| "trace".to_owned(), |trace| context.fixed.save_name.of_trace(trace));
        format!("{name}.{end}")
    }

    /// Saves the shown traces; the file's end says how.
    pub(in crate::ui) fn save_traces(&self, path: &str) -> Vec<Next> {
        let shown: Vec<(char, Arc<Trace>)> =
            self.traces.shown().map(|(index, trace)| (letter(index), Arc::clone(trace))).collect();
        if shown.is_empty() {
            return inform("there is no trace to save");
        }
        world(Effect::SaveTraces(shown, path.into()))
    }

    /// Saves the table of resonances as it is shown.
    pub(in crate::ui) fn save_table(&self, path: &str) -> Vec<Next> {
        let trace = self.traces.selected_trace().cloned();
        match (trace, &self.traces.table) {
            (Some(trace), Some(table)) => {
                let lettered = (letter(self.traces.selected), trace);
                world(Effect::SaveTable(lettered, table.text(), path.into()))
            }
            _ => inform("there is no table to save; r shows it"),
        }
    }

    /// Saves a figure of what the chart shows.
    pub(in crate::ui) fn save_figure(&self, path: &str) -> Vec<Next> {
        if self.traces.shown().next().is_none() {
            return inform("there is no trace to draw");
        }
        world(Effect::SaveFigure(path.into()))
    }
}

/// The highest peak or the deepest pit.
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
