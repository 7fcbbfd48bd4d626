//! What was computed from measurements: it goes with a trace into every file, so that nobody takes it for measured.

use serde::{Deserialize, Serialize};

use super::trace::{Trace, TraceId};

/// A trace that another one was computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl Parent {
    /// This one, as it is now.
    pub fn of(trace: &Trace) -> Self {
        let TraceId { detector, kind } = trace.id;
        let name = &trace.provenance.name;
        let named = if name.is_empty() { String::new() } else { format!(" ({name})") };
        let mut sum = crc32fast::Hasher::new();
        for piece in trace.y.chunks(1 << 12) {
            if cfg!(target_endian = "little") {
                sum.update(bytemuck::cast_slice(piece));
            } else {
                for level in piece {
                    sum.update(&level.to_le_bytes());
                }
            }
        }
        Self {
            trace: format!("{kind} of {detector}{named}"),
            taken: trace.provenance.taken.clone(),
            crc32: format!("{:08x}", sum.finalize()),
            processing: trace.provenance.processing.clone(),
        }
    }
}

/// One computation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl Step {
    /// A formula of traces.
    pub fn of(what: impl Into<String>, parents: &[&Trace]) -> Self {
        let times = parents.iter().map(|parent| parent.provenance.taken.as_str());
        Self {
            what: what.into(),
            count: parents.len() as u32,
            since: times.min().unwrap_or_default().to_owned(),
            parents: parents.iter().map(|parent| Parent::of(parent)).collect(),
        }
    }
}
