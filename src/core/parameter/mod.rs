//! Everything on the bench that holds a value an operator can set: one list, from which fields, commands,
//! read-backs and messages are derived. Emission is deliberately not in it.

use std::fmt;

use super::ids::{DetectorId, LaserId, TlsId};

pub(crate) use choice::Choices;
pub use choice::{Choice, PowerUnit, ScanMode, SpectralUnit};
pub use value::{BadEntry, Value};
pub(crate) use value::{LONGEST_STABILIZATION_S, ValueKind};

mod choice;
mod value;

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

/// Whose light a parameter changes. While a laser is on, a value that makes its light stronger needs a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emitter {
    /// No laser's.
    None,
    /// That of the scan: which lasers it lights, and over which wavelengths. No light that is out gets stronger.
    Scan,
    /// That of this laser, whenever it is on.
    Laser(LaserId),
    /// That of the laser of this TLS, while it scans.
    Tls(TlsId),
}

/// What the instrument may move when a parameter is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moves {
    /// Nothing else.
    Itself,
    /// The span of the scan and its sampling, which limits it.
    Span,
    /// Both ends of a TLS's share of the scan.
    Share,
    /// Whatever the TLS has: it is another laser's now.
    Tls,
    /// The same of channels 2 to 4 of an IL RL OPM2 module, which share it.
    Channels,
}

