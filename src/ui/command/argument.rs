//! What stands for something in a command line: how each is read, and what it may be.

use std::path::PathBuf;

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use super::error::CommandError;
use crate::config::address::Address;
use crate::config::presets;
use crate::config::settings::WINDOWS_S;
use crate::core::ids::{DetectorId, LaserId, TlsId, TraceType};
use crate::core::parameter::{Parameter, Value};
use crate::core::text::clean;
use crate::core::units::{self, Dbm, Seconds, Wavelength};
use crate::ui::charts::dots::Glyphs;
use crate::ui::state::State;
use crate::ui::traces::{LETTERS, MARKERS, index_of, letter};

/// One argument of a command: a word of its line, or the rest of it.
pub(super) trait Argument: Sized {
    /// What it is called in the pattern, between `<` and `>`.
    const NAME: &'static str;
    /// It takes the rest of the line.
    const REST: bool = false;
    /// It may be left out: then it is read from an empty text.
    const OPTIONAL: bool = false;

    /// Reads what was typed.
    fn read(state: &State, typed: &str) -> Result<Self, CommandError>;

    /// What it may be, where that is a list.
    fn candidates(_: &State) -> Vec<Candidate> {
        Vec::new()
    }
}

/// Something that an argument may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// As it is typed.
    pub word: String,
    /// What it stands for, if the word does not say it.
    pub about: String,
}

impl From<String> for Candidate {
    fn from(word: String) -> Self {
        Self { word, about: String::new() }
    }
}

fn words(words: impl IntoIterator<Item = impl Into<String>>) -> Vec<Candidate> {
    words.into_iter().map(|word| Candidate::from(word.into())).collect()
}

/// The words of an enum.
fn variants<E: IntoEnumIterator + Into<&'static str>>() -> Vec<Candidate> {
    words(E::iter().map(Into::<&'static str>::into))
}

/// Reads a word of an enum.
fn variant<E>(typed: &str, what: &'static str) -> Result<E, CommandError>
where
    E: std::str::FromStr + IntoEnumIterator + Into<&'static str>,
{
    typed.to_lowercase().parse().map_err(|_| {
        let known: Vec<&'static str> = E::iter().map(Into::into).collect();
        CommandError::no_such(what, typed, known.join(", "))
    })
}

/// An argument that may be left out.
impl<A: Argument> Argument for Option<A> {
    const NAME: &'static str = A::NAME;
    const REST: bool = A::REST;
    const OPTIONAL: bool = true;

    fn read(state: &State, typed: &str) -> Result<Self, CommandError> {
        if typed.is_empty() { Ok(None) } else { A::read(state, typed).map(Some) }
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        A::candidates(state)
    }
}

/// The rest of the line: a value with a blank before its unit, a name with blanks in it.
pub(super) struct Rest<A>(pub A);

impl<A: Argument> Argument for Rest<A> {
    const NAME: &'static str = A::NAME;
    const REST: bool = true;

    fn read(state: &State, typed: &str) -> Result<Self, CommandError> {
        A::read(state, typed).map(Self)
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        A::candidates(state)
    }
}

impl Argument for LaserId {
    const NAME: &'static str = "laser";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().and_then(Self::new);
        number.ok_or_else(|| CommandError::no_such("laser position", typed, "1 to 10"))
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        let listed = state.listed_lasers().into_iter();
        let model = |laser| state.bench.laser(laser).fitted.model().unwrap_or_default();
        listed.map(|laser| Candidate { word: laser.to_string(), about: clean(model(laser)) }).collect()
    }
}

impl Argument for TlsId {
    const NAME: &'static str = "tls";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().and_then(Self::new);
        number.ok_or_else(|| CommandError::no_such("TLS", typed, "1 to 4"))
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        let laser =
            |tls| state.bench.laser_of(tls).map_or_else(String::new, |laser| format!("laser {laser}"));
        Self::all().map(|tls| Candidate { word: tls.to_string(), about: laser(tls) }).collect()
    }
}

/// By its place or its name.
impl Argument for DetectorId {
    const NAME: &'static str = "detector";

    fn read(state: &State, typed: &str) -> Result<Self, CommandError> {
        let watched = &state.fixed.detectors;
        let named = watched.iter().find(|(_, name)| one_word(name).eq_ignore_ascii_case(typed));
        if let Some((detector, _)) = named {
            return Ok(*detector);
        }
        typed.parse().map_err(|()| {
            let names: Vec<String> = watched.iter().map(|(_, name)| one_word(name)).collect();
            CommandError::Detector { typed: clean(typed), names: names.join(", ") }
        })
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        let watched = state.fixed.detectors.iter();
        watched.map(|(place, name)| Candidate { word: one_word(name), about: place.to_string() }).collect()
    }
}

/// A detector's name as one word.
pub fn one_word(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
}

impl Argument for TraceType {
    const NAME: &'static str = "type";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        trace_type(typed)
    }

    fn candidates(_: &State) -> Vec<Candidate> {
        words(["tf", "live", "reference", "quick"])
    }
}

