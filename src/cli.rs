//! The command line: as typed here, as meant in [`Plan`] and [`Options`].

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use color_eyre::eyre::{Result, WrapErr, bail, eyre};
use ctp10::analysis::peaks::{Kind, Search};
use ctp10::analysis::resonance::Method;
use ctp10::app::play;
use ctp10::app::start::Plan;
use ctp10::config::address::Address;
use ctp10::config::paths;
use ctp10::config::settings::{OnExit, Settings, period};
use ctp10::core::ids::DetectorId;
use ctp10::core::text::clean;
use ctp10::core::trace::TraceId;
use ctp10::files::read::{TEXT, read_text};
use ctp10::simulator::{Layout, Options, Scenario};
use ctp10::ui::common::command::one_word;
use ctp10::ui::frame::keymap;
use ctp10::ui::kit::charts::dots::Glyphs;
use ctp10::ui::kit::input::keymap::Keymap;
use ctp10::ui::kit::theme::Theme;
use strum::IntoEnumIterator;
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
    #[arg(long, env = "CTP10_ADDRESS", global = true)]
    address: Option<String>,
    /// The settings file [default: ~/.config/ctp10/config.toml]
    #[arg(long, value_name = "FILE", env = "CTP10_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// The keymap file [default: ~/.config/ctp10/keymap.toml]
    #[arg(long, value_name = "FILE")]
    keymap: Option<PathBuf>,
    /// Rounds of live power per second, 0.1 to 100 [default: 10]
    #[arg(long, value_name = "HZ")]
    poll_hz: Option<f64>,
    /// Watch only: nothing is ordered from here; laser off still works
    #[arg(long, global = true)]
    read_only: bool,
    /// Fetch the watched detectors' traces after each sweep
    #[arg(long)]
    auto_download: bool,
    /// Colours: dark, light, high-contrast, plain, or one of ~/.config/ctp10/themes
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
    /// Characters that charts are drawn with: octant, braille, blocks or ascii
    #[arg(long, value_name = "SET", global = true)]
    glyphs: Option<String>,
    /// How the terminal shows pictures: auto, off, sixel, kitty or iterm2
    #[arg(long, value_name = "HOW")]
    graphics: Option<String>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    no_mouse: bool,
    /// How much is logged; `trace` has every message on the wire
    #[arg(long, value_name = "LEVEL", default_value = "info", global = true)]
    log_level: LevelFilter,
    #[command(flatten)]
    play: Play,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Undoes what a console left behind when that was killed: started by the console, not by people
    #[command(hide = true)]
    Guardian,
    /// Runs the simulator as a server of its own
    Sim {
        /// Where it listens: a loopback address; port 0 picks one
        #[arg(long, default_value = "127.0.0.1:5025")]
        listen: SocketAddr,
        /// Connections served at once
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        max_clients: Option<u16>,
    },
    /// Fetches a trace and saves it: .npz .npy .csv .openepda .json .parquet
    Trace {
        /// The detector: module/channel, or its name in the settings
        detector: String,
        /// tf, live, reference, quick, or 1 to 23
        #[arg(long = "type", value_name = "TYPE", default_value = "tf")]
        kind: String,
        /// Where to; a taken name gets a number
        #[arg(long, value_name = "FILE")]
        save: PathBuf,
        /// Fetch the wavelengths, too, and compare them with those that are computed
        #[arg(long)]
        check_x: bool,
    },
    /// Prints the resonances and the statistics of a saved file
    Analyze {
        /// The file
        file: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
        /// Peaks instead of pits
        #[arg(long)]
        peaks: bool,
        /// How far one must stick out, dB
        #[arg(long, value_name = "DB", default_value_t = 3.0)]
        excursion: f64,
        /// So many dB from the base line widths are taken
        #[arg(long, value_name = "DB", default_value_t = 3.0)]
        width: f64,
    },
    /// Draws a saved file: as a figure, or on the terminal
    Plot {
        /// The file
        file: PathBuf,
        /// The figure: .png or .svg
        #[arg(long, value_name = "FIGURE")]
        out: Option<PathBuf>,
    },
    /// Shows what a saved script would send to the instrument, or sends it
    Play {
        /// The script
        file: PathBuf,
        /// Send it; commands that can do harm are left out
        #[arg(long)]
        run: bool,
        /// With --run: also send light, power and whatever else is asked about on the screen
        #[arg(long, requires = "run")]
        with_harm: bool,
        /// Leave on what the script lit; without it that goes off when the script ends
        #[arg(long, requires = "with_harm")]
        leave_on: bool,
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
    #[arg(long, value_name = "MS", default_value_t = 0, global = true, value_parser = clap::value_parser!(u64).range(..=600_000))]
    latency: u64,
    /// Sweeps, references and warm-ups take one part in so many of their time
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, global = true)]
    speedup: f64,
    /// What is fitted, and how it answers: a TOML file
    #[arg(long, value_name = "FILE", global = true)]
    bench: Option<PathBuf>,
    /// What goes wrong: a TOML file
    #[arg(long, value_name = "FILE", global = true)]
    scenario: Option<PathBuf>,
}

