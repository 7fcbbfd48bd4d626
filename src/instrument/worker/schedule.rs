//! What is asked again and again, and how often.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;

use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::laser::Fitted;
use crate::core::parameter::Parameter;
use crate::core::snapshot::Snapshot;

use super::existence::Existence;
use super::item::Item;
use super::setup::Setup;

/// What is not worth asking now is looked at again after this.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A unit this late goes first.
const PRESSING: Duration = Duration::from_secs(1);

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
    /// Asked since the connection was made.
    asked: bool,
}

/// A connection's round of questions.
#[derive(Debug)]
pub(super) struct Schedule {
    entries: Vec<Entry>,
    /// When the first of them that is this connection's is due: asked for far more often than it changes.
    next: Instant,
    duty: Duty,
    round_was_last: bool,
    unit_was_last: bool,
    /// Asked by themselves until they have answered: in a message with others they were not.
    alone: HashSet<Item>,
    pub(super) existence: Existence,
}

impl Schedule {
    pub(super) fn new(duty: Duty, setup: &Setup, existence: Existence) -> Self {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let detectors = &setup.detectors;
        let mut entries = Vec::new();
        let mut add = |item, period| entries.push(Entry { item, period, due: now, asked: false });
        add(Item::Condition, second / 5);
        for &detector in detectors.iter() {
            add(Item::Value(Parameter::PowerUnit(detector)), 2 * second);
        }
        if !detectors.is_empty() && setup.live_power {
            add(Item::Round, setup.period);
        }
        for laser in LaserId::all() {
            add(Item::Fitted(laser), 30 * second);
            add(Item::Emits(laser), second);
        }
        add(Item::Errors, second);
        for parameter in Parameter::SCAN {
            add(Item::Value(parameter), 5 * second);
        }
        for laser in LaserId::all() {
            add(Item::Value(Parameter::LaserWavelength(laser)), 5 * second);
            add(Item::Value(Parameter::LaserPower(laser)), 5 * second);
        }
        for tls in TlsId::all() {
            for parameter in Parameter::of_tls(tls) {
                add(Item::Value(parameter), 5 * second);
            }
        }
        for &detector in detectors.iter() {
            for parameter in Parameter::of_detector(detector).into_iter().skip(1) {
                add(Item::Value(parameter), 5 * second);
            }
            add(Item::Reference(detector), 30 * second);
        }
        Self {
            entries,
            next: now,
            duty,
            round_was_last: false,
            unit_was_last: false,
            alone: HashSet::new(),
            existence,
        }
    }

    pub(super) fn set_duty(&mut self, duty: Duty) {
        self.duty = duty;
        self.look_ahead();
    }

    pub(super) const fn duty(&self) -> Duty {
        self.duty
    }

    /// Everything is due: a new epoch reads all state again.
    pub(super) fn restart(&mut self) {
        let now = Instant::now();
        for entry in &mut self.entries {
            (entry.due, entry.asked) = (now, false);
        }
        self.next = now;
    }

    /// When the next question is due.
    pub(super) const fn due(&self) -> Instant {
        self.next
    }

    fn look_ahead(&mut self) {
        let dues = self.entries.iter().filter(|entry| self.is_mine(entry.item)).map(|entry| entry.due);
        self.next = dues.min().unwrap_or_else(|| Instant::now() + Duration::from_secs(1));
    }

