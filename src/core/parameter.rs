//! Everything on the bench that holds a value an operator can set: one list, from which fields, commands,
//! read-backs and messages are derived. Emission is deliberately not in it.

use std::fmt;

use super::ids::{DetectorId, LaserId, TlsId};
use super::sweep;
use super::units::{self, BadValue, Dbm, Power, Seconds, Wavelength};
use crate::core::cast::{count_u32, index_of};

/// What a parameter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A laser position.
    Laser(LaserId),
    /// A tunable laser of the scan.
    Tls(TlsId),
    /// The scan.
    Sweep,
    /// A detector, watched or not.
    Detector(DetectorId),
}

/// Whose light a parameter changes: while that laser is on, a value that makes it stronger needs a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emitter {
    /// No laser's.
    None,
    /// That of this laser, whenever it is on.
    Laser(LaserId),
    /// That of the laser of this TLS, while it scans.
    Tls(TlsId),
}

/// What kind of value a parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A wavelength, m.
    Wavelength,
    /// A sampling step, m.
    Sampling,
    /// A power, dBm.
    Power,
    /// A whole number.
    Whole(Whole),
    /// One of these, counted from 0: the word that is shown, then others that are understood.
    Choice(&'static [&'static [&'static str]]),
    /// Output and seconds.
    Stabilization,
}

/// A whole number, its limits, and how it is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole {
    /// The smallest that may be set.
    pub(crate) least: u32,
    /// The greatest that may be set.
    pub(crate) most: u32,
    /// Its unit, in front of which there is a blank; none where it is empty.
    pub(crate) unit: &'static str,
    /// The limits in words.
    pub(crate) limits: &'static str,
    /// What it should be, in an error.
    pub(crate) wanted: &'static str,
    /// One that would do.
    pub(crate) example: &'static str,
}

const LASER: Kind = Kind::Whole(Whole {
    least: 0,
    most: 10,
    unit: "",
    limits: "0 none, 1 to 10",
    wanted: "a laser position, or 0 for none",
    example: "1",
});

const SPEED: Kind = Kind::Whole(Whole {
    least: 1,
    most: 200,
    unit: "nm/s",
    limits: "1 to 200",
    wanted: "a sweep speed in whole nm/s",
    example: "20",
});

const fn trigger(limits: &'static str) -> Kind {
    Kind::Whole(Whole {
        least: 0,
        most: 8,
        unit: "",
        limits,
        wanted: "a trigger input, or 0 for none",
        example: "2",
    })
}

const SCAN_MODE: Kind = Kind::Choice(&[&["single", "sing"], &["continuous", "cont"]]);
const POWER_UNIT: Kind = Kind::Choice(&[&["dBm"], &["mW"]]);
const SPECTRAL_UNIT: Kind = Kind::Choice(&[&["nm", "wav"], &["THz", "freq"]]);