/// What is to be done.
pub(crate) enum Task {
    /// Outlive a console and undo what it leaves behind.
    Guard,
    /// Run the console.
    Console(Box<Plan>),
    /// Run the simulator.
    Simulator(SocketAddr, Box<Options>),
    /// Fetch a trace.
    Trace(TraceId, String, PathBuf, Box<Plan>),
    /// Analyse a file.
    Analyse(PathBuf, bool, Method),
    /// Draw a file.
    Plot(PathBuf, Option<PathBuf>, Glyphs),
    /// Play a script.
    Play(PathBuf, play::Mode, Box<Plan>),
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
        if let Some(Command::Guardian) = self.command {
            return Ok(Task::Guard);
        }
        let simulator = self.play.options()?;
        if let Some(Command::Sim { listen, max_clients }) = self.command {
            if !listen.ip().is_loopback() {
                bail!(
                    "the simulator listens on loopback addresses only, and {listen} is none; try 127.0.0.1:5025"
                );
            }
            return Ok(Task::Simulator(
                listen,
                Box::new(Options { max_clients: max_clients.map(usize::from), ..simulator }),
            ));
        }
        let (command, mut plan) = self.plan(simulator)?;
        Ok(match command {
            Some(Command::Trace { detector, kind, save, check_x }) => {
                plan.settings.check_x |= check_x;
                if plan.settings.address.is_none() {
                    bail!("to fetch a trace there must be an instrument: --address HOST");
                }
                let (detector, name) = find(&plan.settings, &detector)?;
                let kind = kind.parse()?;
                Task::Trace(TraceId { detector, kind }, name, save, Box::new(plan))
            }
            Some(Command::Analyze { file, json, peaks, excursion, width }) => {
                if !(excursion >= 0.0 && width > 0.0) {
                    bail!("--excursion {excursion} and --width {width} are dB, and not less than 0");
                }
                let kind = if peaks { Kind::Peak } else { Kind::Pit };
                let search = Search { kind, excursion, threshold: None };
                Task::Analyse(file, json, Method { search, down_db: width })
            }
            Some(Command::Plot { file, out }) => {
                let glyphs = plan.settings.glyphs.and_then(|name| name.parse().ok()).unwrap_or_default();
                Task::Plot(file, out, glyphs)
            }
            Some(Command::Play { file, run, with_harm, leave_on }) => {
                if leave_on {
                    plan.settings.on_exit = OnExit::Leave;
                }
                let mode = match (run, with_harm) {
                    (false, _) => play::Mode::Dry,
                    (true, false) => play::Mode::Run,
                    (true, true) => play::Mode::RunAll,
                };
                if run && plan.settings.address.is_none() {
                    bail!("to play a script there must be an instrument: --address HOST");
                }
                Task::Play(file, mode, Box::new(plan))
            }
            _ => Task::Console(Box::new(plan)),
        })
    }

    fn plan(self, simulator: Options) -> Result<(Option<Command>, Plan)> {
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
        settings.read_only |= self.read_only;
        settings.mouse &= !self.no_mouse;
        settings.auto_download |= self.auto_download;
        settings.theme = self.theme.or(settings.theme);
        settings.glyphs = self.glyphs.or(settings.glyphs);
        settings.graphics = self.graphics.or(settings.graphics);
        let (themes, bad) = themes();
        check_names(&settings, &themes, &bad)?;
        let warnings = bad.into_iter().map(|(_, what)| what).collect();
        let keymap = match file(self.keymap, "keymap.toml") {
            Some(path) => load_keymap(&path)?,
            None => keymap::built_in(),
        };
        let coloured = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let log = paths::log_dir();
        Ok((self.command, Plan { settings, keymap, simulator, themes, coloured, log, warnings }))
    }
}

