//! What the worker knows and how it tells: the snapshot, and the events that may not be lost.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant as Moment;

use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::core::condition::Condition;
use crate::core::event::{Event, Level, Outcome};
use crate::core::history::{Gap, Reading as Live, Round};
use crate::core::ids::DetectorId;
use crate::core::laser::{Emission, Fitted, Measured};
use crate::core::parameter::{Parameter, Value};
use crate::core::reference::KnownReference;
use crate::core::request::RequestId;
use crate::core::snapshot::{Identity, Link, Scan, Snapshot};
use crate::core::units::Dbm;
use crate::instrument::ctp10::common::ErrorEntry;

use super::lit::{MEASURING, Run};
use super::ours::Ledger;
use super::poll::Reading;

/// Events kept for a screen that is away; beyond that notices are dropped and counted.
const BACKLOG: usize = 1000;
/// Events handed on in one go at the most while requests queue up.
const BATCH: usize = 32;

pub(super) struct State {
    pub(super) snapshot: Snapshot,
    publisher: watch::Sender<Arc<Snapshot>>,
    events: mpsc::Sender<Event>,
    /// What this session lit.
    pub(super) ours: Ledger,
    /// The scan or the reference that runs.
    pub(super) run: Option<Run>,
    backlog: VecDeque<Event>,
    dropped: u64,
    /// The line was given up on purpose: neither its end nor its return is news.
    quiet: bool,
}

impl State {
    pub(super) fn new(
        snapshot: Snapshot,
        publisher: watch::Sender<Arc<Snapshot>>,
        events: mpsc::Sender<Event>,
        ours: Ledger,
    ) -> Self {
        Self {
            snapshot,
            publisher,
            events,
            ours,
            run: None,
            backlog: VecDeque::new(),
            dropped: 0,
            quiet: false,
        }
    }

    pub(super) fn publish(&mut self) {
        self.publisher.send_replace(Arc::new(self.snapshot.clone()));
        self.flush();
    }

    pub(super) fn tell(&mut self, event: Event) {
        if self.backlog.len() >= BACKLOG && matches!(event, Event::Notice(..)) {
            self.dropped += 1;
        } else {
            self.backlog.push_back(event);
        }
    }

    pub(super) fn notice(&mut self, level: Level, words: impl Into<String>) {
        let words = words.into();
        tracing::info!("{words}");
        self.tell(Event::Notice(level, words));
    }

    pub(super) fn finish(&mut self, id: RequestId, what: String, outcome: Outcome) {
        tracing::info!("{what}: {outcome:?}");
        self.tell(Event::Finished { id, what, outcome });
    }

    /// Hands on what was told, at the latest when the worker has nothing else to do. Each hand-over wakes
    /// the screen's thread, so a run of requests shares one.
    pub(super) fn flush_unless(&mut self, busy: bool) {
        if !busy || self.backlog.len() >= BATCH {
            self.flush();
        }
    }

    /// Hands on what the screen has room for. Never waits.
    pub(super) fn flush(&mut self) {
        while let Some(event) = self.backlog.pop_front() {
            if let Err(mpsc::error::TrySendError::Full(event)) = self.events.try_send(event) {
                self.backlog.push_front(event);
                return;
            }
        }
        if self.dropped > 0 {
            let words = format!("{} messages were lost while the screen was away", self.dropped);
            self.dropped = 0;
            let _ = self.events.try_send(Event::Notice(Level::Warning, words));
        }
    }

    /// Connected and identified.
    pub(super) fn up(&mut self, identity: Identity) {
        let words = format!("connected to {} {} {}", identity.maker, identity.model, identity.serial);
        self.snapshot.identity = Some(identity);
        self.snapshot.link = Link::Up(now());
        self.snapshot.statistics.connections += 1;
        if !std::mem::take(&mut self.quiet) {
            self.notice(Level::Info, words);
        }
        self.publish();
    }

    /// The link was given up on purpose and is made anew at once.
    pub(super) fn given_up(&mut self) {
        self.quiet = true;
        self.down("the line is made anew".into(), Instant::now());
    }

    /// The link is lost. What was read stays, but nothing counts as known to be dark any more.
    pub(super) fn down(&mut self, why: String, retry: Instant) {
        let since = match self.snapshot.link {
            Link::Down { since, .. } => since,
            _ => now(),
        };
        if self.snapshot.is_live() && !self.quiet {
            self.notice(Level::Warning, format!("link lost: {why}"));
        }
        for laser in &mut self.snapshot.lasers {
            laser.emission = Emission::Unknown;
            laser.switching_on = None;
            laser.agreed = None;
        }
        self.snapshot.download = None;
        self.snapshot.scan = None;
        self.snapshot.condition = None;
        // Whatever is swept meanwhile, nobody sees it.
        self.run = None;
        (self.snapshot.swept, self.snapshot.referenced) = (Measured::Unknown, Measured::Unknown);
        self.snapshot.link = Link::Down { why, since, retry: retry.into_std() };
    }

