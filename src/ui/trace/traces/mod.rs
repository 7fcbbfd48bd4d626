//! Up to eight traces together, the window in which they are seen, cursor and markers: what an optical
//! spectrum analyser remembers.

pub(crate) mod chart;
pub mod drawable;
pub mod extremes;
pub(crate) mod fits;
pub(crate) mod held;
mod letters;
pub(crate) mod making;
pub mod mode;
pub(crate) mod pending;
mod same;
pub(crate) mod slot;
pub(crate) mod table;
pub mod view;

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use crate::analysis::band;
use crate::analysis::resonance::Method;
use crate::core::cast;
use crate::core::level::LevelUnit;
use crate::core::snapshot::Snapshot;
use crate::core::text::clean;
use crate::core::trace::Trace;
use crate::ui::trace::traces::drawable::Drawable;
use crate::ui::trace::traces::held::HeldMask;
use crate::ui::trace::traces::making::{Making, Old, Pending};
use crate::ui::trace::traces::mode::TraceMode;
use crate::ui::trace::traces::slot::Slot;
use crate::ui::trace::traces::table::{Close, Question, ShownFits, Table};
use crate::ui::trace::traces::view::{Kind, View};
pub(crate) use letters::{LETTERS, index_of, letter};
pub(crate) use same::Same;

/// How many markers there are.
pub(crate) const MARKERS: usize = 8;

/// A line across the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ChartLine {
    /// At a wavelength, nm.
    At(f64),
    /// At a level, dB.
    Level(f64),
}

/// The traces and how they are looked at.
#[derive(Clone, Debug, Default)]
pub struct Traces {
    /// The traces A to H, by letter.
    pub slots: [Slot; LETTERS],
    /// The one that cursor, markers and analysis are about.
    pub(crate) selected: usize,
    /// The window on them, which all of them share.
    pub view: View,
    earlier: Vec<View>,
    /// Where the cursor is, nm.
    pub cursor: Option<f64>,
    /// Markers 1 to 8, nm.
    pub markers: [Option<f64>; MARKERS],
    /// The marker from which distances are counted.
    pub(crate) delta: Option<usize>,
    /// Lines across the chart.
    pub(crate) lines: Vec<ChartLine>,
    /// What counts as a resonance, and where its width is taken.
    pub(crate) method: Method,
    /// The table of resonances, while it is shown.
    pub table: Option<Table>,
    /// Which of the lines that were fitted are drawn over the samples.
    pub(crate) shown_fits: ShownFits,
    /// The mask that the selected trace is held against.
    pub(crate) mask: Option<HeldMask>,
    /// What is still to be made of whole traces.
    pending: VecDeque<Pending>,
    /// The piece of it that is under way.
    making: Option<Making>,
    /// What nothing shows any more.
    old: Old,
}

/// Views kept to go back to.
const EARLIER: usize = 50;

impl Traces {
    /// Puts a trace where nothing is; `None` if all letters are in use: what somebody keeps is not replaced.
    pub fn place(&mut self, trace: impl Into<Drawable>) -> Option<usize> {
        let free = self.free()?;
        self.slots[free] = Slot::of(trace.into());
        if self.selected_trace().is_none() {
            self.selected = free;
        }
        Some(free)
    }

    /// The same of a trace that was read from a file of this name.
    pub(crate) fn place_of_file(&mut self, trace: impl Into<Drawable>, file: &str) -> Option<usize> {
        let at = self.place(trace)?;
        self.slots[at].be_of_file(file);
        Some(at)
    }

    /// These are in a file from now on, or are not after all.
    pub(crate) fn be_saved(&mut self, traces: &[Same], saved: bool) {
        for slot in &mut self.slots {
            for trace in traces {
                slot.be_saved(trace, saved);
            }
        }
    }

    /// What is in no file, with its letters' numbers.
    fn in_no_file(&self) -> impl Iterator<Item = (usize, &Drawable)> {
        self.slots.iter().enumerate().filter_map(|(index, slot)| Some((index, slot.unsaved()?)))
    }

    /// What is in no file: letters and names.
    pub(crate) fn unsaved(&self) -> Vec<String> {
        let named = |(index, trace): (usize, &Drawable)| {
            let slot = &self.slots[index];
            let origin = trace.origin.to_string();
            let name = match slot.minus() {
                Some(_) => slot.describe(),
                None if trace.provenance.name.is_empty() => origin,
                None => trace.provenance.name.clone(),
            };
            format!("{} {}", letter(index), clean(&name))
        };
        self.in_no_file().map(named).collect()
    }

