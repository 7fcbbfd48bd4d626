//! JSON: what is said of the traces, and their levels. What is no finite number is `null`.

use std::collections::BTreeMap;
use std::io::Write;

use serde::{Deserialize, Serialize};

use super::meta::Meta;
use super::{Lettered, Wrong};

#[derive(Serialize, Deserialize)]
struct File {
    meta: Meta,
    /// By letter.
    levels: BTreeMap<char, Vec<Option<f32>>>,
}

pub(super) fn write(out: &mut impl Write, traces: &[Lettered]) -> Result<(), Wrong> {
    let levels = traces.iter().map(|(letter, trace)| {
        (*letter, trace.y.iter().map(|&level| Some(level).filter(|level| level.is_finite())).collect())
    });
    serde_json::to_writer(out, &File { meta: Meta::of(traces), levels: levels.collect() })?;
    Ok(())
}

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Lettered>, Wrong> {
    let file: File = serde_json::from_slice(bytes)?;
    let columns = file.levels.into_iter().map(|(letter, levels)| {
        (letter, levels.into_iter().map(|level| level.unwrap_or(f32::NAN)).collect())
    });
    file.meta.join(columns.collect(), &[])
}