    /// Live power stands still from here on.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.snapshot.tail.push(Round { at: now(), reading: Live::Gap(gap) });
    }

    /// What stood in the error queue: told, and kept in a list of its own. In words.
    pub(super) fn instrument_errors(&mut self, errors: &[ErrorEntry], of_order: bool) -> Vec<String> {
        let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
        if !words.is_empty() {
            tracing::info!("the instrument reports {words:?}");
            self.tell(Event::InstrumentErrors { words: words.clone(), of_order });
        }
        words
    }

    /// Takes in what was read.
    pub(super) fn apply(&mut self, reading: Reading) {
        match reading {
            Reading::Condition(condition) => self.condition(condition),
            Reading::Errors(errors) => drop(self.instrument_errors(&errors, false)),
            Reading::Fitted(laser, fitted) => {
                let laser = &mut self.snapshot.lasers[laser.index()];
                if fitted == Fitted::Empty {
                    laser.emission = Emission::Off;
                }
                laser.fitted = fitted;
            }
            Reading::Emits(id, on) => {
                let dark = self.ours.read(id, on);
                let laser = &mut self.snapshot.lasers[id.index()];
                laser.emission = if on { Emission::On } else { Emission::Off };
                if on {
                    laser.switching_on = None;
                }
                if dark {
                    laser.agreed = None;
                }
                if let Some(run) = &mut self.run {
                    run.read(id, on);
                }
            }
            Reading::Value(parameter, value) => {
                if self.snapshot.value(parameter) != value {
                    let values = Arc::make_mut(&mut self.snapshot.values);
                    match value {
                        Some(value) => drop(values.insert(parameter, value)),
                        None => drop(values.remove(&parameter)),
                    }
                }
            }
            Reading::Reference(detector, reference) => {
                let known = self.snapshot.references.get(&detector);
                if known.is_none_or(|known| known.reference != reference) {
                    let known = KnownReference { reference, under: None, light: Measured::Unknown };
                    Arc::make_mut(&mut self.snapshot.references).insert(detector, known);
                }
            }
            Reading::Round { at, powers } => {
                let detectors = Arc::clone(&self.snapshot.detectors);
                let dbm = |(&detector, power): (&DetectorId, f64)| self.dbm(detector, power);
                let powers = detectors.iter().zip(powers).map(dbm).collect();
                self.snapshot.tail.push(Round { at, reading: Live::Powers(powers) });
            }
        }
    }

    fn dbm(&self, detector: DetectorId, power: f64) -> f32 {
        let dbm = match self.snapshot.value(Parameter::PowerUnit(detector)) {
            Some(Value::Whole(1)) => Dbm::from_mw(power),
            _ => Dbm(power),
        };
        dbm.measured().0 as f32
    }

    /// Keeps whether what is measured has light.
    fn measured(&mut self, was: Condition, is: Condition) {
        if is.has(MEASURING) && !was.has(MEASURING) {
            self.run = Some(Run::new(&self.snapshot));
            if is.has(Condition::SCANNING) {
                self.snapshot.swept = Measured::Unknown;
            }
        }
        if was.has(MEASURING) && !is.has(MEASURING) {
            let measured = self.run.take().map(|run| run.ended()).unwrap_or_default();
            if was.has(Condition::SCANNING) {
                self.snapshot.swept = measured;
                if measured == Measured::Dark {
                    self.notice(Level::Warning, "the sweep had no light: its traces are DARK");
                }
            } else {
                self.snapshot.referenced = measured;
            }
        }
    }

    fn condition(&mut self, condition: Condition) {
        let was_condition = self.snapshot.condition.unwrap_or_default();
        let was = was_condition.has(Condition::SCANNING);
        let is = condition.has(Condition::SCANNING);
        self.snapshot.condition = Some(condition);
        self.ours.condition(condition);
        match (was, is) {
            (false, true) => {
                self.snapshot.scan = Some(Scan { since: now(), expected: self.snapshot.scan_duration() });
            }
            (true, false) => {
                self.snapshot.scan = None;
                if !condition.has(Condition::ABORTING) {
                    tracing::info!("the sweep is done");
                    self.tell(Event::SweepDone);
                }
            }
            _ => {}
        }
        self.measured(was_condition, condition);
    }
}

/// Now, on the clock that tests can hold.
pub(super) fn now() -> Moment {
    Instant::now().into_std()
}
