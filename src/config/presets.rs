//! Presets: the settings of the bench by name, one TOML file each. Light is not in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::core::parameter::{Change, Parameter};
use crate::core::text::{clean, said};
use crate::core::wall_clock;
use crate::files::list;
use crate::files::place::{self, Readers};
use crate::files::read::{TEXT, read_text};

/// A preset that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PresetError {
    /// A name that would not be a file's.
    #[error("{0:?} is not a preset name; use up to 40 letters, digits, - and _")]
    Name(String),
    /// There is no home to keep it in.
    #[error("presets have no folder: the home folder is not known")]
    NoFolder,
    /// The file cannot be read or written.
    #[error("the preset {}: {}", .0, said(.1))]
    File(String, std::io::Error),
    /// It is taken.
    #[error("the preset {0} already exists")]
    Taken(String),
    /// It is not a preset.
    #[error("the preset {name} cannot be parsed: {what}")]
    Parse {
        /// The name of the preset.
        name: String,
        /// What is wrong.
        what: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// `laser 1 power = "8 dBm"`: the command line's words.
    values: BTreeMap<String, String>,
}

/// Checks a name.
pub(crate) fn name(typed: &str) -> Result<String, PresetError> {
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if typed.is_empty() || typed.len() > 40 || !typed.chars().all(sound) {
        return Err(PresetError::Name(clean(&typed.chars().take(60).collect::<String>())));
    }
    Ok(typed.to_owned())
}

fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.toml"))
}

/// A preset that there is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Saved {
    /// The name under which it was saved: that of its file, without the end.
    pub name: String,
    /// When it was saved, `2026-11-24 12:04:31` in UTC; nothing where the file system does not say.
    pub when: String,
}

/// Those there are, in the order of their names.
pub(crate) fn list(folder: &Path) -> Vec<Saved> {
    let files = list::entries(folder).into_iter().flatten();
    let mut all: Vec<Saved> = files
        .filter_map(|file| {
            let name = file.file_name().to_str()?.strip_suffix(".toml").and_then(|stem| name(stem).ok())?;
            let changed = file.metadata().and_then(|found| found.modified()).ok();
            Some(Saved { name, when: changed.map(wall_clock::utc_of).unwrap_or_default() })
        })
        .collect();
    all.sort();
    all
}

/// Saves values under a name: whole or not at all, and over another only if that is wanted.
pub(crate) fn save(folder: &Path, name: &str, values: &[Change], overwrite: bool) -> Result<(), PresetError> {
    let wrong = |error| PresetError::File(name.to_owned(), error);
    std::fs::create_dir_all(folder).map_err(wrong)?;
    let values = values.iter().map(|&(parameter, value)| (parameter.command(), value.typed())).collect();
    let text = toml::to_string(&File { values })
        .map_err(|error| PresetError::Parse { name: name.to_owned(), what: error.to_string() })?;
    let put = if overwrite { place::over } else { place::only };
    put(&path(folder, name), Readers::ByMask, text.as_bytes()).map_err(|error| {
        let taken = error.kind() == std::io::ErrorKind::AlreadyExists;
        if taken { PresetError::Taken(name.to_owned()) } else { wrong(error) }
    })
}

/// Removes a preset.
pub(crate) fn delete(folder: &Path, name: &str) -> Result<(), PresetError> {
    std::fs::remove_file(path(folder, name)).map_err(|error| PresetError::File(name.to_owned(), error))
}

/// Reads a preset.
pub(crate) fn load(folder: &Path, name: &str) -> Result<Vec<Change>, PresetError> {
    let text =
        read_text(&path(folder, name), TEXT).map_err(|error| PresetError::File(name.to_owned(), error))?;
    parse(name, &text)
}

fn parse(name: &str, text: &str) -> Result<Vec<Change>, PresetError> {
    let wrong = |what: String| PresetError::Parse { name: name.to_owned(), what: clean(what.trim()) };
    let file: File = toml::from_str(text).map_err(|error| wrong(error.message().to_owned()))?;
    file.values
        .iter()
        .map(|(command, typed)| {
            let words: Vec<&str> = command.split(' ').collect();
            let parameter =
                Parameter::find(&words).ok_or_else(|| wrong(format!("{command:?} is not a setting")))?;
            let value = parameter.parse(typed).map_err(|error| wrong(format!("{command}: {error}")))?;
            Ok((parameter, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded_and_nothing_is_written_over_unasked() {
        let folder = std::env::temp_dir().join(format!("ctp10-presets-{}", std::process::id()));
        let change = |typed: &str| (Parameter::ScanStart, Parameter::ScanStart.parse(typed).unwrap());
        save(&folder, "c-band", &[change("1502.12345")], false).unwrap();
        let listed = list(&folder);
        assert!(listed.len() == 1 && listed[0].name == "c-band" && listed[0].when.len() == 19, "{listed:?}");
        assert_eq!(load(&folder, "c-band").unwrap(), [change("1502.12345")]);
        assert!(matches!(save(&folder, "c-band", &[], false), Err(PresetError::Taken(_))));
        assert_eq!(load(&folder, "c-band").unwrap().len(), 1);
        save(&folder, "c-band", &[change("1510")], true).unwrap();
        assert_eq!(load(&folder, "c-band").unwrap(), [change("1510")]);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is left behind");
        delete(&folder, "c-band").unwrap();
        assert!(list(&folder).is_empty() && delete(&folder, "c-band").is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn light_and_rubbish_are_no_presets() {
        for text in
            ["[values]\n\"laser 1 on\" = \"1\"", "[values]\n\"sweep start\" = \"NaN\"", "x = 1", "\u{1b}"]
        {
            assert!(parse("x", text).is_err(), "{text}");
        }
        for typed in ["", "../x", "a b", "a/b", ".hidden", &"x".repeat(41)] {
            assert!(name(typed).is_err(), "{typed}");
        }
    }
}
