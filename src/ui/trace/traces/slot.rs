//! One of the traces A to H, and what becomes of it when a new measurement arrives.

use std::sync::Arc;

use crate::core::text::clean;
use crate::core::trace::{Origin, Trace, TraceId};
use crate::ui::trace::traces::drawable::Drawable;
use crate::ui::trace::traces::letters::letter;
use crate::ui::trace::traces::making::Recipe;
use crate::ui::trace::traces::mode::{AVERAGED, Join, TraceMode};
use crate::ui::trace::traces::same::Same;

/// One of the traces A to H.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// What it does with a new measurement.
    pub mode: TraceMode,
    /// Measurements in its mean: a new one has this share, one of so many.
    pub(crate) average_of: u32,
    /// It is a difference of two others, whatever its mode.
    difference: Option<Difference>,
    /// It is drawn on the chart, saved and exported with the others.
    pub shown: bool,
    /// What it shows; `None` for a letter that is not in use, and for a difference that is not computed yet.
    pub trace: Option<Drawable>,
    /// Measurements that are in it.
    pub count: u32,
    /// What was done to it, for the title: smoothing, normalising.
    pub(crate) done: String,
    /// What of it is in a file, or is being written into one.
    saved: Option<Same>,
    /// The name of the file that it was opened from, without its folder: new measurements do not touch it.
    pub(crate) file: Option<String>,
}

/// The first of two traces less the second.
#[derive(Clone, Debug, PartialEq)]
struct Difference {
    /// Their letters' numbers from 0 for A: the first less the second.
    letters: (usize, usize),
    /// What it was computed of last.
    computed_of: Option<(Same, Same)>,
}

impl Default for Slot {
    fn default() -> Self {
        Self {
            mode: TraceMode::Live,
            average_of: AVERAGED,
            difference: None,
            shown: true,
            trace: None,
            count: 0,
            done: String::new(),
            saved: None,
            file: None,
        }
    }
}

impl Slot {
    /// A trace with one measurement in it, which the next one replaces.
    pub(crate) fn of(trace: Drawable) -> Self {
        Self { trace: Some(trace), count: 1, ..Self::default() }
    }

    /// It was read from a file of this name.
    pub(super) fn be_of_file(&mut self, file: &str) {
        (self.mode, self.file) = (TraceMode::Fixed, Some(clean(file)));
        self.saved = self.trace.as_ref().map(|trace| Same::from(trace.shared()));
    }

    /// It is in a file, or it is not after all, if what it shows is this.
    pub(super) fn be_saved(&mut self, trace: &Same, saved: bool) {
        if self.trace.as_ref().is_some_and(|shown| Same::from(shown.shared()) == *trace) {
            self.saved = saved.then(|| trace.clone());
        }
    }

    /// What it shows, if that is in no file.
    pub(super) fn unsaved(&self) -> Option<&Drawable> {
        self.trace.as_ref().filter(|trace| self.saved.as_ref() != Some(&Same::from(trace.shared())))
    }

    /// The first of two less the second, not yet computed.
    pub(super) fn difference_of(a: usize, b: usize) -> Self {
        Self { difference: Some(Difference { letters: (a, b), computed_of: None }), ..Self::default() }
    }

    /// The letters' numbers of the two that it is the difference of, the first less the second.
    pub(crate) fn minus(&self) -> Option<(usize, usize)> {
        self.difference.as_ref().map(|difference| difference.letters)
    }

    /// Whether a measurement of this concerns it.
    pub(crate) fn follows(&self, id: TraceId) -> bool {
        let same = self.trace.as_ref().is_some_and(|trace| trace.origin == Origin::Instrument(id));
        let keeps = matches!(self.mode.join(), Join::Keep) || self.difference.is_some();
        same && self.file.is_none() && !keeps
    }

    /// What a new measurement makes of it. One of other wavelengths begins a hold or a mean anew.
    pub(super) fn taking(&self, new: &Arc<Trace>) -> Recipe {
        let old = self.trace.as_ref().filter(|old| old.lies_near(new) && self.count > 0);
        match self.mode.joining(self.average_of).zip(old) {
            Some((joining, old)) => Recipe::Joined {
                before: Arc::clone(old.shared()),
                count: self.count,
                new: Arc::clone(new),
                joining,
            },
            None => Recipe::Replaced(Arc::clone(new)),
        }
    }

    /// What a recipe said was made; what was there before.
    pub(super) fn become_of(&mut self, recipe: &Recipe, made: Drawable) -> Option<Drawable> {
        match recipe {
            Recipe::Replaced(_) => {
                self.done.clear();
                self.count = 1;
            }
            Recipe::Joined { count, .. } => {
                self.done.clear();
                self.count = count + 1;
            }
            Recipe::Subtracted { parents, .. } => {
                if let Some(difference) = &mut self.difference {
                    difference.computed_of = Some((Same::from(&parents.0), Same::from(&parents.1)));
                }
            }
            Recipe::Changed { change, .. } => {
                // Samples that were changed do not follow new measurements any more.
                if let Some(done) = change.words() {
                    (self.mode, self.difference, self.done) = (TraceMode::Fixed, None, done);
                }
            }
        }
        self.trace.replace(made)
    }

    /// What it does, what it is of, or the file that it was opened from, in words.
    pub(crate) fn describe(&self) -> String {
        match (self.minus(), &self.file) {
            (Some((a, b)), _) => format!("{}-{}", letter(a), letter(b)),
            (None, Some(file)) => file.clone(),
            (None, None) if self.mode.counts() => format!("{} {}", self.mode.shown(), self.average_of),
            (None, None) => self.mode.shown().to_owned(),
        }
    }

    /// Why it has no mode, if it has none.
    pub(crate) fn unmoved(&self, letter: char) -> Option<String> {
        let file = self.file.as_ref()?;
        Some(format!("trace {letter} was opened from {file}: new measurements do not change it"))
    }

    /// Whether it is a difference of other traces than these, as far as it was computed. That costs milliseconds.
    pub(super) fn is_behind(&self, parents: &(Arc<Trace>, Arc<Trace>)) -> bool {
        let of = Some((Same::from(&parents.0), Same::from(&parents.1)));
        self.difference.as_ref().is_some_and(|difference| difference.computed_of != of)
    }

    /// Of these there is no difference: they are not there, or not on the same wavelengths, or of units that have none.
    /// What was there before.
    pub(super) fn leave_empty(&mut self) -> Option<Drawable> {
        let difference = self.difference.as_mut()?;
        difference.computed_of = None;
        self.trace.take()
    }

    /// Another mode. A hold or a mean begins with what is there.
    pub fn set_mode(&mut self, mode: TraceMode) {
        (self.mode, self.difference) = (mode, None);
        self.count = u32::from(self.trace.is_some());
    }
}
