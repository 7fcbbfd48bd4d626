//! What was computed from measurements: it goes with a trace into every file, so that nobody takes it for measured.

use serde::{Deserialize, Serialize};

/// What a step says of a trace whose file has other levels than those that were saved there.
pub const EDITED: &str = "levels differ from those that were measured";

/// A trace that another one was computed from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parent {
    /// Which one, and its name if it has one.
    pub trace: String,
    /// When it was fetched.
    pub taken: String,
    /// CRC-32 of its samples as little-endian float32, in hexadecimal: `zlib.crc32(y.tobytes())` in Python.
    pub crc32: String,
    /// What it was computed from itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processing: Vec<Step>,
}

/// One computation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What, in words or as a formula of the parents: `max hold`, `A - B`.
    pub what: String,
    /// Measurements that are in it.
    pub count: u32,
    /// When the first of them was fetched.
    pub since: String,
    /// What it was computed from, where those are few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<Parent>,
    /// Standard deviation of the samples where there is light, dB, before a step that smooths them: afterwards it
    /// cannot be measured any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noise_db: Option<f64>,
}
