//! Everything the screen is drawn from.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::core::event::{Event, Level, Outcome};
use crate::core::ids::{DetectorId, LaserId, LaserSet};
use crate::core::laser::PowerCaps;
use crate::core::parameter::{Parameter, Value};
use crate::core::request::RequestId;
use crate::core::snapshot::Snapshot;
use crate::core::trace::Trace;

use super::confirm::Confirm;
use super::edit::Edit;
use super::input::chord::Chord;
use super::input::keymap::Keymap;
use super::messages::{Message, Messages};
use super::strip::Strip;
use super::theme::Theme;

/// A panel that can have the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Live power.
    Power,
    /// Lasers.
    Lasers,
    /// Sweep.
    Sweep,
    /// Detectors.
    Detectors,
    /// Trace.
    Trace,
    /// Messages.
    Messages,
}

impl Focus {
    /// In the order of their keys.
    pub const ALL: [Self; 6] =
        [Self::Power, Self::Lasers, Self::Sweep, Self::Detectors, Self::Trace, Self::Messages];

    /// Its place in the order.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name in the title.
    pub const fn title(self) -> &'static str {
        ["Power", "Lasers", "Sweep", "Detectors", "Trace", "Messages"][self as usize]
    }
}

/// What keys go to.
#[derive(Clone, Debug, PartialEq)]
pub enum Mode {
    /// The panels.
    Bench,
    /// A field.
    Edit(Edit),
    /// A question.
    Confirm(Confirm),
    /// The help page, scrolled so far.
    Help(usize),
}

/// Row and column of a selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// From the top.
    pub row: usize,
    /// From the left.
    pub column: usize,
}

/// What the screen was told once and does not change.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// Which keys mean what.
    pub keymap: Keymap,
    /// Colours.
    pub theme: Theme,
    /// The watched detectors and their names.
    pub detectors: Vec<(DetectorId, String)>,
    /// No more power than this.
    pub caps: PowerCaps,
    /// From one round of powers to the next.
    pub period: Duration,
    /// Where the instrument is, for the header.
    pub address: String,
    /// The built-in simulator is the instrument.
    pub built_in_simulator: bool,
    /// Where the log is, for the help page.
    pub log: String,
}

/// Everything the screen is drawn from.
#[derive(Clone, Debug)]
pub struct State {
    /// What was told once.
    pub fixed: Fixed,
    /// Now, on the clock that tests can hold.
    pub now: Instant,
    /// Local time, `HH:MM:SS`.
    pub wall: String,
    /// The bench as it was last read.
    pub bench: Arc<Snapshot>,
    /// Which panel has the focus.
    pub focus: Focus,
    /// Which panel stands below the power chart where there is room for one.
    pub below: Focus,
    /// What keys go to.
    pub mode: Mode,
    /// The first half of a sequence of keys.
    pub begun: Option<Chord>,
    /// The live power chart.
    pub strip: Strip,
    /// What the operator was told.
    pub messages: Messages,
    /// Values that were asked for and not yet confirmed.
    pub pending: BTreeMap<Parameter, (RequestId, Value)>,
    /// The last trace that arrived.
    pub trace: Option<Arc<Trace>>,
    /// Selections of the panels that have one, by [`Focus::index`].
    pub cursors: [Cursor; 6],
    /// Lasers that this session switched on and did not switch off again.
    pub switched_on: LaserSet,
}

impl State {
    /// A screen before anything was read.
    pub fn new(fixed: Fixed, window_s: u64, now: Instant) -> Self {
        let detectors = fixed.detectors.iter().map(|(detector, _)| *detector).collect();
        Self {
            fixed,
            now,
            wall: String::new(),
            bench: Arc::new(Snapshot::new(detectors)),
            focus: Focus::Lasers,
            below: Focus::Lasers,
            mode: Mode::Bench,
            begun: None,
            strip: Strip::new(now, window_s),
            messages: Messages::default(),
            pending: BTreeMap::new(),
            trace: None,
            cursors: [Cursor::default(); 6],
            switched_on: LaserSet::NONE,
        }
    }

    /// Whether what is shown is played by the simulator, built in or elsewhere.
    pub fn is_simulated(&self) -> bool {
        self.fixed.built_in_simulator
            || self.bench.identity.as_ref().is_some_and(super::super::core::snapshot::Identity::is_simulated)
    }

    /// The cursor of the focused panel.
    pub fn cursor(&self, focus: Focus) -> Cursor {
        self.cursors[focus.index()]
    }

    /// The laser positions that the panel lists.
    pub fn listed_lasers(&self) -> Vec<LaserId> {
        self.bench.fitted().iter().collect()
    }

    /// The selected laser.
    pub fn selected_laser(&self) -> Option<LaserId> {
        let listed = self.listed_lasers();
        listed.get(self.cursor(Focus::Lasers).row.min(listed.len().saturating_sub(1))).copied()
    }

