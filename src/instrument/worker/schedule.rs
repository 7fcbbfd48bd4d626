//! What is asked again and again, how often, and who has which share of a line that cannot keep up.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::Instant;

use crate::core::cast::count_u32;
use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::laser::Fitted;
use crate::core::parameter::{Parameter, Subject};
use crate::core::snapshot::Snapshot;

use super::existence::{Existence, Missing};
use super::item::Item;
use super::setup::Setup;
use super::stamp::Stamp;
use super::turns::{Share, Turns};

/// What a connection is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    /// The only connection.
    All,
    /// Beside a monitor.
    Settings,
    /// The monitor: power, condition and light.
    Live,
}

#[derive(Debug)]
struct Entry {
    item: Item,
    period: Duration,
    due: Instant,
    /// It came to something since the connection was made.
    read: bool,
}

/// A position of which the light was asked: when, and what came.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    pub(super) stamp: Stamp,
    pub(super) light: Result<bool, Missing>,
}

/// A connection's round of questions.
#[derive(Debug)]
pub(super) struct Schedule {
    entries: Vec<Entry>,
    duty: Duty,
    turns: Turns,
    /// Whose questions are on the line.
    asking: Vec<Share>,
    /// Asked by themselves until they have answered: in a message with others they were not.
    alone: HashSet<Item>,
    /// Positions of which the identity was asked, and whose light is next.
    pub(super) begun: HashMap<LaserId, Begun>,
    pub(super) existence: Existence,
}

impl Schedule {
    /// A connection that has nothing to ask looks for something this often.
    const IDLE: Duration = Duration::from_secs(1);

    pub(super) fn new(duty: Duty, setup: &Setup, existence: Existence) -> Self {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let detectors = &setup.detectors;
        let mut entries = Vec::new();
        let mut add = |item, period| entries.push(Entry { item, period, due: now, read: false });
        add(Item::Condition, second / 5);
        for &detector in detectors.iter() {
            add(Item::Value(Parameter::PowerUnit(detector)), second / 2);
        }
        if !detectors.is_empty() && setup.live_power {
            add(Item::Round, setup.period);
        }
        for laser in LaserId::all() {
            add(Item::Fitted(laser), 30 * second);
            add(Item::Emits(laser), second);
        }
        add(Item::Errors, second);
        let subjects = std::iter::once(Subject::Sweep)
            .chain(LaserId::all().map(Subject::Laser))
            .chain(TlsId::all().map(Subject::Tls));
        for parameter in subjects.flat_map(Subject::parameters) {
            add(Item::Value(parameter), 5 * second);
        }
        let settings = |&detector: &DetectorId| {
            let all = Subject::Detector(detector).parameters();
            all.into_iter().filter(move |&parameter| parameter != Parameter::PowerUnit(detector))
        };
        for detector in detectors.iter() {
            for parameter in settings(detector) {
                add(Item::Value(parameter), 5 * second);
            }
            add(Item::Reference(*detector), 30 * second);
        }
        #[cfg(test)]
        for parameter in setup.settings_of.iter().flat_map(settings) {
            add(Item::Value(parameter), 5 * second);
        }
        Self {
            entries,
            duty,
            turns: Turns::default(),
            asking: Vec::new(),
            alone: HashSet::new(),
            begun: HashMap::new(),
            existence,
        }
    }

    pub(super) const fn set_duty(&mut self, duty: Duty) {
        self.duty = duty;
    }

    pub(super) const fn duty(&self) -> Duty {
        self.duty
    }

    /// Everything is due: a new epoch reads all state again.
    pub(super) fn restart(&mut self) {
        let now = Instant::now();
        for entry in &mut self.entries {
            (entry.due, entry.read) = (now, false);
        }
        self.begun.clear();
        self.turns = Turns::default();
    }

    /// When the next question that is worth asking on this bench is due. Ask again when the bench has changed.
    pub(super) fn due(&self, bench: &Snapshot) -> Instant {
        let mine = self.entries.iter().filter(|entry| self.is_mine(entry.item));
        mine.fold(Instant::now() + Self::IDLE, |first, entry| {
            if entry.due < first && self.is_relevant(entry.item, bench) { entry.due } else { first }
        })
    }

