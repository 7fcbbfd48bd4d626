//! What every file says of its traces: one JSON object, the same in all formats.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{FormatError, NamedTrace, limits};
use crate::core::ids::{DetectorId, TraceType};
use crate::core::trace::{Provenance, Spacing, Trace, TraceId};
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
    reference: String,
    taken: String,
    program: String,
    simulated: bool,
    light: String,
    notes: String,
}

impl TraceMeta {
    pub(super) fn of(trace: &Trace) -> Self {
        let p = &trace.provenance;
        Self {
            detector: trace.id.detector.to_string(),
            name: p.name.clone(),
            kind: trace.id.kind.number(),
            type_name: trace.id.kind.to_string(),
            unit: trace.unit().to_owned(),
            points: trace.y.len(),
            start_m: trace.spacing.start.m(),
            sampling_m: trace.spacing.sampling.m(),
            instrument: p.instrument.clone(),
            settings: p.settings.clone(),
            reference: p.reference.clone(),
            taken: p.taken.clone(),
            program: p.program.clone(),
            simulated: p.simulated,
            light: <&str>::from(p.light).to_owned(),
            notes: p.notes.clone(),
        }
    }

    /// The trace with these samples; the wavelengths are for files that say nothing of them.
    pub(super) fn trace(self, y: Vec<f32>, wavelengths_nm: &[f64]) -> Result<Trace, FormatError> {
        // A file from elsewhere says nothing of them.
        if self.points > 0 {
            limits::agree(self.points, y.len())?;
        }
        let said = Wavelength::measured(self.start_m).zip(Wavelength::step(self.sampling_m));
        let spacing = match said {
            Some((start, sampling)) => Spacing { start, sampling },
            None => even(wavelengths_nm)?,
        };
        let detector = self.detector.parse().ok().or(DetectorId::new(1, 1)).ok_or("no detector")?;
        let kind = TraceType::new(self.kind).unwrap_or(TraceType::TF_LIVE);
        let clean = |text: &str| crate::core::text::clean(text);
        Ok(Trace {
            id: TraceId { detector, kind },
            spacing,
            y,
            provenance: Provenance {
                instrument: clean(&self.instrument),
                settings: self.settings.iter().map(|(key, value)| (clean(key), clean(value))).collect(),
                reference: clean(&self.reference),
                taken: clean(&self.taken),
                program: clean(&self.program),
                simulated: self.simulated,
                light: self.light.parse().unwrap_or_default(),
                name: clean(&self.name),
                notes: clean(&self.notes),
            },
            x_difference_pm: None,
        })
    }

    /// As lines of text, for formats whose header is text.
    pub(super) fn lines(&self) -> Vec<(String, String)> {
        let mut lines = vec![
            ("detector".to_owned(), self.detector.clone()),
            ("name".to_owned(), self.name.clone()),
            ("type".to_owned(), format!("{} ({})", self.kind, self.type_name)),
            ("unit".to_owned(), self.unit.clone()),
            ("points".to_owned(), self.points.to_string()),
            ("start_m".to_owned(), format!("{:e}", self.start_m)),
            ("sampling_m".to_owned(), format!("{:e}", self.sampling_m)),
            ("instrument".to_owned(), self.instrument.clone()),
            ("reference".to_owned(), self.reference.clone()),
            ("taken".to_owned(), self.taken.clone()),
            ("program".to_owned(), self.program.clone()),
            ("simulated".to_owned(), self.simulated.to_string()),
            ("light".to_owned(), self.light.clone()),
            ("notes".to_owned(), self.notes.clone()),
        ];
        lines.extend(self.settings.iter().map(|(key, value)| (key.clone(), value.clone())));
        lines
    }

    /// Takes a line of text in.
    pub(super) fn line(&mut self, key: &str, value: &str) -> Result<(), FormatError> {
        let value = value.to_owned();
        match key {
            "detector" => self.detector = value,
            "name" => self.name = value,
            "type" => self.kind = value.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0),
            "unit" => self.unit = value,
            "points" => self.points = value.parse().unwrap_or(0),
            "start_m" => self.start_m = value.parse().unwrap_or(0.0),
            "sampling_m" => self.sampling_m = value.parse().unwrap_or(0.0),
            "instrument" => self.instrument = value,
            "reference" => self.reference = value,
            "taken" => self.taken = value,
            "program" => self.program = value,
            "simulated" => self.simulated = value == "true",
            "light" => self.light = value,
            "notes" => self.notes = value,
            _ if self.settings.len() >= limits::SETTINGS => {
                return Err(format!("it says more than {} things of a trace", limits::SETTINGS).into());
            }
            _ => drop(self.settings.insert(key.to_owned(), value)),
        }
        Ok(())
    }
}

impl Meta {
    pub(super) fn of(traces: &[NamedTrace]) -> Self {
        Self { traces: traces.iter().map(|(letter, trace)| (*letter, TraceMeta::of(trace))).collect() }
    }

    pub(super) fn json(&self) -> Result<String, FormatError> {
        Ok(serde_json::to_string(self)?)
    }

    /// The traces with these samples by letter.
    pub(super) fn join(
        mut self,
        columns: Vec<(char, Vec<f32>)>,
        wavelengths_nm: &[f64],
    ) -> Result<Vec<NamedTrace>, FormatError> {
        if columns.is_empty() {
            return Err("it has no trace".into());
        }
        if let Some((letter, _)) = columns.iter().find(|(letter, _)| !letter.is_ascii_uppercase()) {
            return Err(format!("{letter:?} is no letter of a trace; there are A to Z").into());
        }
        limits::traces(columns.len(), columns.iter().map(|(_, y)| y.len()).max().unwrap_or(0))?;
        let join = |(letter, y): (char, Vec<f32>)| {
            let meta = self.traces.remove(&letter).unwrap_or_default();
            Ok((letter, Arc::new(meta.trace(y, wavelengths_nm)?)))
        };
        columns.into_iter().map(join).collect()
    }
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

/// The spacing of wavelengths that must be even.
pub(super) fn even(wavelengths_nm: &[f64]) -> Result<Spacing, FormatError> {
    let (Some(first), Some(last), count @ 2..) =
        (wavelengths_nm.first(), wavelengths_nm.last(), wavelengths_nm.len())
    else {
        return Err("there are no wavelengths".into());
    };
    let step = (last - first) / (count - 1) as f64;
    let off = wavelengths_nm
        .iter()
        .enumerate()
        .map(|(n, nm)| (nm - first - step * n as f64).abs())
        .fold(0.0, f64::max);
    let sound = Wavelength::measured(first * 1e-9).zip(Wavelength::step(step * 1e-9));
    if let Some((start, sampling)) = sound.filter(|_| off < step / 4.0) {
        Ok(Spacing { start, sampling })
    } else {
        Err("the wavelengths are not even, from the shortest to the longest".into())
    }
}
