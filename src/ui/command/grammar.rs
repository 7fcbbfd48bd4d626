//! What can be typed on the command line, as one table. `<name>` stands for a word, `<name...>` for the rest
//! of the line, `[...]` for what may be left out.

use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::parameter::{Kind, Parameter};

/// What a command does, as its line in [`COMMANDS`] says; what it is given is in the order of its placeholders.
#[expect(missing_docs, reason = "the table below says what each does")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    LaserOn,
    LaserOff,
    LaserCap,
    Sweep,
    Band,
    Reference,
    Download,
    Connect,
    TimeOut,
    PresetSave,
    PresetShow,
    Form,
    Say,
    SaveScript,
    SavePython,
    DownloadAll,
    Auto,
    View,
    Centre,
    Span,
    RefLevel,
    TraceMode,
    TraceMinus,
    TraceClear,
    TraceSmooth,
    TraceNormalise,
    Notes,
    MarkerAt,
    LineAt,
    Excursion,
    Threshold,
    Width,
    Search,
    Save,
    SaveFigure,
    Open,
    Mask,
    Measure,
    Statistics,
    SaveTable,
    Window,
    Theme,
    Glyphs,
    Mouse,
    Help,
}

use Verb as V;

/// Every command that is neither an action's name nor a setting: what it does, how it is typed, in words.
pub const COMMANDS: &[(Verb, &str, &str)] = &[
    (V::LaserOn, "laser <laser> on", "switch a laser on, after a confirmation"),
    (V::LaserOff, "laser <laser> off", "switch a laser off"),
    (V::LaserCap, "laser <laser> cap <power...>", "lower a laser's power cap for this session"),
    (V::Sweep, "sweep <wavelength> <wavelength> [<sampling>]", "set limits and sampling as one job"),
    (V::Band, "tls <tls> band <band>", "the settings of a band: o or c"),
    (V::Reference, "reference <detector>", "take a detector's reference"),
    (V::DownloadAll, "download all [<type>]", "fetch the traces of all watched detectors"),
    (V::Download, "download <detector> [<type>]", "fetch a trace: tf, live, reference, quick or 1 to 23"),
    (V::Connect, "connect <address>", "connect to another instrument"),
    (V::TimeOut, "timeout <seconds>", "how long an answer may take, 0.1 to 120 s"),
    (V::PresetSave, "preset save <preset>", "save the settings of the bench by name"),
    (V::PresetShow, "preset <preset>", "show what a preset would change, then change it"),
    (V::Form, "form <subject> [<number>]", "all settings of a laser, a TLS, the sweep or a detector"),
    (V::Say, "scpi <line...>", "send a line to the instrument as it stands"),
    (V::SaveScript, "transcript script <name...>", "save what was ordered, for `ctp10 play`"),
    (V::SavePython, "transcript python <name...>", "save what was ordered, for Python with pyvisa"),
    (V::Auto, "auto <switch>", "fetch the watched detectors' traces after each sweep"),
    (V::Centre, "view centre <wavelength>", "the middle of the window"),
    (V::Span, "view span <span>", "the width of the window: 2nm, 100pm"),
    (V::RefLevel, "view level <power> <per-division>", "the level at the top, and dB per division of ten"),
    (V::View, "view <wavelength> <wavelength>", "the window on the traces, from where to where"),
    (
        V::TraceMode,
        "trace <letter> mode <tracemode> [<number>]",
        "what a trace does with a new measurement; average 10 is of ten",
    ),
    (V::TraceMinus, "trace <letter> minus <letter> <letter>", "make a trace the difference of two"),
    (V::TraceClear, "trace <letter> clear", "take a trace away"),
    (
        V::TraceSmooth,
        "trace <letter> smooth <points>",
        "the mean of so many neighbours; the trace is marked as smoothed",
    ),
    (V::TraceNormalise, "trace <letter> normalise", "the greatest level becomes 0 dB; the trace is marked"),
    (V::Notes, "notes <letter> <words...>", "write something about a trace; it is saved with it"),
    (V::MarkerAt, "marker <number> <wavelength>", "put marker 1 to 8 somewhere"),
    (V::LineAt, "line <wavelength-or-level>", "draw a line: 1550nm, -3dB; X takes lines and markers away"),
    (V::Excursion, "peaks excursion <power>", "how far a peak or pit must stick out"),
    (V::Threshold, "peaks threshold <power>", "a peak must be higher, a pit lower; off for none"),
    (V::Width, "peaks width <power>", "how far from the base line widths are taken"),
    (V::SaveTable, "resonances save <table...>", "save the table of resonances: .csv with commas, else tabs"),
    (V::Search, "resonances <words...>", "show only rows of the table with these words; off for all"),
    (
        V::Statistics,
        "statistics [<wavelength>] [<wavelength>]",
        "least, greatest, mean, deviation, slope: in the window, or from where to where",
    ),
    (
        V::Measure,
        "measure <power>",
        "the band at the cursor, so many dB down: width, loss, ripple, crosstalk, grid",
    ),
    (V::Save, "save <traces...>", "save the shown traces: .npz .npy .csv .openepda .json .parquet .h5"),
    (V::SaveFigure, "figure <figure...>", "save what the chart shows: .png .svg"),
    (V::Open, "open <file...>", "open saved traces: Tab goes through the last ones"),
    (V::Mask, "mask <name...>", "hold the selected trace against a mask; off for none"),
    (V::Window, "window <seconds>", "the time that the power chart shows"),
    (V::Theme, "theme <theme>", "colours"),
    (V::Glyphs, "glyphs <glyphs>", "the characters that charts are drawn with"),
    (V::Mouse, "mouse <switch>", "take the mouse, or leave it to the terminal"),
    (V::Help, "help <words...>", "search what can be done"),
];

