//! Everything the screen is drawn from.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::layout::Rect;
use strum::{EnumString, IntoStaticStr};

use crate::config::naming::Pattern;
use crate::core::event::{Level, Outcome};
use crate::core::ids::{DetectorId, LaserId};
use crate::core::laser::{Ours, PowerCaps};
use crate::core::parameter::{Parameter, Value};
use crate::core::request::RequestId;
use crate::core::snapshot::{Identity, Snapshot};
use crate::core::transcript::Transcript;

use super::asking::{Agreed, Typed};
use super::charts::dots::Glyphs;
use super::command::CommandLine;
use super::confirm::Asked;
use super::edit::Edit;
use super::field::Recall;
use super::input::chord::Chord;
use super::input::keymap::Keymap;
use super::messages::{Message, Messages};
use super::pages::Page;
use super::pages::scpi::Conversation;
use super::picture::{Graphics, Key, Picture};
use super::strip::Strip;
use super::theme::Theme;
use super::traces::Traces;
use super::undo::Undo;

/// A panel that can have the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
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

/// What keys go to before they go to the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Mode {
    /// Nothing: the page has them.
    #[default]
    Page,
    /// A field.
    Edit(Edit),
    /// A question.
    Confirm(Asked),
    /// The command line.
    Command(CommandLine),
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
    /// The themes there are, by name.
    pub themes: Vec<(String, Theme)>,
    /// The watched detectors and their names.
    pub detectors: Vec<(DetectorId, String)>,
    /// No more power than this, by the settings.
    pub caps: PowerCaps,
    /// From one round of powers to the next.
    pub period: Duration,
    /// Where the log is, for the help page.
    pub log: String,
    /// Nothing is ordered from here.
    pub read_only: bool,
    /// The instrument's headers, for completion; capitals are the short form.
    pub headers: Vec<&'static str>,
    /// Everything that is said on the line.
    pub transcript: Transcript,
    /// How the terminal shows pictures, if it does.
    pub graphics: Option<Graphics>,
    /// How a file is called that was given no name.
    pub save_name: Pattern,
}

/// What an operator chooses once and finds again the next time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The name of the theme.
    pub theme: String,
    /// The characters that charts are drawn with.
    pub glyphs: Glyphs,
    /// The mouse is taken.
    pub mouse: bool,
    /// The focused panel has the whole screen.
    pub expanded: bool,
}

/// An error of the instrument's, and when it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct InstrumentError {
    /// Local time, `HH:MM:SS`.
    pub at: String,
    /// In the instrument's words, with its number.
    pub words: String,
}

/// The status registers of IEEE 488.2; reading the second one empties it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusRegisters {
    /// The status byte.
    pub byte: Option<u32>,
    /// The event status register.
    pub events: Option<u32>,
}

impl StatusRegisters {
    /// The questions that read them.
    pub const QUESTIONS: [&str; 2] = ["*STB?", "*ESR?"];

    /// Takes an answer; false if it is none of theirs.
    pub(super) fn take(&mut self, question: &str, outcome: &Outcome) -> bool {
        let Outcome::Answer(answer) = outcome else { return false };
        let value = answer.trim().parse().ok();
        match question {
            "*STB?" => self.byte = value,
            "*ESR?" => self.events = value,
            _ => return false,
        }
        true
    }
}

/// Everything the screen is drawn from.
#[derive(Clone, Debug)]
pub struct State {
    /// What was told once.
    pub fixed: Fixed,
    /// What the operator chose.
    pub view: View,
    /// Now, on the clock that tests can hold.
    pub now: Instant,
    /// Local time, `HH:MM:SS`.
    pub wall: String,
    /// The bench as it was last read.
    pub bench: Arc<Snapshot>,
    /// Where the instrument is, for the header.
    pub address: String,
    /// The built-in simulator is the instrument.
    pub built_in_simulator: bool,
    /// No more power than this: never above [`Fixed::caps`].
    pub caps: PowerCaps,
    /// What stands between header and footer.
    pub page: Page,
    /// Which panel has the focus.
    pub focus: Focus,
    /// Which panel stands below the power chart where there is room for one.
    pub below: Focus,
    /// What keys go to before they go to the page.
    pub mode: Mode,
    /// The first half of a sequence of keys.
    pub begun: Option<Chord>,
    /// The live power chart.
    pub strip: Strip,
    /// Powers that were held, by detector, to read the difference from.
    pub held: Option<Vec<Option<f32>>>,
    /// What the operator was told.
    pub messages: Messages,
    /// What the instrument's error queue had, newest last.
    pub errors: Vec<InstrumentError>,
    /// The status registers as they were last read.
    pub status: StatusRegisters,
    /// Values that were asked for and not yet confirmed.
    pub pending: BTreeMap<Parameter, (RequestId, Value)>,
    /// Setpoints that can be taken back.
    pub undo: Undo,
    /// Command lines that were entered.
    pub recall: Recall,
    /// The conversation with the instrument.
    pub conversation: Conversation,
    /// The presets there are.
    pub presets: Vec<String>,
    /// Files of traces that were saved or opened, the last one first.
    pub files: Vec<String>,
    /// The traces and how they are looked at.
    pub traces: Traces,
    /// The chart is shown as a picture.
    pub pictured: bool,
    /// The last picture that was made.
    pub picture: Option<Picture>,
    /// The one that is being made.
    pub picture_asked: Option<Key>,
    /// Where the mouse was pressed on the trace, nm.
    pub dragged_from: Option<f64>,
    /// Which panel had the focus when somebody asked for a trace that has not come yet.
    pub asked_from: Option<Focus>,
    /// The watched detectors' traces are fetched after each sweep.
    pub auto_download: bool,
    /// When they are fetched again while sweep follows sweep.
    pub next_live: Option<Instant>,
    /// Selections of the panels that have one, by [`Focus::index`].
    pub cursors: [Cursor; 6],
    /// What this session lit and started and has not seen end.
    pub ours: Ours,
    /// The scan that was agreed to: later ones within it are not asked again.
    pub agreed: Option<Agreed>,
    /// How the key came that is being taken.
    pub typed: Typed,
    /// The size of the screen.
    pub area: Rect,
    /// The number of the last frame that was drawn.
    pub frame: u64,
}

