//! What is still to be made of traces, in the order in which it was asked for.

use std::sync::Arc;

use crate::core::trace::{Origin, Trace};
use crate::ui::trace::traces::Traces;
use crate::ui::trace::traces::drawable::Drawable;
use crate::ui::trace::traces::held::Standing;
use crate::ui::trace::traces::letters::LETTERS;
use crate::ui::trace::traces::making::{Change, Judging, Made, Making, Old, Pending, Recipe};
use crate::ui::trace::traces::slot::Slot;

/// A measurement that was taken in: which, and the number of the first letter that it went to, if there was one for it.
#[derive(Clone, Debug)]
pub(crate) struct TakenIn {
    pub(crate) origin: Origin,
    pub(crate) at: Option<usize>,
}

impl Traces {
    /// A measurement arrived: it is taken in when what was asked for before it is done.
    pub(crate) fn arrive(&mut self, trace: Arc<Trace>) {
        self.pending.push_back(Pending::Arrived(trace));
    }

    /// A trace is to be changed, when what was asked for before is done.
    pub(crate) fn change(&mut self, index: usize, change: Change) {
        self.pending.push_back(Pending::Changed(index, change));
    }

    /// A letter is free again.
    pub(crate) fn clear(&mut self, index: usize) {
        self.old.traces.extend(std::mem::take(&mut self.slots[index]).trace);
    }

    /// Hands over what nothing shows any more.
    pub(crate) fn take_old(&mut self) -> Old {
        std::mem::take(&mut self.old)
    }

    /// Whether there is something that nothing shows any more.
    pub(crate) const fn has_old(&self) -> bool {
        !self.old.is_empty()
    }

    /// Whether a trace is being changed by a command.
    pub(crate) fn is_changing(&self, index: usize) -> bool {
        self.pending.iter().any(|pending| matches!(pending, Pending::Changed(at, _) if *at == index))
    }

    /// A trace that a command changes or makes, and that is not what it will be.
    pub(crate) fn unfinished(&self) -> Option<usize> {
        let behind = self.difference_behind().map(|(index, _)| index);
        (0..LETTERS).find(|&index| self.is_changing(index)).or(behind)
    }

    /// The next piece of work, if there is any and none is under way.
    pub(crate) fn wanted(&mut self) -> Option<&Making> {
        if self.making.is_some() {
            return None;
        }
        self.empty_differences();
        self.making = self.next_making();
        self.making.as_ref()
    }

    /// The piece of work that is under way.
    pub(crate) const fn making(&self) -> Option<&Making> {
        self.making.as_ref()
    }

    /// A piece of work is done; the measurement that was taken in by it, if it was about one. What was made of something
    /// else than what is there now is not shown: it is made again.
    pub(crate) fn made(&mut self, made: Made) -> Option<TakenIn> {
        self.making = None;
        self.empty_differences();
        if self.next_making().as_ref() != Some(&made.of) {
            self.old.traces.extend(made.traces);
            self.old.makings.push(made.of);
            return None;
        }
        let (first, before) = (self.slots.iter().all(|slot| slot.trace.is_none()), self.extent());
        let at = made.of.recipes.first().map(|(index, _)| *index);
        for ((index, recipe), trace) in made.of.recipes.iter().zip(made.traces) {
            let slot = &mut self.slots[*index];
            if slot.trace.is_none() && slot.minus().is_none() {
                *slot = Slot::default();
            }
            self.old.traces.extend(slot.become_of(recipe, trace));
        }
        if let (Some(at), None) = (at, self.selected_trace()) {
            self.selected = at;
        }
        if let (Some(judging), Some(held)) = (&made.of.judging, &mut self.mask) {
            let trace = self.slots[judging.selected].trace.as_ref();
            held.judged(trace.map(Drawable::shared), made.verdict);
        }
        // A window on something else is a window on nothing.
        if first || self.extent() != before && self.view.shows_all(before) {
            self.full();
        }
        let taken = match self.pending.pop_front() {
            Some(Pending::Arrived(trace)) => Some(TakenIn { origin: trace.origin.clone(), at }),
            Some(Pending::Changed(..)) | None => None,
        };
        self.old.makings.push(made.of);
        taken
    }