    fn is_mine(&self, item: Item) -> bool {
        let live = matches!(item, Item::Condition | Item::Round | Item::Emits(_));
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
                Item::Emits(laser)
                | Item::Value(Parameter::LaserPower(laser) | Parameter::LaserWavelength(laser)) => {
                    bench.laser(laser).fitted.model().is_some()
                }
                Item::Fitted(laser) => bench.laser(laser).fitted != Fitted::Silent,
                Item::Round => self.measured(bench).next().is_some(),
                Item::Errors => !bench.shared,
                _ => true,
            }
    }

    /// The watched detectors whose power means something: it does not before its unit is known.
    pub(super) fn measured(&self, bench: &Snapshot) -> impl Iterator<Item = DetectorId> {
        let known = |detector| bench.value(Parameter::PowerUnit(detector)).is_some();
        bench.detectors.iter().copied().filter(move |&d| self.existence.is_measured(d, known(d)))
    }

    /// Everything that is worth asking was asked since the connection was made, by whichever connection.
    pub(super) fn is_complete(&self, bench: &Snapshot) -> bool {
        self.entries
            .iter()
            .filter(|entry| self.is_mine(entry.item) && self.is_relevant(entry.item, bench))
            .all(|entry| entry.asked)
    }

    /// What is due first, or, if several go in one message, so many of it; rounds of powers take every other
    /// turn when the line cannot keep up.
    pub(super) fn pick(&mut self, bench: &Snapshot, most: usize) -> Vec<Item> {
        let now = Instant::now();
        let is_due = |entry: &&Entry| entry.due <= now && self.is_mine(entry.item);
        let (mut round, mut others) = (None, Vec::new());
        for entry in self.entries.iter().filter(is_due).filter(|e| self.is_relevant(e.item, bench)) {
            match entry.item {
                Item::Round => round = Some(Item::Round),
                item => others.push((entry.due, item)),
            }
        }
        others.sort_by_key(|(due, _)| *due);
        // A unit that has not been looked at for long makes every power since uncertain: it goes before what is
        // only slow to come, every other turn.
        let pressing = |&(due, item): &(Instant, Item)| {
            matches!(item, Item::Value(Parameter::PowerUnit(_))) && now > due + PRESSING
        };
        let unit = others.iter().position(pressing).filter(|_| !self.unit_was_last);
        if let Some(at) = unit {
            others[..=at].rotate_right(1);
        }
        let single = |item: Item| {
            item.question().is_none() || self.alone.contains(&item) && !self.existence.is_certain(item)
        };
        let picked: Vec<Item> = match (round, others.first()) {
            (Some(round), Some(_)) if !self.round_was_last => vec![round],
            (_, Some((_, first))) if single(*first) => vec![*first],
            (_, Some(_)) => {
                others.iter().map(|(_, item)| *item).filter(|item| !single(*item)).take(most).collect()
            }
            (round, None) => round.into_iter().collect(),
        };
        for entry in &mut self.entries {
            if picked.contains(&entry.item) {
                // Keep the beat, but never run after beats that were missed.
                entry.due = (entry.due + entry.period).max(now + entry.period / 2);
                entry.asked = true;
            } else if entry.due <= now && picked.is_empty() {
                entry.due = now + entry.period.min(LOOK_AGAIN);
            }
        }
        self.look_ahead();
        self.round_was_last = picked == [Item::Round];
        if !self.round_was_last {
            self.unit_was_last = unit.is_some();
        }
        picked
    }

    /// These were not answered in one message: each is due, by itself.
    pub(super) fn ask_alone(&mut self, items: &[Item]) {
        self.alone.extend(items);
        for item in items {
            self.hurry_after(*item, Duration::ZERO);
        }
    }

    /// Makes an item due no later than this from now.
    pub(super) fn hurry_after(&mut self, item: Item, wait: Duration) {
        let latest = Instant::now() + wait;
        for entry in self.entries.iter_mut().filter(|entry| entry.item == item) {
            entry.due = entry.due.min(latest);
        }
        self.look_ahead();
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const UNIT: fn() -> Item = || Item::Value(Parameter::PowerUnit(detector()));

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
    async fn a_unit_that_was_not_looked_at_for_long_goes_before_what_is_due_for_longer() {
        let (mut schedule, bench) = schedule(Duty::Settings);
        advance(millis(2500)).await;
        assert_eq!(schedule.pick(&bench, 1), [Item::Errors], "half a second is not long");
        let (mut schedule, bench) = self::schedule(Duty::Settings);
        advance(millis(3500)).await;
        assert_eq!(schedule.pick(&bench, 1), [UNIT()]);
        assert_eq!(schedule.pick(&bench, 1), [Item::Errors]);
    }

    #[tokio::test(start_paused = true)]
    async fn powers_take_every_other_turn_where_the_line_cannot_keep_up() {
        let (mut schedule, mut bench) = schedule(Duty::All);
        let unit = crate::core::parameter::Value::Whole(0);
        std::sync::Arc::make_mut(&mut bench.values).insert(Parameter::PowerUnit(detector()), unit);
        advance(millis(60_000)).await;
        let mut rounds = Vec::new();
        for _ in 0..6 {
            rounds.push(schedule.pick(&bench, 1) == [Item::Round]);
            advance(millis(100)).await;
        }
        assert_eq!(rounds, [true, false, true, false, true, false]);
    }
}
