//! Why a command line is not carried out, for the operator: what was typed and what would do.

use crate::config::address::BadAddress;
use crate::config::presets::PresetError;
use crate::core::check::NotAllowed;
use crate::core::ids::LaserId;
use crate::core::level::NoDifference;
use crate::core::parameter::{BadEntry, Parameter};
use crate::core::text::clean;
use crate::core::typed_number::BadValue;
use crate::core::typed_unit::TypedUnit;
use crate::core::units::Dbm;
use crate::export::OptionError;
use crate::export::figure::OptionsError;
use crate::manual::topic::NoTopic;

/// Why a command line is not carried out. What was typed in it is clean.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// No command begins like this.
    #[error("there is no command {typed:?}{}; Tab lists the commands", did_you_mean(*.near))]
    Unknown {
        /// What was typed.
        typed: String,
        /// The first word of one that is like it.
        near: Option<&'static str>,
    },
    /// A command begins like this and goes on otherwise.
    #[error("{word}: incomplete; type it like {pattern}")]
    Incomplete {
        /// Its first word.
        word: String,
        /// How it is typed.
        pattern: String,
    },
    /// A setting was named without its value.
    #[error("{0}: give the value, like {1}")]
    NoValue(Parameter, String),
    /// One of a list was meant.
    #[error("{typed:?} is not a {what}; choose from {known}")]
    NoSuch {
        /// What was typed.
        typed: String,
        /// What should have been.
        what: &'static str,
        /// What there is.
        known: String,
    },
    /// A band, where the settings have none.
    #[error("this bench has no bands; write one as [[band]] in the settings, see :manual settings")]
    NoBands,
    /// It cannot be read as what it should be.
    #[error("{typed:?} is not {what}; type it like {example}")]
    NotA {
        /// What was typed.
        typed: String,
        /// What should have been.
        what: &'static str,
        /// One that would do.
        example: &'static str,
    },
    /// Neither a detector's place nor the name of a watched one.
    #[error("{typed:?} is not a detector; write module/channel (1 to 20, 1 to 6) or {names}")]
    Detector {
        /// What was typed.
        typed: String,
        /// The names of those that are watched.
        names: String,
    },
    /// There is nothing to put in a place of a command of the operator's own.
    #[error("{lacking}: {place} of {name} is not known")]
    NoPlace {
        /// The command.
        name: String,
        /// As it stands in its line.
        place: String,
        /// What there would have to be.
        lacking: &'static str,
    },
    /// There is nobody to take it.
    #[error("not connected; nothing was sent")]
    NoLink,
    /// A cap above the one of the settings.
    #[error(
        "{asked} is above the cap of laser {laser} in the settings, {most}; a cap can only be lowered here"
    )]
    CapAbove {
        /// The laser.
        laser: LaserId,
        /// What was typed.
        asked: Dbm,
        /// What the settings allow.
        most: Dbm,
    },
    /// A sweep or a window from the longer to the shorter wavelength.
    #[error("{what} starts at the shorter wavelength: type it like {command} {from_nm}nm {to_nm}nm")]
    Downwards {
        /// What goes up.
        what: &'static str,
        /// The command.
        command: &'static str,
        /// Where it should begin, nm.
        from_nm: f64,
        /// Where it should end, nm.
        to_nm: f64,
    },
    /// A division without height.
    #[error("a division must be above 0 dB; type it like view level 0dB 5dB")]
    FlatDivision,
    /// One end of two.
    #[error("type both ends, like statistics 1549nm 1551nm, or none for the window")]
    OneEnd,
    /// More lines than a chart has room for.
    #[error("there are {0} lines already; X removes all lines and markers")]
    TooManyLines(usize),
    /// There is no trace where one is needed.
    #[error("there is no such trace; d downloads one, :open reads one from a file")]
    NoTrace,
    /// A figure cannot look so.
    #[error(transparent)]
    Figure(#[from] OptionsError),
    /// A difference of a trace with itself.
    #[error("trace {0} cannot be a difference with itself; use a free letter")]
    OfItself(char),
    /// It would take the place of what was measured and is in no file.
    #[error("trace {made} is in no file and would be lost: w saves it, :trace {made} clear gives it up{}", free_letter(*.free))]
    WouldBeLost {
        /// The letter that would become something else.
        made: char,
        /// One that nothing is at.
        free: Option<char>,
    },
    /// A difference of a trace that is a difference of it.
    #[error(
        "trace {of} is computed from trace {made}, so {made} cannot be computed from {of}; use a free letter"
    )]
    MadeOfEachOther {
        /// The letter that would become the difference.
        made: char,
        /// The one that is made of it.
        of: char,
    },
    /// Their units have no difference.
    #[error(transparent)]
    NoDifference(#[from] NoDifference),
    /// The two do not lie on the same wavelengths.
    #[error("these two cannot be subtracted: their wavelengths differ")]
    OtherWavelengths,
    /// No such topic of the manual.
    #[error(transparent)]
    Topic(#[from] NoTopic),
    /// The table is not shown.
    #[error("the table is not shown; r shows it")]
    NoTable,
    /// No sample in the part.
    #[error("no valid samples from {from_nm} to {to_nm} nm")]
    NoSample {
        /// Where it begins, nm.
        from_nm: f64,
        /// Where it ends, nm.
        to_nm: f64,
    },
    /// The cursor is not on the trace.
    #[error("put the cursor on a peak or a dip first")]
    NoCursor,
    /// The trace does not fall far enough on both sides.
    #[error("the flanks do not reach {0} dB from here")]
    NoFlanks(f64),
    /// A value that cannot be sent.
    #[error(transparent)]
    Entry(#[from] BadEntry),
    /// What was typed is no value of its kind.
    #[error(transparent)]
    Value(#[from] BadValue),
    /// A value beyond what is allowed.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// The same, as it was typed.
    #[error("{}", .unit.refused(.why).unwrap_or_else(|| .why.to_string()))]
    NotAllowedIn {
        /// Why not.
        why: NotAllowed,
        /// The unit that was typed.
        unit: TypedUnit,
    },
    /// What was typed is no address of an instrument.
    #[error(transparent)]
    Address(#[from] BadAddress),
    /// What was typed is no name of a preset, or there is no place for presets.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// Not how a file can be read.
    #[error(transparent)]
    Reading(#[from] OptionError),
}

fn did_you_mean(word: Option<&str>) -> String {
    word.map_or_else(String::new, |word| format!(" (did you mean {word}?)"))
}

fn free_letter(free: Option<char>) -> String {
    free.map_or_else(String::new, |free| format!("; {free} is free"))
}

impl CommandError {
    /// One of a list was meant.
    pub(in crate::ui) fn no_such(what: &'static str, typed: &str, known: impl Into<String>) -> Self {
        Self::NoSuch { typed: clean(typed), what, known: known.into() }
    }

    /// It cannot be read as what it should be.
    pub(in crate::ui) fn not(typed: &str, what: &'static str, example: &'static str) -> Self {
        Self::NotA { typed: clean(typed), what, example }
    }
}