    /// What has to be made next of what is there: what was asked for first, then differences that are behind, then the
    /// verdict of the mask.
    fn next_making(&self) -> Option<Making> {
        let recipes = match self.pending.front() {
            Some(Pending::Arrived(new)) => self.taking(new),
            Some(Pending::Changed(index, change)) => {
                let changed = |of: &Drawable| Recipe::Changed { of: of.clone(), change: change.clone() };
                self.slots[*index].trace.as_ref().map(|of| (*index, changed(of))).into_iter().collect()
            }
            None => self.difference_behind().into_iter().collect(),
        };
        let judging = self.judging(&recipes);
        let nothing = self.pending.is_empty() && recipes.is_empty() && judging.is_none();
        (!nothing).then_some(Making { recipes, judging })
    }

    /// What a new measurement becomes: part of those that follow it, else a trace of its own where nothing is.
    fn taking(&self, new: &Arc<Trace>) -> Vec<(usize, Recipe)> {
        let follows = |slot: &Slot| new.origin.trace().is_some_and(|id| slot.follows(id));
        let following = self.slots.iter().enumerate().filter(|(_, slot)| follows(slot));
        let recipes: Vec<(usize, Recipe)> =
            following.map(|(index, slot)| (index, slot.taking(new))).collect();
        if !recipes.is_empty() {
            return recipes;
        }
        self.free().map(|index| (index, Recipe::Replaced(Arc::clone(new)))).into_iter().collect()
    }

    /// What is there of the two that a trace is the difference of, if they have one.
    fn parents(&self, index: usize) -> Option<(Arc<Trace>, Arc<Trace>)> {
        let (a, b) = self.slots[index].minus()?;
        let (a, b) = (self.slots[a].trace.as_ref()?, self.slots[b].trace.as_ref()?);
        let sound = a.lies_near(b) && a.unit_less(b).is_ok();
        sound.then(|| (Arc::clone(a.shared()), Arc::clone(b.shared())))
    }

    /// Whether one of the traces is computed from another, at whatever distance.
    pub(crate) fn is_made_of(&self, index: usize, other: usize) -> bool {
        self.slots[index].minus().is_some_and(|(a, b)| {
            [a, b].into_iter().any(|parent| parent == other || self.is_made_of(parent, other))
        })
    }

    /// Empties differences of what has none.
    fn empty_differences(&mut self) {
        // What is made of an empty one is empty, too: as often as there are letters is often enough.
        for _ in 0..LETTERS {
            for index in 0..LETTERS {
                if self.slots[index].minus().is_some() && self.parents(index).is_none() {
                    self.old.traces.extend(self.slots[index].leave_empty());
                }
            }
        }
    }

    /// A difference that is not of what is there of its parents; differences of differences come after them.
    fn difference_behind(&self) -> Option<(usize, Recipe)> {
        let behind = |index: usize| {
            let parents = self.parents(index)?;
            self.slots[index].is_behind(&parents).then_some(parents)
        };
        let waits = |index: usize| {
            self.slots[index].minus().is_some_and(|(a, b)| behind(a).is_some() || behind(b).is_some())
        };
        let index = (0..LETTERS).find(|&index| behind(index).is_some() && !waits(index))?;
        let (letters, parents) = (self.slots[index].minus()?, behind(index)?);
        Some((index, Recipe::Subtracted { letters, parents }))
    }

    /// What the mask is held against, if its verdict is not about what will be there.
    fn judging(&self, recipes: &[(usize, Recipe)]) -> Option<Judging> {
        let (held, trace) = (self.mask.as_ref()?, self.selected_trace()?);
        let judged = held.standing(trace) != Standing::Unknown;
        let changes = recipes.iter().any(|(index, _)| *index == self.selected);
        (changes || !judged).then(|| Judging {
            mask: Arc::clone(&held.mask),
            selected: self.selected,
            trace: Arc::clone(trace),
        })
    }

    /// Does at once all that is to be made, and looks at every sample: for whoever has nothing to draw meanwhile. The
    /// measurements that were taken in.
    pub(crate) fn make_all(&mut self) -> Vec<TakenIn> {
        let mut taken = Vec::new();
        while let Some(making) = self.wanted().cloned() {
            taken.extend(self.made(making.make()));
        }
        self.take_old();
        taken
    }

    /// Takes in a measurement at once; where it went, or `None` if there is no letter for it. Looks at every sample.
    pub fn take(&mut self, trace: &Arc<Trace>) -> Option<usize> {
        self.arrive(Arc::clone(trace));
        self.make_all().last().and_then(|taken| taken.at)
    }
}