    fn is_mine(&self, item: Item) -> bool {
        let live = match item {
            Item::Condition | Item::Round | Item::Emits(_) => true,
            Item::Value(_) | Item::Fitted(_) | Item::Errors | Item::Power(_) | Item::Reference(_) => false,
        };
        match self.duty {
            Duty::All => true,
            Duty::Settings => !live,
            Duty::Live => live,
        }
    }

    /// Whether an item is worth asking on this bench.
    fn is_relevant(&self, item: Item, bench: &Snapshot) -> bool {
        !self.existence.is_mute(item)
            && match item {
                Item::Emits(laser) => bench.laser(laser).fitted.model().is_some(),
                Item::Value(parameter) => match parameter.subject() {
                    Subject::Laser(laser) => bench.laser(laser).fitted.model().is_some(),
                    Subject::Tls(_) | Subject::Sweep | Subject::Detector(_) => true,
                },
                Item::Fitted(laser) => bench.laser(laser).fitted != Fitted::Silent,
                Item::Round => self.measured(bench).next().is_some(),
                Item::Errors => !bench.shared,
                Item::Condition | Item::Power(_) | Item::Reference(_) => true,
            }
    }

    /// The watched detectors whose power means something: it does not before its unit is known.
    pub(super) fn measured(&self, bench: &Snapshot) -> impl Iterator<Item = DetectorId> {
        let known = |detector| self.is_unit_known(Parameter::PowerUnit(detector), bench);
        bench.detectors.iter().copied().filter(move |&d| self.existence.is_measured(d, known(d)))
    }

    /// Everything that is worth asking came to something since the connection was made, by whichever connection.
    pub(super) fn is_complete(&self, bench: &Snapshot) -> bool {
        self.entries
            .iter()
            .filter(|entry| self.is_mine(entry.item) && self.is_relevant(entry.item, bench))
            .all(|entry| entry.read)
    }