/// Makes everything that is told of each parameter from its row: the variant with what it belongs to, its name
/// there, the kind of its value, whose light it changes (see [`Emitter`]), and its place among others in which it is
/// set (see [`Parameter::order`]).
macro_rules! parameters {
    ($(
        $(#[$attribute:meta])* $about:literal $name:ident $(($place:ident: $id:ty))? of $subject:ident, $node:literal, $kind:expr, $emitter:expr, $order:literal;
    )*) => {
        /// Something with a value that can be set and read back.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Parameter {
            $($(#[$attribute])* #[doc = $about] $name $(($id))?,)*
        }

        impl Parameter {
            /// What it belongs to.
            pub(crate) const fn subject(self) -> Subject {
                match self { $($(#[$attribute])* Self::$name $(($place))? => Subject::$subject $(($place))?,)* }
            }

            /// Its name among the parameters of its subject.
            pub(crate) const fn node(self) -> &'static str {
                match self { $($(#[$attribute])* Self::$name { .. } => $node,)* }
            }

            /// The kind of its value.
            pub(crate) const fn kind(self) -> Kind {
                match self { $($(#[$attribute])* Self::$name { .. } => $kind,)* }
            }

            /// Whose light it changes.
            #[expect(unused_variables, reason = "what it belongs to need not be what it lights")]
            pub(crate) const fn emitter(self) -> Emitter {
                match self { $($(#[$attribute])* Self::$name $(($place))? => $emitter,)* }
            }

            /// The place among others in which it is given back, so that the instrument's own resets and limits
            /// do not undo what was given back before: a laser resets its TLS, the sampling limits the span.
            pub(crate) const fn order(self) -> u8 {
                match self { $($(#[$attribute])* Self::$name { .. } => $order,)* }
            }
        }

        impl Subject {
            /// Its parameters, in the order of a form. Those of a tunable laser survive the instrument's own resets
            /// if they are set in it.
            pub fn parameters(self) -> Vec<Parameter> {
                let mut all = Vec::new();
                $($(#[$attribute])* {
                    if let Self::$subject $(($place))? = self {
                        all.push(Parameter::$name $(($place))?);
                    }
                })*
                all
            }
        }
    };
}

parameters! {
    "Wavelength of a laser."
    LaserWavelength(laser: LaserId) of Laser, "wavelength", Kind::Wavelength, Emitter::None, 9;
    "Set power of a laser."
    LaserPower(laser: LaserId) of Laser, "power", Kind::Power, Emitter::Laser(laser), 9;
    "Which laser position a tunable laser of the scan uses; 0 is none."
    TlsLaser(tls: TlsId) of Tls, "laser", LASER, Emitter::None, 0;
    "Its trigger input: 0 none, 1 to 8 a TRIG IN port."
    TlsTrigger(tls: TlsId) of Tls, "trigger", trigger("0 none, 1 to 8 TRIG IN"), Emitter::None, 1;
    "Its speed, nm/s."
    TlsSpeed(tls: TlsId) of Tls, "speed", SPEED, Emitter::None, 2;
    "Its power while scanning."
    TlsPower(tls: TlsId) of Tls, "power", Kind::Power, Emitter::Tls(tls), 3;
    "Where a tunable laser's range in the scan begins."
    TlsStart(tls: TlsId) of Tls, "start", Kind::Wavelength, Emitter::None, 4;
    "Where it ends."
    TlsStop(tls: TlsId) of Tls, "stop", Kind::Wavelength, Emitter::None, 5;
    "First wavelength of the scan."
    ScanStart of Sweep, "start", Kind::Wavelength, Emitter::None, 7;
    "Last wavelength of the scan."
    ScanStop of Sweep, "stop", Kind::Wavelength, Emitter::None, 8;
    "Sampling step of the scan."
    Sampling of Sweep, "sampling", Kind::Sampling, Emitter::None, 6;
    "Whether the laser stays on after the scan, and the settling time."
    Stabilization of Sweep, "stabilization", Kind::Stabilization, Emitter::None, 9;
    "0 a single scan, 1 one after the other."
    ScanMode of Sweep, "mode", SCAN_MODE, Emitter::None, 9;
    "0 dBm, 1 mW."
    PowerUnit(detector: DetectorId) of Detector, "unit", POWER_UNIT, Emitter::None, 9;
    "Wavelength at which a detector is calibrated."
    DetectorWavelength(detector: DetectorId) of Detector, "wavelength", Kind::Wavelength, Emitter::None, 9;
    "0 wavelength, 1 frequency."
    SpectralUnit(detector: DetectorId) of Detector, "spectral unit", SPECTRAL_UNIT, Emitter::None, 9;
    "A detector's trigger: 0 software, 1 to 8 a TRIG IN port."
    DetectorTrigger(detector: DetectorId) of Detector, "trigger", trigger("0 software, 1 to 8 TRIG IN"), Emitter::None, 9;
    #[cfg(test)]
    "Made up: it shows that rows are all that a parameter needs, also one that changes light."
    MadeUp of Sweep, "made up", Kind::Power, Emitter::Laser(LaserId::FIRST), 9;
}

impl Subject {
    /// Everything that parameters belong to.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let lasers = LaserId::all().map(Self::Laser);
        lasers
            .chain(TlsId::all().map(Self::Tls))
            .chain([Self::Sweep])
            .chain(DetectorId::all().map(Self::Detector))
    }
}

/// A parameter's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A wavelength or a sampling step.
    Wavelength(Wavelength),
    /// A power.
    Power(Power),
    /// A whole number.
    Whole(u32),
    /// The laser stays on after the scan, and the settling time in seconds.
    Stabilization {
        /// Stays on.
        stays_on: bool,
        /// Settling time.
        seconds: Seconds,
    },
}

/// A parameter and the value it is to have.
pub(crate) type Change = (Parameter, Value);

impl Parameter {
    /// All of them, of every laser, TLS and detector that there may be.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Subject::all().flat_map(Subject::parameters)
    }

    /// Whether it changes the light of a laser.
    pub(crate) fn is_of_light(self) -> bool {
        self.emitter() != Emitter::None
    }

    /// What else the instrument may move when this one is set, itself included: all are read back.
    pub(crate) fn moves(self) -> Vec<Self> {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "a parameter that has a row alone moves itself alone"
        )]
        match self {
            Self::ScanStart | Self::ScanStop | Self::Sampling => {
                // In the order in which old values can be given back: the sampling limits the span.
                vec![Self::Sampling, Self::ScanStart, Self::ScanStop]
            }
            Self::TlsStart(tls) | Self::TlsStop(tls) => {
                vec![Self::TlsStart(tls), Self::TlsStop(tls)]
            }
            Self::TlsLaser(tls) => Subject::Tls(tls).parameters(),
            // The wavelength is shared by channels 2 to 4 of an IL RL OPM2 module.
            Self::DetectorWavelength(detector) => (1..=6)
                .filter(|&c| c == detector.channel() || (2..=4).contains(&c) && detector.channel() > 1)
                .filter_map(|channel| DetectorId::new(detector.module(), channel))
                .map(Self::DetectorWavelength)
                .collect(),
            alone => vec![alone],
        }
    }

    /// The words that name it on the command line, in presets and in the transcript, and that
    /// [`find`](Self::find) reads.
    pub fn command(self) -> String {
        let node = self.node();
        match self.subject() {
            Subject::Laser(laser) => format!("laser {laser} {node}"),
            Subject::Tls(tls) => format!("tls {tls} {node}"),
            Subject::Sweep => format!("sweep {node}"),
            Subject::Detector(detector) => format!("detector {detector} {node}"),
        }
    }

    /// The parameter that words name, as [`command`](Self::command) writes them.
    pub fn find(words: &[&str]) -> Option<Self> {
        let number = |text: &str| text.parse::<usize>().ok();
        let (subject, node) = match words {
            ["laser", n, node @ ..] => (Subject::Laser(LaserId::new(number(n)?)?), node),
            ["tls", n, node @ ..] => (Subject::Tls(TlsId::new(number(n)?)?), node),
            ["sweep", node @ ..] => (Subject::Sweep, node),
            ["detector", place, node @ ..] => (Subject::Detector(place.parse().ok()?), node),
            _ => return None,
        };
        let node = if *node == ["frequency"] { "wavelength".into() } else { node.join(" ") };
        subject.parameters().into_iter().find(|parameter| parameter.node() == node)
    }

    /// The same of another subject; `None` if that has no such parameter.
    pub(crate) fn of(self, subject: Subject) -> Option<Self> {
        let same = |other: &Self| std::mem::discriminant(other) == std::mem::discriminant(&self);
        subject.parameters().into_iter().find(same)
    }

    /// How a value is typed so that it reads as the same value again.
    pub(crate) fn typed(self, value: Value) -> String {
        match value {
            Value::Stabilization { stays_on, seconds } => {
                format!("{},{seconds}", if stays_on { "on" } else { "off" })
            }
            Value::Whole(n) if matches!(self.kind(), Kind::Whole(_)) => n.to_string(),
            // A number without a unit, as the instrument answers it.
            Value::Power(Power::Unsure(number)) => number.to_string(),
            Value::Wavelength(_) | Value::Power(Power::Known(_)) | Value::Whole(_) => value.words(self),
        }
    }

    /// The value a step up or down from `held`: `tenths` is 10 for the usual step of 0.1 nm or 0.1 dB.
    /// Values that are offered one by one go to the next one.
    pub(crate) fn nudged(self, held: Value, up: bool, tenths: u32, speeds: Option<&[u32]>) -> Value {
        let sign = if up { 1.0 } else { -1.0 };
        let step = sign * f64::from(tenths) / 10.0;
        let times = (tenths / 10).max(1);
        match held {
            Value::Wavelength(w) if self == Self::Sampling => {
                let pm = (0..times).fold(w.pm(), |pm, _| sweep::next_sampling_pm(pm, up));
                Value::Wavelength(Wavelength::from_m(pm * 1e-12))
            }
            Value::Wavelength(w) => {
                Value::Wavelength(Wavelength::from_nm(units::tidy(w.nm() + 0.1 * step, 1e8)))
            }
            Value::Power(p) => Value::Power(Dbm(units::tidy(p.number() + 0.1 * step, 1e6)).into()),
            Value::Whole(n) => {
                let next = |n: u32| match (speeds, up) {
                    (Some(speeds), true) => speeds.iter().copied().find(|&s| s > n).unwrap_or(n),
                    (Some(speeds), false) => speeds.iter().rev().copied().find(|&s| s < n).unwrap_or(n),
                    (None, true) => n.saturating_add(1),
                    (None, false) => n.saturating_sub(1),
                };
                let (least, most) = match self.kind() {
                    Kind::Whole(whole) => (whole.least, whole.most),
                    Kind::Choice(choices) => (0, count_u32(choices.len()) - 1),
                    Kind::Wavelength | Kind::Sampling | Kind::Power | Kind::Stabilization => (n, n),
                };
                Value::Whole((0..times).fold(n, |n, _| next(n)).clamp(least, most))
            }
            Value::Stabilization { stays_on, seconds } => Value::Stabilization {
                stays_on,
                seconds: Seconds::try_from(units::tidy((seconds.get() + 0.5 * step).clamp(0.0, 60.0), 1e3))
                    .unwrap_or(seconds),
            },
        }
    }

    /// Reads what was typed into this parameter's field.
    pub fn parse(self, typed: &str) -> Result<Value, BadEntry> {
        Ok(match self.kind() {
            Kind::Wavelength => Value::Wavelength(units::parse_wavelength(typed)?),
            Kind::Sampling => {
                let asked = units::parse_sampling(typed)?;
                let nearest = sweep::nearest_sampling_pm(asked.pm());
                if (asked.pm() - nearest).abs() > 1e-6 * nearest {
                    return Err(BadEntry::NotOffered { asked: asked.pm(), nearest });
                }
                Value::Wavelength(asked)
            }
            Kind::Power => Value::Power(units::parse_power(typed)?.into()),
            Kind::Whole(whole) => Value::Whole(whole.parse(typed)?),
            Kind::Choice(choices) => Value::Whole(parse_choice(typed, choices)?),
            Kind::Stabilization => parse_stabilization(typed)?,
        })
    }
}

impl Whole {
    fn parse(self, typed: &str) -> Result<u32, BadEntry> {
        let Self { least, most, .. } = self;
        let whole = units::parse_whole(typed, "nm/s", self.wanted, self.example)?;
        if (least..=most).contains(&whole) {
            Ok(whole)
        } else {
            Err(BadEntry::OutOfRange { asked: whole, least, most })
        }
    }
}

/// Reads a choice by its number or by one of its words.
fn parse_choice(typed: &str, choices: &'static [&'static [&'static str]]) -> Result<u32, BadEntry> {
    let word = typed.trim();
    let named = choices.iter().position(|words| words.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let number = || word.parse().ok().filter(|&number| number < choices.len());
    let chosen = named.or_else(number).ok_or_else(|| BadEntry::NotAChoice {
        typed: super::text::clip(word, 40),
        choices: choice_words(choices),
    })?;
    Ok(count_u32(chosen))
}

/// What may be chosen, in words.
pub(crate) fn choice_words(choices: &[&[&str]]) -> String {
    choices.iter().filter_map(|words| words.first().copied()).collect::<Vec<_>>().join(" or ")
}

fn parse_stabilization(typed: &str) -> Result<Value, BadEntry> {
    let bad = || BadValue::new(typed, "stays on (0 or 1) and seconds (0 to 60)", "1,5.6");
    let (output, seconds) = typed.split_once(',').unwrap_or((typed, "0"));
    let stays_on = match output.trim().to_lowercase().as_str() {
        "1" | "on" => true,
        "0" | "off" => false,
        _ => return Err(bad().into()),
    };
    let seconds = units::number_and_unit(seconds)
        .filter(|(n, unit)| (unit.is_empty() || unit == "s") && *n <= 60.0)
        .and_then(|(n, _)| Seconds::try_from(n).ok())
        .ok_or_else(bad)?;
    Ok(Value::Stabilization { stays_on, seconds })
}

/// A typed value that cannot be sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadEntry {
    /// Not a value of this kind at all.
    #[error(transparent)]
    Value(#[from] BadValue),
    /// None of the words that there are.
    #[error("{typed:?} is not {choices}")]
    NotAChoice {
        /// What was typed.
        typed: String,
        /// What may be chosen, in words.
        choices: String,
    },
    /// A sampling step between those offered.
    #[error("a sampling of {asked} pm is not offered; the nearest is {nearest} pm")]
    NotOffered {
        /// What was typed, pm.
        asked: f64,
        /// The nearest step, pm.
        nearest: f64,
    },
    /// A whole number outside its limits.
    #[error("{asked} is outside {least} to {most}")]
    OutOfRange {
        /// What was typed.
        asked: u32,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let node = self.node();
        match self.subject() {
            Subject::Laser(laser) => write!(f, "laser {laser} {node}"),
            Subject::Tls(tls) => write!(f, "TLS {tls} {node}"),
            Subject::Sweep if matches!(self, Self::Sampling | Self::Stabilization) => f.write_str(node),
            Subject::Sweep => write!(f, "sweep {node}"),
            Subject::Detector(detector) => write!(f, "detector {detector} {node}"),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Laser(laser) => write!(f, "Laser {laser}"),
            Self::Tls(tls) => write!(f, "TLS {tls}"),
            Self::Sweep => f.write_str("Sweep"),
            Self::Detector(detector) => write!(f, "Detector {detector}"),
        }
    }
}

impl Value {
    /// Whether the instrument holds what was asked, to its own resolution (10 am, 0.001 dB).
    pub(crate) fn agrees(self, held: Self) -> bool {
        match (self, held) {
            (Self::Wavelength(a), Self::Wavelength(b)) => (a.m() - b.m()).abs() < 1e-14,
            (Self::Power(a), Self::Power(b)) => a.agrees(b),
            (
                Self::Stabilization { stays_on: a, seconds: s },
                Self::Stabilization { stays_on: b, seconds: t },
            ) => a == b && (s.get() - t.get()).abs() < 0.05,
            (a, b) => a == b,
        }
    }

    /// With unit, for messages about `parameter`.
    pub fn words(self, parameter: Parameter) -> String {
        match (self, parameter) {
            (Self::Wavelength(w), Parameter::Sampling) => format!("{} pm", w.pm()),
            (Self::Wavelength(w), _) => w.to_string(),
            (Self::Power(p), _) => p.to_string(),
            (Self::Whole(n), _) => match parameter.kind() {
                Kind::Whole(Whole { unit, .. }) if !unit.is_empty() => format!("{n} {unit}"),
                Kind::Choice(choices) if index_of(n) < choices.len() => choices[index_of(n)][0].into(),
                Kind::Wavelength
                | Kind::Sampling
                | Kind::Power
                | Kind::Whole(_)
                | Kind::Choice(_)
                | Kind::Stabilization => n.to_string(),
            },
            (Self::Stabilization { stays_on, seconds }, _) => {
                format!("{}, {seconds} s", if stays_on { "stays on" } else { "off after" })
            }
        }
    }

    /// The wavelength, if it is one.
    pub(crate) const fn wavelength(self) -> Option<Wavelength> {
        if let Self::Wavelength(w) = self { Some(w) } else { None }
    }

    /// The power, if it is one.
    pub(crate) const fn power(self) -> Option<Power> {
        if let Self::Power(p) = self { Some(p) } else { None }
    }

    /// The whole number, if it is one.
    pub(crate) const fn whole(self) -> Option<u32> {
        if let Self::Whole(n) = self { Some(n) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_takes_what_an_operator_types() {
        let tls = TlsId::new(1).unwrap();
        assert_eq!(Parameter::TlsSpeed(tls).parse("20 nm/s"), Ok(Value::Whole(20)));
        assert_eq!(Parameter::ScanMode.parse("cont"), Ok(Value::Whole(1)));
        assert_eq!(
            Parameter::Stabilization.parse("on, 5.6 s"),
            Ok(Value::Stabilization { stays_on: true, seconds: Seconds::try_from(5.6).unwrap() })
        );
    }

    #[test]
    fn a_parameter_is_found_by_its_own_words_and_its_value_reads_back() {
        let (laser, tls) = (LaserId::new(10).unwrap(), TlsId::new(4).unwrap());
        let detector = Subject::Detector(DetectorId::new(20, 6).unwrap());
        let subjects = [Subject::Laser(laser), Subject::Tls(tls), Subject::Sweep, detector];
        for parameter in subjects.into_iter().flat_map(Subject::parameters) {
            let command = parameter.command();
            let words: Vec<&str> = command.split(' ').collect();
            assert_eq!(Parameter::find(&words), Some(parameter), "{command}");
            let value = match parameter.kind() {
                Kind::Wavelength => Value::Wavelength(Wavelength::from_nm(1_550.123_45)),
                Kind::Sampling => Value::Wavelength(Wavelength::from_m(2e-14)),
                Kind::Power => Value::Power(Dbm(-3.25).into()),
                Kind::Whole(whole) => Value::Whole(whole.most),
                Kind::Choice(choices) => Value::Whole(choices.len() as u32 - 1),
                Kind::Stabilization => {
                    Value::Stabilization { stays_on: true, seconds: Seconds::try_from(5.6).unwrap() }
                }
            };
            let typed = parameter.typed(value);
            assert!(parameter.parse(&typed).is_ok_and(|read| read.agrees(value)), "{command} {typed}");
        }
        for words in [
            &["laser", "11", "power"][..],
            &["tls", "5", "start"],
            &["sweep", "power"],
            &["detector", "21/1", "unit"],
            &[],
        ] {
            assert_eq!(Parameter::find(words), None, "{words:?}");
        }
    }

    #[test]
    fn a_nudge_goes_to_the_next_value_there_is() {
        let nudged = |parameter: Parameter, typed: &str, up, tenths| {
            let value = parameter.nudged(parameter.parse(typed).unwrap(), up, tenths, Some(&[10, 20, 50]));
            parameter.typed(value)
        };
        let speed = Parameter::TlsSpeed(TlsId::new(1).unwrap());
        assert_eq!(nudged(speed, "20", true, 10), "50");
        assert_eq!(nudged(speed, "50", true, 100), "50");
        assert_eq!(nudged(Parameter::Sampling, "0.5", true, 10), "1 pm");
        assert_eq!(nudged(Parameter::Sampling, "1", false, 100), "0.02 pm");
        assert_eq!(nudged(Parameter::ScanStart, "1550", true, 100), "1551 nm");
        assert_eq!(nudged(Parameter::ScanStart, "1550", false, 1), "1549.99 nm");
        assert_eq!(nudged(Parameter::LaserPower(LaserId::new(1).unwrap()), "-0.05", true, 10), "0.05 dBm");
        assert_eq!(nudged(Parameter::Stabilization, "on,0", false, 10), "on,0");
    }

    #[test]
    fn limits_are_told_with_what_would_do() {
        let tls = TlsId::new(1).unwrap();
        let words = |p: Parameter, typed| p.parse(typed).unwrap_err().to_string();
        assert_eq!(
            words(Parameter::Sampling, "0.03pm"),
            "a sampling of 0.03 pm is not offered; the nearest is 0.02 pm"
        );
        assert_eq!(words(Parameter::TlsTrigger(tls), "9"), "9 is outside 0 to 8");
        assert!(words(Parameter::TlsSpeed(tls), "20.5").contains("whole nm/s"));
        assert!(words(Parameter::Stabilization, "1,61").contains("0 to 60"));
    }

    #[test]
    fn a_change_moves_what_shares_a_value_with_it_and_nothing_else() {
        let channels = |channel| {
            let moved = Parameter::DetectorWavelength(DetectorId::new(4, channel).unwrap()).moves();
            let channel = |one: Parameter| match one.subject() {
                Subject::Detector(detector) => detector.channel(),
                other @ (Subject::Laser(_) | Subject::Tls(_) | Subject::Sweep) => panic!("{other}"),
            };
            moved.into_iter().map(channel).collect::<Vec<_>>()
        };
        assert_eq!((channels(1), channels(3), channels(5)), (vec![1], vec![2, 3, 4], vec![2, 3, 4, 5]));
    }

    #[test]
    fn a_value_is_typed_so_that_it_reads_as_itself() {
        for parameter in Subject::Sweep.parameters() {
            let value = match parameter.kind() {
                Kind::Choice(_) | Kind::Whole(_) => Value::Whole(1),
                Kind::Sampling => Value::Wavelength(Wavelength::from_m(5e-12)),
                Kind::Wavelength => Value::Wavelength(Wavelength::from_nm(1550.25)),
                Kind::Power => Value::Power(Dbm(1.25).into()),
                Kind::Stabilization => {
                    Value::Stabilization { stays_on: true, seconds: Seconds::try_from(5.6).unwrap() }
                }
            };
            assert_eq!(parameter.parse(&parameter.typed(value)), Ok(value), "{parameter}");
        }
        assert_eq!(Parameter::ScanMode.typed(Value::Whole(1)), "continuous", "a choice by its word");
    }

    #[test]
    fn a_step_of_a_choice_ends_at_its_last_word() {
        let next = |held, up| Parameter::ScanMode.nudged(Value::Whole(held), up, 10, None);
        assert_eq!((next(0, true), next(1, true)), (Value::Whole(1), Value::Whole(1)));
        assert_eq!((next(1, false), next(0, false)), (Value::Whole(0), Value::Whole(0)));
    }

    #[test]
    fn what_is_no_choice_is_refused_with_the_words_there_are() {
        let refused = Parameter::ScanMode.parse("sometimes").unwrap_err().to_string();
        assert_eq!(refused, "\"sometimes\" is not single or continuous");
    }

    #[test]
    fn both_parts_of_a_stabilization_are_to_be_held() {
        let value = |stays_on, seconds| Value::Stabilization {
            stays_on,
            seconds: Seconds::try_from(seconds).unwrap(),
        };
        let asked = value(true, 5.6);
        assert!(asked.agrees(value(true, 5.62)));
        assert!(!asked.agrees(value(false, 5.6)) && !asked.agrees(value(true, 6.0)));
    }
}
