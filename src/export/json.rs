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

use serde::de::{self, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::axis::{Axes, Role, role};
use super::error::{AxisError, FormatError};
use super::level::Level;
use super::meta::{Meta, axes};
use super::{Holds, NamedTrace, Out, Row};
use crate::core::cast::level_f32;
use crate::core::trace::Trace;

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["json"], holds: Holds::All, write, read, beside: None };

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

impl<'de> Deserialize<'de> for Sample {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Sample;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a level in dB or dBm, \"inf\", \"-inf\", \"nan\" or null")
            }

            fn visit_f64<E: de::Error>(self, level: f64) -> Result<Sample, E> {
                Ok(Sample(level_f32(level)))
            }

            fn visit_i64<E: de::Error>(self, level: i64) -> Result<Sample, E> {
                i32::try_from(level).map(|level| Sample(level_f32(level.into()))).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, level: u64) -> Result<Sample, E> {
                u32::try_from(level).map(|level| Sample(level_f32(level.into()))).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Sample, E> {
                match word {
                    "inf" => Ok(Sample(f32::INFINITY)),
                    "-inf" => Ok(Sample(f32::NEG_INFINITY)),
                    "nan" => Ok(Sample(f32::NAN)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }
            }

            fn visit_unit<E: de::Error>(self) -> Result<Sample, E> {
                Ok(Sample(f32::NAN))
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
    levels: BTreeMap<char, Vec<Sample>>,
}

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let file = Written { meta: Meta::of(traces), wavelengths: Wavelengths(traces), levels: Levels(traces) };
    serde_json::to_writer(out, &file)?;
    Ok(())
}

fn read(bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    let file: Read = serde_json::from_slice(&bytes)?;
    let mut axes = Axes::default();
    for (name, wavelengths) in file.wavelengths {
        let Role::Axis(letter) = role(&name) else {
            return Err(AxisError::Name(name).into());
        };
        axes.add(letter, &name, wavelengths)?;
    }
    let levels = file.levels.into_iter().map(|(letter, levels)| {
        let y = levels.into_iter().map(|Sample(level)| level).collect();
        Level::new(letter, &letter.to_string(), y)
    });
    file.meta.join(levels.collect::<Result<_, _>>()?, &axes)
}
