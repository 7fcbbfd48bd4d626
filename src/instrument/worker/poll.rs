//! What is asked again and again, how often, and what came of it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use crate::core::condition::Condition;
use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::laser::Fitted;
use crate::core::parameter::{Parameter, Value};
use crate::core::reference::Reference;
use crate::core::snapshot::Snapshot;
use crate::instrument::ctp10;
use crate::instrument::ctp10::common::ErrorEntry;
use crate::instrument::scpi::line::{Broken, Why};

use super::port::Port;
use super::state;

/// Errors taken from the queue at once: more than any queue holds.
const MOST_ERRORS: usize = 100;
/// So many failures without a single answer, and a question is not asked again.
const PATIENCE: u32 = 2;

/// Something that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Item {
    Condition,
    /// A round of powers of all watched detectors.
    Round,
    /// One detector's power within a round.
    Power(DetectorId),
    Errors,
    Fitted(LaserId),
    Emits(LaserId),
    Value(Parameter),
    Reference(DetectorId),
}

/// What was read.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    Condition(Condition),
    Errors(Vec<ErrorEntry>),
    Fitted(LaserId, Fitted),
    Emits(LaserId, bool),
    Value(Parameter, Option<Value>),
    Reference(DetectorId, Reference),
    /// In the detectors' own units.
    Round {
        at: std::time::Instant,
        powers: Vec<f64>,
    },
}

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
}

/// A connection's round of questions.
#[derive(Debug)]
pub(super) struct Poller {
    entries: Vec<Entry>,
    /// When the first of them that is this connection's is due: asked for far more often than it changes.
    next: Instant,
    duty: Duty,
    round_was_last: bool,
    asking: Option<Item>,
    answered: HashSet<Item>,
    silent: HashMap<Item, u32>,
}

