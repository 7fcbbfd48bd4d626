//! What every file says of its traces: one JSON object, the same in all formats.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::axis::{Axes, Axis};
use super::error::{AxisError, FormatError, HeaderError, LimitError};
use super::glimpse::Glimpse;
use super::level::Level;
use super::{NamedTrace, limits};
use crate::core::ids::TraceType;
use crate::core::level::LevelUnit;
use crate::core::noise::Noise;
use crate::core::processing::{Parent, Step};
use crate::core::text::clean;
use crate::core::trace::{Origin, Provenance, Spacing, SweepSeen, Trace, TraceId};
use crate::core::units::Wavelength;

/// What is said of all traces of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Meta {
    /// By letter.
    pub(super) traces: BTreeMap<char, TraceMeta>,
}

/// What is said of one trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct TraceMeta {
    /// Where another program wrote the trace: the file's name and its column, and neither detector nor type.
    #[serde(skip_serializing_if = "String::is_empty")]
    file: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    column: String,
    detector: String,
    name: String,
    #[serde(rename = "type")]
    kind: u8,
    type_name: String,
    unit: String,
    points: usize,
    start_m: f64,
    sampling_m: f64,
    instrument: String,
    settings: BTreeMap<String, String>,
    settings_from: String,
    settings_changed_since: String,
    scanning_since: String,
    analyzing_since: String,
    sweep_done: String,
    reference: String,
    taken: String,
    program: String,
    simulated: bool,
    light: String,
    notes: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    processing: Vec<Step>,
}

impl TraceMeta {
    pub(super) fn of(trace: &Trace) -> Self {
        let p = &trace.provenance;
        let id = trace.origin.trace();
        let (file, column) = match &trace.origin {
            Origin::Instrument(_) => Default::default(),
            Origin::Foreign { file, column } => (file.clone(), column.clone()),
        };
        Self {
            file,
            column,
            detector: id.map(|id| id.detector.to_string()).unwrap_or_default(),
            name: p.name.clone(),
            kind: id.map_or(0, |id| id.kind.number()),
            type_name: id.map(|id| id.kind.to_string()).unwrap_or_default(),
            unit: trace.level_unit().to_string(),
            points: trace.y.len(),
            start_m: trace.spacing.start.m(),
            sampling_m: trace.spacing.sampling.m(),
            instrument: p.instrument.clone(),
            settings: p.settings.clone(),
            settings_from: p.sweep.settings_from.clone(),
            settings_changed_since: p.sweep.settings_changed_since.clone(),
            scanning_since: p.sweep.scanning.clone(),
            analyzing_since: p.sweep.analyzing.clone(),
            sweep_done: p.sweep.done.clone(),
            reference: p.reference.clone(),
            taken: p.taken.clone(),
            program: p.program.clone(),
            simulated: p.simulated,
            light: <&str>::from(p.light).to_owned(),
            notes: p.notes.clone(),
            processing: p.processing.clone(),
        }
    }

    /// The trace with these levels on this axis; of a file without one the header alone says where they lie.
    ///
    /// # Errors
    /// Where header, axis and levels do not say the same.
    fn trace(self, mut level: Level, axis: Option<&Axis>) -> Result<Trace, FormatError> {
        let points = level.y.len();
        // A file from elsewhere says nothing of them.
        if self.points > 0 {
            limits::agree(self.points, points)?;
        }
        if let Some(axis) = axis.filter(|axis| axis.points != points) {
            let Level { letter, .. } = level;
            return Err(AxisError::Length { letter, levels: points, wavelengths: axis.points }.into());
        }
        let header = self.spacing();
        let spacing = match (header, axis) {
            (Some(header), Some(axis)) => axis.agrees(header).map(|()| header)?,
            (Some(spacing), None) => spacing,
            (None, Some(axis)) => axis.spacing,
            (None, None) => return Err(AxisError::None.into()),
        };
        let mut trace = Trace {
            origin: self.origin(level.letter, &level.column)?,
            spacing,
            y: Vec::new(),
            provenance: self.provenance(),
            x_difference_pm: None,
        };
        trace.provenance.unit =
            level.unit_with(self.unit.parse().ok())?.filter(|&unit| unit != trace.level_unit());
        // First the samples of the file became decibels, then they were put onto other wavelengths.
        let axis_done = axis.map(|axis| axis.done(header.is_some())).unwrap_or_default();
        let done = level.done.into_iter().chain(axis_done);
        trace.provenance.processing.extend(done.map(|what| Step {
            what: clean(&what),
            count: 1,
            since: String::new(),
            parents: Vec::new(),
            noise_db: None,
        }));
        if axis.is_some_and(Axis::is_resampled)
            && let Some(step) = trace.provenance.processing.last_mut()
        {
            step.noise_db = Some(Noise::of(&level.y).db());
        }
        trace.y = match axis {
            Some(axis) => axis.put(level.y),
            None => level.y,
        };
        Ok(trace)
    }

