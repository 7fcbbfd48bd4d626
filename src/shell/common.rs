//! What can be typed with every command: which instrument, which settings; and how the simulator plays, where it may.

use std::path::PathBuf;
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};
use color_eyre::eyre::{Result, bail, eyre};

use crate::app::print::complain;
use crate::config::address::Address;
use crate::config::paths;
use crate::config::settings::profile::known;
use crate::config::settings::{KnownBench, Settings};
use crate::core::ids::DetectorId;
use crate::core::text::{clean, clean_path};
use crate::desk::{Detectors, NamedDetector};
use crate::files::read::{TEXT, read_text};
use crate::instrument::worker::Tcp;
use crate::simulator::{Layout, Options, Scenario};

/// What can be typed with every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub(super) struct Common {
    /// HOST, HOST:PORT or a VISA name
    #[arg(long, value_name = "HOST", env = ADDRESS, global = true, hide_env_values = true)]
    address: Option<String>,
    /// A [profile.NAME] of the settings
    #[arg(long, value_name = "NAME", env = "CTP10_PROFILE", global = true, hide_env_values = true)]
    profile: Option<String>,
    /// The settings file
    #[arg(long, value_name = "FILE", env = "CTP10_CONFIG", global = true, hide_env_values = true)]
    config: Option<PathBuf>,
    /// Send no commands; laser off still works
    #[arg(long, global = true)]
    read_only: bool,
    /// What of these the environment said, by name.
    #[arg(skip)]
    environment: Vec<&'static str>,
    /// What was chosen since.
    #[arg(skip)]
    bench: Option<Chosen>,
}

/// What was chosen on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chosen {
    /// A profile.
    Profile,
    /// The built-in simulator.
    Simulator,
}

/// The variable of the environment that names the instrument.
const ADDRESS: &str = "CTP10_ADDRESS";

