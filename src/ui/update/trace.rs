//! Traces: the window, the cursor, markers, modes, and what is asked about them.

use std::sync::Arc;
use std::time::Duration;

use crate::analysis::peaks::Kind;
use crate::core::action::Action;
use crate::core::event::Level;
use crate::core::ids::TraceType;
use crate::core::parameter::{Parameter, Value};
use crate::core::request::Query;
use crate::core::trace::{Trace, TraceId};
use crate::ui::charts::reduce::Spectral;
use crate::ui::effect::Effect;
use crate::ui::pages::Page;
use crate::ui::state::{Focus, Mode as Keys, State};
use crate::ui::traces::slot::{AVERAGED, Mode};
use crate::ui::traces::table::Table;
use crate::ui::traces::view::{Level as Levels, View};
use crate::ui::traces::{LETTERS, MARKERS, letter};

/// A step of the cursor is this part of the window: a column of dots on a usual screen.
const STEP: f64 = 1.0 / 200.0;

/// What can be done when there is no place for one more trace.
const NO_LETTER: &str = "A to H are in use; :trace a clear frees one";

impl State {
    /// Actions on the trace; `None` if the action is none of them.
    pub(super) fn act_on_trace(&mut self, action: Action) -> Option<Vec<Effect>> {
        let view = self.traces.view;
        let about = self.traces.cursor.filter(|nm| (view.left..=view.right).contains(nm));
        let about = about.unwrap_or_else(|| view.centre());
        match action {
            Action::ZoomIn => self.traces.look(view.zoomed(0.5, about)),
            Action::ZoomOut => self.traces.look(view.zoomed(2.0, about)),
            Action::PanLeft => self.traces.look(view.panned(self.rightwards(-0.25))),
            Action::PanRight => self.traces.look(view.panned(self.rightwards(0.25))),
            Action::Full => self.traces.full(),
            Action::PreviousView => self.traces.previous(),
            Action::Centre => self.traces.look(view.centred(about)),
            Action::FitLevel => self.traces.look(View { level: Levels::Fit, ..view }),
            Action::Spectral => {
                let spectral = match view.spectral {
                    Spectral::Wavelength => Spectral::Frequency,
                    Spectral::Frequency => Spectral::Wavelength,
                };
                self.traces.look(View { spectral, ..view });
            }
            Action::Linear => self.traces.look(View { linear: !view.linear, level: Levels::Fit, ..view }),
            Action::Extreme => self.go_to_extreme(|found, _, kind| best(found, kind)),
            Action::NextRight | Action::NextLeft => {
                let right = self.rightwards(1.0) > 0.0;
                let forward = (action == Action::NextRight) == right;
                self.go_to_extreme(move |found, from, _| beside(found, from, forward));
            }
            Action::NextHigher => self.go_to_level(true),
            Action::NextLower => self.go_to_level(false),
            Action::PeaksOrPits => {
                let search = &mut self.traces.method.search;
                search.kind = if search.kind == Kind::Pit { Kind::Peak } else { Kind::Pit };
                let words = if search.kind == Kind::Pit { "pits are searched" } else { "peaks are searched" };
                self.make_stale();
                self.inform(words);
            }
            Action::Marker => self.mark(),
            Action::Delta => {
                let last = self.traces.markers.iter().rposition(Option::is_some);
                self.traces.delta = if self.traces.delta.is_some() { None } else { last };
            }
            Action::ClearMarkers => {
                self.traces.markers = [None; MARKERS];
                self.traces.delta = None;
                self.traces.lines.clear();
            }
            Action::Table => {
                self.traces.table = match self.traces.table {
                    Some(_) => None,
                    None => Some(Table { stale: true, ..Table::default() }),
                };
            }
            Action::TableOrder => {
                if let Some(table) = &mut self.traces.table {
                    table.order = table.order.next();
                }
            }
            Action::TraceMode => self.next_mode(),
            Action::TraceShow => {
                let slot = &mut self.traces.slots[self.traces.selected];
                slot.shown = !slot.shown;
            }
            Action::DownloadAll => {
                self.asked_from = Some(self.focus);
                return Some(self.download_all(TraceType::TF_LIVE));
            }
            Action::AutoDownload => self.set_auto(!self.auto_download),
            Action::Picture => self.toggle_picture(),
            Action::Figure => return Some(self.save_figure(&self.usual_name("png"))),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// On a frequency axis the right is where wavelengths are shorter.
    fn rightwards(&self, by: f64) -> f64 {
        if self.traces.view.spectral == Spectral::Frequency { -by } else { by }
    }

    fn make_stale(&mut self) {
        if let Some(table) = &mut self.traces.table {
            table.stale = true;
        }
    }

    fn go_to_extreme(&mut self, choose: impl Fn(&[(f64, f64)], f64, Kind) -> Option<f64>) {
        let kind = self.traces.method.search.kind;
        let found = self.traces.extremes(kind);
        let from = self.traces.cursor.unwrap_or_else(|| self.traces.view.centre());
        match choose(&found, from, kind) {
            Some(nm) => self.traces.point(nm),
            None if found.is_empty() => {
                let excursion = self.traces.method.search.excursion;
                let what = if kind == Kind::Pit { "pit" } else { "peak" };
                self.inform(format!(
                    "no {what} of {excursion} dB in the window; :peaks excursion 1dB takes less"
                ));
            }
            None => self.inform("there is none further on in the window"),
        }
    }

    /// The next one whose level is just above, or just below, that of the cursor.
    fn go_to_level(&mut self, higher: bool) {
        let here =
            self.traces.cursor.and_then(|nm| self.traces.sample(nm)).map(|(_, _, level)| f64::from(level));
        self.go_to_extreme(move |found, _, kind| {
            let Some(here) = here else { return best(found, kind) };
            let beyond = found.iter().filter(|(_, level)| if higher { *level > here } else { *level < here });
            let closer = |a: &&(f64, f64), b: &&(f64, f64)| (a.1 - here).abs().total_cmp(&(b.1 - here).abs());
            beyond.min_by(closer).map(|(nm, _)| *nm)
        });
    }

    fn mark(&mut self) {
        match (self.traces.cursor, self.traces.mark()) {
            (None, _) => self.inform("a marker goes where the cursor is: move it first"),
            (Some(_), Some(number)) => self.inform(format!("marker {}", number + 1)),
            (Some(_), None) => self.inform("all eight markers are used"),
        }
    }

    fn next_mode(&mut self) {
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
        self.inform(words);
    }

    /// Up and down: rows of the table while it is shown, else the letters in use.
    pub(super) fn move_on_trace(&mut self, rows: isize, columns: isize) {
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

    /// Asks for the watched detectors' traces, one after the other.
    pub(crate) fn download_all(&mut self, kind: TraceType) -> Vec<Effect> {
        if !self.bench.is_live() {
            self.tell(Level::Warning, "there is no link to the instrument; nothing was asked");
            return Vec::new();
        }
        let ids = self.fixed.detectors.iter().map(|(detector, _)| TraceId { detector: *detector, kind });
        ids.map(|id| Effect::Query(Query::Download(id))).collect()
    }

    /// Whether traces are fetched after each sweep.
    pub(crate) fn set_auto(&mut self, on: bool) {
        self.auto_download = on;
        self.inform(if on {
            "traces are fetched after each sweep"
        } else {
            "traces are fetched when asked for"
        });
    }

    /// What a sweep that is over brings: traces, if that is wanted.
    pub fn swept(&mut self) -> Vec<Effect> {
        if self.auto_download { self.download_all(TraceType::TF_LIVE) } else { Vec::new() }
    }

    /// While sweep follows sweep nothing says when one is over: the traces are fetched at their rate.
    pub fn wanted_live(&mut self) -> Vec<Effect> {
        let continuous = self.bench.value(Parameter::ScanMode) == Some(Value::Whole(1));
        let scanning = self.bench.phase.is_sweep();
        let idle = self.bench.download.is_none();
        let due = self.next_live.is_none_or(|next| self.now >= next);
        if !(self.auto_download && continuous && scanning && self.bench.is_live()) {
            self.next_live = None;
            return Vec::new();
        }
        let sweep = self.bench.scan_duration().unwrap_or_default().max(Duration::from_millis(500));
        if self.next_live.is_none() || !due || !idle {
            self.next_live = self.next_live.or(Some(self.now + sweep));
            return Vec::new();
        }
        self.next_live = Some(self.now + sweep);
        self.download_all(TraceType::TF_LIVE)
    }

    /// A trace arrived: it is named, placed and shown.
    pub fn arrived(&mut self, trace: Trace) {
        let name = self.detector_name(trace.id.detector);
        if let Some(difference) = trace.x_difference_pm {
            let words = format!("wavelengths fetched and computed differ by {difference:.1e} pm at the most");
            self.tell(if difference > 0.01 { Level::Warning } else { Level::Info }, words);
        }
        let provenance = crate::core::trace::Provenance { name, ..trace.provenance.clone() };
        let id = trace.id;
        let Some(at) = self.traces.take(&Arc::new(Trace { provenance, ..trace })) else {
            let words = format!("{id} came and was not kept: {NO_LETTER}");
            return self.tell(Level::Warning, words);
        };
        if self.traces.selected_trace().is_none() {
            self.traces.selected = at;
        }
        // Whoever has gone on to something else since it was asked for is not called away.
        if self.page == Page::Bench && self.mode == Keys::Page && self.asked_from.take() == Some(self.focus) {
            self.focus(Focus::Trace);
        }
    }

    /// Saved traces were opened: they have places of their own and do not change with measurements.
    pub fn opened(&mut self, traces: Vec<(char, Arc<Trace>)>) {
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
        self.focus(Focus::Trace);
        match (placed, count) {
            (1, 1) => self.inform("a trace was opened"),
            _ if placed == count => self.inform(format!("{count} traces were opened")),
            _ => self.tell(Level::Warning, format!("{placed} of {count} traces were opened: {NO_LETTER}")),
        }
    }

    /// What the table needs, if it shows something old.
    pub fn wanted_table(&mut self) -> Option<Effect> {
        let method = self.traces.method;
        let (trace, within) = self.traces.window()?;
        let trace = Arc::clone(trace);
        let table = self.traces.table.as_mut().filter(|table| table.stale && !table.computing)?;
        (table.stale, table.computing) = (false, true);
        Some(Effect::Analyse { trace, within, method })
    }

    /// The name under which something is saved if none was given.
    pub(crate) fn usual_name(&self, end: &str) -> String {
        let selected = self.traces.selected_trace();
        let name = selected.map_or_else(|| "trace".to_owned(), |trace| self.fixed.save_name.of_trace(trace));
        format!("{name}.{end}")
    }

    /// Saves the shown traces; the file's end says how.
    pub(crate) fn save_traces(&mut self, path: &str) -> Vec<Effect> {
        let shown: Vec<(char, Arc<Trace>)> =
            self.traces.shown().map(|(index, trace)| (letter(index), Arc::clone(trace))).collect();
        if shown.is_empty() {
            self.inform("there is no trace to save");
            return Vec::new();
        }
        vec![Effect::SaveTraces(shown, path.into())]
    }

    /// Saves the table of resonances as it is shown.
    pub(crate) fn save_table(&mut self, path: &str) -> Vec<Effect> {
        let trace = self.traces.selected_trace().cloned();
        match (trace, &self.traces.table) {
            (Some(trace), Some(table)) => {
                vec![Effect::SaveTable((letter(self.traces.selected), trace), table.text(), path.into())]
            }
            _ => {
                self.inform("there is no table to save; r shows it");
                Vec::new()
            }
        }
    }

    /// Saves a figure of what the chart shows.
    pub(crate) fn save_figure(&mut self, path: &str) -> Vec<Effect> {
        if self.traces.shown().next().is_none() {
            self.inform("there is no trace to draw");
            return Vec::new();
        }
        vec![Effect::SaveFigure(path.into())]
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