    /// What is in no file, as it is saved.
    pub(in crate::ui) fn to_save(&self) -> Vec<(char, Arc<Trace>)> {
        self.in_no_file().map(|(index, trace)| (letter(index), Arc::clone(trace.shared()))).collect()
    }

    /// The first letter that nothing is at.
    pub(crate) fn free(&self) -> Option<usize> {
        let empty =
            |slot: &Slot| slot.trace.is_none() && slot.mode == TraceMode::Live && slot.minus().is_none();
        self.slots.iter().position(empty)
    }

    /// Whether something that was measured, and is in no file, would be lost with this letter.
    pub(crate) fn loses(&self, index: usize) -> bool {
        let slot = &self.slots[index];
        slot.unsaved().is_some() && slot.minus().is_none()
    }

    /// A trace becomes the first of two less the second, and stays so.
    pub fn subtract(&mut self, at: usize, (first, second): (usize, usize)) {
        let before = std::mem::replace(&mut self.slots[at], Slot::difference_of(first, second));
        self.old.traces.extend(before.trace);
    }

    /// Where a marker is: wavelength and level.
    pub(in crate::ui) fn marker_words(&self, index: usize) -> String {
        let place = self.markers[index].and_then(|nm| self.at(nm));
        let unit = self.selected_trace().map_or("dB", |trace| trace.unit());
        let at = place.map_or_else(String::new, |(_, nm, level)| {
            format!(": {nm:.5} nm, {} {unit}", crate::ui::kit::widgets::number::level(level))
        });
        format!("marker {}{at}", index + 1)
    }

    /// The name of the mask that the selected trace is held against.
    pub fn mask_name(&self) -> Option<&str> {
        self.mask.as_ref().map(|held| held.mask.name.as_str())
    }

    /// The trace that cursor, markers, mask and table are about; `None` while its letter is not in use.
    pub fn selected_trace(&self) -> Option<&Arc<Trace>> {
        self.slots[self.selected].trace.as_ref().map(Drawable::shared)
    }

    /// On which axis a trace is drawn. A power less a ratio is a power.
    pub(crate) fn kind(&self, index: usize) -> Kind {
        let slot = &self.slots[index];
        let is_power = slot.trace.as_ref().is_some_and(|trace| trace.level_unit() == LevelUnit::Dbm);
        if slot.minus().is_some() && !is_power { Kind::Difference } else { Kind::Level }
    }

    /// Whether levels and differences are shown together: each has an axis of its own then.
    pub(crate) fn has_two_axes(&self) -> bool {
        let has = |kind| self.drawn().any(|(index, _)| self.kind(index) == kind);
        has(Kind::Level) && has(Kind::Difference)
    }

    /// Whether the settings of the sweep are known to be other ones than those that a trace was swept with; of a
    /// difference, whether that holds for one of the two. What was read from a file is of no settings of this bench.
    pub fn is_older(&self, index: usize, bench: &Snapshot) -> bool {
        let slot = &self.slots[index];
        match (&slot.trace, slot.minus()) {
            (None, _) => false,
            (Some(_), Some((a, b))) => self.is_older(a, bench) || self.is_older(b, bench),
            (Some(trace), None) => bench.has_moved_on_from(&trace.provenance.swept_with),
        }
    }

