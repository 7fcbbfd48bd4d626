//! What every file says of its traces: one JSON object, the same in all formats.

mod lines;
mod of_trace;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(super) use of_trace::TraceMeta;

use super::axis::Axes;
use super::error::{FormatError, HeaderError};
use super::glimpse::Glimpse;
use super::level::Level;
use super::{NamedTrace, limits};
use crate::core::level::LevelUnit;
use crate::core::trace::Trace;

/// What is said of all traces of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Meta {
    /// By letter.
    pub(super) traces: BTreeMap<char, TraceMeta>,
}

impl Meta {
    pub(super) fn of(traces: &[NamedTrace]) -> Self {
        Self { traces: traces.iter().map(|(letter, trace)| (*letter, TraceMeta::of(trace))).collect() }
    }

    pub(super) fn json(&self) -> Result<String, FormatError> {
        Ok(serde_json::to_string(self)?)
    }

    /// From JSON as it stands in a file.
    ///
    /// # Errors
    /// Where it is something else.
    pub(super) fn from_json(json: &str) -> Result<Self, HeaderError> {
        serde_json::from_str(json).map_err(HeaderError::Meta)
    }

    /// With the sum of the samples of a trace, where it does not say one itself.
    pub(super) fn with_sum(mut self, letter: char, crc32: String) -> Self {
        if let Some(meta) = self.traces.get_mut(&letter).filter(|meta| meta.crc32.is_empty()) {
            meta.crc32 = crc32;
        }
        self
    }

    /// What is said of the traces, in the order of their letters.
    ///
    /// # Errors
    /// Where one is none that there can be.
    pub(super) fn glimpses(self) -> Result<Vec<Glimpse>, FormatError> {
        self.traces.into_iter().map(|(letter, meta)| meta.glimpse(letter)).collect()
    }

    /// The traces with these levels on these axes. Of a file that is certainly whole fewer points than its header says are
    /// a piece of what was measured.
    ///
    /// # Errors
    /// Where there is none, where two have one letter, and where header, axis and levels do not say the same.
    pub(super) fn join(
        mut self,
        levels: Vec<Level>,
        axes: &Axes,
        is_whole: bool,
    ) -> Result<Vec<NamedTrace>, FormatError> {
        if levels.is_empty() {
            return Err(HeaderError::NoLevels.into());
        }
        limits::traces(levels.len(), levels.iter().map(|level| level.y.len()).max().unwrap_or(0))?;
        let mut seen = BTreeSet::new();
        for Level { letter, .. } in &levels {
            if !letter.is_ascii_uppercase() {
                return Err(HeaderError::Letter(*letter).into());
            }
            if !seen.insert(*letter) {
                return Err(HeaderError::Twice(*letter).into());
            }
        }
        let join = |level: Level| {
            let letter = level.letter;
            let meta = self.traces.remove(&letter).unwrap_or_default();
            Ok((letter, Arc::new(meta.trace(level, axes.of(letter), is_whole)?)))
        };
        levels.into_iter().map(join).collect()
    }
}

/// What a trace is, for formats whose columns have a long name.
pub(super) fn long_name(trace: &Trace) -> String {
    let named = &trace.provenance.name;
    let named = if named.is_empty() { String::new() } else { format!(" ({named})") };
    match trace.provenance.processing.last() {
        Some(step) => format!("{}, from {}", step.what, trace.origin),
        None => format!("{}{named}", trace.origin),
    }
}

/// The unit of a trace for where nothing stands if it is not known.
pub(super) fn known_unit(trace: &Trace) -> Option<String> {
    Some(trace.level_unit()).filter(|&unit| unit != LevelUnit::Unknown).map(|unit| unit.to_string())
}

/// Under which name the wavelengths of each trace are kept; none for those that are the first one's.
pub(super) fn axes(traces: &[NamedTrace]) -> impl Iterator<Item = Option<String>> {
    let first = traces.first().map(|(_, trace)| trace);
    traces.iter().enumerate().map(move |(index, (letter, trace))| match first {
        _ if index == 0 => Some("wavelength_nm".to_owned()),
        Some(first) if trace.lies_on(first) => None,
        _ => Some(format!("wavelength_nm_{letter}")),
    })
}

/// The letter of a column's name.
pub(super) fn letter(name: &str) -> Option<char> {
    let mut chars = name.trim().chars();
    let letter = chars.next().filter(char::is_ascii_uppercase)?;
    // Behind the letter the unit may stand.
    chars.next().is_none_or(|c| c == '_' || c == '/' || c == ' ').then_some(letter)
}