impl State {
    /// A screen before anything was read.
    pub fn new(fixed: Fixed, view: View, window_s: u64, now: Instant) -> Self {
        let detectors = fixed.detectors.iter().map(|(detector, _)| *detector).collect();
        let strip = Strip::new(now, window_s, fixed.period);
        Self {
            caps: fixed.caps.clone(),
            fixed,
            view,
            now,
            wall: String::new(),
            bench: Arc::new(Snapshot::new(detectors)),
            address: String::new(),
            built_in_simulator: false,
            page: Page::Bench,
            focus: Focus::Lasers,
            below: Focus::Lasers,
            mode: Mode::Page,
            begun: None,
            strip,
            held: None,
            messages: Messages::default(),
            errors: Vec::new(),
            status: StatusRegisters::default(),
            pending: BTreeMap::new(),
            undo: Undo::default(),
            recall: Recall::default(),
            conversation: Conversation::default(),
            presets: Vec::new(),
            files: Vec::new(),
            traces: Traces::default(),
            pictured: false,
            picture: None,
            picture_asked: None,
            dragged_from: None,
            asked_from: None,
            auto_download: false,
            next_live: None,
            cursors: [Cursor::default(); 6],
            ours: Ours::default(),
            agreed: None,
            typed: Typed { alone: true },
            area: Rect::ZERO,
            frame: 0,
        }
    }

    /// The theme that is shown.
    pub fn theme(&self) -> &Theme {
        let named = self.fixed.themes.iter().find(|(name, _)| *name == self.view.theme);
        let (_, theme) = named.or(self.fixed.themes.first()).expect("there are built-in themes");
        theme
    }

    /// Whether what is shown is played by the simulator, built in or elsewhere.
    pub fn is_simulated(&self) -> bool {
        self.built_in_simulator || self.bench.identity.as_ref().is_some_and(Identity::is_simulated)
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

    /// A detector's name, or its place.
    pub fn detector_name(&self, detector: DetectorId) -> String {
        let known = self.fixed.detectors.iter().find(|(other, _)| *other == detector);
        known.map_or_else(|| detector.to_string(), |(_, name)| name.clone())
    }

    /// A detector's reference in words, and whether it is good for the bench as it is. Briefly, it fits a
    /// panel.
    pub fn reference_words(&self, detector: DetectorId, briefly: bool) -> (String, bool) {
        let Some(known) = self.bench.references.get(&detector) else { return ("not read yet".into(), true) };
        let Some(when) = known.reference.when() else { return ("none".into(), true) };
        let kind = known.reference.kind();
        let day = when.split(' ').next().unwrap_or_default();
        if let Some(mark) = known.light.mark() {
            let words = if briefly {
                mark.to_owned()
            } else {
                format!("{when}, {mark}: there was no light, or not all the time, while it was taken")
            };
            return (format!("{kind}, {words}"), false);
        }
        match (
            known.under.as_ref().map(|under| under.changed(|parameter| self.bench.value(parameter))),
            briefly,
        ) {
            (Some(Some(parameter)), true) => (format!("{kind}, STALE: {parameter}"), false),
            (Some(Some(parameter)), false) => {
                (format!("{kind}, {when}, STALE: {parameter} changed since"), false)
            }
            (Some(None), true) => (format!("{kind}, {day}, valid"), true),
            (Some(None), false) => (format!("{kind}, {when}, valid for the bench as it is"), true),
            (None, true) => (format!("{kind}, {when}"), true),
            (None, false) => {
                (format!("{kind}, {when}, taken before this session: what under is not known"), true)
            }
        }
    }

    /// The parameter under the selection, if the form or the focused panel has one.
    pub fn selected_parameter(&self) -> Option<Parameter> {
        match &self.page {
            Page::Bench => {}
            Page::Form(form) => return form.selected(),
            _ => return None,
        }
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

    /// Tells the operator something that is as it should be.
    pub fn inform(&mut self, words: impl Into<String>) {
        self.tell(Level::Info, words);
    }
}
