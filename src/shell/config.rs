//! `ctp10 config`: what the console would begin with, without beginning.

mod show;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use color_eyre::eyre::{Result, bail, eyre};
use serde_json::{Value as Json, json};

use super::Task;
use super::common::{Common, own_file};
use super::console::{BadTheme, check_names, load_keymap, themes};
use super::desk::JsonFlag;
use crate::app::print::{self, Printed, complain};
use crate::config::settings::{Settings, beginning, profile};
use crate::config::{paths, presets};
use crate::core::text::{clean, clean_path, said};
use crate::files::place::{Readers, only};
use crate::files::read::{TEXT, read_text};
use crate::ui::frame::{keymap, own};

/// Writes, shows and checks the files of settings
#[derive(Debug, Args)]
pub(super) struct Config {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Writes a settings file in which every key stands as a comment, where there is none
    Init(JsonFlag),
    /// Prints where the settings file is looked for
    Path(JsonFlag),
    /// Prints each setting with its value, and where that comes from
    Show(JsonFlag),
    /// Checks settings, profiles, keymap, themes and presets; the exit code is 1 if one cannot be used
    Check {
        /// The keymap file [default: ~/.config/ctp10/keymap.toml]
        #[arg(long, value_name = "FILE")]
        keymap: Option<PathBuf>,
        #[command(flatten)]
        printed: JsonFlag,
    },
}

impl Config {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let place = || common.place().ok_or_else(|| eyre!("no home directory; give --config FILE"));
        Ok(match self.what {
            What::Init(printed) => {
                let (place, form) = (place()?, printed.form());
                Box::new(move || init(&place, form))
            }
            What::Path(printed) => {
                let (place, form) = (place()?, printed.form());
                Box::new(move || path(&place, form))
            }
            What::Show(printed) => {
                let form = printed.form();
                let rows = show::rows(&common)?;
                Box::new(move || {
                    show::print(&rows, form);
                    Ok(ExitCode::SUCCESS)
                })
            }
            What::Check { keymap, printed } => Box::new(move || {
                let found = check(&common, keymap.as_ref());
                match printed.form() {
                    Printed::People => tell(&found),
                    Printed::Json => print::line(as_json(&found)),
                }
                let sound = found.iter().all(|(_, came)| came.is_ok());
                Ok(ExitCode::from(u8::from(!sound)))
            }),
        })
    }
}

/// Writes a file to begin with. One that is there stays as it is.
fn init(place: &Path, form: Printed) -> Result<ExitCode> {
    let unwritten =
        |error: std::io::Error| eyre!("{} cannot be written: {}", clean_path(place), said(&error));
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder).map_err(unwritten)?;
    }
    if let Err(error) = only(place, Readers::ByMask, beginning().as_bytes()) {
        if error.kind() == ErrorKind::AlreadyExists {
            bail!("{} already exists; not overwritten", clean_path(place));
        }
        return Err(unwritten(error));
    }
    match form {
        Printed::People => print::path(place),
        Printed::Json => print::line(json!({ "file": place.display().to_string() })),
    }
    Ok(ExitCode::SUCCESS)
}

fn path(place: &Path, form: Printed) -> Result<ExitCode> {
    let exists = place.exists();
    match form {
        Printed::People => {
            print::path(place);
            if !exists {
                complain("there is no such file yet: ctp10 config init writes one");
            }
        }
        Printed::Json => print::line(json!({ "file": place.display().to_string(), "exists": exists })),
    }
    Ok(ExitCode::SUCCESS)
}

/// A file, and what is wrong with it.
type Checked = (String, Result<(), String>);

/// What was found, for people.
fn tell(found: &[Checked]) {
    for (file, came) in found {
        match came {
            Ok(()) => print::line(format_args!("{file}: ok")),
            Err(what) => complain(what),
        }
    }
    if found.is_empty() {
        print::line("there is no settings file: the defaults hold");
    }
}

/// The same for programs: `error` is null for what can be used.
fn as_json(found: &[Checked]) -> Json {
    let one = |(what, came): &Checked| json!({ "checked": what, "error": came.as_ref().err() });
    let sound = found.iter().all(|(_, came)| came.is_ok());
    json!({ "usable": sound, "found": found.iter().map(one).collect::<Vec<_>>() })
}

fn check(common: &Common, keymap: Option<&PathBuf>) -> Vec<Checked> {
    let mut found = Vec::new();
    let (themes, bad) = themes();
    let keys = own_file(keymap, "keymap.toml").map(|path| (clean_path(&path), load_keymap(&path)));
    if let Some(path) = common.file() {
        let built_in = keymap::built_in();
        let keymap = keys.as_ref().and_then(|(_, keymap)| keymap.as_ref().ok()).unwrap_or(&built_in);
        let settings = common.settings().and_then(|settings| {
            check_names(&settings, &themes, &bad)?;
            own::own(&settings.commands, keymap)?;
            Ok(())
        });
        found.push((clean_path(&path), settings.map_err(|error| format!("{error:#}"))));
        let written = read_text(&path, TEXT).unwrap_or_default();
        for name in profile::names(&written) {
            let came = Settings::load(&path, Some(&name)).map(drop).map_err(|error| error.to_string());
            found.push((format!("the profile {}", clean(&name)), came));
        }
    }
    if let Some((file, keymap)) = keys {
        found.push((file, keymap.map(drop).map_err(|error| format!("{error:#}"))));
    }
    found.extend(bad.into_iter().map(|BadTheme { file, what, .. }| (file, Err(what))));
    let folder = paths::config_dir().map(|folder| folder.join("presets")).unwrap_or_default();
    found.extend(presets::list(&folder).into_iter().map(|presets::Saved { name, .. }| {
        let came = presets::load(&folder, &name).map(drop).map_err(|error| error.to_string());
        (format!("the preset {name}"), came)
    }));
    found
}
