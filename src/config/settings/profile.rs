//! Profiles: the benches of a settings file, each with what it has otherwise.

use std::collections::BTreeMap;

use super::Settings;
use super::file::Profile;
use crate::config::address::Address;
use crate::config::look::Colour;
use crate::core::text::{clip, nearest};

/// Columns of a name in the header.
const COLUMNS: usize = 16;

/// The bench of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileName {
    /// The name of the profile.
    pub name: String,
    /// Its colour in the header, if it has one.
    pub colour: Option<Colour>,
}

/// A profile that the settings do not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no profile {name:?} in {file}{}", .near.as_ref().map_or_else(
    || "; it has none: write [profile.NAME]".to_owned(),
    |near| format!("; the nearest is {near}"),
))]
pub struct NoProfile {
    name: String,
    file: String,
    near: Option<String>,
}

/// Takes the profile of this name out of those of a file.
pub(super) fn take(
    all: &mut BTreeMap<String, Profile>,
    name: &str,
    file: &str,
) -> Result<(ProfileName, Profile), NoProfile> {
    let near = nearest(name, all.keys().map(String::as_str), 1).first().map(|near| clip(near, COLUMNS));
    let none = || NoProfile { name: clip(name, COLUMNS), file: file.to_owned(), near };
    let profile = all.remove(name).ok_or_else(none)?;
    Ok((ProfileName { name: clip(name, COLUMNS), colour: profile.colour }, profile))
}

/// Why nobody can go to a bench of the settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPlace {
    /// It does not say where it is.
    #[error("its profile has no address")]
    NoAddress,
    /// Its profile cannot be used.
    #[error("{0}")]
    Profile(String),
}

/// A bench of the settings, as it can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBench {
    /// The name of the profile, as it is written.
    pub name: String,
    /// Its colour in the header, if it has one.
    pub colour: Option<Colour>,
    /// Where it is, or what is wrong with its profile.
    pub place: Result<Address, NoPlace>,
    /// Nothing is ordered from here.
    pub read_only: bool,
}

/// The benches that a file has, in the order of their names; none of one that cannot be read.
pub(crate) fn known(written: &str, file: &str) -> Vec<KnownBench> {
    let bench = |name: String| match Settings::parse_with(written, file, Some(&name)) {
        Ok(settings) => KnownBench {
            colour: settings.profile.and_then(|bench| bench.colour),
            place: settings.address.ok_or(NoPlace::NoAddress),
            read_only: settings.read_only,
            name,
        },
        Err(why) => {
            KnownBench { name, colour: None, place: Err(NoPlace::Profile(why.to_string())), read_only: false }
        }
    };
    names(written).into_iter().map(bench).collect()
}

/// The names of the profiles that a file has; none of one that cannot be read.
pub(crate) fn names(written: &str) -> Vec<String> {
    let file: Option<super::file::File> = toml::from_str(written).ok();
    file.map(|file| file.profile.into_keys().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::config::look::Colour;
    use crate::config::settings::Settings;
    use crate::core::ids::LaserId;
    use crate::core::units::Dbm;

    const WRITTEN: &str = "address = '10.0.0.1'\npoll_hz = 20\n[[laser]]\nposition = 1\npower_cap_dbm = 5\n\
        [profile.bench2]\naddress = '10.0.0.2'\nread_only = true\ncolour = 'cyan'\n\
        [[profile.bench2.detector]]\nmodule = 2\nchannel = 1\nname = 'DROP'\n\
        [[profile.bench2.laser]]\nposition = 1\npower_cap_dbm = 2\n[profile.dark]\ndark_dbm = nan\n";

    #[test]
    fn a_profile_says_what_is_otherwise_on_its_bench() {
        let plain = Settings::parse(WRITTEN, "x").unwrap();
        assert!(plain.profile.is_none() && !plain.read_only && plain.detectors.len() == 4);
        let settings = Settings::parse_with(WRITTEN, "x", Some("bench2")).unwrap();
        assert_eq!(settings.address.map(|address| address.to_string()).as_deref(), Some("10.0.0.2:5025"));
        assert_eq!((settings.read_only, settings.period), (true, plain.period));
        let names: Vec<String> = settings.detectors.into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["DROP"]);
        let laser = Some(LaserId::FIRST);
        assert!(settings.caps.check(laser, Dbm(2.5)).is_err() && plain.caps.check(laser, Dbm(4.5)).is_ok());
        let bench = settings.profile.unwrap();
        assert_eq!((bench.name.as_str(), bench.colour), ("bench2", Some(Colour::Cyan)));
    }

    #[test]
    fn benches_that_can_be_chosen_say_where_they_are_or_what_is_wrong() {
        let all = super::known(WRITTEN, "x.toml");
        assert_eq!(
            (all[0].name.as_str(), all[0].colour, all[0].read_only),
            ("bench2", Some(Colour::Cyan), true)
        );
        assert_eq!(all[0].place.as_ref().map(ToString::to_string).as_deref(), Ok("10.0.0.2:5025"));
        assert!(all[1].place.as_ref().unwrap_err().to_string().contains("dark_dbm = NaN"), "{all:?}");
        let none = super::known("[profile.a]\npoll_hz = 5\n", "x");
        assert!(none[0].place.as_ref().unwrap_err().to_string().contains("no address"), "{none:?}");
    }

    #[test]
    fn what_is_wrong_with_a_profile_is_named_with_its_line() {
        let wrong = |written: &str, profile| {
            Settings::parse_with(written, "x.toml", Some(profile)).unwrap_err().to_string()
        };
        assert_eq!(
            wrong(WRITTEN, "bench3"),
            "there is no profile \"bench3\" in x.toml; the nearest is bench2"
        );
        assert!(wrong("", "a").contains("it has none"), "{}", wrong("", "a"));
        assert!(
            wrong(WRITTEN, "dark").starts_with("x.toml, line 18: dark_dbm = NaN"),
            "{}",
            wrong(WRITTEN, "dark")
        );
        let unknown = wrong("[profile.a]\ncolor = 'cyan'\n", "a");
        assert!(
            unknown.starts_with("x.toml, line 2: there is no key \"color\"; did you mean colour?"),
            "{unknown}"
        );
        assert!(wrong("[profile.a]\ncolour = 'red'\n", "a").contains("there is no value \"red\""));
        assert_eq!(super::names(WRITTEN), ["bench2", "dark"]);
    }
}
