//! What is fitted in the simulated bench and how it answers: as written (`File`) and as meant (`Layout`).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::optics;
use super::values::{self, FileError, text};

/// Positions for lasers.
pub(crate) const POSITIONS: usize = 10;
/// What the platform can do, nm.
pub(crate) const PLATFORM_NM: (f64, f64) = (1240.0, 1680.0);

/// A bench file, as `assets/bench.toml` shows one. What it does not name is as it is without one; `module` and `laser`
/// replace all of theirs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "File")]
pub struct Layout {
    pub(crate) instrument: Instrument,
    /// By slot.
    pub(crate) modules: BTreeMap<usize, Module>,
    /// By position, from 1 on.
    pub(crate) lasers: [Option<Arc<Model>>; POSITIONS],
}

impl Layout {
    /// Reads a bench file.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        values::load("bench", path)
    }
}

impl Default for Layout {
    fn default() -> Self {
        #[expect(clippy::expect_used, reason = "tests build it, and it depends on nothing")]
        Self::try_from(File::default()).expect("the built-in bench is valid")
    }
}

/// The instrument itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Instrument {
    #[serde(deserialize_with = "text")]
    pub(crate) maker: String,
    #[serde(deserialize_with = "text")]
    pub(crate) model: String,
    #[serde(deserialize_with = "text")]
    pub(crate) firmware: String,
    pub(crate) max_clients: Option<usize>,
    pub(crate) errors: Errors,
    pub(crate) questions: Questions,
    pub(crate) laser_power: PowerUnit,
    pub(crate) empty_lasers: Empty,
    pub(crate) absent_detectors: Absent,
}

impl Default for Instrument {
    fn default() -> Self {
        Self {
            maker: "EXFO".into(),
            model: "CTP10".into(),
            firmware: "1.4.0".into(),
            max_clients: None,
            errors: Errors::default(),
            questions: Questions::default(),
            laser_power: PowerUnit::default(),
            empty_lasers: Empty::default(),
            absent_detectors: Absent::default(),
        }
    }
}

/// Whose the error queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Errors {
    #[default]
    Shared,
    PerConnection,
}

/// How several questions in one message are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Questions {
    /// On one line, between `;`, as SCPI has it.
    #[default]
    Joined,
    /// Only the first of them.
    First,
    /// A line each.
    Lines,
}

/// In which unit lasers answer their power.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PowerUnit {
    #[default]
    Dbm,
    Mw,
}

/// How a position without a laser answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Empty {
    /// It has a model of that name.
    #[default]
    None,
    /// Its identity is `0`.
    Zero,
    /// An error in the queue, and no answer.
    Error,
    /// Nothing at all.
    Silent,
}

/// How a detector answers that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Absent {
    /// An error in the queue, and no answer.
    #[default]
    Error,
    /// Nothing at all.
    Silent,
}

/// What is in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Module {
    /// IN1, IN2, TLS IN and OUT TO DUT.
    IlRlOpm2,
    /// Inputs with the device before them, or with nothing.
    PowerMeter { channels: usize, open: bool },
}

impl Module {
    pub(crate) const fn channels(self) -> usize {
        match self {
            Self::IlRlOpm2 => 4,
            Self::PowerMeter { channels, .. } => channels,
        }
    }

    /// The path of the light to a channel, if any arrives there.
    pub(crate) fn path(self, slot: usize, channel: usize) -> Option<optics::Path> {
        match self {
            Self::IlRlOpm2 => optics::Path::il_rl_opm2(slot, channel),
            Self::PowerMeter { open, .. } => (!open).then(|| optics::Path::power_meter(slot, channel)),
        }
    }

    /// Whether this channel shares its wavelength with the others that do.
    pub(crate) const fn shares_wavelength(self, channel: usize) -> bool {
        matches!(self, Self::IlRlOpm2) && channel > 1
    }
}

/// A laser that can be fitted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) serial: String,
    pub(crate) firmware: String,
    pub(crate) first_nm: f64,
    pub(crate) last_nm: f64,
    /// nm/s.
    pub(crate) speeds: Vec<u32>,
    /// What it is set to at first, dBm.
    pub(crate) power_dbm: f64,
    pub(crate) most_dbm: f64,
}

