//! Where the value of each setting comes from: a line of the file, or nowhere.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::file::{KEYS, OF_PROFILE, Shown};
use crate::files::written::Written;

/// A setting, its value as it is written, and the line that says it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    /// Its name in the file.
    pub(crate) key: String,
    /// `None` where nothing is set and nothing holds instead.
    pub(crate) value: Option<Value>,
    /// `None` where no line says it.
    pub(crate) line: Option<usize>,
}

type Values = BTreeMap<String, Spanned<Value>>;

/// What is written more than once.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tables {
    detector: Vec<Spanned<Value>>,
    laser: Vec<Spanned<Value>>,
    command: Vec<Spanned<Value>>,
    band: Vec<Spanned<Value>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Profiles<T> {
    profile: BTreeMap<String, T>,
}

/// Every setting of a file with what a profile says instead. A file that cannot be read has none.
pub(crate) fn held(written: &str, profile: Option<&str>) -> Vec<Held> {
    let file: Values = toml::from_str(written).unwrap_or_default();
    let tables: Tables = toml::from_str(written).unwrap_or_default();
    let (mut over, mut over_tables) = (Values::new(), Tables::default());
    if let Some(name) = profile {
        let all: Profiles<Values> =
            toml::from_str(written).unwrap_or_else(|_| Profiles { profile: BTreeMap::new() });
        let all_tables: Profiles<Tables> =
            toml::from_str(written).unwrap_or_else(|_| Profiles { profile: BTreeMap::new() });
        over = all.profile.into_iter().find(|(other, _)| other == name).map(|(_, of)| of).unwrap_or_default();
        let of = all_tables.profile.into_iter().find(|(other, _)| other == name);
        over_tables = of.map(|(_, of)| of).unwrap_or_default();
    }
    let text = Written { name: "", text: written };
    let line = |value: &Spanned<Value>| Some(text.line(value.span().start));
    let row = |name: &str, usual: Option<&str>| {
        let said = over.get(name).or_else(|| file.get(name));
        Held {
            key: name.to_owned(),
            value: said.map(|said| said.get_ref().clone()).or_else(|| usual.and_then(value)),
            line: said.and_then(line),
        }
    };
    let table = |name: &str, entries: &[Spanned<Value>]| {
        let one = |entry: &Spanned<Value>| Held {
            key: name.to_owned(),
            value: Some(entry.get_ref().clone()),
            line: line(entry),
        };
        entries.iter().map(one).collect::<Vec<_>>()
    };
    let usual = |shown| match shown {
        Shown::Usual(value) => Some(value),
        Shown::Example(_) => None,
    };
    let bands = if over_tables.band.is_empty() { &tables.band } else { &over_tables.band };
    let detectors = if over_tables.detector.is_empty() { &tables.detector } else { &over_tables.detector };
    let of_profile = OF_PROFILE.iter().filter(|key| KEYS.iter().all(|other| other.name != key.name));
    KEYS.iter()
        .map(|key| row(key.name, usual(key.shown)))
        .chain(of_profile.map(|key| row(key.name, None)).filter(|held| held.line.is_some()))
        .chain(table("detector", detectors))
        .chain(table("laser", &tables.laser))
        .chain(table("laser", &over_tables.laser))
        .chain(table("band", bands))
        .chain(table("command", &tables.command))
        .collect()
}

/// A value as it is written.
fn value(written: &str) -> Option<Value> {
    let table: Option<BTreeMap<String, Value>> = toml::from_str(&format!("value = {written}")).ok();
    table?.remove("value")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_says_which_line_has_it() {
        let written = "poll_hz = 20\n\n[[detector]]\nmodule = 4\nchannel = 1\n[profile.b]\npoll_hz = 5\ncolour = 'cyan'\n";
        let find = |profile, key: &str| {
            let all = held(written, profile);
            let found = all.iter().find(|held| held.key == key).unwrap_or_else(|| panic!("{key}: {all:?}"));
            (found.value.as_ref().map(ToString::to_string), found.line)
        };
        assert_eq!(find(None, "poll_hz"), (Some("20".into()), Some(1)));
        assert_eq!(find(Some("b"), "poll_hz"), (Some("5".into()), Some(7)));
        assert_eq!(find(Some("b"), "colour").1, Some(8));
        assert_eq!(find(None, "mouse"), (Some("true".into()), None));
        assert_eq!(find(None, "address"), (None, None));
        assert_eq!(find(None, "detector").1, Some(3));
        assert_eq!(held("= what", None).len(), KEYS.len(), "a file that is none says nothing");
    }
}