/// Makes everything that is told of each parameter from its row: the variant with what it belongs to, `alone` where
/// messages do not say that, its name there and the other word for it, the kind of its value, whose light it changes
/// (see [`Emitter`]), what moves with it (see [`Moves`]), and its place among others in which it is set (see
/// [`Parameter::order`]).
macro_rules! parameters {
    ($(
        $(#[$attribute:meta])* $about:literal $name:ident $(($place:ident: $id:ty))? of $subject:ident $($alone:ident)?, $node:literal $(or $other:literal)?, $kind:expr, $emitter:expr, $moves:expr, $order:literal;
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

            /// The other word for it on the command line, if it has one.
            pub(crate) const fn other_node(self) -> Option<&'static str> {
                const fn first(words: &[&'static str]) -> Option<&'static str> {
                    if let [word, ..] = words { Some(word) } else { None }
                }
                match self { $($(#[$attribute])* Self::$name { .. } => first(&[$($other)?]),)* }
            }

            /// Whether messages name it without what it belongs to.
            const fn is_named_alone(self) -> bool {
                match self { $($(#[$attribute])* Self::$name { .. } => !<[&str]>::is_empty(&[$(stringify!($alone))?]),)* }
            }

            /// The kind of its value.
            pub(crate) const fn kind(self) -> ValueKind {
                match self { $($(#[$attribute])* Self::$name { .. } => $kind,)* }
            }

            /// Whose light it changes.
            #[expect(unused_variables, reason = "what it belongs to need not be what it lights")]
            pub(crate) const fn emitter(self) -> Emitter {
                match self { $($(#[$attribute])* Self::$name $(($place))? => $emitter,)* }
            }

            /// What else the instrument may move when this one is set.
            const fn moved(self) -> Moves {
                match self { $($(#[$attribute])* Self::$name { .. } => $moves,)* }
            }

            /// The place among others in which it is set (see `Snapshot::take_first`), so that the instrument's own resets and limits
            /// do not undo what was set before: a laser resets its TLS, the sampling limits the span.
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
    LaserWavelength(laser: LaserId) of Laser, "wavelength" or "frequency", ValueKind::Wavelength, Emitter::None, Moves::Itself, 9;
    "Set power of a laser."
    LaserPower(laser: LaserId) of Laser, "power", ValueKind::Power, Emitter::Laser(laser), Moves::Itself, 9;
    "Which laser position a tunable laser of the scan uses; 0 is none."
    TlsLaser(tls: TlsId) of Tls, "laser", ValueKind::Laser, Emitter::Scan, Moves::Tls, 0;
    "Its trigger input: 0 none, 1 to 8 a TRIG IN port."
    TlsTrigger(tls: TlsId) of Tls, "trigger", ValueKind::Trigger { none: "none" }, Emitter::None, Moves::Itself, 1;
    "Its speed, nm/s."
    TlsSpeed(tls: TlsId) of Tls, "speed", ValueKind::Speed, Emitter::None, Moves::Itself, 2;
    "Its power while scanning."
    TlsPower(tls: TlsId) of Tls, "power", ValueKind::Power, Emitter::Tls(tls), Moves::Itself, 3;
    "Where a tunable laser's range in the scan begins."
    TlsStart(tls: TlsId) of Tls, "start", ValueKind::Wavelength, Emitter::Scan, Moves::Share, 4;
    "Where it ends."
    TlsStop(tls: TlsId) of Tls, "stop", ValueKind::Wavelength, Emitter::Scan, Moves::Share, 5;
    "First wavelength of the scan."
    ScanStart of Sweep, "start", ValueKind::Wavelength, Emitter::Scan, Moves::Span, 7;
    "Last wavelength of the scan."
    ScanStop of Sweep, "stop", ValueKind::Wavelength, Emitter::Scan, Moves::Span, 8;
    "Sampling step of the scan."
    Sampling of Sweep alone, "sampling", ValueKind::Sampling, Emitter::None, Moves::Span, 6;
    "Whether the laser stays on after the scan, and the settling time."
    Stabilization of Sweep alone, "stabilization", ValueKind::Stabilization, Emitter::None, Moves::Itself, 9;
    "0 a single scan, 1 one after the other."
    ScanMode of Sweep, "mode", ValueKind::Choice(Choices::ScanMode), Emitter::None, Moves::Itself, 9;
    "0 dBm, 1 mW."
    PowerUnit(detector: DetectorId) of Detector, "unit", ValueKind::Choice(Choices::PowerUnit), Emitter::None, Moves::Itself, 9;
    "Wavelength at which a detector is calibrated."
    DetectorWavelength(detector: DetectorId) of Detector, "wavelength" or "frequency", ValueKind::Wavelength, Emitter::None, Moves::Channels, 9;
    "0 wavelength, 1 frequency."
    SpectralUnit(detector: DetectorId) of Detector, "spectral unit", ValueKind::Choice(Choices::SpectralUnit), Emitter::None, Moves::Itself, 9;
    "A detector's trigger: 0 software, 1 to 8 a TRIG IN port."
    DetectorTrigger(detector: DetectorId) of Detector, "trigger", ValueKind::Trigger { none: "software" }, Emitter::None, Moves::Itself, 9;
    #[cfg(test)]
    "Made up: it shows that rows are all that a parameter needs, also one that changes light."
    MadeUp of Sweep, "made up", ValueKind::Power, Emitter::Laser(LaserId::FIRST), Moves::Itself, 9;
}

impl Subject {
    /// The TLS, if it is one.
    pub(crate) const fn tls(self) -> Option<TlsId> {
        if let Self::Tls(tls) = self { Some(tls) } else { None }
    }

    /// What kind of thing it is, within a sentence.
    const fn kind(self) -> &'static str {
        match self {
            Self::Laser(_) => "laser",
            Self::Tls(_) => "TLS",
            Self::Sweep => "sweep",
            Self::Detector(_) => "detector",
        }
    }

    /// Everything that parameters belong to.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let lasers = LaserId::all().map(Self::Laser);
        lasers
            .chain(TlsId::all().map(Self::Tls))
            .chain([Self::Sweep])
            .chain(DetectorId::all().map(Self::Detector))
    }
}

/// A parameter and the value it is to have.
pub(crate) type Change = (Parameter, Value);

impl Parameter {
    /// All of them, of every laser, TLS and detector that there may be.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Subject::all().flat_map(Subject::parameters)
    }

    /// Whether it changes the power of a laser's light.
    pub(crate) const fn is_of_light(self) -> bool {
        match self.emitter() {
            Emitter::Laser(_) | Emitter::Tls(_) => true,
            Emitter::None | Emitter::Scan => false,
        }
    }

    /// Whether it has a part in what a scan lights: which lasers, over which wavelengths, with how much power.
    pub(crate) const fn is_of_scan_light(self) -> bool {
        match self.emitter() {
            Emitter::Scan | Emitter::Tls(_) => true,
            Emitter::None | Emitter::Laser(_) => false,
        }
    }

    /// Whether it makes the traces of a sweep what they are: which wavelengths, in which steps, by which laser, how fast and
    /// with how much power.
    pub(crate) const fn is_of_trace(self) -> bool {
        match self {
            Self::Sampling | Self::TlsSpeed(_) => true,
            Self::ScanStart
            | Self::ScanStop
            | Self::TlsLaser(_)
            | Self::TlsStart(_)
            | Self::TlsStop(_)
            | Self::TlsPower(_)
            | Self::TlsTrigger(_)
            | Self::LaserWavelength(_)
            | Self::LaserPower(_)
            | Self::Stabilization
            | Self::ScanMode
            | Self::PowerUnit(_)
            | Self::DetectorWavelength(_)
            | Self::SpectralUnit(_)
            | Self::DetectorTrigger(_) => self.is_of_scan_light(),
            #[cfg(test)]
            Self::MadeUp => false,
        }
    }

    /// The last wavelength of the span whose first one this is.
    pub(crate) const fn stop(self) -> Option<Self> {
        match self {
            Self::ScanStart => Some(Self::ScanStop),
            Self::TlsStart(tls) => Some(Self::TlsStop(tls)),
            Self::ScanStop
            | Self::TlsStop(_)
            | Self::TlsLaser(_)
            | Self::TlsSpeed(_)
            | Self::TlsPower(_)
            | Self::TlsTrigger(_)
            | Self::Sampling
            | Self::LaserWavelength(_)
            | Self::LaserPower(_)
            | Self::Stabilization
            | Self::ScanMode
            | Self::PowerUnit(_)
            | Self::DetectorWavelength(_)
            | Self::SpectralUnit(_)
            | Self::DetectorTrigger(_) => None,
            #[cfg(test)]
            Self::MadeUp => None,
        }
    }

    /// What the instrument may move when this one is set, itself included: all are read back.
    pub(crate) fn moves(self) -> Vec<Self> {
        match (self.moved(), self.subject()) {
            // In the order in which old values can be given back: the sampling limits the span.
            (Moves::Span, _) => vec![Self::Sampling, Self::ScanStart, Self::ScanStop],
            (Moves::Share, Subject::Tls(tls)) => vec![Self::TlsStart(tls), Self::TlsStop(tls)],
            (Moves::Tls, Subject::Tls(tls)) => Subject::Tls(tls).parameters(),
            (Moves::Channels, Subject::Detector(detector)) => (1..=6)
                .filter(|&c| c == detector.channel() || (2..=4).contains(&c) && detector.channel() > 1)
                .filter_map(|channel| DetectorId::new(detector.module(), channel))
                .filter_map(|detector| self.of(Subject::Detector(detector)))
                .collect(),
            (Moves::Itself | Moves::Share | Moves::Tls | Moves::Channels, _) => vec![self],
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
        let node = node.join(" ");
        let is_it = |one: &Self| one.node() == node || one.other_node().is_some_and(|other| other == node);
        subject.parameters().into_iter().find(is_it)
    }

    /// Its name whichever laser, TLS or detector it belongs to.
    pub(crate) fn general_name(self) -> String {
        let node = self.node();
        if self.is_named_alone() { node.to_owned() } else { format!("{} {node}", self.subject().kind()) }
    }

    /// The same of another subject; `None` if that has no such parameter.
    pub(crate) fn of(self, subject: Subject) -> Option<Self> {
        let same = |other: &Self| std::mem::discriminant(other) == std::mem::discriminant(&self);
        subject.parameters().into_iter().find(same)
    }
}

impl Parameter {
    /// Reads what was typed into this parameter's field.
    pub fn parse(self, typed: &str) -> Result<Value, BadEntry> {
        self.kind().parse(typed)
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, node) = (self.subject().kind(), self.node());
        if self.is_named_alone() {
            return f.write_str(node);
        }
        match self.subject() {
            Subject::Laser(laser) => write!(f, "{kind} {laser} {node}"),
            Subject::Tls(tls) => write!(f, "{kind} {tls} {node}"),
            Subject::Sweep => write!(f, "{kind} {node}"),
            Subject::Detector(detector) => write!(f, "{kind} {detector} {node}"),
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

#[cfg(test)]
mod tests;
