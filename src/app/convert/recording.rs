//! Recordings as tables of powers over time.

use std::io;
use std::path::PathBuf;

use color_eyre::eyre::Result;
use serde_json::json;

use super::To;
use crate::app::print::{self, Printed, complain};
use crate::core::column_name::distinct_words;
use crate::desk::failed::Failed;
use crate::export::series::{self, Column, Each, Form, Series, SeriesRow};
use crate::record::format::Detector;
use crate::record::recording::{NoRecording, Recording};

/// What was read fails, or what takes it.
enum Broken {
    Read(NoRecording),
    Taken(io::Error),
}

impl From<NoRecording> for Broken {
    fn from(why: NoRecording) -> Self {
        Self::Read(why)
    }
}

impl Series for Recording {
    fn columns(&self) -> Vec<Column> {
        let all = self.detectors();
        let words = distinct_words(all.iter().map(|one| (one.name.as_str(), one.place.clone())));
        let column = |(one, word): (&Detector, String)| Column {
            name: format!("{word}_{}", one.unit),
            about: format!("power at detector {} ({})", one.place, one.name),
            unit: one.unit.clone(),
        };
        all.iter().zip(words).map(column).collect()
    }

    fn rows(&self) -> usize {
        usize::try_from(self.rows).unwrap_or(usize::MAX)
    }

    fn says(&self) -> String {
        serde_json::to_string(self.head()).unwrap_or_default()
    }

    fn each(&self, take: Each<'_>) -> io::Result<()> {
        let mut row = |row: crate::record::recording::RecordedRow<'_>| {
            take(SeriesRow { at: row.at, values: row.powers, gap: row.gap }).map_err(Broken::Taken)
        };
        Recording::each(self, &mut row).map_err(|broken| match broken {
            Broken::Read(why) => io::Error::other(why.to_string()),
            Broken::Taken(error) => error,
        })
    }
}

/// Writes the segments that were named as one table. What of them cannot be read is said, and is no error.
///
/// # Errors
/// If they are no recording, or the table cannot be written.
pub(crate) fn convert(files: &[PathBuf], to: &To<Form>, printed: Printed) -> Result<()> {
    let recording = Recording::open(files).map_err(Failed::refused)?;
    for words in &recording.left_out {
        complain(words);
    }
    let (path, form) = match (to, files.first()) {
        (To::File(path, form), _) => (path.clone(), *form),
        (To::Beside(asked), Some(first)) if first.is_dir() => {
            // `.` has no name of its own.
            let whole = first.canonicalize().unwrap_or_else(|_| first.clone());
            let name = whole.file_name().map_or_else(|| "recording".into(), ToOwned::to_owned);
            let name = format!("{}.{}", name.to_string_lossy(), asked.end);
            let path = if first.ends_with(".") { first.join(name) } else { first.with_file_name(name) };
            (path, asked.format)
        }
        (To::Beside(asked), first) => {
            (first.cloned().unwrap_or_default().with_extension(asked.end), asked.format)
        }
    };
    let path = series::save(&path, form, &recording).map_err(Failed::refused)?;
    match printed {
        Printed::People => print::path(&path),
        Printed::Json => {
            let from: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
            print::line(json!({ "written": [{
                "file": path.display().to_string(),
                "from": from,
                "rows": recording.rows,
                "rounds": recording.rounds,
                "left_out": recording.left_out,
            }] }));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::format::Head;
    use crate::record::writer::{Moment, Recorder, Target};

    #[test]
    fn columns_have_names_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let detector =
            |place: &str, name: &str| Detector { place: place.into(), name: name.into(), unit: "dBm".into() };
        let head = Head {
            program: String::new(),
            instrument: String::new(),
            recording_utc: String::new(),
            segment: 0,
            start_utc: String::new(),
            interval_ns: 0,
            detectors: vec![detector("4/1", "DROP"), detector("4/2", "DROP"), detector("4/3", "a, b")],
        };
        let now = Moment { at: std::time::Instant::now(), utc: jiff::Timestamp::UNIX_EPOCH };
        drop(Recorder::begin(Target::of(folder.path().to_owned()), head, now).unwrap());
        let recording = Recording::open(&[folder.path().to_owned()]).unwrap();
        let names: Vec<String> = recording.columns().into_iter().map(|column| column.name).collect();
        assert_eq!(names, ["DROP_4_1_dBm", "DROP_4_2_dBm", "a__b_dBm"]);
    }
}
