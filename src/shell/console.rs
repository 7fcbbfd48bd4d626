//! `ctp10` without a subcommand: the console.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Result, WrapErr, bail};
use tracing::level_filters::LevelFilter;

use super::common::{Common, Simulated, own_file};
use super::doors::{Doors, SERVED};
use super::older::Older;
use super::{Task, complain, part, runtime};
use crate::app::begin::Plan;
use crate::app::beside::Served;
use crate::app::log;
use crate::app::start;
use crate::config::paths;
use crate::config::settings::{Settings, period};
use crate::config::terminal;
use crate::core::text::{clean, clean_path, said};
use crate::files::list;
use crate::files::read::{TEXT, read_text};
use crate::ui::frame::{keymap, own};
use crate::ui::kit::input::keymap::Keymap;
use crate::ui::kit::theme::Theme;

/// What can be typed with the console alone.
#[derive(Debug, Args)]
#[command(next_help_heading = "Console")]
pub(super) struct Console {
    /// The keymap file [default: ~/.config/ctp10/keymap.toml]
    #[arg(long, value_name = "FILE")]
    keymap: Option<PathBuf>,
    /// Rounds of live power per second, 0.1 to 100 [default: 10]
    #[arg(long, value_name = "HZ")]
    poll_hz: Option<f64>,
    /// Fetch the watched detectors' traces after each sweep
    #[arg(long)]
    auto_download: bool,
    /// Colours: dark, light, high-contrast, plain, or one of ~/.config/ctp10/themes
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
    /// Characters that charts are drawn with: octant, braille, blocks or ascii
    #[arg(long, value_name = "SET")]
    glyphs: Option<String>,
    /// How the terminal shows pictures: auto, off, sixel, kitty or iterm2
    #[arg(long, value_name = "HOW")]
    graphics: Option<String>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    no_mouse: bool,
    /// How much is logged; `trace` has every message on the wire [default: info]
    #[arg(long, value_name = "LEVEL")]
    log_level: Option<LevelFilter>,
    /// Serve the bench to other programs as well [default: 127.0.0.1:8002]
    #[arg(long, value_name = "ADDR:PORT", num_args = 0..=1, require_equals = true, default_missing_value = SERVED)]
    serve: Option<SocketAddr>,
    #[command(flatten)]
    doors: Doors,
    #[command(flatten)]
    simulated: Simulated,
}

