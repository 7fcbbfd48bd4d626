//! The settings, as they are meant.

mod bad_value;
mod file;
pub(crate) mod origin;
pub(crate) mod profile;

use std::path::Path;
use std::time::Duration;

pub use bad_value::BadValue;
pub(crate) use file::beginning;
use file::{Command, Detector, File, Laser};
pub use file::{OnExit, example};
pub use profile::{KnownBench, NoPlace, NoProfile, ProfileName};

use crate::config::address::Address;
use crate::config::band::{BadBand, Band};
use crate::config::look::{Glyphs, GraphicsMode};
use crate::config::naming::{Pattern, SessionPlace};
use crate::config::user_command::UserCommand;
use crate::core::ids::{DetectorId, LaserId};
use crate::core::laser::PowerCaps;
use crate::core::modes::{ErrorMode, MonitorMode, PollMode};
use crate::core::text;
use crate::core::units::{Dbm, Seconds};
use crate::files::read::{TEXT, read_text};
use crate::files::written::{Written, WrongLine};

/// Windows of the live chart, seconds.
pub(crate) const WINDOWS_S: [u64; 8] = [5, 10, 30, 60, 120, 300, 600, 1800];

/// How long a short answer may be waited for, s.
pub(crate) const ANSWER_S: std::ops::RangeInclusive<f64> = 0.1..=120.0;

/// What the program was told.
#[expect(clippy::struct_excessive_bools, reason = "switches of a settings file are that")]
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The instrument; none means the built-in simulator.
    pub address: Option<Address>,
    /// The profile that was chosen.
    pub profile: Option<ProfileName>,
    /// The second connection.
    pub monitor: MonitorMode,
    /// When the error queue is read.
    pub errors: ErrorMode,
    /// Whether several questions go in one message.
    pub poll: PollMode,
    /// From one round of powers to the next.
    pub period: Duration,
    /// The live chart's window, seconds, if one was chosen: one of `WINDOWS_S`.
    pub window_s: Option<u64>,
    /// A detector that reads less is dark.
    pub dark: Dbm,
    /// How long a short question may stay unanswered.
    pub answer: Duration,
    /// The watched detectors and their names.
    pub detectors: Vec<(DetectorId, String)>,
    /// No more power than this.
    pub caps: PowerCaps,
    /// What a TLS is set to for a band of this bench.
    pub bands: Vec<Band>,
    /// The name of the theme, if one was chosen.
    pub theme: Option<String>,
    /// The characters that charts are drawn with, if they were chosen.
    pub glyphs: Option<Glyphs>,
    /// The mouse is taken.
    pub mouse: bool,
    /// Nothing is ordered from here.
    pub read_only: bool,
    /// Whether the terminal shows pictures, and how.
    pub graphics: GraphicsMode,
    /// Wavelengths of traces are fetched, too, and held against those that are computed.
    pub check_x: bool,
    /// A power that is better than any before is heard in the alignment view.
    pub align_tone: bool,
    /// The watched detectors' traces are fetched after each sweep.
    pub auto_download: bool,
    /// The folder of a session: where traces, figures and transcripts go whose names have none.
    pub save_folder: Option<Pattern<SessionPlace>>,
    /// The name of a trace or a figure that was given none.
    pub save_name: Pattern,
    /// Commands of the operator's own.
    pub commands: Vec<UserCommand>,
    /// What happens to lasers that this session switched on when it is ended from outside.
    pub on_exit: OnExit,
}