/// Where a setting has its value from, if it is not the settings file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// An option of the command line: its name.
    Option(&'static str),
    /// A variable of the environment.
    Environment(&'static str),
}

impl Common {
    /// Notes what came from the environment.
    pub(super) fn note(&mut self, matches: &ArgMatches) {
        let from = |id: &&str| matches.value_source(id) == Some(ValueSource::EnvVariable);
        self.environment = ["address", "profile", "config"].into_iter().filter(from).collect();
    }

    /// The settings file, if there is one.
    pub(super) fn file(&self) -> Option<PathBuf> {
        own_file(self.config.as_ref(), FILE)
    }

    /// Where the settings file is, or would be looked for.
    pub(super) fn place(&self) -> Option<PathBuf> {
        self.config.clone().or_else(|| paths::config_dir().map(|folder| folder.join(FILE)))
    }

    /// The profile that was chosen.
    pub(super) fn profile(&self) -> Option<&str> {
        self.profile.as_deref().filter(|name| !name.is_empty())
    }

    /// The same at the bench of a profile, or at the built-in simulator: what was said of another one does not count there.
    pub(super) fn at(&self, profile: Option<&str>) -> Self {
        Self {
            address: None,
            profile: profile.map(ToOwned::to_owned),
            config: self.config.clone(),
            read_only: self.read_only,
            environment: Vec::new(),
            bench: Some(if profile.is_some() { Chosen::Profile } else { Chosen::Simulator }),
        }
    }

    /// Whether the bench was chosen among those of the settings.
    pub(super) const fn is_chosen(&self) -> bool {
        self.bench.is_some()
    }

    /// The benches of the settings.
    pub(super) fn benches(&self) -> Vec<KnownBench> {
        let Some(path) = self.file() else { return Vec::new() };
        let written = read_text(&path, TEXT).unwrap_or_default();
        known(&written, &clean_path(&path))
    }

    /// The settings file as it was written, with the profile alone.
    fn written(&self) -> Result<Settings> {
        match (self.file(), self.profile()) {
            (Some(path), profile) => Ok(Settings::load(&path, profile)?),
            (None, None) => Ok(Settings::default()),
            (None, Some(name)) => bail!(
                "there is no profile {:?}: there is no settings file; ctp10 config init writes one",
                clean(name)
            ),
        }
    }

    /// The address that was typed, or that of the environment where no profile has one.
    fn typed_address(&self, written: &Settings) -> Option<(&str, From)> {
        let typed = self.address.as_deref().filter(|address| !address.is_empty())?;
        if !self.environment.contains(&"address") {
            return Some((typed, From::Option("--address")));
        }
        let of_profile = self.profile().is_some() && written.address.is_some();
        (!of_profile).then_some((typed, From::Environment(ADDRESS)))
    }

    /// Flag, then profile, then environment, then file, then default.
    pub(super) fn settings(&self) -> Result<Settings> {
        let mut settings = self.written()?;
        if let Some((address, _)) = self.typed_address(&settings) {
            settings.address = Some(address.parse::<Address>()?);
        }
        if self.bench == Some(Chosen::Simulator) {
            settings.address = None;
        }
        settings.read_only |= self.read_only;
        Ok(settings)
    }

    /// The same for a command that switches light off: where the settings cannot be used that is said, and an address that was
    /// typed is enough.
    pub(super) fn settings_to_go_dark(&self) -> Result<Settings> {
        let settings = self.settings();
        let typed = self.address.as_deref().and_then(|address| address.parse::<Address>().ok());
        match (settings, typed) {
            (Err(why), Some(address)) => {
                complain(&format!("{why:#}; light is switched off at {address} all the same"));
                Ok(Settings { address: Some(address), ..Settings::default() })
            }
            (settings, _) => settings,
        }
    }

    /// What was said of settings beside the file: the key, its value, and where that was said.
    pub(super) fn beside(&self) -> Result<Vec<(&'static str, toml::Value, From)>> {
        let written = self.written()?;
        let address = self.typed_address(&written);
        let address = address.map(|(address, from)| ("address", address.to_owned().into(), from));
        let read_only = self.read_only.then_some(("read_only", true.into(), From::Option("--read-only")));
        Ok(address.into_iter().chain(read_only).collect())
    }
}

/// The name of the settings file.
const FILE: &str = "config.toml";

/// The file that was named, or the one in the settings folder if it is there.
pub(super) fn own_file(named: Option<&PathBuf>, usual: &str) -> Option<PathBuf> {
    let usual = || paths::config_dir().map(|folder| folder.join(usual)).filter(|path| path.exists());
    named.cloned().or_else(usual)
}

/// Where the instrument is.
///
/// # Errors
/// If nothing says it: no command takes the simulator for a bench.
pub(super) fn instrument(settings: &Settings) -> Result<Tcp> {
    match &settings.address {
        Some(Address { host, port }) => Ok(Tcp { host: host.clone(), port: *port }),
        None => bail!("no instrument address: give --address HOST or --profile NAME, or set {ADDRESS}"),
    }
}

/// A detector by its place or its name in the settings.
pub(super) fn detector(settings: &Settings, typed: &str) -> Result<(DetectorId, String)> {
    let detector = DetectorId::typed(typed, &settings.detectors);
    let detector = detector.map_err(|error| eyre!("{error}, or a name of the settings"))?;
    let known = settings.detectors.iter().find(|(other, _)| *other == detector);
    Ok(known.cloned().unwrap_or_else(|| (detector, detector.to_string())))
}

/// The detectors that were named, each once, or those of the settings.
pub(super) fn detectors(settings: &Settings, typed: &[String]) -> Result<Detectors> {
    if typed.is_empty() {
        return Ok(Detectors::OfSettings(settings.detectors.clone()));
    }
    let named: Vec<NamedDetector> =
        typed.iter().map(|typed| detector(settings, typed)).collect::<Result<_>>()?;
    let again =
        |(at, (place, _)): &(usize, &NamedDetector)| named[..*at].iter().any(|(before, _)| before == place);
    if let Some((_, (twice, _))) = named.iter().enumerate().find(again) {
        bail!("detector {twice} is named twice; once is enough");
    }
    Ok(Detectors::Named(named))
}

/// The same for a command of this name that is nothing without one.
pub(super) fn some_detectors(settings: &Settings, typed: &[String], command: &str) -> Result<Detectors> {
    let detectors = detectors(settings, typed)?;
    if detectors.all().is_empty() {
        bail!("the settings have no detectors; name one: ctp10 {command} 4/1");
    }
    Ok(detectors)
}

/// How the simulator plays.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulator")]
pub(super) struct Simulated {
    /// Same seed, same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Speed of the link, bytes per second; 400000 makes 940 001 points last 9.4 s
    #[arg(long, value_name = "BYTES/S", value_parser = clap::value_parser!(u64).range(1..))]
    rate: Option<u64>,
    /// Milliseconds from a question to its answer
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=600_000))]
    latency: u64,
    /// Sweeps, references and warm-ups run this many times faster
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    speedup: f64,
    /// What is fitted, and how it answers: a TOML file
    #[arg(long, value_name = "FILE")]
    bench: Option<PathBuf>,
    /// What goes wrong: a TOML file
    #[arg(long, value_name = "FILE")]
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