impl Console {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let older = self.older()?;
        let level = self.log_level.or(older.log_level).unwrap_or(LevelFilter::INFO);
        let mut plan = self.plan(&common)?;
        if plan.settings.address.is_none() && older.address.is_some() {
            (plan.settings.address, plan.choose) = (older.address, false);
        }
        plan.settings.answer = older.answer.unwrap_or(plan.settings.answer);
        let served = match self.serve {
            Some(listen) => {
                Some(Served { listen, policy: self.doors.clone().policy(listen)?, defaults: older.defaults })
            }
            None if !self.doors.is_untouched() => {
                bail!(
                    "--allow-light, --compat, --token-file and --allow-origin are said of a service: --serve, or ctp10 serve"
                )
            }
            None => None,
        };
        Ok(Box::new(move || {
            let replan = Box::new(move |profile: Option<String>| self.plan(&common.at(profile.as_deref())));
            let _log = log::start(&paths::log_dir(), level)
                .inspect_err(|error| complain(&format!("no log can be written: {error}")))
                .ok();
            let runtime = runtime()?;
            let farewell = start::console(plan, replan, served, &runtime)?;
            // Whatever still waits for a file or a name does not hold the end up.
            runtime.shutdown_background();
            Ok::<ExitCode, _>(part(farewell))
        }))
    }

    /// What the environment says to the service in the words of the older one.
    fn older(&self) -> Result<Older> {
        if self.serve.is_some() && self.doors.compat { Older::of_environment() } else { Ok(Older::default()) }
    }

    fn plan(&self, common: &Common) -> Result<Plan> {
        let mut settings = common.settings()?;
        if let Some(hz) = self.poll_hz {
            settings.period = period(hz)?;
        }
        settings.mouse &= !self.no_mouse;
        settings.auto_download |= self.auto_download;
        settings.theme = self.theme.clone().or(settings.theme);
        settings.glyphs = self.glyphs.as_ref().map(|set| set.parse()).transpose()?.or(settings.glyphs);
        if let Some(graphics) = &self.graphics {
            settings.graphics = graphics.parse()?;
        }
        let (themes, bad) = themes();
        check_names(&settings, &themes, &bad)?;
        let warnings = bad.into_iter().map(|bad| bad.what).collect();
        let keymap = match own_file(self.keymap.as_ref(), "keymap.toml") {
            Some(path) => load_keymap(&path)?,
            None => keymap::built_in(),
        };
        let commands = own::own(&settings.commands, &keymap)?;
        let says = |name: &str| std::env::var(name).unwrap_or_default();
        let colours = terminal::colours(&says);
        let themes = themes.into_iter().map(|(name, theme)| (name, theme.shown(colours))).collect();
        let (coloured, light) = (terminal::is_coloured(&says), terminal::is_light(&says));
        let limits = terminal::limits(&says);
        let (simulator, log) = (self.simulated.options()?, paths::log_dir());
        let benches = common.benches();
        let choose = settings.address.is_none()
            && !benches.is_empty()
            && !common.is_chosen()
            && common.profile().is_none();
        Ok(Plan {
            settings,
            keymap,
            commands,
            simulator,
            themes,
            coloured,
            light,
            limits,
            log,
            warnings,
            benches,
            choose,
        })
    }
}

/// A theme whose file is none.
pub(super) struct BadTheme {
    /// What it would be called.
    name: String,
    /// Its file.
    pub(super) file: String,
    /// What is wrong with it.
    pub(super) what: String,
}

/// The built-in themes and the user's, and those that are none: that is no reason not to start, unless one of them
/// was chosen.
pub(super) fn themes() -> (Vec<(String, Theme)>, Vec<BadTheme>) {
    let (mut themes, mut bad) = (Theme::built_in(), Vec::new());
    let folder = paths::config_dir().map(|folder| folder.join("themes"));
    let files = folder.and_then(|folder| list::entries(&folder).ok());
    for file in files.into_iter().flatten() {
        let path = file.path();
        let name = path.file_stem().map(|stem| clean(&stem.to_string_lossy()));
        let (Some(name), true) = (name, path.extension().is_some_and(|end| end == "toml")) else { continue };
        let text = read_text(&path, TEXT).map_err(|error| said(&error));
        match text.and_then(|text| Theme::parse(&text).map_err(|error| error.to_string())) {
            Ok(theme) => {
                themes.retain(|(other, _)| *other != name);
                themes.push((name, theme));
            }
            Err(what) => {
                let file = clean_path(&path);
                let what = format!("the theme {file} cannot be used: {what}");
                bad.push(BadTheme { name, file, what });
            }
        }
    }
    (themes, bad)
}

pub(super) fn check_names(settings: &Settings, themes: &[(String, Theme)], bad: &[BadTheme]) -> Result<()> {
    if let Some(bad) = bad.iter().find(|bad| Some(&bad.name) == settings.theme.as_ref()) {
        bail!("{}", bad.what);
    }
    if let Some(theme) = settings.theme.as_ref().filter(|name| themes.iter().all(|(known, _)| known != *name))
    {
        let known: Vec<&str> = themes.iter().map(|(name, _)| name.as_str()).collect();
        bail!("there is no theme {theme:?}; choose from {}", known.join(", "));
    }
    Ok(())
}

pub(super) fn load_keymap(path: &Path) -> Result<Keymap> {
    let name = clean_path(path);
    let written = read_text(path, TEXT).wrap_err_with(|| format!("the keymap {name} cannot be read"))?;
    Ok(keymap::load(Some((&name, &written)))?)
}
