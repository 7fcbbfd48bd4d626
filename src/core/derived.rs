//! What a computed trace says of those that it was computed from.

use super::processing::{Parent, Step};
use super::trace::Trace;
use crate::core::cast::count_u32;

/// CRC-32 of samples as little-endian float32, in hexadecimal. There are many not-a-numbers, and text has one: all of them
/// count as 0x7fc00000.
pub(crate) fn crc32(samples: &[f32]) -> String {
    let mut sum = crc32fast::Hasher::new();
    for piece in samples.chunks(1 << 12) {
        if cfg!(target_endian = "little") && !piece.iter().any(|level| level.is_nan()) {
            sum.update(bytemuck::cast_slice(piece));
        } else {
            for level in piece {
                let bits = if level.is_nan() { 0x7fc0_0000 } else { level.to_bits() };
                sum.update(&bits.to_le_bytes());
            }
        }
    }
    format!("{:08x}", sum.finalize())
}

impl Parent {
    /// This one, as it is now.
    pub fn of(trace: &Trace) -> Self {
        let name = &trace.provenance.name;
        let named = if name.is_empty() { String::new() } else { format!(" ({name})") };
        Self {
            trace: format!("{}{named}", trace.origin),
            taken: trace.provenance.taken.clone(),
            crc32: crc32(&trace.y),
            processing: trace.provenance.processing.clone(),
        }
    }
}

impl Step {
    /// A formula of traces.
    pub fn of(what: impl Into<String>, parents: &[&Trace]) -> Self {
        let times = parents.iter().map(|parent| parent.provenance.taken.as_str());
        Self {
            what: what.into(),
            count: count_u32(parents.len()),
            since: times.min().unwrap_or_default().to_owned(),
            parents: parents.iter().map(|parent| Parent::of(parent)).collect(),
            noise_db: None,
        }
    }
}