    /// What is said of the trace with this letter, without its samples.
    ///
    /// # Errors
    /// Where it is no trace that there can be.
    fn glimpse(self, letter: char) -> Result<Glimpse, FormatError> {
        Ok(Glimpse {
            origin: self.origin(letter, &letter.to_string())?,
            spacing: self.spacing(),
            points: self.points,
            provenance: self.provenance(),
        })
    }

    /// Where its samples lie, if it says it.
    fn spacing(&self) -> Option<Spacing> {
        let ends = Wavelength::measured(self.start_m).zip(Wavelength::step(self.sampling_m));
        ends.map(|(start, sampling)| Spacing { start, sampling })
    }

    /// Where it is from: a file that names neither detector nor type is from elsewhere, from the column that its levels
    /// stand in unless it says another one.
    ///
    /// # Errors
    /// Where it names one of the two alone, or one that there is not.
    fn origin(&self, letter: char, column: &str) -> Result<Origin, HeaderError> {
        if self.detector.is_empty() && self.kind == 0 {
            let column = if self.column.is_empty() { column } else { &self.column };
            return Ok(Origin::Foreign { file: clean(&self.file), column: clean(column) });
        }
        let number = self.kind;
        if number == 0 {
            return Err(HeaderError::NoType(letter));
        }
        if self.detector.is_empty() {
            return Err(HeaderError::NoDetector(letter));
        }
        let kind = TraceType::new(number).ok_or(HeaderError::Type { letter, number })?;
        let detector = self.detector.parse();
        let detector = detector.map_err(|source| HeaderError::Detector { letter, source })?;
        Ok(TraceId { detector, kind }.into())
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            instrument: clean(&self.instrument),
            settings: self.settings.iter().map(|(key, value)| (clean(key), clean(value))).collect(),
            sweep: SweepSeen {
                scanning: clean(&self.scanning_since),
                analyzing: clean(&self.analyzing_since),
                done: clean(&self.sweep_done),
                settings_from: clean(&self.settings_from),
                settings_changed_since: clean(&self.settings_changed_since),
            },
            swept_with: BTreeMap::new(),
            reference: clean(&self.reference),
            taken: clean(&self.taken),
            program: clean(&self.program),
            simulated: self.simulated,
            light: self.light.parse().unwrap_or_default(),
            name: clean(&self.name),
            notes: clean(&self.notes),
            unit: None,
            processing: self.processing.iter().map(cleaned).collect(),
        }
    }

    /// Whether what a line says is a number or true or false, and no text.
    pub(super) fn is_plain(key: &str) -> bool {
        matches!(key, "points" | "start_m" | "sampling_m" | "simulated")
    }

    /// The type as number and words; nothing of a trace from elsewhere.
    fn typed(&self) -> String {
        if self.kind == 0 { String::new() } else { format!("{} ({})", self.kind, self.type_name) }
    }

    /// As lines of text, for formats whose header is text.
    pub(super) fn lines(&self) -> Vec<(String, String)> {
        let foreign = [("file", &self.file), ("column", &self.column)];
        let foreign = foreign.into_iter().filter(|(_, value)| !value.is_empty());
        let mut lines: Vec<_> = foreign.map(|(key, value)| (key.to_owned(), value.clone())).collect();
        lines.extend([
            ("detector".to_owned(), self.detector.clone()),
            ("name".to_owned(), self.name.clone()),
            ("type".to_owned(), self.typed()),
            ("unit".to_owned(), self.unit.clone()),
            ("points".to_owned(), self.points.to_string()),
            ("start_m".to_owned(), scientific(self.start_m)),
            ("sampling_m".to_owned(), scientific(self.sampling_m)),
            ("instrument".to_owned(), self.instrument.clone()),
            ("scanning_since".to_owned(), self.scanning_since.clone()),
            ("analyzing_since".to_owned(), self.analyzing_since.clone()),
            ("sweep_done".to_owned(), self.sweep_done.clone()),
            ("settings_from".to_owned(), self.settings_from.clone()),
            ("settings_changed_since".to_owned(), self.settings_changed_since.clone()),
            ("reference".to_owned(), self.reference.clone()),
            ("taken".to_owned(), self.taken.clone()),
            ("program".to_owned(), self.program.clone()),
            ("simulated".to_owned(), self.simulated.to_string()),
            ("light".to_owned(), self.light.clone()),
            ("notes".to_owned(), self.notes.clone()),
        ]);
        if let Some(json) =
            serde_json::to_string(&self.processing).ok().filter(|_| !self.processing.is_empty())
        {
            lines.push(("processing".to_owned(), json));
        }
        lines.extend(self.settings.iter().map(|(key, value)| (key.clone(), value.clone())));
        lines
    }

    /// Takes a line of text in.
    pub(super) fn line(&mut self, key: &str, value: &str) -> Result<(), FormatError> {
        let value = value.to_owned();
        match key {
            "file" => self.file = value,
            "column" => self.column = value,
            "detector" => self.detector = value,
            "name" => self.name = value,
            // Behind the number stands its name.
            "type" => self.kind = number(key, value.split(' ').next().unwrap_or_default())?,
            "unit" => self.unit = value,
            "points" => self.points = number(key, &value)?,
            "start_m" => self.start_m = number(key, &value)?,
            "sampling_m" => self.sampling_m = number(key, &value)?,
            "instrument" => self.instrument = value,
            "scanning_since" => self.scanning_since = value,
            "analyzing_since" => self.analyzing_since = value,
            "sweep_done" => self.sweep_done = value,
            "settings_from" => self.settings_from = value,
            "settings_changed_since" => self.settings_changed_since = value,
            "reference" => self.reference = value,
            "taken" => self.taken = value,
            "program" => self.program = value,
            "simulated" => self.simulated = value == "true",
            "light" => self.light = value,
            "notes" => self.notes = value,
            "processing" => self.processing = serde_json::from_str(&value)?,
            _ if self.settings.len() >= limits::SETTINGS => {
                return Err(LimitError::Settings(limits::SETTINGS).into());
            }
            _ => drop(self.settings.insert(key.to_owned(), value)),
        }
        Ok(())
    }
}

