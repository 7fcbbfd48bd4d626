//! What is made of whole traces: measurements that join what is there, differences, what commands change, the verdict of
//! the mask. Each looks at every sample, so it is made off the task that draws, one piece at a time and in the order in
//! which it was asked for. A piece carries all that it is made of. Where that is not what is there any more when the piece
//! is done, it is thrown away and made again from what is there now.

use std::sync::Arc;

use crate::analysis::mask::{Mask, Verdict};
use crate::analysis::maths;
use crate::core::level::LevelUnit;
use crate::core::processing::Step;
use crate::core::trace::Trace;
use crate::ui::trace::traces::drawable::Drawable;
use crate::ui::trace::traces::letters::letter;
use crate::ui::trace::traces::mode::Joining;

/// What a command makes of a trace, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Smoothed over so many samples on each side.
    Smoothed(usize),
    /// Its greatest level is 0 dB.
    Normalised,
    /// The samples stay; a note is written on it.
    Noted(String),
}

impl Change {
    /// What was done to the samples, in words; nothing where they are what they were.
    pub(super) fn words(&self) -> Option<String> {
        match self {
            Self::Smoothed(half) => Some(format!("smoothed over {} points", 2 * half + 1)),
            Self::Normalised => Some("normalised".to_owned()),
            Self::Noted(_) => None,
        }
    }
}

/// What is to be made of whole traces.
#[derive(Clone, Debug)]
pub(super) enum Pending {
    /// A measurement that arrived.
    Arrived(Arc<Trace>),
    /// What a command makes of the trace with this number.
    Changed(usize, Change),
}

/// What one of the traces is made of, and how.
#[derive(Clone)]
pub(crate) enum Recipe {
    /// A measurement takes the place of what is there.
    Replaced(Arc<Trace>),
    /// A measurement joins those that are there.
    Joined {
        /// What is there.
        before: Arc<Trace>,
        /// Measurements in it.
        count: u32,
        /// The measurement.
        new: Arc<Trace>,
        /// How it joins.
        joining: Joining,
    },
    /// The first of two less the second.
    Subtracted {
        /// Their letters' numbers.
        letters: (usize, usize),
        /// What is there of them.
        parents: (Arc<Trace>, Arc<Trace>),
    },
    /// A command changes it.
    Changed {
        /// What is there.
        of: Drawable,
        /// What becomes of it.
        change: Change,
    },
}

impl std::fmt::Debug for Recipe {
    /// Without the samples.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Replaced(new) => write!(f, "replaced by {}", new.origin),
            Self::Joined { new, joining, .. } => write!(f, "joined by {} ({})", new.origin, joining.words()),
            Self::Subtracted { letters: (a, b), .. } => write!(f, "{} - {}", letter(*a), letter(*b)),
            Self::Changed { change, .. } => change.fmt(f),
        }
    }
}

/// Whether the same would be made: of the very same traces in the same way. No sample is looked at.
impl PartialEq for Recipe {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Replaced(a), Self::Replaced(b)) => Arc::ptr_eq(a, b),
            (
                Self::Joined { before, count, new, joining },
                Self::Joined { before: before_b, count: count_b, new: new_b, joining: joining_b },
            ) => {
                Arc::ptr_eq(before, before_b)
                    && Arc::ptr_eq(new, new_b)
                    && (count, joining) == (count_b, joining_b)
            }
            (
                Self::Subtracted { letters, parents },
                Self::Subtracted { letters: letters_b, parents: parents_b },
            ) => {
                letters == letters_b
                    && Arc::ptr_eq(&parents.0, &parents_b.0)
                    && Arc::ptr_eq(&parents.1, &parents_b.1)
            }
            (Self::Changed { of, change }, Self::Changed { of: of_b, change: change_b }) => {
                of == of_b && change == change_b
            }
            (Self::Replaced(_) | Self::Joined { .. } | Self::Subtracted { .. } | Self::Changed { .. }, _) => {
                false
            }
        }
    }
}