    fn entries_of(&mut self, item: Item) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut().filter(move |entry| entry.item == item)
    }

    /// This came to something.
    pub(super) fn read(&mut self, item: Item) {
        for entry in self.entries_of(item) {
            entry.read = true;
        }
    }

    /// A detector's unit is what it was read as, and was so on this connection if that is the only one: what
    /// happened while there was none nobody knows.
    fn is_unit_known(&self, unit: Parameter, bench: &Snapshot) -> bool {
        let of_it = |entry: &&Entry| entry.item == Item::Value(unit);
        let read = || self.entries.iter().find(of_it).is_some_and(|entry| entry.read);
        bench.value(unit).is_some() && (self.duty == Duty::Live || read())
    }

    /// This was read along with something else.
    pub(super) fn read_along(&mut self, item: Item) {
        let now = Instant::now();
        for entry in self.entries_of(item) {
            (entry.read, entry.due) = (true, entry.due.max(now + entry.period));
        }
    }

    /// Whose question it is.
    fn share(&self, item: Item, bench: &Snapshot) -> Share {
        match item {
            Item::Condition => Share::Phase,
            Item::Emits(_) => Share::Light,
            Item::Round | Item::Power(_) => Share::Power,
            // Before the first time nothing is known of the power.
            Item::Value(unit @ Parameter::PowerUnit(_)) if !self.is_unit_known(unit, bench) => Share::Power,
            Item::Value(Parameter::PowerUnit(_)) => Share::Unit,
            Item::Errors | Item::Fitted(_) | Item::Value(_) | Item::Reference(_) => Share::Rest,
        }
    }

    /// What is asked next, or, if several go in one message, so many questions at the most. Tell
    /// [`took`](Self::took) how long it took.
    pub(super) fn pick(&mut self, bench: &Snapshot, most: usize) -> Vec<Item> {
        let now = Instant::now();
        self.turns.known = bench.complete;
        let is_due = |entry: &&Entry| entry.due <= now && self.is_mine(entry.item);
        let due = self.entries.iter().filter(is_due).filter(|entry| self.is_relevant(entry.item, bench));
        let mut due: Vec<(Instant, Share, Item)> =
            due.map(|entry| (entry.due, self.share(entry.item, bench), entry.item)).collect();
        due.sort_by_key(|(due, ..)| *due);
        let mut picked: Vec<(Share, Item)> = Vec::new();
        let (mut turns, mut questions) = (self.turns.clone(), 0);
        // One message is made up like the line's time is.
        while let Some(share) = turns.next(due.iter().map(|&(_, share, _)| share)) {
            let Some(at) = due.iter().position(|&(_, of, _)| of == share) else { break };
            let (_, _, item) = due.remove(at);
            let asked = item.asks(bench).len();
            if !picked.is_empty() && (self.is_single(item) || questions + asked > most) {
                // What follows it in its share waits with it, or it would never be first.
                due.retain(|&(_, of, _)| of != share);
                continue;
            }
            picked.push((share, item));
            questions += asked;
            turns.took(share, Turns::LEAST);
            if questions >= most || self.is_single(item) {
                break;
            }
        }
        for entry in &mut self.entries {
            if picked.iter().any(|&(_, item)| item == entry.item) {
                // Keep the beat, but never run after beats that were missed.
                entry.due = (entry.due + entry.period).max(now + entry.period / 2);
            }
        }
        self.asking = picked.iter().map(|&(share, _)| share).collect();
        picked.into_iter().map(|(_, item)| item).collect()
    }

    /// An item was asked about outside its turn, and that took so long.
    pub(super) fn had(&mut self, item: Item, bench: &Snapshot, time: Duration) {
        self.turns.had(self.share(item, bench), time);
    }

    /// What was picked last took so long, answered or not.
    pub(super) fn took(&mut self, time: Duration) {
        let each = time / count_u32(self.asking.len().max(1));
        for share in std::mem::take(&mut self.asking) {
            self.turns.took(share, each);
        }
    }

    /// It goes in no message with others.
    pub(super) fn is_single(&self, item: Item) -> bool {
        item.is_compound() || self.alone.contains(&item) && !self.existence.is_certain(item)
    }

    /// These were not answered in one message: each is due, by itself.
    pub(super) fn ask_alone(&mut self, items: &[Item]) {
        self.alone.extend(items);
        for item in items {
            self.hurry_after(*item, Duration::ZERO);
        }
    }

    /// There is more to ask about it, in its next turn: it goes before all others of its share.
    pub(super) fn go_on(&mut self, item: Item) {
        let first = self.entries.iter().map(|entry| entry.due).min();
        let before = first.and_then(|first| first.checked_sub(Duration::from_millis(1)));
        for entry in self.entries_of(item) {
            entry.due = before.unwrap_or(entry.due);
        }
    }

    /// Live power stood still: it goes before everything, once.
    pub(super) fn owe_power(&mut self) {
        self.turns.owe(Share::Power);
        self.go_on(Item::Round);
    }

    /// Makes an item due no later than this from now.
    pub(super) fn hurry_after(&mut self, item: Item, wait: Duration) {
        let latest = Instant::now() + wait;
        for entry in self.entries_of(item) {
            entry.due = entry.due.min(latest);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn detector() -> DetectorId {
        DetectorId::new(4, 1).unwrap()
    }

    fn millis(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// Everything that is due was asked just now.
    fn schedule(duty: Duty) -> (Schedule, Snapshot) {
        let setup = Setup { detectors: [detector()].into(), period: millis(20), ..Setup::default() };
        let mut schedule = Schedule::new(duty, &setup, Existence::default());
        let bench = Snapshot::new([detector()].into());
        drain(&mut schedule, &bench);
        (schedule, bench)
    }

    /// What is asked until nothing is due.
    fn drain(schedule: &mut Schedule, bench: &Snapshot) -> Vec<Item> {
        std::iter::from_fn(|| schedule.pick(bench, 1).first().copied()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn beats_that_were_missed_are_not_made_up_for() {
        let (mut schedule, bench) = schedule(Duty::Settings);
        advance(millis(60_000)).await;
        let asked = drain(&mut schedule, &bench);
        let each: HashSet<Item> = asked.iter().copied().collect();
        assert!(each.contains(&Item::Errors) && each.len() == asked.len(), "{asked:?}");
        schedule.hurry_after(Item::Errors, Duration::ZERO);
        assert_eq!(drain(&mut schedule, &bench), [Item::Errors]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_worth_asking_wakes_nobody() {
        let (schedule, mut bench) = schedule(Duty::Live);
        let due = schedule.due(&bench);
        assert_eq!(
            due,
            Instant::now() + millis(200),
            "the condition, and no light of lasers that are not known"
        );
        bench.lasers[0].fitted = crate::core::laser::Fitted::from_both(None, Some(false));
        assert!(schedule.due(&bench) <= Instant::now(), "its light was never asked");
    }
}
