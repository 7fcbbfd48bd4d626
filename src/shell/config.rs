//! `ctp10 config`: what the console would begin with, without beginning.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use color_eyre::eyre::Result;

use super::Task;
use super::common::{Common, own_file};
use super::console::{BadTheme, check_names, load_keymap, themes};
use crate::app::print::{self, complain};
use crate::config::{paths, presets};
use crate::core::text::clean;
use crate::ui::frame::{keymap, own};

/// Checks the files of settings
#[derive(Debug, Args)]
pub(super) struct Config {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Says of settings, keymap, themes and presets what cannot be used; the exit code is 1 then
    Check {
        /// The keymap file [default: ~/.config/ctp10/keymap.toml]
        #[arg(long, value_name = "FILE")]
        keymap: Option<PathBuf>,
    },
}

impl Config {
    #[expect(clippy::unnecessary_wraps, reason = "as all rows")]
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let What::Check { keymap } = self.what;
        Ok(Box::new(move || {
            let found = check(&common, keymap.as_ref());
            for (file, came) in &found {
                match came {
                    Ok(()) => print::line(format_args!("{file}: ok")),
                    Err(what) => complain(what),
                }
            }
            if found.is_empty() {
                print::line("there is no file of settings: the defaults hold");
            }
            let sound = found.iter().all(|(_, came)| came.is_ok());
            Ok(ExitCode::from(u8::from(!sound)))
        }))
    }
}

/// A file, and what is wrong with it.
type Checked = (String, Result<(), String>);

fn check(common: &Common, keymap: Option<&PathBuf>) -> Vec<Checked> {
    let mut found = Vec::new();
    let (themes, bad) = themes();
    let keys = own_file(keymap, "keymap.toml").map(|path| (shown(&path), load_keymap(&path)));
    if let Some(path) = common.file() {
        let built_in = keymap::built_in();
        let keymap = keys.as_ref().and_then(|(_, keymap)| keymap.as_ref().ok()).unwrap_or(&built_in);
        let settings = common.settings().and_then(|settings| {
            check_names(&settings, &themes, &bad)?;
            own::own(&settings.commands, keymap)?;
            Ok(())
        });
        found.push((shown(&path), settings.map_err(|error| format!("{error:#}"))));
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

fn shown(path: &Path) -> String {
    clean(&path.display().to_string())
}
