//! JSON: what is said of the traces, and their levels. What is no finite number is `null`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::axis::Axes;
use super::level::Level;
use super::meta::Meta;
use super::{FormatError, Holds, NamedTrace, Out, Row};

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["json"], holds: Holds::All, write, read };

#[derive(Serialize, Deserialize)]
struct File {
    meta: Meta,
    /// By letter.
    levels: BTreeMap<char, Vec<Option<f32>>>,
}

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let levels = traces.iter().map(|(letter, trace)| {
        (*letter, trace.y.iter().map(|&level| Some(level).filter(|level| level.is_finite())).collect())
    });
    serde_json::to_writer(out, &File { meta: Meta::of(traces), levels: levels.collect() })?;
    Ok(())
}

fn read(bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    let file: File = serde_json::from_slice(&bytes)?;
    let levels = file.levels.into_iter().map(|(letter, levels)| {
        let y = levels.into_iter().map(|level| level.unwrap_or(f32::NAN)).collect();
        Level::new(letter, &letter.to_string(), y)
    });
    file.meta.join(levels.collect::<Result<_, _>>()?, &Axes::default())
}