/// A trace type by its word or number.
pub fn trace_type(typed: &str) -> Result<TraceType, CommandError> {
    Ok(match typed.to_lowercase().as_str() {
        "tf" => TraceType::TF_LIVE,
        "live" | "raw" => TraceType::RAW_LIVE,
        "reference" => TraceType::RAW_REFERENCE,
        "quick" => TraceType::RAW_QUICK_REFERENCE,
        number => number.parse().ok().and_then(TraceType::new).ok_or_else(|| {
            CommandError::no_such("trace type", typed, "tf, live, reference, quick and 1 to 23")
        })?,
    })
}

impl Argument for Address {
    const NAME: &'static str = "address";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        Ok(typed.parse()?)
    }
}

impl Argument for Wavelength {
    const NAME: &'static str = "wavelength";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        Ok(units::parse_wavelength(typed)?)
    }
}

impl Argument for Dbm {
    const NAME: &'static str = "power";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        Ok(units::parse_power(typed)?)
    }
}

/// A sampling step that is offered.
pub(super) struct Step(pub Value);

impl Argument for Step {
    const NAME: &'static str = "sampling";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        Ok(Self(Parameter::Sampling.parse(typed)?))
    }
}

/// How long an answer may take.
impl Argument for Seconds {
    const NAME: &'static str = "seconds";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        units::number_and_unit(typed)
            .filter(|(n, unit)| (unit.is_empty() || unit == "s") && (0.1..=120.0).contains(n))
            .and_then(|(n, _)| Self::try_from(n).ok())
            .ok_or_else(|| CommandError::not(typed, "a time from 0.1 to 120 s", "5"))
    }
}

/// A level or a difference of levels; a bare number is in dB.
pub(super) struct Decibels(pub f64);

impl Argument for Decibels {
    const NAME: &'static str = "level";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        let (number, unit) = units::number_and_unit(typed).unwrap_or((f64::NAN, String::new()));
        let sound = number.is_finite() && matches!(unit.as_str(), "" | "db" | "dbm");
        if sound { Ok(Self(number)) } else { Err(CommandError::not(typed, "a level", "-3dB")) }
    }
}

/// A width on the axis of wavelengths; a bare number is in nanometres.
pub(super) struct Span(pub Wavelength);

impl Argument for Span {
    const NAME: &'static str = "span";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        let width = units::parse_wavelength(typed).map(Self);
        width.map_err(|_| CommandError::not(typed, "a width", "2nm or 100pm"))
    }
}

/// A place on one of the axes of the trace.
pub(super) enum Place {
    /// A wavelength; a bare number above 100 is one.
    Wavelength(Wavelength),
    /// A level, dB.
    Level(f64),
}

impl Argument for Place {
    const NAME: &'static str = "wavelength-or-level";

    fn read(state: &State, typed: &str) -> Result<Self, CommandError> {
        match Wavelength::read(state, typed) {
            Ok(wavelength) if wavelength.nm() > 100.0 => Ok(Self::Wavelength(wavelength)),
            _ => Decibels::read(state, typed).map(|Decibels(level)| Self::Level(level)),
        }
    }
}

/// On or off.
pub(super) struct Switch(pub bool);

impl Argument for Switch {
    const NAME: &'static str = "switch";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        match typed {
            "on" => Ok(Self(true)),
            "off" => Ok(Self(false)),
            other => Err(CommandError::not(other, "on or off", "on")),
        }
    }

    fn candidates(_: &State) -> Vec<Candidate> {
        words(["on", "off"])
    }
}

/// A band of wavelengths in which tunable lasers are used.
#[derive(Clone, Copy, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Band {
    /// About 1310 nm.
    O,
    /// About 1550 nm.
    C,
}

impl Argument for Band {
    const NAME: &'static str = "band";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        variant(typed, "band")
    }

    fn candidates(_: &State) -> Vec<Candidate> {
        variants::<Self>()
    }
}

/// A preset's name, which need not be there.
pub(super) struct PresetName(pub String);

impl Argument for PresetName {
    const NAME: &'static str = "preset";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        Ok(Self(presets::name(typed)?))
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        words(state.presets.iter().cloned())
    }
}

/// One of the traces A to H, by its index.
pub(super) struct Letter(pub usize);

impl Argument for Letter {
    const NAME: &'static str = "letter";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        index_of(typed).map(Self).ok_or_else(|| CommandError::no_such("trace", typed, "A to H"))
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        let name = |index: usize| {
            state.traces.slots[index]
                .trace
                .as_ref()
                .map_or_else(String::new, |t| state.detector_name(t.id.detector))
        };
        (0..LETTERS)
            .map(|index| Candidate { word: letter(index).to_string(), about: clean(&name(index)) })
            .collect()
    }
}

/// What a trace does with a new measurement.
#[derive(Clone, Copy, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(super) enum TraceModeWord {
    /// It is replaced.
    Live,
    /// It stays.
    Fixed,
    /// The greatest of each sample stays.
    Max,
    /// The least of each sample stays.
    Min,
    /// The mean of the last ones.
    Average,
}

