//! The view of the last session: read at the start, written at the end. Whatever is wrong with it, the
//! program starts: it is a convenience.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files::place::{self, Readers};
use crate::files::read::{TEXT, read_text};

/// What comes back the next time. Light and settings of the bench are not in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The focused panel's name.
    pub focus: String,
    /// The window of the power chart, seconds.
    pub window_s: u64,
    /// The theme's name.
    pub theme: String,
    /// The characters that charts are drawn with.
    pub glyphs: String,
    /// Files of traces that were saved or opened, the last one first.
    pub files: Vec<String>,
    /// Command lines, oldest first.
    pub commands: Vec<String>,
    /// Lines of SCPI, oldest first.
    pub scpi: Vec<String>,
    /// It was told that there is a tour.
    pub toured: bool,
    /// What powers were shown relative to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zero: Option<Zero>,
}

/// Powers that are 0 dB.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Zero {
    /// When they were read: UTC, as RFC 3339 has it.
    pub at: String,
    /// Where the bench is on which they were read.
    pub address: String,
    /// By the place of the detector, dBm.
    pub dbm: BTreeMap<String, f64>,
}

/// Lines of a history that are kept.
const KEPT: usize = 100;
/// The name of the file.
const FILE: &str = "session.toml";

impl Session {
    /// Reads the last session's view, or an empty one.
    pub(crate) fn load(folder: &Path) -> Self {
        let text = read_text(&folder.join(FILE), TEXT).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// Writes this session's view.
    pub(crate) fn save(mut self, folder: &Path) -> std::io::Result<()> {
        for lines in [&mut self.commands, &mut self.scpi] {
            let old = lines.len().saturating_sub(KEPT);
            lines.drain(..old);
        }
        let text = toml::to_string(&self).map_err(std::io::Error::other)?;
        std::fs::create_dir_all(folder)?;
        place::over(&folder.join(FILE), Readers::Owner, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_comes_back_and_rubbish_is_an_empty_one() {
        let folder = std::env::temp_dir().join(format!("ctp10-session-{}", std::process::id()));
        let session = Session {
            focus: "sweep".into(),
            window_s: 300,
            commands: (0..150).map(|n| n.to_string()).collect(),
            zero: Some(Zero {
                at: "2026-11-24T12:00:00Z".into(),
                address: "10.0.0.7:5025".into(),
                dbm: BTreeMap::from([("4/1".into(), -12.5)]),
            }),
            ..Session::default()
        };
        session.save(&folder).unwrap();
        let read = Session::load(&folder);
        assert_eq!((read.focus.as_str(), read.window_s, read.commands.len()), ("sweep", 300, 100));
        assert_eq!(read.commands.last().unwrap(), "149");
        assert_eq!(read.zero.unwrap().dbm["4/1"], -12.5);
        std::fs::write(folder.join(FILE), "\u{1b}[2J = = =").unwrap();
        assert_eq!(Session::load(&folder), Session::default());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
