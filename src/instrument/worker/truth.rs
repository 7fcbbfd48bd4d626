//! Which of two readings is the newer, and which is too old to count. Readings come from two connections and
//! may wait on their way, so each carries when it was asked for; one that is older than the last thing that
//! touched its item is dropped.

use std::collections::{HashMap, HashSet};

use super::item::Item;
use super::stamp::Stamp;

/// What touched each item last.
#[derive(Debug, Default)]
pub(super) struct Truth {
    latest: HashMap<Item, u64>,
    /// Nothing older than this counts, of whatever item.
    floor: u64,
    /// Items that an order of ours may have moved since they were last read.
    ours: HashSet<Item>,
    all_ours: bool,
    /// Touched by an order of which it is not yet known that it was carried out.
    open: Vec<Item>,
    all_open: bool,
}

impl Truth {
    /// An order that may move these is about to be sent. What is asked for before it is known to be carried
    /// out does not count: another connection may be answered earlier.
    pub(super) fn touch(&mut self, items: impl IntoIterator<Item = Item>, stamp: Stamp) {
        for item in items {
            self.latest.insert(item, stamp.number);
            self.ours.insert(item);
            self.open.push(item);
        }
    }

    /// A line that may move anything is about to be sent.
    pub(super) fn touch_all(&mut self, stamp: Stamp) {
        self.floor = stamp.number;
        self.all_ours = true;
        self.all_open = true;
    }

    /// What was sent is carried out, or never will be.
    pub(super) fn carried_out(&mut self, stamp: Stamp) {
        for item in std::mem::take(&mut self.open) {
            self.latest.insert(item, stamp.number);
        }
        if std::mem::take(&mut self.all_open) {
            self.floor = stamp.number;
        }
    }

    /// Whether a reading counts; if so, older ones do not any more.
    pub(super) fn admits(&mut self, item: Item, stamp: Stamp) -> bool {
        if !self.is_newer(item, stamp) {
            return false;
        }
        self.latest.insert(item, stamp.number);
        true
    }

    /// Whether nothing newer is known of the item.
    pub(super) fn is_newer(&self, item: Item, stamp: Stamp) -> bool {
        stamp.number > self.floor && self.latest.get(&item).is_none_or(|&latest| stamp.number > latest)
    }

    /// Whether an order of ours may be why the item is not as it was; asked once per reading.
    pub(super) fn is_ours(&mut self, item: Item) -> bool {
        self.ours.remove(&item) || self.all_ours
    }

    /// Everything was read again since a line that may have moved anything.
    pub(super) fn all_read(&mut self) {
        self.all_ours = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instrument::worker::stamp::Stamps;

    #[test]
    fn what_was_asked_before_an_order_was_carried_out_does_not_count() {
        let (stamps, mut truth) = (Stamps::default(), Truth::default());
        let early = stamps.next();
        truth.touch([Item::Condition], stamps.next());
        let between = stamps.next();
        truth.carried_out(stamps.next());
        let (first, second) = (stamps.next(), stamps.next());
        assert!(!truth.is_newer(Item::Condition, early) && !truth.is_newer(Item::Condition, between));
        assert!(truth.admits(Item::Condition, second));
        assert!(!truth.admits(Item::Condition, first), "the newer reading came first");
        assert!(truth.admits(Item::Errors, early), "another item is not touched");
    }
}