impl Poller {
    pub(super) fn new(duty: Duty, round: Duration, detectors: &[DetectorId]) -> Self {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let mut entries = Vec::new();
        let mut add = |item, period| entries.push(Entry { item, period, due: now });
        add(Item::Condition, second / 5);
        for &detector in detectors {
            add(Item::Value(Parameter::PowerUnit(detector)), 2 * second);
        }
        if !detectors.is_empty() {
            add(Item::Round, round);
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
        for &detector in detectors {
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
            asking: None,
            answered: HashSet::new(),
            silent: HashMap::new(),
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
        self.entries.iter_mut().for_each(|entry| entry.due = now);
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
        let fitted = |laser: LaserId| matches!(bench.laser(laser).fitted, Fitted::Model(_));
        !self.is_mute(item)
            && match item {
                Item::Emits(laser)
                | Item::Value(Parameter::LaserPower(laser) | Parameter::LaserWavelength(laser)) => {
                    fitted(laser)
                }
                // A power means nothing before its unit is known.
                Item::Round => bench.detectors.iter().all(|&detector| {
                    let unit = Parameter::PowerUnit(detector);
                    bench.value(unit).is_some() || self.is_mute(Item::Value(unit))
                }),
                _ => true,
            }
    }

    /// Whether this was asked often enough without an answer.
    pub(super) fn is_mute(&self, item: Item) -> bool {
        self.silent.get(&item).is_some_and(|&times| times >= PATIENCE)
    }

    /// What is due first; rounds of powers take every other turn when the line cannot keep up.
    fn pick(&mut self, bench: &Snapshot) -> Option<Item> {
        let now = Instant::now();
        let due = |entry: &&Entry| entry.due <= now && self.is_mine(entry.item);
        let round = self.entries.iter().filter(due).find(|entry| entry.item == Item::Round);
        let other = self
            .entries
            .iter()
            .filter(due)
            .filter(|entry| entry.item != Item::Round)
            .filter(|entry| self.is_relevant(entry.item, bench))
            .min_by_key(|entry| entry.due);
        let round = round.filter(|entry| self.is_relevant(entry.item, bench));
        let picked = match (round, other) {
            (Some(round), Some(_)) if !self.round_was_last => Some(round.item),
            (_, Some(other)) => Some(other.item),
            (round, None) => round.map(|entry| entry.item),
        };
        for entry in &mut self.entries {
            let irrelevant = entry.due <= now && picked.is_none();
            if picked == Some(entry.item) || irrelevant {
                // Keep the beat, but never run after beats that were missed.
                entry.due = (entry.due + entry.period).max(now + entry.period / 2);
            }
        }
        self.look_ahead();
        self.round_was_last = picked == Some(Item::Round);
        picked
    }

    /// Makes an item due no later than this from now.
    pub(super) fn hurry_after(&mut self, item: Item, wait: Duration) {
        let latest = Instant::now() + wait;
        for entry in self.entries.iter_mut().filter(|entry| entry.item == item) {
            entry.due = entry.due.min(latest);
        }
        self.look_ahead();
    }

    /// Asks what is due first, if anything is.
    pub(super) async fn poll<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Option<Reading>, Broken> {
        match self.pick(bench) {
            Some(item) => self.read(item, port, bench).await.map(Some),
            None => Ok(None),
        }
    }

    /// Reads one item, and remembers whether it ever answers.
    pub(super) async fn read<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        item: Item,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Reading, Broken> {
        self.asking = Some(item);
        let outcome = self.ask(item, port, bench).await;
        let asked = self.asking.take().unwrap_or(item);
        match &outcome {
            Ok(_) => {
                self.answered.insert(asked);
            }
            // What never answers, or never in a shape that reads, is given up in the end.
            Err(Broken { why: Why::Silent(_) | Why::Shape(_), .. }) if !self.answered.contains(&asked) => {
                self.note_silence(asked);
            }
            Err(_) => {}
        }
        outcome
    }

    /// One laser position that never answers tells of all that have not answered yet.
    fn note_silence(&mut self, item: Item) {
        let times = self.silent.entry(item).or_default();
        *times += 1;
        if *times >= PATIENCE && matches!(item, Item::Fitted(_)) {
            for laser in LaserId::all().map(Item::Fitted) {
                if !self.answered.contains(&laser) {
                    self.silent.insert(laser, PATIENCE);
                }
            }
        }
    }

    async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        item: Item,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Reading, Broken> {
        Ok(match item {
            Item::Condition => Reading::Condition(port.ask(&ctp10::common::condition()).await?),
            Item::Errors => Reading::Errors(drain_errors(port).await?),
            Item::Fitted(laser) => Reading::Fitted(laser, port.ask(&ctp10::laser::identity(laser)).await?),
            Item::Emits(laser) => Reading::Emits(laser, port.ask(&ctp10::laser::state(laser)).await?),
            Item::Value(parameter) => {
                Reading::Value(parameter, port.ask(&ctp10::parameter::question(parameter)).await?)
            }
            Item::Reference(detector) => {
                Reading::Reference(detector, port.ask(&ctp10::reference::result(detector)).await?)
            }
            Item::Round | Item::Power(_) => {
                let mut powers = Vec::with_capacity(bench.detectors.len());
                for &detector in bench.detectors.iter() {
                    if self.is_mute(Item::Power(detector)) {
                        powers.push(f64::NAN);
                        continue;
                    }
                    self.asking = Some(Item::Power(detector));
                    powers.push(port.ask(&ctp10::detector::power(detector)).await?);
                    self.answered.insert(Item::Power(detector));
                }
                self.asking = None;
                Reading::Round { at: state::now(), powers }
            }
        })
    }
}

/// Empties the error queue.
pub(super) async fn drain_errors<S: AsyncRead + AsyncWrite + Unpin>(
    port: &mut Port<S>,
) -> Result<Vec<ErrorEntry>, Broken> {
    let mut errors = Vec::new();
    while errors.len() < MOST_ERRORS {
        let error = port.ask(&ctp10::common::next_error()).await?;
        if error.code == 0 {
            break;
        }
        errors.push(error);
    }
    Ok(errors)
}
