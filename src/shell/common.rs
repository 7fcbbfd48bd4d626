//! What can be typed with every command: which instrument, which settings, how the simulator plays.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use color_eyre::eyre::{Result, bail, eyre};
use tracing::level_filters::LevelFilter;

use crate::app::desk::Detectors;
use crate::config::address::Address;
use crate::config::paths;
use crate::config::settings::Settings;
use crate::core::ids::DetectorId;
use crate::instrument::worker::Tcp;
use crate::simulator::{Layout, Options, Scenario};
use crate::ui::common::command::one_word;

/// What can be typed with every command.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// The instrument: HOST, HOST:PORT or `TCPIP::HOST::PORT::SOCKET`
    #[arg(long, env = "CTP10_ADDRESS", global = true)]
    address: Option<String>,
    /// The settings file [default: ~/.config/ctp10/config.toml]
    #[arg(long, value_name = "FILE", env = "CTP10_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// Watch only: nothing is ordered from here; laser off still works
    #[arg(long, global = true)]
    read_only: bool,
    /// Characters that charts are drawn with: octant, braille, blocks or ascii
    #[arg(long, value_name = "SET", global = true)]
    glyphs: Option<String>,
    /// How much is logged; `trace` has every message on the wire
    #[arg(long, value_name = "LEVEL", default_value = "info", global = true)]
    pub(super) log_level: LevelFilter,
    #[command(flatten)]
    pub(super) simulated: Simulated,
}

impl Common {
    /// The settings file, if there is one.
    pub(super) fn file(&self) -> Option<PathBuf> {
        own_file(self.config.as_ref(), "config.toml")
    }

    /// Flag, then environment, then file, then default.
    pub(super) fn settings(&self) -> Result<Settings> {
        let mut settings = match self.file() {
            Some(path) => Settings::load(&path)?,
            None => Settings::default(),
        };
        if let Some(address) = self.address.as_ref().filter(|address| !address.is_empty()) {
            settings.address = Some(address.parse::<Address>()?);
        }
        settings.read_only |= self.read_only;
        if let Some(glyphs) = &self.glyphs {
            settings.glyphs = Some(glyphs.parse()?);
        }
        Ok(settings)
    }
}

/// The file that was named, or the one in the settings folder if it is there.
pub(super) fn own_file(named: Option<&PathBuf>, usual: &str) -> Option<PathBuf> {
    let usual = || paths::config_dir().map(|folder| folder.join(usual)).filter(|path| path.exists());
    named.cloned().or_else(usual)
}

/// Where the instrument is; without one this cannot be done.
pub(super) fn instrument(settings: &Settings, to_do: &str) -> Result<Tcp> {
    match &settings.address {
        Some(Address { host, port }) => Ok(Tcp { host: host.clone(), port: *port }),
        None => bail!("to {to_do} name an instrument: --address HOST"),
    }
}

/// A detector by its place or its name in the settings.
pub(super) fn detector(settings: &Settings, typed: &str) -> Result<(DetectorId, String)> {
    let named =
        |(_, name): &&(DetectorId, String)| one_word(name).eq_ignore_ascii_case(typed) || name == typed;
    if let Some(found) = settings.detectors.iter().find(named) {
        return Ok(found.clone());
    }
    let detector: DetectorId = typed.parse().map_err(|error| eyre!("{error}, or a name of the settings"))?;
    let known = settings.detectors.iter().find(|(other, _)| *other == detector);
    Ok(known.cloned().unwrap_or_else(|| (detector, detector.to_string())))
}

/// The detectors that were named, or those of the settings.
pub(super) fn detectors(settings: &Settings, typed: &[String]) -> Result<Detectors> {
    if typed.is_empty() {
        return Ok(Detectors::OfSettings(settings.detectors.clone()));
    }
    Ok(Detectors::Named(typed.iter().map(|typed| detector(settings, typed)).collect::<Result<_>>()?))
}

/// How the simulator plays.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulator")]
pub(super) struct Simulated {
    /// Same seed, same bytes
    #[arg(long, default_value_t = 1, global = true)]
    seed: u64,
    /// Speed of the link, bytes per second; 400000 makes 940 001 points last 9.4 s
    #[arg(long, value_name = "BYTES/S", global = true, value_parser = clap::value_parser!(u64).range(1..))]
    rate: Option<u64>,
    /// Milliseconds from a question to its answer
    #[arg(long, value_name = "MS", default_value_t = 0, global = true, value_parser = clap::value_parser!(u64).range(..=600_000))]
    latency: u64,
    /// Sweeps, references and warm-ups run this many times faster
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, global = true)]
    speedup: f64,
    /// What is fitted, and how it answers: a TOML file
    #[arg(long, value_name = "FILE", global = true)]
    bench: Option<PathBuf>,
    /// What goes wrong: a TOML file
    #[arg(long, value_name = "FILE", global = true)]
    scenario: Option<PathBuf>,
}

impl Simulated {
    /// The same as it is meant.
    pub(super) fn options(&self) -> Result<Options> {
        if !(0.01..=10_000.0).contains(&self.speedup) {
            bail!("--speedup {} is outside 0.01 to 10000", self.speedup);
        }
        let scenario = match &self.scenario {
            Some(path) => Scenario::load(path)?,
            None => Scenario::default(),
        };
        let layout = match &self.bench {
            Some(path) => Layout::load(path)?,
            None => Layout::default(),
        };
        Ok(Options {
            seed: self.seed,
            rate: self.rate,
            latency: Duration::from_millis(self.latency),
            speedup: self.speedup,
            max_clients: None,
            layout,
            scenario,
        })
    }
}
