//! Recordings as tables of powers over time.

use std::io;
use std::path::PathBuf;

use color_eyre::eyre::Result;
use serde_json::json;

use crate::app::print::{self, Form as Printed, complain};
use crate::desk::failed::Failed;
use crate::export::series::{self, Column, Each, Form, Row, Series};
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
        let column = |one: &crate::record::format::Detector| {
            let word = one.name.replace(|c: char| c.is_whitespace() || c == ',' || c == '"' || c == '/', "_");
            Column {
                name: format!("{word}_{}", one.unit),
                about: format!("power at detector {} ({})", one.place, one.name),
                unit: one.unit.clone(),
            }
        };
        self.detectors().iter().map(column).collect()
    }

    fn rows(&self) -> usize {
        usize::try_from(self.rows).unwrap_or(usize::MAX)
    }

    fn says(&self) -> String {
        serde_json::to_string(self.head()).unwrap_or_default()
    }

    fn each(&self, take: Each<'_>) -> io::Result<()> {
        let mut row = |row: crate::record::recording::Row<'_>| {
            take(Row { at: row.at, values: row.powers, gap: row.gap }).map_err(Broken::Taken)
        };
        Recording::each(self, &mut row).map_err(|broken| match broken {
            Broken::Read(why) => io::Error::other(why.to_string()),
            Broken::Taken(error) => error,
        })
    }
}

/// Where the table goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// Beside the recording, in this form.
    Beside(Form),
    /// Into this file.
    File(PathBuf, Form),
}

/// Writes the segments that were named as one table. What of them cannot be read is said, and is no error.
///
/// # Errors
/// If they are no recording, or the table cannot be written.
pub(crate) fn convert(files: &[PathBuf], to: &To, printed: Printed) -> Result<()> {
    let recording = Recording::open(files).map_err(Failed::refused)?;
    for words in &recording.left_out {
        complain(words);
    }
    let (path, form) = match (to, files.first()) {
        (To::File(path, form), _) => (path.clone(), *form),
        (To::Beside(form), Some(first)) if first.is_dir() => {
            // `.` has no name of its own.
            let whole = first.canonicalize().unwrap_or_else(|_| first.clone());
            let name = whole.file_name().map_or_else(|| "recording".into(), ToOwned::to_owned);
            let name = format!("{}.{}", name.to_string_lossy(), form.end());
            (if first.ends_with(".") { first.join(name) } else { first.with_file_name(name) }, *form)
        }
        (To::Beside(form), first) => (first.cloned().unwrap_or_default().with_extension(form.end()), *form),
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
