//! The mean of repeated sweeps as a file: for each letter the mean of its traces and, under a free letter, how they scatter.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use color_eyre::eyre::Result;

use crate::analysis::repeats::Repeats;
use crate::core::level::LevelUnit;
use crate::core::processing::Step;
use crate::core::trace::{Provenance, Trace};
use crate::desk::failed::Failed;
use crate::export::{self, NamedTrace};

/// Saves the means of traces of one letter each. The name of the file.
pub(super) fn save(path: &Path, traces: &[NamedTrace]) -> Result<PathBuf> {
    let mut sweeps: BTreeMap<char, Vec<&Trace>> = BTreeMap::new();
    for (letter, trace) in traces {
        sweeps.entry(*letter).or_default().push(trace);
    }
    let letters: Vec<char> = sweeps.keys().copied().collect();
    let mut free = ('A'..='Z').filter(|free| !letters.contains(free));
    let mut all: Vec<NamedTrace> = Vec::new();
    for (letter, sweeps) in sweeps {
        let refused = |what: String| Failed::Refused(format!("the mean of the traces {letter}: {what}"));
        let found = Repeats::of(&sweeps).map_err(|error| refused(error.to_string()))?;
        let spread = free.next().ok_or_else(|| refused("there is no letter left for their spread".into()))?;
        let onto = if found.interpolated { ", interpolated onto the wavelengths of the first" } else { "" };
        let computed = |what: &str, y: Vec<f32>, unit: Option<LevelUnit>| {
            let first = sweeps.first()?;
            let step = Step::of(format!("{what} of {}{onto}", sweeps.len()), &sweeps);
            let provenance = Provenance { unit, processing: vec![step], ..first.provenance.clone() };
            let (origin, spacing) = (first.origin.clone(), found.spacing);
            Some(Arc::new(Trace { origin, spacing, y, provenance, x_difference_pm: None }))
        };
        let unit = sweeps.first().and_then(|first| first.provenance.unit);
        let mean = computed("mean of powers", found.mean.clone(), unit);
        // A spread of powers in dBm is in dB.
        let about = computed("standard deviation of levels", found.spread.clone(), Some(LevelUnit::Db));
        all.extend(mean.map(|trace| (letter, trace)));
        all.extend(about.map(|trace| (spread, trace)));
    }
    all.sort_by_key(|(letter, _)| *letter);
    Ok(export::save(path, &all).map_err(Failed::refused)?)
}
