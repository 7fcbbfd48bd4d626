//! The simulator's files: how they are read, and values in them that are refused in words.

use std::io;
use std::path::Path;
use std::time::Duration;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

use crate::core::text::{clean_path, said};
use crate::files::read::{TEXT, read_text};

/// A day: nothing that a file says lasts longer.
const LONGEST_S: f64 = 86_400.0;

/// A file that the simulator cannot use: which kind of file, its name, and why.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("the {} {} cannot be read: {}", .0, .1, said(.2))]
    Read(&'static str, String, io::Error),
    /// Something in it is wrong.
    #[error("the {0} {1} cannot be parsed: {2}")]
    Parse(&'static str, String, String),
}

/// Reads a file of this kind.
pub(crate) fn load<T: DeserializeOwned>(kind: &'static str, path: &Path) -> Result<T, FileError> {
    let name = clean_path(path);
    match read_text(path, TEXT) {
        Ok(text) => parse(kind, &name, &text),
        Err(error) => Err(FileError::Read(kind, name, error)),
    }
}

/// Reads what stands in a file of this kind and name.
pub(crate) fn parse<T: DeserializeOwned>(kind: &'static str, name: &str, text: &str) -> Result<T, FileError> {
    toml::from_str(text).map_err(|error| FileError::Parse(kind, name.to_owned(), words(&error, text)))
}

/// What is wrong, and in which line.
fn words(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.split('\n').count());
    let words = crate::files::written::words(error.message());
    line.map_or_else(|| words.clone(), |line| format!("line {line}: {words}"))
}

/// A number that is not a time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{written} is not a time: write {unit} from 0 to {most}")]
struct NotATime {
    written: f64,
    unit: &'static str,
    most: f64,
}

/// A time that is written as a number of units of so many seconds.
fn time(written: f64, unit_s: f64, unit: &'static str) -> Result<Duration, NotATime> {
    Duration::try_from_secs_f64(written * unit_s)
        .ok()
        .filter(|time| time.as_secs_f64() <= LONGEST_S)
        .ok_or(NotATime { written, unit, most: LONGEST_S / unit_s })
}

/// A time that is written in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seconds(pub(crate) Duration);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        time(f64::deserialize(deserializer)?, 1.0, "seconds").map(Self).map_err(D::Error::custom)
    }
}

/// Seconds as they are used.
pub(crate) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    Seconds::deserialize(deserializer).map(|seconds| seconds.0)
}

/// Seconds that may be left out.
pub(crate) fn some_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    seconds(deserializer).map(Some)
}

/// Milliseconds.
pub(crate) fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    time(f64::deserialize(deserializer)?, 1e-3, "milliseconds").map_err(D::Error::custom)
}

/// A field of an answer: what is printable ASCII, and no separator.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let fits = |b: u8| (b' '..=b'~').contains(&b) && b != b',' && b != b';';
    if (1..=40).contains(&text.len()) && text.bytes().all(fits) {
        Ok(text)
    } else {
        Err(D::Error::custom(format!(
            "{text:?} is not a name: write 1 to 40 ASCII characters without , and ;"
        )))
    }
}

/// Such a field that may be left out.
pub(crate) fn some_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(Some)
}