/// A number of a line; nothing is the one that says nothing.
///
/// # Errors
/// Where it is none.
fn number<T: std::str::FromStr + Default>(key: &str, value: &str) -> Result<T, HeaderError> {
    let wrong = || HeaderError::Number { key: key.to_owned(), value: value.to_owned() };
    if value.is_empty() { Ok(T::default()) } else { value.parse().map_err(|_| wrong()) }
}

/// A number as every reader of YAML takes it for one: with a point and a sign in front of the exponent.
fn scientific(number: f64) -> String {
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{digits}{point}e{sign}{exponent}")
}

/// A step of which no word harms a terminal.
fn cleaned(step: &Step) -> Step {
    let parent = |parent: &Parent| Parent {
        trace: clean(&parent.trace),
        taken: clean(&parent.taken),
        crc32: clean(&parent.crc32),
        processing: parent.processing.iter().map(cleaned).collect(),
    };
    Step {
        what: clean(&step.what),
        count: step.count,
        since: clean(&step.since),
        parents: step.parents.iter().map(parent).collect(),
        noise_db: step.noise_db,
    }
}

impl Meta {
    pub(super) fn of(traces: &[NamedTrace]) -> Self {
        Self { traces: traces.iter().map(|(letter, trace)| (*letter, TraceMeta::of(trace))).collect() }
    }

    pub(super) fn json(&self) -> Result<String, FormatError> {
        Ok(serde_json::to_string(self)?)
    }

    /// What is said of the traces, in the order of their letters.
    ///
    /// # Errors
    /// Where one is none that there can be.
    pub(super) fn glimpses(self) -> Result<Vec<Glimpse>, FormatError> {
        self.traces.into_iter().map(|(letter, meta)| meta.glimpse(letter)).collect()
    }

    /// The traces with these levels on these axes.
    ///
    /// # Errors
    /// Where there is none, where two have one letter, and where header, axis and levels do not say the same.
    pub(super) fn join(mut self, levels: Vec<Level>, axes: &Axes) -> Result<Vec<NamedTrace>, FormatError> {
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
            Ok((letter, Arc::new(meta.trace(level, axes.of(letter))?)))
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
