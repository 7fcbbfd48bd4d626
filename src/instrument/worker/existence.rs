//! What answers and what does not, as all connections of a session learn it together. What never answers is
//! not asked again until the operator reconnects.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::core::ids::DetectorId;
use crate::core::parameter::Parameter;

use super::item::Item;

/// So often without a reply, and a question is not asked again.
const PATIENCE: u32 = 2;
/// So often an answer that does not read, and never one that does: not asked again, for each costs the line.
/// What goes wrong on the line hits one question so often only by a rare chance.
const MISREAD_PATIENCE: u32 = 3;
/// So often without a reply to anything and without an error, and a detector is taken not to be there.
const DETECTOR_PATIENCE: u32 = 3;

/// How a question was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// The instrument says that it is not there: -241 or -114.
    NotThere,
    /// The instrument does not know the question: -113.
    Undefined,
    /// The error queue says nothing of it.
    Silent,
}

#[derive(Debug, Default)]
struct Known {
    answered: HashSet<Item>,
    silent: HashMap<Item, u32>,
    misread: HashMap<Item, u32>,
    absent: HashSet<DetectorId>,
    joined: Option<bool>,
}

/// Shared by the connections of a session.
#[derive(Clone, Debug, Default)]
pub(super) struct Existence(Arc<Mutex<Known>>);

impl Existence {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether several questions in one message have an answer each; `None` before it was tried.
    pub(super) fn joined(&self) -> Option<bool> {
        self.lock().joined
    }

    /// It was tried, or is not to be.
    pub(super) fn set_joined(&self, joined: bool) {
        self.lock().joined = Some(joined);
    }

    /// It was answered.
    pub(super) fn answered(&self, item: Item) {
        let mut known = self.lock();
        known.answered.insert(item);
        known.silent.remove(&item);
        known.misread.remove(&item);
    }

    /// Its response could not be parsed. If none ever could, it is not asked again after a while.
    pub(super) fn misread(&self, item: Item) {
        let mut known = self.lock();
        if !known.answered.contains(&item) {
            *known.misread.entry(item).or_default() += 1;
        }
    }

    /// Whether it was ever answered.
    pub(super) fn is_certain(&self, item: Item) -> bool {
        self.lock().answered.contains(&item)
    }

    /// It was not answered. True if its detector turns out not to be there.
    pub(super) fn missed(&self, item: Item, how: Missing) -> bool {
        let mut known = self.lock();
        let times = known.silent.entry(item).or_default();
        *times = if how == Missing::Silent { *times + 1 } else { PATIENCE };
        let Some(detector) = item.detector() else { return false };
        let of = |item: &Item| item.detector() == Some(detector);
        if known.answered.iter().any(of) {
            return false;
        }
        let times: u32 = known.silent.iter().filter(|(item, _)| of(item)).map(|(_, times)| times).sum();
        let absent = how != Missing::Silent || times >= DETECTOR_PATIENCE;
        if absent {
            known.absent.insert(detector);
        }
        absent
    }

    /// Whether it is not worth asking.
    pub(super) fn is_mute(&self, item: Item) -> bool {
        let known = self.lock();
        let often =
            |counts: &HashMap<Item, u32>, patience| counts.get(&item).is_some_and(|&times| times >= patience);
        let given_up = often(&known.silent, PATIENCE) || often(&known.misread, MISREAD_PATIENCE);
        let absent = item.detector().is_some_and(|detector| known.absent.contains(&detector));
        (given_up || absent) && !planted!(AbsentAsked)
    }

    /// Whether a detector's powers mean something: its unit was answered, or it has none to tell. One that was
    /// answered and did not read may be any.
    pub(super) fn is_measured(&self, detector: DetectorId, unit_known: bool) -> bool {
        let unit = Item::Value(Parameter::PowerUnit(detector));
        let unit_is_silent = || self.lock().silent.get(&unit).is_some_and(|&times| times >= PATIENCE);
        (unit_known || unit_is_silent()) && !self.is_mute(Item::Power(detector))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detector_that_answered_anything_is_there() {
        let existence = Existence::default();
        let (there, gone) = (DetectorId::new(4, 1).unwrap(), DetectorId::new(9, 1).unwrap());
        let unit = |detector| Item::Value(Parameter::PowerUnit(detector));
        existence.answered(unit(there));
        assert!(!existence.missed(Item::Power(there), Missing::NotThere));
        assert!(existence.is_mute(Item::Power(there)) && !existence.is_mute(unit(there)));
        assert!(existence.missed(unit(gone), Missing::NotThere));
        assert!(existence.is_mute(Item::Power(gone)) && existence.is_mute(Item::Reference(gone)));
    }

    #[test]
    fn a_unit_that_does_not_read_is_none() {
        let existence = Existence::default();
        let detector = DetectorId::new(4, 1).unwrap();
        let unit = Item::Value(Parameter::PowerUnit(detector));
        for _ in 0..MISREAD_PATIENCE {
            assert!(!existence.is_mute(unit), "it is asked again");
            existence.misread(unit);
        }
        assert!(existence.is_mute(unit) && !existence.is_measured(detector, false));
        assert!(existence.is_measured(detector, true));
        // What could be parsed once is asked again.
        existence.answered(unit);
        (0..9).for_each(|_| existence.misread(unit));
        assert!(!existence.is_mute(unit));
    }

    #[test]
    fn silence_counts_only_when_it_lasts() {
        let existence = Existence::default();
        let gone = DetectorId::new(9, 1).unwrap();
        let unit = Item::Value(Parameter::PowerUnit(gone));
        assert!(!existence.missed(unit, Missing::Silent) && !existence.is_mute(unit));
        assert!(!existence.missed(unit, Missing::Silent) && existence.is_mute(unit));
        assert!(existence.missed(Item::Reference(gone), Missing::Silent));
    }
}
