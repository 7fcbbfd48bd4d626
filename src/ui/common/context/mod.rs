//! What every subject of the screen may read and none of them changes: the settings, the bench as it was last read,
//! the time, and what is selected.

mod page;
pub(in crate::ui) mod panel;
mod selection;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::band::Band;
use crate::config::look::Glyphs;
use crate::config::naming::Pattern;
use crate::config::settings::{KnownBench, ProfileName};
use crate::config::user_command::UserCommand;
use crate::core::consent::{Beams, Lights, NoBeam};
use crate::core::ids::{DetectorId, LaserId};
use crate::core::laser::{Ours, PowerCaps};
use crate::core::may::{May, ReadOnly};
use crate::core::parameter::{Parameter, Value};
use crate::core::request::RequestId;
use crate::core::snapshot::{Identity, Snapshot};
use crate::core::transcript::Transcript;
use crate::core::units::Dbm;
pub(crate) use crate::ui::common::context::page::Page;
pub(in crate::ui) use crate::ui::common::context::selection::Room;
pub use crate::ui::common::context::selection::{Cursor, Panel, Selection};
use crate::ui::kit::graphics::Graphics;
use crate::ui::kit::input::chord::Chord;
use crate::ui::kit::input::keymap::Keymap;
use crate::ui::kit::theme::Theme;

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
    /// The bands of this bench, by the settings.
    pub bands: Vec<Band>,
    /// From one round of powers to the next.
    pub period: Duration,
    /// A detector that reads less is dark.
    pub dark: Dbm,
    /// A power that is better than any before is heard in the alignment view.
    pub align_tone: bool,
    /// Where the log is, for the help page.
    pub log: String,
    /// The operator's own commands, each with its keys: none, one, or two after another.
    pub(crate) commands: Vec<(UserCommand, Vec<Chord>)>,
    /// The profile of this bench, if one was chosen: its name in the header.
    pub bench: Option<ProfileName>,
    /// The benches of the settings, among which can be chosen.
    pub benches: Vec<KnownBench>,
    /// What may be done from here.
    pub may: May,
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
pub struct Preferences {
    /// The name of the theme.
    pub theme: String,
    /// The characters that charts are drawn with.
    pub glyphs: Glyphs,
    /// The mouse is taken.
    pub mouse: bool,
    /// The focused panel has the whole screen.
    pub expanded: bool,
}

/// The way to the instrument, and what was sent on it from here.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where the instrument is, for the header.
    pub(crate) address: String,
    /// The built-in simulator is the instrument.
    pub(in crate::ui) built_in_simulator: bool,
    /// Somebody has answered there since this session went there.
    pub(crate) reached: bool,
    /// No more power than this: never above [`Fixed::caps`].
    pub(crate) caps: PowerCaps,
    /// Values that were asked for and not yet confirmed.
    pub(in crate::ui) pending: BTreeMap<Parameter, (RequestId, Value)>,
    /// What this session lit and started and has not seen end.
    pub ours: Ours,
}

/// A recording of live power that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recording {
    /// Since then.
    pub(crate) since: Instant,
    /// Gaps so far.
    pub(crate) gaps: u64,
    /// Bytes so far.
    pub(crate) bytes: u64,
}

/// The service beside the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Served {
    /// Where it listens.
    pub(crate) at: SocketAddr,
    /// Connections that are open, by where they come from.
    pub(crate) connected: BTreeMap<IpAddr, usize>,
}

impl Served {
    /// How many connections are open.
    pub(in crate::ui) fn count(&self) -> usize {
        self.connected.values().sum()
    }
}

