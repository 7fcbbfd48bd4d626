//! One of the traces A to H, and what becomes of it when a new measurement arrives.

use std::sync::Arc;

use crate::analysis::maths;
use crate::core::level::LevelUnit;
use crate::core::processing::Step;
use crate::core::trace::{Origin, Trace, TraceId};
use crate::ui::trace::traces::letters::letter;
use crate::ui::trace::traces::mode::{AVERAGED, Join, Mode};
use crate::ui::trace::traces::same::Same;

/// One of the traces A to H.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// What it does with a new measurement.
    pub mode: Mode,
    /// Measurements in its mean: a new one has this share, one of so many.
    pub(crate) average_of: u32,
    /// It is a difference of two others, whatever its mode.
    difference: Option<Difference>,
    /// It is drawn.
    pub shown: bool,
    /// What it shows.
    pub trace: Option<Arc<Trace>>,
    /// Measurements that are in it.
    pub count: u32,
    /// What was done to it, for the title: smoothing, normalising.
    pub(crate) done: String,
    /// It was opened from a file: new measurements do not touch it.
    pub(crate) from_file: bool,
}

/// The first of two traces less the second.
#[derive(Clone, Debug, PartialEq)]
struct Difference {
    /// Their letters' numbers.
    letters: (usize, usize),
    /// What it was computed of last.
    computed_of: Option<(Same, Same)>,
}

impl Default for Slot {
    fn default() -> Self {
        Self {
            mode: Mode::Live,
            average_of: AVERAGED,
            difference: None,
            shown: true,
            trace: None,
            count: 0,
            done: String::new(),
            from_file: false,
        }
    }
}

impl Slot {
    /// A live trace.
    pub(crate) fn of(trace: Arc<Trace>) -> Self {
        Self { trace: Some(trace), count: 1, ..Self::default() }
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
        same && !self.from_file && !keeps
    }

    /// Takes in a new measurement. One of other wavelengths begins a hold or a mean anew.
    pub(crate) fn take(&mut self, new: &Arc<Trace>) {
        self.done.clear();
        let fits = |old: &&Arc<Trace>| old.lies_near(new);
        let old = self.trace.as_ref().filter(fits).filter(|_| self.count > 0);
        let y = match (self.mode.join(), old) {
            (Join::Hold(hold), Some(old)) => hold(&old.y, &new.y),
            (Join::Mean(mean), Some(old)) => mean(&old.y, &new.y, self.count.min(self.average_of - 1)),
            (Join::Replace | Join::Keep, _) | (_, None) => {
                self.trace = Some(Arc::clone(new));
                self.count = 1;
                return;
            }
        };
        let mut processing = old.map_or(Vec::new(), |old| old.provenance.processing.clone());
        let since = old.map_or("", |old| &old.provenance.taken).to_owned();
        // From the second one on the last step is this one.
        let before = if self.count > 1 { processing.pop() } else { None };
        self.count += 1;
        let since = before.map_or(since, |before| before.since);
        processing.push(Step { what: self.joined(), count: self.count, since, parents: Vec::new() });
        let mut trace = Trace { y, ..(**new).clone_without_samples() };
        trace.provenance.processing = processing;
        self.trace = Some(Arc::new(trace));
    }

    /// How measurements are joined, in words.
    fn joined(&self) -> String {
        let shown = self.mode.shown();
        if self.mode.counts() {
            format!("{shown}, rolling over {}", self.average_of)
        } else {
            shown.to_owned()
        }
    }

    /// What it does, or what it is of, in words.
    pub(crate) fn describe(&self) -> String {
        match self.minus() {
            Some((a, b)) => format!("{}-{}", letter(a), letter(b)),
            None if self.mode.counts() => format!("{} {}", self.mode.shown(), self.average_of),
            None => self.mode.shown().to_owned(),
        }
    }

    /// Becomes the first trace less the second; nothing where they are not on the same wavelengths, or their units
    /// have no difference. What it was computed of before is not computed again: that costs milliseconds.
    pub(super) fn subtract(&mut self, pair: (Option<Arc<Trace>>, Option<Arc<Trace>>)) {
        let of = pair.0.as_ref().map(Same::from).zip(pair.1.as_ref().map(Same::from));
        if let Some(difference) = &mut self.difference {
            if of.is_some() && of == difference.computed_of {
                return;
            }
            difference.computed_of = of;
        }
        self.trace = match pair {
            (Some(a), Some(b)) if a.lies_near(&b) => {
                let y = maths::difference(&a.y, &b.y);
                let unit = a.unit_less(&b).ok();
                let step = Step::of(self.describe().replace('-', " - "), &[&a, &b]);
                let mut trace = Trace { y, ..a.clone_without_samples() };
                // What was done to the parents stands beside each of them.
                trace.provenance.processing = vec![step];
                trace.provenance.unit = unit;
                unit.map(|_| Arc::new(trace))
            }
            _ => None,
        };
    }

    /// Changes the samples for good, to another unit where one is named, and says so; the trace does not follow new
    /// measurements any more.
    pub(crate) fn change(&mut self, y: Vec<f32>, done: &str, unit: Option<LevelUnit>) {
        if let Some(trace) = &self.trace {
            let mut changed = Trace { y, ..trace.clone_without_samples() };
            changed.provenance.processing = vec![Step::of(done, &[trace])];
            changed.provenance.unit = unit.or(changed.provenance.unit);
            self.trace = Some(Arc::new(changed));
            (self.mode, self.difference) = (Mode::Fixed, None);
            done.clone_into(&mut self.done);
        }
    }

    /// Another mode. A hold or a mean begins with what is there.
    pub fn set_mode(&mut self, mode: Mode) {
        (self.mode, self.difference) = (mode, None);
        self.count = u32::from(self.trace.is_some());
    }
}

impl Trace {
    /// Everything but the samples.
    fn clone_without_samples(&self) -> Self {
        Self {
            origin: self.origin.clone(),
            spacing: self.spacing,
            y: Vec::new(),
            provenance: self.provenance.clone(),
            x_difference_pm: self.x_difference_pm,
        }
    }
}