impl Default for Settings {
    fn default() -> Self {
        let names = ["IN1", "IN2", "TLS IN", "OUT TO DUT"];
        let detectors = (1..).zip(names).filter_map(|(channel, name)| {
            DetectorId::new(4, channel).map(|detector| (detector, name.to_owned()))
        });
        Self {
            address: None,
            profile: None,
            monitor: MonitorMode::Auto,
            errors: ErrorMode::Auto,
            poll: PollMode::Auto,
            period: Duration::from_millis(100),
            window_s: None,
            dark: Dbm(-70.0),
            answer: Duration::from_secs(1),
            detectors: detectors.collect(),
            caps: PowerCaps::default(),
            bands: Vec::new(),
            theme: None,
            glyphs: None,
            mouse: true,
            read_only: false,
            graphics: GraphicsMode::Auto,
            check_x: false,
            align_tone: false,
            auto_download: false,
            save_folder: None,
            save_name: Pattern::default(),
            commands: Vec::new(),
            on_exit: OnExit::Off,
        }
    }
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("the settings {} cannot be read: {}", .0, text::said(.1))]
    Read(String, std::io::Error),
    /// It is not TOML, has words that are no settings, or a value that cannot be.
    #[error(transparent)]
    Wrong(#[from] WrongLine),
    /// It has no such profile.
    #[error(transparent)]
    Profile(#[from] NoProfile),
}

impl Settings {
    /// Reads a settings file, with what one of its profiles says instead.
    pub(crate) fn load(path: &Path, profile: Option<&str>) -> Result<Self, SettingsError> {
        let name = text::clean_path(path);
        let written = read_text(path, TEXT).map_err(|error| SettingsError::Read(name.clone(), error))?;
        Self::parse_with(&written, &name, profile)
    }

    /// Reads settings; `name` is where they come from.
    pub fn parse(written: &str, name: &str) -> Result<Self, SettingsError> {
        Self::parse_with(written, name, None)
    }

    /// The same with what the profile of this name says instead.
    #[expect(clippy::too_many_lines, reason = "a few lines for each key")]
    pub fn parse_with(written: &str, name: &str, profile: Option<&str>) -> Result<Self, SettingsError> {
        let written = Written { name, text: written };
        let mut file: File = toml::from_str(written.text).map_err(|error| written.unread(&error))?;
        let chosen = profile.map(|chosen| profile::take(&mut file.profile, chosen, name)).transpose()?;
        let bench = chosen.as_ref().map(|(bench, _)| bench.clone());
        let file = match chosen {
            Some((_, over)) => file.with(over),
            None => file,
        };
        let bad_at = |at: usize| move |value: BadValue| written.wrong(at, value.to_string());
        let File {
            address,
            monitor,
            poll_hz,
            window_s,
            dark_dbm,
            answer_timeout_s,
            poll,
            errors,
            on_exit,
            read_only,
            theme,
            glyphs,
            mouse,
            graphics,
            align_tone,
            auto_download,
            check_x,
            save_folder,
            save_name,
            detector: detectors,
            laser: lasers,
            command: commands,
            band: bands,
            profile: _,
        } = file;
        let mut settings = Self {
            profile: bench,
            monitor,
            errors,
            poll,
            on_exit,
            theme,
            glyphs,
            mouse: mouse.unwrap_or(true),
            read_only,
            graphics,
            check_x,
            align_tone,
            auto_download,
            ..Self::default()
        };
        if let Some(address) = address {
            let bad = bad_at(address.span().start);
            settings.address =
                Some(address.into_inner().parse().map_err(|what| bad(BadValue::Address(what)))?);
        }
        if let Some(folder) = save_folder {
            let bad = bad_at(folder.span().start);
            let folder = Pattern::parse(folder.get_ref());
            settings.save_folder = Some(folder.map_err(|what| bad(BadValue::SaveFolder(what)))?);
        }
        if let Some(name) = save_name {
            let bad = bad_at(name.span().start);
            let name = Pattern::of_file(name.get_ref());
            settings.save_name = name.map_err(|what| bad(BadValue::SaveName(what)))?;
        }
        if let Some(hz) = poll_hz {
            settings.period = period(*hz.get_ref()).map_err(bad_at(hz.span().start))?;
        }
        if let Some(window) = window_s {
            let (at, window) = (window.span().start, window.into_inner());
            if !WINDOWS_S.contains(&window) {
                return Err(bad_at(at)(BadValue::Window(window)).into());
            }
            settings.window_s = Some(window);
        }
        if let Some(dark) = dark_dbm {
            let (at, dark) = (dark.span().start, dark.into_inner());
            if dark.is_nan() || dark == f64::INFINITY {
                return Err(bad_at(at)(BadValue::Dark(dark)).into());
            }
            settings.dark = Dbm(dark);
        }
        if let Some(seconds) = answer_timeout_s {
            let (at, seconds) = (seconds.span().start, seconds.into_inner());
            let sound = Seconds::try_from(seconds).ok().filter(|s| ANSWER_S.contains(&s.get()));
            settings.answer = sound.ok_or_else(|| bad_at(at)(BadValue::AnswerTimeout(seconds)))?.duration();
        }
        if let Some(detectors) = detectors {
            settings.detectors.clear();
            for detector in detectors {
                let bad = bad_at(detector.span().start);
                let (place, name) = named(detector.into_inner()).map_err(bad)?;
                if settings.detectors.iter().any(|(other, _)| *other == place) {
                    return Err(bad(BadValue::Twice(place)).into());
                }
                settings.detectors.push((place, name));
            }
        }
        for laser in lasers {
            let bad = bad_at(laser.span().start);
            let Laser { position, power_cap_dbm } = laser.into_inner();
            let place = LaserId::new(position).ok_or(BadValue::LaserPosition(position)).map_err(bad)?;
            if !power_cap_dbm.is_finite() {
                return Err(bad(BadValue::PowerCap(power_cap_dbm)).into());
            }
            settings.caps.set(place, Dbm(power_cap_dbm));
        }
        for band in bands {
            let bad = bad_at(band.span().start);
            let band = Band::new(band.into_inner().into()).map_err(BadValue::Band).map_err(bad)?;
            if settings.bands.iter().any(|other| other.name == band.name) {
                return Err(bad(BadValue::Band(BadBand::Twice(band.name))).into());
            }
            settings.bands.push(band);
        }
        for command in commands {
            let bad = bad_at(command.span().start);
            let Command { name, key, shell } = command.into_inner();
            let command = UserCommand::new(&name, key, &shell).map_err(BadValue::Command).map_err(bad)?;
            if settings.commands.iter().any(|other| other.name == command.name) {
                return Err(bad(BadValue::CommandTwice(command.name)).into());
            }
            settings.commands.push(command);
        }
        Ok(settings)
    }
}

/// The place of a detector, and its name: its own, or else its place.
fn named(detector: Detector) -> Result<(DetectorId, String), BadValue> {
    let Detector { module, channel, name } = detector;
    let place = DetectorId::new(module, channel).ok_or(BadValue::Detector { module, channel })?;
    let name = name.map_or_else(|| place.to_string(), |name| text::clean(&name));
    Ok((place, name))
}

/// The time between two rounds at this rate, 0.1 to 100 Hz.
pub(crate) fn period(hz: f64) -> Result<Duration, BadValue> {
    let period = Seconds::try_from(1.0 / hz).ok().filter(|_| (0.1..=100.0).contains(&hz));
    Ok(period.ok_or(BadValue::PollHz(hz))?.duration())
}

#[cfg(test)]
mod tests {
    use super::file::Shown;
    use super::*;

    #[test]
    fn a_file_says_what_differs_from_the_defaults() {
        let written = "address = 'TCPIP::10.0.0.7::5025::SOCKET'\nmonitor = 'off'\nerrors = 'own'\npoll = 'single'\npoll_hz = 50\n\
            [[detector]]\nmodule = 2\nchannel = 3\nname = 'DROP'\n[[laser]]\nposition = 2\npower_cap_dbm = 3.5\n";
        let settings = Settings::parse(written, "x").unwrap();
        assert_eq!(settings.address.unwrap().to_string(), "10.0.0.7:5025");
        assert_eq!(settings.monitor, MonitorMode::Off);
        assert_eq!((settings.errors, settings.poll), (ErrorMode::Own, PollMode::Single));
        assert_eq!(settings.period, Duration::from_millis(20));
        assert_eq!(settings.detectors, [(DetectorId::new(2, 3).unwrap(), "DROP".to_owned())]);
        assert!(settings.caps.check(LaserId::new(2), Dbm(4.0)).is_err());
    }

    #[test]
    fn the_example_has_what_holds_without_a_key_where_that_is_said() {
        let example = Settings::parse(&example(), "x").unwrap();
        assert_eq!(example.address.as_ref().map(Address::to_string).as_deref(), Some("192.168.1.37:5025"));
        assert!(example.caps.check(LaserId::new(2), Dbm(3.5)).is_err() && example.save_folder.is_some());
        let usual = Settings::default();
        assert_eq!(example.detectors, usual.detectors[..1]);
        assert_eq!(example.commands[0].name, "pack");
        for key in file::KEYS {
            let Shown::Usual(value) = key.shown else { continue };
            let said = Settings::parse(&format!("{} = {value}", key.name), "x").unwrap();
            // What was left of these by the last session counts before that.
            let chosen = (said.window_s, said.theme.clone(), said.glyphs);
            let usual_ones =
                (chosen.0.unwrap_or(60), chosen.1.unwrap_or("dark".into()), chosen.2.unwrap_or_default());
            assert_eq!(usual_ones, (60, "dark".into(), Glyphs::default()), "{}", key.name);
            assert_eq!(Settings { window_s: None, theme: None, glyphs: None, ..said }, usual, "{}", key.name);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (written, named) in [
            ("save_folder = '/data/{name}'", "save_folder: {name} is not known here"),
            ("save_name = 'a/b'", "save_name: \"a/b\" is not a file name"),
            ("poll_hz = 1000", "poll_hz = 1000 is outside"),
            ("window_s = 61", "window_s = 61 is none of"),
            ("dark_dbm = nan", "dark_dbm = NaN is not a power"),
            ("adress = 'x'", "there is no key \"adress\"; did you mean address?\n    adress = 'x'"),
            ("monitor = 'atuo'", "there is no value \"atuo\"; did you mean auto?"),
            ("address = 'a b'", "\"a b\" is not an address"),
            ("[[detector]]\nmodule = 21\nchannel = 1", "21/1"),
            ("[[detector]]\nmodule = 4\nchannel = 1\n[[detector]]\nmodule = 4\nchannel = 1", "twice"),
            ("[[command]]\nname = 'a'\nshell = 'ls {fiel}'", "{fiel} is not known here"),
            ("[[command]]\nname = 'a'\nshel = 'ls'", "did you mean shell?"),
            ("[[band]]\nname = 'o'\nlaser = 11", "band \"o\": 11 is outside 0 to 10"),
            ("[[band]]\nname = 'o'\nlasers = 1", "did you mean laser?"),
            ("[[laser]]\nposition = 11\npower_cap_dbm = 3", "11 is outside"),
            ("[[laser]]\nposition = 1\npower_cap_dbm = nan", "NaN is not a power"),
        ] {
            let error =
                Settings::parse(&format!("# mine\n{written}\n"), "config.toml").unwrap_err().to_string();
            // The second of two detectors is the one that is twice.
            let line = match named {
                "twice" => 5,
                "did you mean shell?" | "did you mean laser?" => 4,
                _ => 2,
            };
            assert!(error.starts_with(&format!("config.toml, line {line}: ")), "{error}");
            assert!(error.contains(named), "{error}");
        }
    }
}
