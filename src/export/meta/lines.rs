//! What is said of a trace as lines of text, for formats whose header is text.

use super::of_trace::TraceMeta;
use crate::export::error::{FormatError, HeaderError, LimitError};
use crate::export::limits;

impl TraceMeta {
    /// Whether what a line says is a number or true or false, and no text.
    pub(in crate::export) fn is_plain(key: &str) -> bool {
        matches!(key, "points" | "start_m" | "sampling_m" | "simulated")
    }

    /// The type as number and words; nothing of a trace from elsewhere.
    fn typed(&self) -> String {
        if self.kind == 0 { String::new() } else { format!("{} ({})", self.kind, self.type_name) }
    }

    /// As lines of text, for formats whose header is text.
    pub(in crate::export) fn lines(&self) -> Vec<(String, String)> {
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
            ("crc32".to_owned(), self.crc32.clone()),
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
    pub(in crate::export) fn line(&mut self, key: &str, value: &str) -> Result<(), FormatError> {
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
            "crc32" => self.crc32 = value,
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
