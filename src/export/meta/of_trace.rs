//! What is said of one trace: made of it, and made a trace again with its levels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::core::derived::crc32;
use crate::core::ids::TraceType;
use crate::core::noise::Noise;
use crate::core::processing::{EDITED, Parent, Step};
use crate::core::text::clean;
use crate::core::trace::{Origin, Provenance, Spacing, SweepSeen, Trace, TraceId};
use crate::core::units::Wavelength;
use crate::export::axis::Axis;
use crate::export::error::{AxisError, FormatError, HeaderError};
use crate::export::glimpse::Glimpse;
use crate::export::level::Level;
use crate::export::limits;

/// What is said of one trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::export) struct TraceMeta {
    /// Where another program wrote the trace: the file's name and its column, and neither detector nor type.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) file: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) column: String,
    pub(super) detector: String,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: u8,
    pub(super) type_name: String,
    pub(super) unit: String,
    pub(super) points: usize,
    pub(super) start_m: f64,
    pub(super) sampling_m: f64,
    /// CRC-32 of the samples as little-endian float32, not-a-number as 0x7fc00000.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) crc32: String,
    pub(super) instrument: String,
    pub(super) settings: BTreeMap<String, String>,
    pub(super) settings_from: String,
    pub(super) settings_changed_since: String,
    pub(super) scanning_since: String,
    pub(super) analyzing_since: String,
    pub(super) sweep_done: String,
    pub(super) reference: String,
    pub(super) taken: String,
    pub(super) program: String,
    pub(super) simulated: bool,
    pub(super) light: String,
    pub(super) notes: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) processing: Vec<Step>,
}

impl TraceMeta {
    pub(in crate::export) fn of(trace: &Trace) -> Self {
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
            crc32: crc32(&trace.y),
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
    pub(super) fn trace(
        self,
        mut level: Level,
        axis: Option<&Axis>,
        is_whole: bool,
    ) -> Result<Trace, FormatError> {
        let points = level.y.len();
        let piece = self.spacing().zip(axis).filter(|(_, axis)| is_whole && axis.points == points);
        let piece = piece.and_then(|(header, axis)| axis.piece_of(header, self.points));
        // A file from elsewhere says nothing of them.
        if self.points > 0 && piece.is_none() {
            limits::agree(self.points, points)?;
        }
        if let Some(axis) = axis.filter(|axis| axis.points != points) {
            let Level { letter, .. } = level;
            return Err(AxisError::Length { letter, levels: points, wavelengths: axis.points }.into());
        }
        let header = piece.map(|piece| piece.spacing).or_else(|| self.spacing());
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
        let y = std::mem::take(&mut level.y);
        let y = match axis {
            Some(axis) => axis.turned(y),
            None => y,
        };
        let processing = &mut trace.provenance.processing;
        if piece.is_none() && level.done.is_empty() && self.has_other_levels(&y) {
            let noise_db = processing.last().and_then(|step| step.noise_db);
            if !processing.iter().any(|step| step.what == EDITED) {
                processing.push(Step { noise_db, ..by_file(EDITED.to_owned()) });
            }
        }
        // First the samples of the file became decibels, then they were put onto other wavelengths.
        let axis_done = axis.map(|axis| axis.done(header.is_some())).unwrap_or_default();
        let piece = piece.map(|piece| {
            format!("{points} of {} points, from the one at {:.6} nm on", self.points, piece.spacing.nm(0))
        });
        // A header says where samples lie; else the column does.
        trace.provenance.own_axis = axis.filter(|_| header.is_none()).and_then(Axis::own);
        let done = level.done.into_iter().chain(piece).chain(axis_done);
        processing.extend(done.map(by_file));
        if axis.is_some_and(Axis::is_resampled)
            && let Some(step) = processing.last_mut()
        {
            step.noise_db = Some(Noise::of(&y).db());
        }
        trace.y = match axis {
            Some(axis) => axis.resampled(y),
            None => y,
        };
        Ok(trace)
    }

    /// Whether these are not the levels that were saved with it; a file that has no sum of them does not tell.
    fn has_other_levels(&self, y: &[f32]) -> bool {
        !self.crc32.is_empty() && !self.crc32.eq_ignore_ascii_case(&crc32(y))
    }

    /// What is said of the trace with this letter, without its samples.
    ///
    /// # Errors
    /// Where it is no trace that there can be.
    pub(super) fn glimpse(self, letter: char) -> Result<Glimpse, FormatError> {
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
            own_axis: None,
        }
    }
}

/// A step that was taken while a file was read.
fn by_file(what: String) -> Step {
    Step { what: clean(&what), count: 1, since: String::new(), parents: Vec::new(), noise_db: None }
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