impl Recipe {
    /// Makes it. Looks at every sample.
    fn make(&self) -> Drawable {
        match self {
            Self::Replaced(new) => Arc::clone(new).into(),
            Self::Joined { before, count, new, joining } => {
                Arc::new(joined(before, *count, new, *joining)).into()
            }
            Self::Subtracted { letters: (a, b), parents: (first, second) } => {
                let step = Step::of(format!("{} - {}", letter(*a), letter(*b)), &[first, second]);
                let mut trace = with_samples(first, maths::difference(&first.y, &second.y));
                // What was done to the parents stands beside each of them.
                trace.provenance.processing = vec![step];
                trace.provenance.unit = first.unit_less(second).ok();
                Arc::new(trace).into()
            }
            Self::Changed { of, change } => {
                let (y, unit) = match change {
                    Change::Smoothed(half) => (maths::smoothed(&of.y, *half), None),
                    Change::Normalised => (maths::normalised(&of.y), Some(LevelUnit::Db)),
                    Change::Noted(words) => {
                        return of.about(|trace| trace.provenance.notes.clone_from(words));
                    }
                };
                let mut trace = with_samples(of, y);
                trace.provenance.processing = vec![Step::of(change.words().unwrap_or_default(), &[&**of])];
                trace.provenance.unit = unit.or(trace.provenance.unit);
                Arc::new(trace).into()
            }
        }
    }
}

/// A measurement and those before it.
fn joined(before: &Trace, count: u32, new: &Trace, joining: Joining) -> Trace {
    let y = joining.samples(&before.y, count, &new.y);
    let mut processing = before.provenance.processing.clone();
    // From the second one on the last step is this one.
    let last = if count > 1 { processing.pop() } else { None };
    let since = last.map_or_else(|| before.provenance.taken.clone(), |last| last.since);
    processing.push(Step {
        what: joining.words(),
        count: count + 1,
        since,
        parents: Vec::new(),
        noise_db: None,
    });
    let mut trace = with_samples(new, y);
    trace.provenance.processing = processing;
    trace
}

/// Everything of a trace but its samples, with these.
fn with_samples(trace: &Trace, y: Vec<f32>) -> Trace {
    Trace {
        origin: trace.origin.clone(),
        spacing: trace.spacing,
        y,
        provenance: trace.provenance.clone(),
        x_difference_pm: trace.x_difference_pm,
    }
}

/// What the mask is held against.
#[derive(Clone)]
pub(super) struct Judging {
    pub(super) mask: Arc<Mask>,
    /// The letter's number of the selected trace.
    pub(super) selected: usize,
    /// What is there of it; what this piece makes of it counts first.
    pub(super) trace: Arc<Trace>,
}

/// A piece of work: what some of the traces become, and the mask's verdict on the selected one.
#[derive(Clone)]
pub(crate) struct Making {
    /// The letters' numbers and what is made for each.
    pub(super) recipes: Vec<(usize, Recipe)>,
    pub(super) judging: Option<Judging>,
}

impl std::fmt::Debug for Making {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mask = self.judging.as_ref().map(|judging| &judging.mask.name);
        f.debug_struct("Making").field("recipes", &self.recipes).field("mask", &mask).finish()
    }
}

impl PartialEq for Making {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Judging, b: &Judging| {
            Arc::ptr_eq(&a.mask, &b.mask) && a.selected == b.selected && Arc::ptr_eq(&a.trace, &b.trace)
        };
        self.recipes == other.recipes
            && match (&self.judging, &other.judging) {
                (Some(a), Some(b)) => same(a, b),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            }
    }
}

/// What came of a piece of work.
#[derive(Debug)]
pub(crate) struct Made {
    /// What was asked.
    pub(super) of: Making,
    /// In the order of its recipes.
    pub(super) traces: Vec<Drawable>,
    pub(super) verdict: Option<Verdict>,
}

impl Making {
    /// Does it. Looks at every sample.
    pub(crate) fn make(self) -> Made {
        let traces: Vec<Drawable> = self.recipes.iter().map(|(_, recipe)| recipe.make()).collect();
        let verdict = self.judging.as_ref().and_then(|Judging { mask, selected, trace }| {
            let made = self.recipes.iter().zip(&traces).find(|((index, _), _)| index == selected);
            let trace = made.map_or(&**trace, |(_, made)| made);
            mask.judge(&trace.y, trace.spacing)
        });
        Made { of: self, traces, verdict }
    }
}

/// Traces that nothing shows any more. To give back the memory of many samples takes milliseconds, so that, too, is not for
/// the task that draws.
#[derive(Clone, Debug, Default)]
pub(crate) struct Old {
    pub(super) traces: Vec<Drawable>,
    /// Work that is done, with what it was made of.
    pub(super) makings: Vec<Making>,
}

impl Old {
    /// Whether there is none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.traces.is_empty() && self.makings.is_empty()
    }
}