    /// Those that are shown, with their letters' numbers.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &Arc<Trace>)> {
        self.drawn().map(|(index, trace)| (index, trace.shared()))
    }

    /// The same, with what is drawn of them.
    pub(super) fn drawn(&self) -> impl Iterator<Item = (usize, &Drawable)> {
        let shown = self.slots.iter().enumerate().filter(|(_, slot)| slot.shown);
        shown.filter_map(|(index, slot)| Some((index, slot.trace.as_ref()?)))
    }

    /// From the first to the last wavelength of all that is shown, nm.
    pub fn extent(&self) -> Option<(f64, f64)> {
        let ends =
            self.shown().map(|(_, trace)| (trace.spacing.nm(0), trace.spacing.nm(trace.y.len().max(1) - 1)));
        ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Shows another window, and remembers this one.
    pub(crate) fn look(&mut self, view: View) {
        let view = view.within(self.extent(), self.least_span());
        if view == self.view {
            return;
        }
        if self.earlier.len() == EARLIER {
            self.earlier.remove(0);
        }
        self.earlier.push(std::mem::replace(&mut self.view, view));
    }

    /// The narrowest window: a few samples.
    fn least_span(&self) -> f64 {
        self.selected_trace().map_or(1e-6, |trace| trace.spacing.sampling.nm() * 4.0)
    }

    /// Everything from the first to the last sample.
    pub fn full(&mut self) {
        if let Some((left, right)) = self.extent() {
            self.look(View { left, right, ..self.view });
        }
    }

    /// Back to the window before.
    pub(crate) fn previous(&mut self) {
        if let Some(view) = self.earlier.pop() {
            self.view = view;
        }
    }

    /// The sample of the selected trace at a wavelength: its number, wavelength and level; `None` where it has none there.
    pub fn at(&self, nm: f64) -> Option<(usize, f64, f32)> {
        let trace = self.selected_trace()?;
        let place = trace.spacing.index_of_nm(nm);
        let is_there = place >= -0.5 && place < cast::count_f64(trace.y.len()) - 0.5;
        if is_there { self.sample(nm) } else { None }
    }

    /// The nearest sample of the selected trace, however far away it is: its number, wavelength and level.
    pub fn sample(&self, nm: f64) -> Option<(usize, f64, f32)> {
        let trace = self.selected_trace()?;
        let last = trace.y.len().checked_sub(1)?;
        let index = cast::floor_index(trace.spacing.index_of_nm(nm).round()).min(last);
        Some((index, trace.spacing.nm(index), trace.y[index]))
    }

    /// Puts the cursor on the sample nearest to a wavelength, and follows it with the window.
    pub(crate) fn point(&mut self, nm: f64) {
        let Some((_, nm, _)) = self.sample(nm) else { return };
        self.cursor = Some(nm);
        if nm < self.view.left || nm > self.view.right {
            let span = self.view.right - self.view.left;
            self.look(View { left: nm - span / 2.0, right: nm + span / 2.0, ..self.view });
        }
    }

    /// Moves the cursor by a part of the window, by one sample at least.
    pub(crate) fn step(&mut self, part: f64) {
        let Some(trace) = self.selected_trace() else { return };
        let middle = f64::midpoint(self.view.left, self.view.right);
        let sampling = trace.spacing.sampling.nm();
        let wanted = (self.view.right - self.view.left) * part;
        let by = if wanted.abs() < sampling { sampling.copysign(wanted) } else { wanted };
        let from = self.cursor.unwrap_or(middle);
        self.point(from + by);
    }

    /// The selected trace, and which of its samples are in the window.
    pub(crate) fn window(&self) -> Option<(&Arc<Trace>, Range<usize>)> {
        self.between(self.view.left, self.view.right)
    }

    /// The selected trace, and which of its samples lie between two wavelengths.
    pub(crate) fn between(&self, left: f64, right: f64) -> Option<(&Arc<Trace>, Range<usize>)> {
        let trace = self.selected_trace()?;
        Some((trace, band::indices(trace.spacing, trace.y.len(), left, right)))
    }

    /// What a table of resonances has to be of now.
    pub(crate) fn question(&self) -> Option<Question> {
        self.listed().map(|(trace, within)| Question::new(trace, within, self.method))
    }

    /// The selected trace, and which of its samples the table is about: those in the window, or in that before it where a
    /// single row is looked at.
    pub(crate) fn listed(&self) -> Option<(&Arc<Trace>, Range<usize>)> {
        let (left, right) = self.close().map_or((self.view.left, self.view.right), |close| close.of);
        self.between(left, right)
    }

    /// The window on a single row of the table, if that is what is shown.
    fn close(&self) -> Option<Close> {
        let close = self.table.as_ref()?.close?;
        (close.on == (self.view.left, self.view.right)).then_some(close)
    }

    /// Whether a single row of the table is looked at.
    pub(crate) fn is_close(&self) -> bool {
        self.close().is_some()
    }

    /// Shows so many nm about a row of the table, with the cursor on it. The way back leads to the window that the table is
    /// of, however many rows were looked at.
    pub(crate) fn look_at(&mut self, nm: f64, span: f64) {
        let before = self.close();
        let of = before.map_or((self.view.left, self.view.right), |close| close.of);
        let view = self.view.spanning(span).centred(nm);
        match before {
            Some(_) => self.view = view.within(self.extent(), self.least_span()),
            None => self.look(view),
        }
        self.point(nm);
        let on = (self.view.left, self.view.right);
        if let Some(table) = &mut self.table {
            table.close = (on != of).then_some(Close { on, of });
        }
    }

    /// Puts the next free marker at the cursor; which it was.
    pub(crate) fn mark(&mut self) -> Option<usize> {
        let nm = self.cursor?;
        let free = self.markers.iter().position(Option::is_none)?;
        self.markers[free] = Some(nm);
        Some(free)
    }
}

#[cfg(test)]
mod tests;
