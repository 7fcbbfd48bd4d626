//! The settings file as written: a row for each key, from which it is read and shown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use crate::config::look::{Colour, Glyphs, GraphicsMode};
use crate::core::modes::{ErrorMode, MonitorMode, PollMode};

/// What happens on SIGTERM, SIGHUP, a panic or a dead terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnExit {
    /// Lasers that this session switched on are switched off.
    #[default]
    Off,
    /// Lasers stay as they are.
    Leave,
}

/// What a file may have at a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// What holds without the key.
    Usual(&'static str),
    /// Without the key it is something else.
    Example(&'static str),
}

/// A key of the settings file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// As it is written.
    pub(crate) name: &'static str,
    /// A value, as it is written.
    pub(crate) shown: Shown,
    /// What it is, and what it may be.
    pub(crate) about: &'static str,
}

/// Makes a part of the file from a row for each of its keys: its name, its type, what may stand there, what it is.
macro_rules! keys {
    (
        $(#[$attribute:meta])* $part:ident, $all:ident;
        $($name:ident: $kind:ty = $shown:expr, $about:literal;)*
        $(; $($table:ident: $of:ty;)*)?
    ) => {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        $(#[$attribute])*
        pub(super) struct $part {
            $(pub(super) $name: $kind,)*
            $($(pub(super) $table: $of,)*)?
        }

        /// Its keys.
        pub(crate) const $all: &[Key] =
            &[$(Key { name: stringify!($name), shown: $shown, about: $about },)*];
    };
}

keys! {
    #[derive(Default)] #[serde(default)] File, KEYS;
    address: Option<Spanned<String>> = Shown::Example("\"192.168.1.37\""), "HOST, HOST:PORT or TCPIP::HOST::PORT::SOCKET";
    monitor: MonitorMode = Shown::Usual("\"auto\""), "a second connection for live power: auto, on, off";
    poll_hz: Option<Spanned<f64>> = Shown::Usual("10"), "rounds of live power per second, 0.1 to 100";
    window_s: Option<Spanned<u64>> = Shown::Usual("60"), "of the chart: 5, 10, 30, 60, 120, 300, 600 or 1800";
    dark_dbm: Option<Spanned<f64>> = Shown::Usual("-70"),
        "a detector that reads less is shown as dark and its noise is not drawn; -inf for none";
    answer_timeout_s: Option<Spanned<f64>> = Shown::Usual("1"),
        "for a short question, 0.1 to 120; it rises by itself where answers take longer";
    poll: PollMode = Shown::Usual("\"auto\""), "several questions in one message: auto (tried once), single, joined";
    errors: ErrorMode = Shown::Usual("\"auto\""),
        "when the error queue is read: auto (each second until another client is seen), own (after orders from here)";
    on_exit: OnExit = Shown::Usual("\"off\""),
        "off or leave: what this session lit, when the program ends by anything but your leaving";
    read_only: bool = Shown::Usual("false"), "watch only";
    theme: Option<String> = Shown::Usual("\"dark\""),
        "dark, light, high-contrast, plain, or a file in ~/.config/ctp10/themes";
    glyphs: Option<Glyphs> = Shown::Usual("\"braille\""), "octant, braille, blocks, ascii";
    mouse: Option<bool> = Shown::Usual("true"), "click to focus, wheel to scroll";
    graphics: GraphicsMode = Shown::Usual("\"auto\""),
        "real pictures: auto, off, sixel, kitty, iterm2 (inside tmux only if named)";
    align_tone: bool = Shown::Usual("false"),
        "the terminal's bell in the alignment view, for each power that is better than any before";
    auto_download: bool = Shown::Usual("false"), "the watched detectors' traces after each sweep";
    check_x: bool = Shown::Usual("false"), "fetch wavelengths, too, and compare them with those that are computed";
    save_folder: Option<Spanned<String>> = Shown::Example("\"~/ctp10/{date}\""),
        "the session's, for names without one; {date} {time} of its start";
    save_name: Option<Spanned<String>> = Shown::Usual("\"{name}-{type}-{date}-{time}\""),
        "the file name when you give none; also {module} {channel} {serial}";
    ;
    detector: Option<Vec<Spanned<Detector>>>;
    laser: Vec<Spanned<Laser>>;
    command: Vec<Spanned<Command>>;
    band: Vec<Spanned<Band>>;
    profile: BTreeMap<String, Profile>;
}

keys! {
    #[derive(Default)] #[serde(default)] Profile, OF_PROFILE;
    address: Option<Spanned<String>> = Shown::Example("\"192.168.1.38\""), "of this bench";
    read_only: Option<bool> = Shown::Example("true"), "watch only";
    colour: Option<Colour> = Shown::Example("\"cyan\""),
        "of its name in the header: green, yellow, blue, magenta, cyan";
    monitor: Option<MonitorMode> = Shown::Example("\"off\""), "these as above";
    poll_hz: Option<Spanned<f64>> = Shown::Example("20"), "";
    dark_dbm: Option<Spanned<f64>> = Shown::Example("-60"), "";
    answer_timeout_s: Option<Spanned<f64>> = Shown::Example("2"), "";
    poll: Option<PollMode> = Shown::Example("\"single\""), "";
    errors: Option<ErrorMode> = Shown::Example("\"own\""), "";
    save_folder: Option<Spanned<String>> = Shown::Example("\"~/ctp10/bench2/{date}\""), "";
    ;
    detector: Option<Vec<Spanned<Detector>>>;
    laser: Vec<Spanned<Laser>>;
    band: Vec<Spanned<Band>>;
}

impl From<Band> for crate::config::band::Written {
    fn from(band: Band) -> Self {
        let Band { name, laser, trigger, speed_nm_s, power_dbm, start_nm, stop_nm } = band;
        Self { name, laser, trigger, speed_nm_s, power_dbm, start_nm, stop_nm }
    }
}

impl File {
    /// The same with what a profile says instead; caps of its lasers count before those of the file.
    pub(super) fn with(self, over: Profile) -> Self {
        let Profile {
            address,
            read_only,
            colour: _,
            monitor,
            poll_hz,
            dark_dbm,
            answer_timeout_s,
            poll,
            errors,
            save_folder,
            detector,
            laser,
            band,
        } = over;
        Self {
            address: address.or(self.address),
            read_only: read_only.unwrap_or(self.read_only),
            monitor: monitor.unwrap_or(self.monitor),
            poll_hz: poll_hz.or(self.poll_hz),
            dark_dbm: dark_dbm.or(self.dark_dbm),
            answer_timeout_s: answer_timeout_s.or(self.answer_timeout_s),
            poll: poll.unwrap_or(self.poll),
            errors: errors.unwrap_or(self.errors),
            save_folder: save_folder.or(self.save_folder),
            detector: detector.or(self.detector),
            laser: self.laser.into_iter().chain(laser).collect(),
            band: if band.is_empty() { self.band } else { band },
            ..self
        }
    }
}

keys! {
    Detector, OF_DETECTOR;
    module: u8 = Shown::Usual("4"), "1 to 20";
    channel: u8 = Shown::Usual("1"), "1 to 6";
    name: Option<String> = Shown::Usual("\"IN1\""), "shown instead of its place";
}

keys! {
    Laser, OF_LASER;
    position: usize = Shown::Example("2"), "1 to 10";
    power_cap_dbm: f64 = Shown::Example("3"), "no more power than this, whoever asks";
}

keys! {
    Band, OF_BAND;
    name: String = Shown::Example("\"o\""), "how it is typed: `:tls 1 band o`; what is left out below is not set";
    laser: Option<u32> = Shown::Example("2"), "its position, 1 to 10";
    trigger: Option<u32> = Shown::Example("2"), "0 for none, or the trigger input 1 to 8";
    speed_nm_s: Option<u32> = Shown::Example("20"), "of the sweep";
    power_dbm: Option<f64> = Shown::Example("3"), "of the laser; its cap holds";
    start_nm: Option<f64> = Shown::Example("1262.5"), "where the TLS begins";
    stop_nm: Option<f64> = Shown::Example("1355"), "where it ends";
}

keys! {
    Command, OF_COMMAND;
    name: String = Shown::Example("\"pack\""), "how it is typed: `:pack`";
    key: Option<String> = Shown::Example("\"g z\""), "one that the keymap does not use";
    shell: String = Shown::Example("\"gzip --keep {file}\""),
        "run after a confirmation; {file} {trace} {nm} {level} {laser} {detector} {address} {serial} are quoted by themselves";
}

/// A file to begin with: every key as a comment, so that what holds without them holds.
pub(crate) fn beginning() -> String {
    let comment = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("# {line}\n") };
    let head = "# Settings of ctp10: take the # away in front of what is to be otherwise.\n\n";
    head.to_owned() + &example().lines().map(comment).collect::<String>()
}

/// A file with every key, each with what it is.
pub fn example() -> String {
    /// Cells up to what is said of a key.
    const WIDTH: usize = 28;
    let line = |written: &str, about: &str| {
        if about.is_empty() { format!("{written}\n") } else { format!("{written:<WIDTH$} # {about}\n") }
    };
    let lines = |keys: &[Key]| {
        keys.iter().fold(String::new(), |mut text, Key { name, shown, about }| {
            let (Shown::Usual(value) | Shown::Example(value)) = shown;
            let _ = write!(text, "{}", line(&format!("{name} = {value}"), about));
            text
        })
    };
    [
        lines(KEYS),
        "\n".into(),
        line("[[detector]]", "a watched one; without any IN1, IN2, TLS IN and OUT TO DUT of module 4"),
        lines(OF_DETECTOR),
        "\n".into(),
        line("[[laser]]", "the cap of one is 10 dBm where nothing is said"),
        lines(OF_LASER),
        "\n".into(),
        line("[[band]]", "what a TLS is set to for a band of wavelengths"),
        lines(OF_BAND),
        "\n".into(),
        line("[[command]]", "one of your own"),
        lines(OF_COMMAND),
        "\n".into(),
        line("[profile.bench2]", "another bench: `ctp10 --profile bench2`; what it does not say is as above"),
        lines(OF_PROFILE),
        "\n".into(),
        line("[[profile.bench2.detector]]", "instead of those above"),
        lines(OF_DETECTOR),
        "\n".into(),
        line("[[profile.bench2.laser]]", "before those above"),
        lines(OF_LASER),
        "\n".into(),
        line("[[profile.bench2.band]]", "instead of those above"),
        lines(OF_BAND),
    ]
    .concat()
}
