//! The settings file as written: a row for each key, from which it is read and shown.

use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use crate::config::look::{Glyphs, GraphicsMode};
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
    address: Option<String> = Shown::Example("\"192.168.1.37\""), "HOST, HOST:PORT or TCPIP::HOST::PORT::SOCKET";
    monitor: MonitorMode = Shown::Usual("\"auto\""), "a second connection for live power: auto, on, off";
    poll_hz: Option<f64> = Shown::Usual("10"), "rounds of live power per second, 0.1 to 100";
    window_s: Option<u64> = Shown::Usual("60"), "of the chart: 5, 10, 30, 60, 120, 300, 600 or 1800";
    dark_dbm: Option<f64> = Shown::Usual("-70"),
        "a detector that reads less is shown as dark and its noise is not drawn; -inf for none";
    answer_timeout_s: Option<f64> = Shown::Usual("1"),
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
    save_folder: Option<String> = Shown::Example("\"~/ctp10/{date}\""),
        "the session's, for names without one; {date} {time} of its start";
    save_name: Option<String> = Shown::Usual("\"{name}-{type}-{date}-{time}\""),
        "the file name when you give none; also {module} {channel} {serial}";
    ;
    detector: Option<Vec<Spanned<Detector>>>;
    laser: Vec<Spanned<Laser>>;
    command: Vec<Spanned<Command>>;
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
    Command, OF_COMMAND;
    name: String = Shown::Example("\"pack\""), "how it is typed: `:pack`";
    key: Option<String> = Shown::Example("\"g z\""), "one that the keymap does not use";
    shell: String = Shown::Example("\"gzip --keep {file}\""),
        "run after a confirmation; {file} {trace} {nm} {level} {laser} {detector} {address} {serial} are quoted by themselves";
}

/// A file with every key, each with what it is.
pub fn example() -> String {
    /// Cells up to what is said of a key.
    const WIDTH: usize = 28;
    let line = |written: &str, about: &str| format!("{written:<WIDTH$} # {about}\n");
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
        line("[[command]]", "one of your own"),
        lines(OF_COMMAND),
    ]
    .concat()
}
