//! JSON: what is said of the traces, their wavelengths and their levels.
//!
//! ```json
//! {"meta": {"traces": {"A": {"start_m": 1.55e-6, "sampling_m": 1e-12, "points": 3, "unit": "dB"}}},
//!  "wavelengths": {"wavelength_nm": [1550.0, 1550.001, 1550.002]},
//!  "levels": {"A": [-3.25, "-inf", "nan"]}}
//! ```
//! Sample `i` lies at `(start_m + i * sampling_m) * 1e9` nm, which is what `wavelengths` has; traces on other
//! wavelengths than the first have a `wavelength_nm_B` of their own. JSON has no number for what is not finite: such
//! levels are the words `"inf"`, `"-inf"` and `"nan"`, which Python's `float` understands; `null` is read as `"nan"`.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read as _};

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::csv::ends_with;
use super::error::{AxisError, FormatError};
use super::glimpse::Glimpse;
use super::limits;
use super::meta::{Meta, axes};
use super::options::ReadOptions;
use super::row::{Holds, NamedTrace, Out, Reads, Row};
use super::sheet::{Numbers, Part, Sheet};
use crate::core::cast::{u64_f64, whole_f64};
use crate::core::trace::Trace;

/// The row of JSON: an object for each trace.
pub(super) const FORMAT: Row = Row {
    ends: &["json"],
    about: "`meta`, `wavelengths`, `levels`; what is not finite is `\"inf\"`, `\"-inf\"` or `\"nan\"`",
    reads: Reads::Bytes,
    holds: Holds::All,
    write,
    read,
    says,
    beside: None,
};

#[derive(Serialize)]
struct Written<'a> {
    meta: Meta,
    wavelengths: Wavelengths<'a>,
    levels: Levels<'a>,
}

/// The axes by name.
struct Wavelengths<'a>(&'a [NamedTrace]);

impl Serialize for Wavelengths<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for ((_, trace), name) in self.0.iter().zip(axes(self.0)) {
            if let Some(name) = name {
                map.serialize_entry(&name, &Axis(trace))?;
            }
        }
        map.end()
    }
}

struct Axis<'a>(&'a Trace);

impl Serialize for Axis<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq((0..self.0.y.len()).map(|index| self.0.spacing.nm(index)))
    }
}

/// The levels by letter.
struct Levels<'a>(&'a [NamedTrace]);

impl Serialize for Levels<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(letter, trace)| (letter, OfTrace(&trace.y))))
    }
}

struct OfTrace<'a>(&'a [f32]);

impl Serialize for OfTrace<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().copied().map(Sample))
    }
}

/// A level as a number or a word.
struct Sample(f32);

impl Serialize for Sample {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            level if level.is_nan() => to.serialize_str("nan"),
            f32::INFINITY => to.serialize_str("inf"),
            f32::NEG_INFINITY => to.serialize_str("-inf"),
            level => to.serialize_f32(level),
        }
    }
}

/// A number of a column, or a word for what is not finite.
struct Number(f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a level in dB or dBm, \"inf\", \"-inf\", \"nan\" or null")
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Number, E> {
                Ok(Number(number))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Number, E> {
                Ok(Number(whole_f64(number)))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
                Ok(Number(u64_f64(number)))
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Number, E> {
                match word {
                    "inf" => Ok(Number(f64::INFINITY)),
                    "-inf" => Ok(Number(f64::NEG_INFINITY)),
                    "nan" => Ok(Number(f64::NAN)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }
            }

            fn visit_unit<E: de::Error>(self) -> Result<Number, E> {
                Ok(Number(f64::NAN))
            }
        }
        from.deserialize_any(Words)
    }
}

#[derive(Deserialize)]
struct Read {
    #[serde(default)]
    meta: Meta,
    #[serde(default)]
    wavelengths: BTreeMap<String, Vec<f64>>,
    #[serde(default)]
    levels: BTreeMap<char, Vec<Number>>,
    /// Of `LabExT`: every column by its name, `wavelength [nm]` and `transmission [dBm]` among them.
    #[serde(default)]
    values: BTreeMap<String, Vec<Number>>,
}

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let file = Written { meta: Meta::of(traces), wavelengths: Wavelengths(traces), levels: Levels(traces) };
    serde_json::to_writer(out, &file)?;
    Ok(())
}

fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    let file: Read = serde_json::from_slice(&bytes)?;
    drop(bytes);
    let mut sheet = Sheet::named(options).with_meta(file.meta);
    for (name, wavelengths) in file.wavelengths {
        if options.columns.is_none() && !matches!(sheet.part(&name), Part::Axis(_)) {
            return Err(AxisError::Name(name).into());
        }
        sheet.add(&name, Numbers::F64(wavelengths))?;
    }
    let numbers =
        |column: Vec<Number>| Numbers::F64(column.into_iter().map(|Number(number)| number).collect());
    for (letter, levels) in file.levels {
        let part = if options.columns.is_none() { Part::Level } else { sheet.part(&letter.to_string()) };
        sheet.add_as(&letter.to_string(), part, numbers(levels))?;
    }
    for (name, column) in file.values {
        sheet.add(&name, numbers(column))?;
    }
    sheet.traces()
}

/// What stands first in a file.
enum First {
    /// Nobody knows yet.
    Unread,
    /// What is said of its traces.
    Said(Meta),
    /// Something else: another program wrote it.
    Other,
}

/// Reads what stands first, and nothing more.
struct ReadFirst<'a>(&'a mut First);

impl<'de> Visitor<'de> for ReadFirst<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what is said of the traces")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let is_meta = map.next_key::<String>()?.is_some_and(|key| key == "meta");
        *self.0 = if is_meta { First::Said(map.next_value()?) } else { First::Other };
        Ok(())
    }
}

fn says(mut file: File) -> Result<Vec<Glimpse>, FormatError> {
    let mut first = First::Unread;
    let mut json = serde_json::Deserializer::from_reader(BufReader::new((&file).take(limits::HEAD)));
    let ended = json.deserialize_map(ReadFirst(&mut first));
    match (first, ended) {
        (First::Said(meta), _) => {
            ends_with(&mut file, b'}')?;
            meta.glimpses()
        }
        (First::Unread, Err(error)) if !error.is_data() => Err(error.into()),
        (First::Unread | First::Other, _) => Ok(Vec::new()),
    }
}