/// Speeds of the T100S-HP, nm/s.
const T100S_SPEEDS: [u32; 22] =
    [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 20, 22, 25, 29, 33, 40, 50, 67, 100];

impl Model {
    /// A laser that is known by its name.
    fn known(name: &str) -> Option<Self> {
        let (firmware, range, speeds, power_dbm) = match name {
            "T100S-HP" => ("6.06", (1502.0, 1627.0), T100S_SPEEDS.to_vec(), 8.0),
            "T200S-O-M" => ("2.01", (1262.5, 1355.0), vec![10, 20, 50, 100, 200], 10.0),
            _ => return None,
        };
        Some(Self {
            name: name.into(),
            kind: name.into(),
            serial: "0".into(),
            firmware: firmware.into(),
            first_nm: range.0,
            last_nm: range.1,
            speeds,
            power_dbm,
            most_dbm: 13.0,
        })
    }

    /// The nearest speed that it has, nm/s.
    pub(crate) fn speed(&self, wanted: u32) -> u32 {
        self.speeds.iter().copied().min_by_key(|speed| speed.abs_diff(wanted)).unwrap_or(wanted)
    }
}

/// A bench as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    instrument: Instrument,
    module: Option<Vec<WrittenModule>>,
    laser: Option<Vec<WrittenLaser>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenModule {
    slot: usize,
    #[serde(rename = "type")]
    kind: ModuleKind,
    channels: Option<usize>,
    #[serde(default)]
    open: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ModuleKind {
    IlRlOpm2,
    PowerMeter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLaser {
    position: usize,
    #[serde(deserialize_with = "text")]
    model: String,
    #[serde(default, rename = "type", deserialize_with = "values::some_text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "values::some_text")]
    serial: Option<String>,
    #[serde(default, deserialize_with = "values::some_text")]
    firmware: Option<String>,
    range_nm: Option<(f64, f64)>,
    speeds: Option<Vec<u32>>,
    power_dbm: Option<f64>,
    max_power_dbm: Option<f64>,
}

/// A bench that cannot be.
#[derive(Debug, thiserror::Error)]
enum BadLayout {
    #[error("max_clients = 0 admits no client: write 1 or more, or leave it out")]
    NoClients,
    #[error("slot = {0} is not a slot: slots are 1 to 20")]
    Slot(usize),
    #[error("an il_rl_opm2 (slot {0}) has 4 channels, and light: leave channels and open out")]
    IlRlOpm2(usize),
    #[error("channels = {channels} (slot {slot}) are outside 1 to 6")]
    Channels { slot: usize, channels: usize },
    #[error("slot = {0} is there twice")]
    SlotTwice(usize),
    #[error("position = {0} is not a position: lasers are at 1 to {POSITIONS}")]
    Position(usize),
    #[error("position = {0} is there twice")]
    PositionTwice(usize),
    #[error("the laser at position {0}: {1}")]
    Laser(usize, #[source] BadLaser),
}

/// A laser that cannot be.
#[derive(Debug, thiserror::Error)]
enum BadLaser {
    #[error("{model:?} is not known here, so it needs {what}")]
    Unknown { model: String, what: &'static str },
    #[error("range_nm = [{0}, {1}] is not a range: two wavelengths from {least} to {most}, 0.1 apart", least = PLATFORM_NM.0, most = PLATFORM_NM.1)]
    Range(f64, f64),
    #[error("a speed of {0} nm/s is outside 1 to 200")]
    Speed(u32),
    #[error("speeds = [] is empty: write at least one")]
    NoSpeed,
    #[error("max_power_dbm = {0} is outside -10 to 30")]
    MaxPower(f64),
    #[error("power_dbm = {0} is outside -10 to {1}")]
    Power(f64, f64),
}

impl TryFrom<File> for Layout {
    type Error = BadLayout;

    fn try_from(file: File) -> Result<Self, BadLayout> {
        if file.instrument.max_clients == Some(0) {
            return Err(BadLayout::NoClients);
        }
        let modules = match file.module {
            Some(written) => modules(written)?,
            None => [(1, Module::PowerMeter { channels: 6, open: true }), (4, Module::IlRlOpm2)].into(),
        };
        let mut lasers = [const { None }; POSITIONS];
        match file.laser {
            Some(written) => place(&mut lasers, written)?,
            None => {
                for (position, name) in lasers.iter_mut().zip(["T100S-HP", "T200S-O-M"]) {
                    *position = Model::known(name).map(Arc::new);
                }
            }
        }
        Ok(Self { instrument: file.instrument, modules, lasers })
    }
}

fn modules(written: Vec<WrittenModule>) -> Result<BTreeMap<usize, Module>, BadLayout> {
    let mut modules = BTreeMap::new();
    for WrittenModule { slot, kind, channels, open } in written {
        if !(1..=20).contains(&slot) {
            return Err(BadLayout::Slot(slot));
        }
        let module = match kind {
            ModuleKind::IlRlOpm2 if channels.is_some_and(|channels| channels != 4) || open => {
                return Err(BadLayout::IlRlOpm2(slot));
            }
            ModuleKind::IlRlOpm2 => Module::IlRlOpm2,
            ModuleKind::PowerMeter => Module::PowerMeter { channels: channels.unwrap_or(6), open },
        };
        if !(1..=6).contains(&module.channels()) {
            return Err(BadLayout::Channels { slot, channels: module.channels() });
        }
        if modules.insert(slot, module).is_some() {
            return Err(BadLayout::SlotTwice(slot));
        }
    }
    Ok(modules)
}

fn place(lasers: &mut [Option<Arc<Model>>; POSITIONS], written: Vec<WrittenLaser>) -> Result<(), BadLayout> {
    for laser in written {
        let number = laser.position;
        let position = number.checked_sub(1).and_then(|index| lasers.get_mut(index));
        let position = position.ok_or(BadLayout::Position(number))?;
        let model = laser.model().map_err(|bad| BadLayout::Laser(number, bad))?;
        if position.replace(Arc::new(model)).is_some() {
            return Err(BadLayout::PositionTwice(number));
        }
    }
    Ok(())
}

impl WrittenLaser {
    fn model(self) -> Result<Model, BadLaser> {
        let named = Model::known(&self.model);
        let missing = |what| BadLaser::Unknown { model: self.model.clone(), what };
        let (least, most) = PLATFORM_NM;
        let (first_nm, last_nm) = match self.range_nm {
            Some(range) => range,
            None => named.as_ref().map(|m| (m.first_nm, m.last_nm)).ok_or_else(|| missing("range_nm"))?,
        };
        if !(first_nm >= least && first_nm + 0.1 <= last_nm && last_nm <= most) {
            return Err(BadLaser::Range(first_nm, last_nm));
        }
        let speeds = match self.speeds {
            Some(speeds) => speeds,
            None => named.as_ref().map(|m| m.speeds.clone()).ok_or_else(|| missing("speeds"))?,
        };
        if let Some(speed) = speeds.iter().find(|speed| !(1..=200).contains(*speed)) {
            return Err(BadLaser::Speed(*speed));
        }
        if speeds.is_empty() {
            return Err(BadLaser::NoSpeed);
        }
        let most_dbm = self.max_power_dbm.unwrap_or(13.0);
        if !(-10.0..=30.0).contains(&most_dbm) {
            return Err(BadLaser::MaxPower(most_dbm));
        }
        let power_dbm =
            self.power_dbm.unwrap_or_else(|| named.as_ref().map_or(0.0, |m| m.power_dbm).min(most_dbm));
        if !(-10.0..=most_dbm).contains(&power_dbm) {
            return Err(BadLaser::Power(power_dbm, most_dbm));
        }
        let firmware = named.map_or_else(|| "1.00".into(), |model| model.firmware);
        Ok(Model {
            kind: self.kind.unwrap_or_else(|| self.model.clone()),
            name: self.model,
            serial: self.serial.unwrap_or_else(|| "0".into()),
            firmware: self.firmware.unwrap_or(firmware),
            first_nm,
            last_nm,
            speeds,
            power_dbm,
            most_dbm,
        })
    }
}
