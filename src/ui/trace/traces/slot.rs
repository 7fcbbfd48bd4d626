//! One of the traces A to H, and what becomes of it when a new measurement arrives.

use std::sync::Arc;

use crate::analysis::maths;
use crate::core::trace::{Trace, TraceId};
use crate::ui::trace::traces::letters::letter;

/// Measurements in a rolling average, unless another number is typed.
pub const AVERAGED: u32 = 10;

/// What a trace does with a new measurement of the same thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It is replaced.
    #[default]
    Live,
    /// It stays as it is.
    Fixed,
    /// It keeps the greatest of each sample.
    Maximum,
    /// It keeps the least of each sample.
    Minimum,
    /// It is the mean of the last ones: a new measurement has this share, one of so many.
    Average(u32),
    /// It is one trace less another.
    Difference(usize, usize),
}

impl std::fmt::Display for Mode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Live => f.write_str("live"),
            Self::Fixed => f.write_str("fixed"),
            Self::Maximum => f.write_str("max hold"),
            Self::Minimum => f.write_str("min hold"),
            Self::Average(of) => write!(f, "average {of}"),
            Self::Difference(a, b) => write!(f, "{}-{}", letter(*a), letter(*b)),
        }
    }
}

/// One of the traces A to H.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// What it does with a new measurement.
    pub mode: Mode,
    /// It is drawn.
    pub shown: bool,
    /// What it shows.
    pub trace: Option<Arc<Trace>>,
    /// Measurements that are in it.
    pub count: u32,
    /// What was done to it, for the title: smoothing, normalising.
    pub done: String,
    /// It was opened from a file: new measurements do not touch it.
    pub from_file: bool,
}

impl Default for Slot {
    fn default() -> Self {
        Self { mode: Mode::Live, shown: true, trace: None, count: 0, done: String::new(), from_file: false }
    }
}

impl Slot {
    /// A live trace.
    pub fn of(trace: Arc<Trace>) -> Self {
        Self { trace: Some(trace), count: 1, ..Self::default() }
    }

    /// Whether a measurement of this concerns it.
    pub fn follows(&self, id: TraceId) -> bool {
        let same = self.trace.as_ref().is_some_and(|trace| trace.id == id);
        same && !self.from_file && !matches!(self.mode, Mode::Fixed | Mode::Difference(..))
    }

    /// Takes in a new measurement. One of other wavelengths begins a hold or a mean anew.
    pub fn take(&mut self, new: &Arc<Trace>) {
        self.done.clear();
        let fits = |old: &&Arc<Trace>| old.spacing.fits(new.spacing) && old.y.len() == new.y.len();
        let old = self.trace.as_ref().filter(fits).filter(|_| self.count > 0);
        let y = match (self.mode, old) {
            (Mode::Maximum, Some(old)) => maths::maximum(&old.y, &new.y),
            (Mode::Minimum, Some(old)) => maths::minimum(&old.y, &new.y),
            (Mode::Average(of), Some(old)) => maths::averaged(&old.y, &new.y, self.count.min(of - 1)),
            (Mode::Live | Mode::Fixed | Mode::Difference(..), _) | (_, None) => {
                self.trace = Some(Arc::clone(new));
                self.count = 1;
                return;
            }
        };
        self.count += 1;
        self.trace = Some(Arc::new(Trace { y, ..(**new).clone_without_samples() }));
    }

    /// Becomes one trace less another; nothing where they do not lie on the same wavelengths.
    pub fn subtract(&mut self, pair: (Option<Arc<Trace>>, Option<Arc<Trace>>)) {
        self.trace = match pair {
            (Some(a), Some(b)) if a.spacing.fits(b.spacing) && a.y.len() == b.y.len() => {
                let y = maths::difference(&a.y, &b.y);
                Some(Arc::new(Trace { y, ..a.clone_without_samples() }))
            }
            _ => None,
        };
    }

    /// Changes the samples for good, and says so; the trace does not follow new measurements any more.
    pub fn change(&mut self, y: Vec<f32>, done: &str) {
        if let Some(trace) = &self.trace {
            self.trace = Some(Arc::new(Trace { y, ..trace.clone_without_samples() }));
            self.mode = Mode::Fixed;
            done.clone_into(&mut self.done);
        }
    }

    /// Another mode. A hold or a mean begins with what is there.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
        self.count = u32::from(self.trace.is_some());
    }
}

impl Trace {
    /// Everything but the samples.
    fn clone_without_samples(&self) -> Self {
        Self {
            id: self.id,
            spacing: self.spacing,
            y: Vec::new(),
            provenance: self.provenance.clone(),
            x_difference_pm: self.x_difference_pm,
        }
    }
}
