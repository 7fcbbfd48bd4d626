//! Why a command line is not carried out, for the operator: what was typed and what would do.

use std::error::Error;
use std::fmt;

use crate::core::parameter::Parameter;
use crate::core::text::clean;

/// Why a command line is not carried out. What was typed in it is clean. Any error is one by `?`, so that each subject has its
/// own; therefore it is no error itself.
#[derive(Debug)]
pub(crate) enum CommandError {
    /// No command begins like this.
    Unknown {
        /// What was typed.
        typed: String,
        /// The first word of one that is like it.
        near: Option<&'static str>,
    },
    /// A command begins like this and goes on otherwise.
    Incomplete {
        /// Its first word.
        word: String,
        /// How it is typed.
        pattern: String,
    },
    /// A setting was named without its value; one that would do.
    NoValue(Parameter, String),
    /// One of a list was meant.
    NoSuch {
        /// What was typed.
        typed: String,
        /// What should have been.
        what: &'static str,
        /// What there is.
        known: String,
    },
    /// It cannot be read as what it should be.
    NotA {
        /// What was typed.
        typed: String,
        /// What should have been.
        what: &'static str,
        /// One that would do.
        example: &'static str,
    },
    /// There is nobody to take it.
    NoLink,
    /// A reason of its subject.
    Of(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { typed, near } => {
                let mean = near.map_or_else(String::new, |word| format!(" (did you mean {word}?)"));
                write!(f, "there is no command {typed:?}{mean}; Tab lists the commands")
            }
            Self::Incomplete { word, pattern } => write!(f, "{word}: incomplete; type it like {pattern}"),
            Self::NoValue(parameter, example) => write!(f, "{parameter}: give the value, like {example}"),
            Self::NoSuch { typed, what, known } => {
                write!(f, "{typed:?} is not a {what}; choose from {known}")
            }
            Self::NotA { typed, what, example } => {
                write!(f, "{typed:?} is not {what}; type it like {example}")
            }
            Self::NoLink => f.write_str("not connected; nothing was sent"),
            Self::Of(why) => why.fmt(f),
        }
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for CommandError {
    fn from(why: E) -> Self {
        Self::Of(Box::new(why))
    }
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

/// Two wavelengths, the longer one first, where the shorter has to be.
#[derive(Debug, thiserror::Error)]
#[error("{what} starts at the shorter wavelength: type it like {command} {from_nm}nm {to_nm}nm")]
pub(in crate::ui) struct Downwards {
    /// What goes up.
    pub(in crate::ui) what: &'static str,
    /// The command.
    pub(in crate::ui) command: &'static str,
    /// Where it should begin, nm.
    pub(in crate::ui) from_nm: f64,
    /// Where it should end, nm.
    pub(in crate::ui) to_nm: f64,
}
