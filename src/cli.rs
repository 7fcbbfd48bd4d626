//! The command line: as typed here, as meant in [`Plan`] and [`Options`].

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use color_eyre::eyre::{Result, WrapErr, bail, eyre};
use ctp10::app::start::Plan;
use ctp10::config::address::Address;
use ctp10::config::paths;
use ctp10::config::settings::{Settings, period};
use ctp10::simulator::{Options, Scenario};
use ctp10::ui::input::keymap::Keymap;
use tracing::level_filters::LevelFilter;

/// A keyboard-driven console for the EXFO CTP10 optical test bench.
///
/// Without an address it runs on a built-in simulator, and says so on the screen.
#[derive(Debug, Parser)]
#[command(version, after_help = log_help())]
pub(crate) struct Typed {
    #[command(subcommand)]
    command: Option<Command>,
    /// The instrument: HOST, HOST:PORT or `TCPIP::HOST::PORT::SOCKET`
    #[arg(long, env = "CTP10_ADDRESS")]
    address: Option<String>,
    /// The settings file [default: ~/.config/ctp10/config.toml]
    #[arg(long, value_name = "FILE", env = "CTP10_CONFIG")]
    config: Option<PathBuf>,
    /// The keymap file [default: ~/.config/ctp10/keymap.toml]
    #[arg(long, value_name = "FILE")]
    keymap: Option<PathBuf>,
    /// Rounds of live power per second, 0.1 to 100 [default: 10]
    #[arg(long, value_name = "HZ")]
    poll_hz: Option<f64>,
    /// How much is logged; `trace` has every message on the wire
    #[arg(long, value_name = "LEVEL", default_value = "info", global = true)]
    log_level: LevelFilter,
    #[command(flatten)]
    play: Play,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the simulator as a server of its own
    Sim {
        /// Where it listens: a loopback address; port 0 picks one
        #[arg(long, default_value = "127.0.0.1:5025")]
        listen: SocketAddr,
        /// Connections served at once
        #[arg(long, value_name = "N")]
        max_clients: Option<usize>,
    },
}

/// How the simulator plays.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulator")]
struct Play {
    /// Same seed, same bytes
    #[arg(long, default_value_t = 1, global = true)]
    seed: u64,
    /// Speed of the link, bytes per second; 400000 makes 940 001 points last 9.4 s
    #[arg(long, value_name = "BYTES/S", global = true, value_parser = clap::value_parser!(u64).range(1..))]
    rate: Option<u64>,
    /// Milliseconds from a question to its answer
    #[arg(long, value_name = "MS", default_value_t = 0, global = true)]
    latency: u64,
    /// Sweeps, references and warm-ups take one part in so many of their time
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, global = true)]
    speedup: f64,
    /// What goes wrong: a TOML file
    #[arg(long, value_name = "FILE", global = true)]
    scenario: Option<PathBuf>,
}

/// What is to be done.
pub(crate) enum Task {
    /// Run the console.
    Console(Box<Plan>),
    /// Run the simulator.
    Simulator(SocketAddr, Options),
}

fn log_help() -> String {
    format!("The log is in {}", paths::log_dir().display())
}

impl Typed {
    pub(crate) const fn log_level(&self) -> LevelFilter {
        self.log_level
    }

    /// Makes sense of what was typed: flag, then environment, then file, then default.
    pub(crate) fn task(self) -> Result<Task> {
        let simulator = self.play.options()?;
        if let Some(Command::Sim { listen, max_clients }) = self.command {
            if !listen.ip().is_loopback() {
                bail!(
                    "the simulator listens on loopback addresses only, and {listen} is none; try 127.0.0.1:5025"
                );
            }
            return Ok(Task::Simulator(listen, Options { max_clients, ..simulator }));
        }
        let mut settings = match file(self.config, "config.toml") {
            Some(path) => Settings::load(&path)?,
            None => Settings::default(),
        };
        if let Some(address) = self.address.filter(|address| !address.is_empty()) {
            settings.address = Some(address.parse::<Address>()?);
        }
        if let Some(hz) = self.poll_hz {
            settings.period = period(hz).map_err(|error| eyre!(error))?;
        }
        let keymap = match file(self.keymap, "keymap.toml") {
            Some(path) => load_keymap(&path)?,
            None => Keymap::built_in(),
        };
        let coloured = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Ok(Task::Console(Box::new(Plan { settings, keymap, simulator, coloured, log: paths::log_dir() })))
    }
}

/// The file that was named, or the one in the settings folder if it is there.
fn file(named: Option<PathBuf>, usual: &str) -> Option<PathBuf> {
    named.or_else(|| paths::config_dir().map(|folder| folder.join(usual)).filter(|path| path.exists()))
}

fn load_keymap(path: &Path) -> Result<Keymap> {
    let name = path.display().to_string();
    let written =
        std::fs::read_to_string(path).wrap_err_with(|| format!("the keymap {name} cannot be read"))?;
    Ok(Keymap::load(Some((&name, &written)))?)
}

impl Play {
    fn options(&self) -> Result<Options> {
        if !(0.01..=10_000.0).contains(&self.speedup) {
            bail!("--speedup {} is outside 0.01 to 10000", self.speedup);
        }
        let scenario = match &self.scenario {
            Some(path) => Scenario::load(path)?,
            None => Scenario::default(),
        };
        Ok(Options {
            seed: self.seed,
            rate: self.rate,
            latency: Duration::from_millis(self.latency),
            speedup: self.speedup,
            max_clients: None,
            scenario,
        })
    }
}