    /// The selected detector: its index among the watched ones.
    pub fn selected_detector(&self) -> usize {
        self.cursor(Focus::Detectors).row.min(self.fixed.detectors.len().saturating_sub(1))
    }

    /// The rows of the sweep panel.
    pub fn sweep_fields(&self) -> [Parameter; 8] {
        let tls = self.bench.active_tls();
        [
            Parameter::ScanStart,
            Parameter::ScanStop,
            Parameter::Sampling,
            Parameter::TlsSpeed(tls),
            Parameter::TlsPower(tls),
            Parameter::TlsLaser(tls),
            Parameter::Stabilization,
            Parameter::ScanMode,
        ]
    }

    /// The parameter under the selection, if the focused panel has one.
    pub fn selected_parameter(&self) -> Option<Parameter> {
        let cursor = self.cursor(self.focus);
        match self.focus {
            Focus::Lasers => {
                let laser = self.selected_laser()?;
                Some(match cursor.column {
                    0 => Parameter::LaserWavelength(laser),
                    _ => Parameter::LaserPower(laser),
                })
            }
            Focus::Sweep => self.sweep_fields().get(cursor.row).copied(),
            Focus::Detectors => {
                let (detector, _) = self.fixed.detectors.get(self.selected_detector())?;
                Some(match cursor.column {
                    0 => Parameter::DetectorWavelength(*detector),
                    _ => Parameter::PowerUnit(*detector),
                })
            }
            Focus::Power | Focus::Trace | Focus::Messages => None,
        }
    }

    /// Rows and columns of a panel's selection.
    pub fn extent(&self, focus: Focus) -> Cursor {
        match focus {
            Focus::Lasers => Cursor { row: self.listed_lasers().len(), column: 2 },
            Focus::Sweep => Cursor { row: self.sweep_fields().len(), column: 1 },
            Focus::Detectors => Cursor { row: self.fixed.detectors.len(), column: 2 },
            Focus::Messages => Cursor { row: self.messages.len(), column: 1 },
            Focus::Power | Focus::Trace => Cursor { row: 1, column: 1 },
        }
    }

    /// Tells the operator something.
    pub fn tell(&mut self, level: Level, words: impl Into<String>) {
        self.messages.push(Message { at: self.wall.clone(), level, words: words.into() });
    }

    /// Takes in a snapshot. True if live power came with it.
    pub fn absorb(&mut self, bench: Arc<Snapshot>) -> bool {
        self.bench = bench;
        self.strip.absorb(&self.bench, self.now)
    }

    /// Takes in a fact.
    pub fn note(&mut self, event: Event) {
        match event {
            Event::Notice(level, words) => self.tell(level, words),
            Event::Trace(trace) => {
                self.trace = Some(trace);
                self.focus = Focus::Trace;
                self.below = Focus::Trace;
            }
            Event::SwitchedOff(lasers) => {
                self.switched_on = self.switched_on.without(lasers);
                let fitted = lasers.intersection(self.bench.fitted());
                if !fitted.is_empty() {
                    self.tell(Level::Info, format!("{fitted} off, confirmed by the instrument"));
                }
            }
            Event::Aborted => self.tell(Level::Info, "sweep aborted, confirmed by the instrument"),
            Event::Finished { id, what, outcome } => self.finished(id, &what, outcome),
        }
    }

    fn finished(&mut self, id: RequestId, what: &str, outcome: Outcome) {
        let parameter = self.pending.iter().find(|(_, (pending, _))| *pending == id).map(|(p, _)| *p);
        if let Some(parameter) = parameter {
            self.pending.remove(&parameter);
            self.settle_edit(parameter, &outcome);
        }
        let (level, words) = match outcome {
            Outcome::Done(words) if words.is_empty() || what.ends_with(&words) => {
                (Level::Info, what.to_owned())
            }
            Outcome::Done(words) => (Level::Info, format!("{what}: {words}")),
            Outcome::Answer(words) => (Level::Info, format!("{what} {words}")),
            Outcome::Cancelled(words) => (Level::Info, format!("{what} given up: {words}")),
            Outcome::Refused(words) => (Level::Warning, format!("{what} not done: {words}")),
            Outcome::Unknown(words) => (Level::Warning, format!("{what} UNKNOWN: {words}")),
        };
        self.tell(level, words);
    }

    /// A field that was waiting for this closes, or stays with the reason.
    fn settle_edit(&mut self, parameter: Parameter, outcome: &Outcome) {
        let Mode::Edit(edit) = &mut self.mode else { return };
        if !edit.sent || edit.parameter != parameter {
            return;
        }
        match outcome {
            Outcome::Refused(words) | Outcome::Unknown(words) => {
                edit.sent = false;
                edit.error = Some(words.clone());
            }
            _ => self.mode = Mode::Bench,
        }
    }
}