/// A detector by its place or its name in the settings.
fn find(settings: &Settings, typed: &str) -> Result<(DetectorId, String)> {
    let named =
        |(_, name): &&(DetectorId, String)| one_word(name).eq_ignore_ascii_case(typed) || name == typed;
    if let Some(found) = settings.detectors.iter().find(named) {
        return Ok(found.clone());
    }
    let detector: DetectorId = typed
        .parse()
        .map_err(|()| eyre!("{typed:?} is no detector; write module/channel (1 to 20, 1 to 6), or a name"))?;
    let known = settings.detectors.iter().find(|(other, _)| *other == detector);
    Ok(known.cloned().unwrap_or_else(|| (detector, detector.to_string())))
}

/// The name of a theme whose file is none, and what is wrong with it.
type BadTheme = (String, String);

/// The built-in themes and the user's, and those that are none: that is no reason not to start, unless one of them
/// was chosen.
fn themes() -> (Vec<(String, Theme)>, Vec<BadTheme>) {
    let (mut themes, mut bad) = (Theme::built_in(), Vec::new());
    let folder = paths::config_dir().map(|folder| folder.join("themes"));
    let files = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    for file in files.into_iter().flatten().flatten() {
        let path = file.path();
        let name = path.file_stem().map(|stem| clean(&stem.to_string_lossy()));
        let (Some(name), true) = (name, path.extension().is_some_and(|end| end == "toml")) else { continue };
        let text = read_text(&path, TEXT).map_err(|error| error.to_string());
        match text.and_then(|text| Theme::parse(&text).map_err(|error| error.to_string())) {
            Ok(theme) => {
                themes.retain(|(other, _)| *other != name);
                themes.push((name, theme));
            }
            Err(what) => {
                let shown = clean(&path.display().to_string());
                bad.push((name, format!("the theme {shown} cannot be used: {what}")));
            }
        }
    }
    (themes, bad)
}

fn check_names(settings: &Settings, themes: &[(String, Theme)], bad: &[BadTheme]) -> Result<()> {
    if let Some((_, what)) = bad.iter().find(|(name, _)| Some(name) == settings.theme.as_ref()) {
        bail!("{what}");
    }
    if let Some(theme) = settings.theme.as_ref().filter(|name| themes.iter().all(|(known, _)| known != *name))
    {
        let known: Vec<&str> = themes.iter().map(|(name, _)| name.as_str()).collect();
        bail!("there is no theme {theme:?}; there are {}", known.join(", "));
    }
    if let Some(graphics) = &settings.graphics
        && !["auto", "off", "sixel", "kitty", "iterm2"].contains(&graphics.as_str())
    {
        bail!("there are no graphics {graphics:?}; there are auto, off, sixel, kitty, iterm2");
    }
    if let Some(glyphs) = settings.glyphs.as_ref().filter(|name| name.parse::<Glyphs>().is_err()) {
        let known: Vec<&str> = Glyphs::iter().map(Glyphs::name).collect();
        bail!("there are no glyphs {glyphs:?}; there are {}", known.join(", "));
    }
    Ok(())
}

/// The file that was named, or the one in the settings folder if it is there.
fn file(named: Option<PathBuf>, usual: &str) -> Option<PathBuf> {
    named.or_else(|| paths::config_dir().map(|folder| folder.join(usual)).filter(|path| path.exists()))
}

fn load_keymap(path: &Path) -> Result<Keymap> {
    let name = clean(&path.display().to_string());
    let written = read_text(path, TEXT).wrap_err_with(|| format!("the keymap {name} cannot be read"))?;
    Ok(keymap::load(Some((&name, &written)))?)
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