/// Fits a line to a command's pattern; what the placeholders took, or `None`.
pub fn fit(pattern: &str, line: &str) -> Option<Vec<String>> {
    let mut taken = Vec::new();
    let mut left = line.trim();
    for piece in pattern.split(' ') {
        let optional = piece.starts_with('[');
        let piece = piece.trim_matches(['[', ']']);
        let (word, rest) = left.split_once(char::is_whitespace).unwrap_or((left, ""));
        if left.is_empty() {
            if optional {
                continue;
            }
            return None;
        }
        if piece.ends_with("...>") {
            taken.push(left.to_owned());
            left = "";
            continue;
        }
        if piece.starts_with('<') {
            taken.push(word.to_owned());
        } else if !piece.eq_ignore_ascii_case(word) {
            return None;
        }
        left = rest.trim_start();
    }
    left.is_empty().then_some(taken)
}

/// The settings as patterns, one of each kind of place.
pub fn settings() -> Vec<(String, Parameter)> {
    let laser = LaserId::all().next();
    let tls = TlsId::all().next();
    let detector = DetectorId::new(1, 1);
    let lasers = laser.into_iter().flat_map(|n| [Parameter::LaserPower(n), Parameter::LaserWavelength(n)]);
    let all = lasers
        .chain(tls.into_iter().flat_map(Parameter::of_tls))
        .chain(Parameter::SCAN)
        .chain(detector.into_iter().flat_map(Parameter::of_detector));
    all.map(|parameter| (pattern(parameter), parameter)).collect()
}

/// How a setting is typed.
fn pattern(parameter: Parameter) -> String {
    let command = parameter.command();
    let words = command
        .replace("laser 1 ", "laser <laser> ")
        .replace("tls 1 ", "tls <tls> ")
        .replace("detector 1/1 ", "detector <detector> ");
    let value = match (parameter.kind(), parameter) {
        (Kind::Wavelength, _) => "<wavelength>",
        (Kind::Sampling, _) => "<sampling>",
        (Kind::Power, _) => "<power>",
        (Kind::Stabilization, _) => "<on,seconds>",
        (_, Parameter::PowerUnit(_)) => "<unit>",
        (_, Parameter::SpectralUnit(_)) => "<spectral>",
        (_, Parameter::ScanMode) => "<mode>",
        (_, Parameter::TlsLaser(_)) => "<laser>",
        _ => "<number>",
    };
    format!("{words} {value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_fits_its_pattern_and_no_other() {
        assert_eq!(fit("laser <laser> on", "laser 2 ON"), Some(vec!["2".into()]));
        assert_eq!(fit("laser <laser> on", "laser 2"), None);
        assert_eq!(fit("laser <laser> on", "laser 2 on now"), None);
        assert_eq!(fit("download <detector> [<type>]", "download 4/1"), Some(vec!["4/1".into()]));
        assert_eq!(fit("scpi <line...>", "scpi *IDN? ;x"), Some(vec!["*IDN? ;x".into()]));
        assert_eq!(fit("scpi <line...>", "scpi"), None);
        assert_eq!(fit("open <file...>", "open  a  b.npz "), Some(vec!["a  b.npz".into()]));
    }

    #[test]
    fn every_setting_has_a_pattern_of_its_own() {
        let patterns: Vec<String> = settings().into_iter().map(|(pattern, _)| pattern).collect();
        assert!(patterns.contains(&"tls <tls> start <wavelength>".to_owned()), "{patterns:?}");
        assert!(patterns.contains(&"detector <detector> spectral unit <spectral>".to_owned()));
        let mut unique = patterns.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), patterns.len());
    }
}