impl Argument for TraceModeWord {
    const NAME: &'static str = "tracemode";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        variant(typed, "trace mode")
    }

    fn candidates(_: &State) -> Vec<Candidate> {
        variants::<Self>()
    }
}

/// How many measurements an average is of.
pub(super) struct Count(pub u32);

impl Argument for Count {
    const NAME: &'static str = "number";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().filter(|n| (2..=1000).contains(n)).map(Self);
        number.ok_or_else(|| CommandError::not(typed, "a number of measurements from 2 to 1000", "10"))
    }
}

/// How many samples are smoothed together.
pub(super) struct Points(pub usize);

impl Argument for Points {
    const NAME: &'static str = "points";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().filter(|n| (2..=100_001).contains(n)).map(Self);
        number.ok_or_else(|| CommandError::not(typed, "a number of points from 2 to 100001", "11"))
    }
}

/// A marker, by its index.
pub(super) struct Marker(pub usize);

impl Argument for Marker {
    const NAME: &'static str = "number";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().filter(|n| (1..=MARKERS).contains(n));
        number.map(|n| Self(n - 1)).ok_or_else(|| CommandError::no_such("marker", typed, "1 to 8"))
    }
}

/// Seconds of the power chart.
pub(super) struct Window(pub u64);

impl Argument for Window {
    const NAME: &'static str = "seconds";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        let known = typed.trim_end_matches('s').parse().ok().filter(|s| WINDOWS_S.contains(s));
        let offered = || WINDOWS_S.map(|seconds| seconds.to_string()).join(", ");
        known.map(Self).ok_or_else(|| CommandError::no_such("window", typed, offered()))
    }

    fn candidates(_: &State) -> Vec<Candidate> {
        words(WINDOWS_S.iter().map(u64::to_string))
    }
}

/// The name of a theme that there is.
pub(super) struct ThemeName(pub String);

impl Argument for ThemeName {
    const NAME: &'static str = "theme";

    fn read(state: &State, typed: &str) -> Result<Self, CommandError> {
        let names: Vec<&str> = state.fixed.themes.iter().map(|(name, _)| name.as_str()).collect();
        let known = names.contains(&typed).then(|| Self(typed.to_owned()));
        known.ok_or_else(|| CommandError::no_such("theme", typed, names.join(", ")))
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        words(state.fixed.themes.iter().map(|(name, _)| name.clone()))
    }
}

impl Argument for Glyphs {
    const NAME: &'static str = "glyphs";

    fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
        typed.parse().map_err(|_| {
            let known: Vec<&str> = Self::iter().map(Self::name).collect();
            CommandError::no_such("set of glyphs", typed, known.join(", "))
        })
    }

    fn candidates(_: &State) -> Vec<Candidate> {
        words(Self::iter().map(|glyphs| glyphs.name().to_owned()))
    }
}

/// Text of any kind to the end of the line, with the name that its pattern gives it.
macro_rules! text {
    ($($about:literal $name:ident, $pattern:literal, $candidates:expr;)*) => {$(
        #[doc = $about]
        pub(super) struct $name(pub String);

        impl Argument for $name {
            const NAME: &'static str = $pattern;
            const REST: bool = true;

            fn read(_: &State, typed: &str) -> Result<Self, CommandError> {
                Ok(Self(typed.to_owned()))
            }

            fn candidates(state: &State) -> Vec<Candidate> {
                let candidates: fn(&State) -> Vec<Candidate> = $candidates;
                candidates(state)
            }
        }

        impl From<$name> for PathBuf {
            fn from($name(path): $name) -> Self {
                path.into()
            }
        }
    )*};
}

/// The usual name with each of these ends.
fn named(state: &State, ends: &[&str]) -> Vec<Candidate> {
    words(ends.iter().map(|end| state.usual_name(end)))
}

text! {
    "A line of SCPI." Line, "line", |_| Vec::new();
    "Words." Words, "words", |_| Vec::new();
    "A file of any kind." Name, "name", |_| Vec::new();
    "A file of traces to be written." TracesFile, "traces",
        |state| named(state, &["npz", "csv", "npy", "parquet", "h5", "openepda", "json"]);
    "A figure to be written." FigureFile, "figure", |state| named(state, &["png", "svg"]);
    "A table to be written." TableFile, "table", |state| named(state, &["csv", "txt"]);
    "A file to be opened." OpenedFile, "file", |state| words(state.files.iter().cloned());
}

/// Something that can be switched off by the word `off`: `None` then.
pub(super) struct OrOff<A>(pub Option<A>);

impl<A: Argument> Argument for OrOff<A> {
    const NAME: &'static str = A::NAME;
    const REST: bool = A::REST;

    fn read(state: &State, typed: &str) -> Result<Self, CommandError> {
        if typed == "off" { Ok(Self(None)) } else { A::read(state, typed).map(|some| Self(Some(some))) }
    }

    fn candidates(state: &State) -> Vec<Candidate> {
        let mut all = A::candidates(state);
        all.extend(words(["off"]));
        all
    }
}
