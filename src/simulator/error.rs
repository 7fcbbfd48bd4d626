//! SCPI's standard errors, by number.

use serde::Deserialize;

/// What goes into the error queue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScpiError {
    pub(crate) code: i32,
    pub(crate) text: String,
}

macro_rules! errors {
    ($($name:ident = $code:literal, $text:literal;)*) => {
        $(pub(crate) const $name: Code = Code($code, $text);)*
    };
}

/// A standard error: number and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code(pub(crate) i32, pub(crate) &'static str);

errors! {
    INVALID_CHARACTER = -101, "Invalid character";
    SYNTAX = -102, "Syntax error";
    DATA_TYPE = -104, "Data type error";
    PARAMETER_NOT_ALLOWED = -108, "Parameter not allowed";
    MISSING_PARAMETER = -109, "Missing parameter";
    UNDEFINED_HEADER = -113, "Undefined header";
    SUFFIX_OUT_OF_RANGE = -114, "Header suffix out of range";
    NUMERIC_DATA = -120, "Numeric data error";
    INVALID_UNIT = -131, "Invalid suffix";
    UNIT_NOT_ALLOWED = -138, "Suffix not allowed";
    INIT_IGNORED = -213, "Init ignored";
    SETTINGS_CONFLICT = -221, "Settings conflict";
    OUT_OF_RANGE = -222, "Data out of range";
    ILLEGAL_VALUE = -224, "Illegal parameter value";
    STALE = -230, "Data corrupt or stale";
    HARDWARE_MISSING = -241, "Hardware missing";
    QUEUE_OVERFLOW = -350, "Queue overflow";
    INPUT_OVERRUN = -363, "Input buffer overrun";
}

impl From<Code> for ScpiError {
    fn from(Code(code, text): Code) -> Self {
        Self { code, text: text.to_owned() }
    }
}