/// Why no light may come out.
#[derive(Debug, thiserror::Error)]
pub(in crate::ui) enum NoLight {
    /// Nothing is ordered from here.
    #[error(transparent)]
    ReadOnly(#[from] ReadOnly),
    /// The bench does not allow it.
    #[error(transparent)]
    Bench(#[from] NoBeam),
}

/// What every subject may read.
#[derive(Clone, Debug)]
pub struct Context {
    /// What was told once.
    pub fixed: Fixed,
    /// What the operator chose.
    pub view: Preferences,
    /// Now, on the clock that tests can hold.
    pub now: Instant,
    /// Local time, `HH:MM:SS`.
    pub(crate) wall: String,
    /// The same with its day and its time zone.
    pub(crate) clock: jiff::ZonedDateTime,
    /// The bench as it was last read.
    pub bench: Arc<Snapshot>,
    /// The way to the instrument.
    pub link: Link,
    /// The recording of live power, while one goes on.
    pub(crate) recording: Option<Recording>,
    /// Who else is at this bench, where others are served.
    pub(crate) served: Option<Served>,
    /// What has the focus, and what is selected in each panel.
    pub selection: Selection,
    /// What stands between header and footer.
    pub page: Page,
    /// The key that is being handled came by itself: not in one burst with others, not out of a paste, not repeated by a
    /// key that is held.
    pub(in crate::ui) alone: bool,
}

impl Context {
    /// Before anything was read.
    pub(crate) fn new(fixed: Fixed, view: Preferences, now: Instant) -> Self {
        let detectors = fixed.detectors.iter().map(|(detector, _)| *detector).collect();
        let link = Link {
            address: String::new(),
            built_in_simulator: false,
            reached: false,
            caps: fixed.caps.clone(),
            pending: BTreeMap::new(),
            ours: Ours::default(),
        };
        Self {
            fixed,
            view,
            now,
            wall: String::new(),
            clock: jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(jiff::tz::TimeZone::UTC),
            bench: Arc::new(Snapshot::new(detectors)),
            link,
            recording: None,
            served: None,
            selection: Selection::default(),
            page: Page::Bench,
            alone: true,
        }
    }

    /// The theme that is shown.
    pub fn theme(&self) -> &Theme {
        let named = self.fixed.themes.iter().find(|(name, _)| *name == self.view.theme);
        #[expect(clippy::expect_used, reason = "built-in themes are always among them")]
        let (_, theme) = named.or(self.fixed.themes.first()).expect("there are built-in themes");
        theme
    }

    /// Whether what is shown is played by the simulator, built in or elsewhere.
    pub(crate) fn is_simulated(&self) -> bool {
        self.link.built_in_simulator || self.bench.identity.as_ref().is_some_and(Identity::is_simulated)
    }

    /// Whether anything was ever known of the instrument: where nobody has answered yet, and this session lit nothing,
    /// there is no light to be told of.
    pub(in crate::ui) fn is_reached(&self) -> bool {
        self.link.reached || self.link.ours != Ours::default()
    }

    /// The key that goes to a panel from where the operator is; nothing where it has none.
    pub(in crate::ui) fn panel_key(&self, panel: Panel) -> String {
        self.fixed.keymap.key_in(self.selection.focus.scope(), panel.action()).unwrap_or_default()
    }

    /// The panel that has the whole screen, if one has.
    pub(crate) fn expanded(&self) -> Option<Panel> {
        self.view.expanded.then_some(self.selection.focus)
    }

    /// The laser positions that the panel lists.
    pub(crate) fn listed_lasers(&self) -> Vec<LaserId> {
        self.bench.fitted().iter().collect()
    }

    /// The laser that the selection of its panel is on; `None` where none is fitted.
    pub fn selected_laser(&self) -> Option<LaserId> {
        let listed = self.listed_lasers();
        let row = self.selection.cursor(Panel::Lasers).row;
        listed.get(row.min(listed.len().saturating_sub(1))).copied()
    }

    /// The selected detector: its index among the watched ones.
    pub(crate) fn selected_detector(&self) -> usize {
        self.selection.cursor(Panel::Detectors).row.min(self.fixed.detectors.len().saturating_sub(1))
    }

    /// A detector's name, or its place.
    pub(crate) fn detector_name(&self, detector: DetectorId) -> String {
        let known = self.fixed.detectors.iter().find(|(other, _)| *other == detector);
        known.map_or_else(|| detector.to_string(), |(_, name)| name.clone())
    }

    /// The speeds that the laser behind a setting offers, nm/s, where it is a speed and the laser's model is known.
    pub(in crate::ui) fn speeds(&self, parameter: Parameter) -> Option<&'static [u32]> {
        self.bench.speeds_of(parameter).map(|(_, speeds)| speeds)
    }

    /// What would come out.
    ///
    /// # Errors
    /// Why nothing may.
    pub(in crate::ui) fn beams(&self, lights: &Lights) -> Result<Beams, NoLight> {
        self.fixed.may.order()?;
        Ok(self.bench.beams(lights, &self.link.caps)?)
    }
}
