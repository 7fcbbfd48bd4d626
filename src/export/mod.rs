//! Traces as files: whole or not at all, never over another, each with where it comes from. And back again.

mod csv;
pub mod figure;
mod hdf5;
mod json;
mod limits;
mod meta;
mod npy;
mod npz;
mod openepda;
mod parquet;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::core::text::clean;
use crate::core::trace::Trace;
use crate::files::place::{self, Readers};
use crate::files::read::read_limited;

/// A trace with its letter.
pub type Lettered = (char, Arc<Trace>);

/// How traces are written, by the end of the file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// numpy's archive: `wavelength_nm`, one array per trace, `meta`.
    Npz,
    /// One numpy array with fields `wavelengths` and `values`: the first trace alone.
    Npy,
    /// Text: `# key: value`, then columns.
    Csv,
    /// openEPDA data format 0.2: YAML, `...`, columns.
    Openepda,
    /// JSON.
    Json,
    /// Parquet.
    Parquet,
    /// HDF5: `wavelength_nm`, one dataset per trace, `meta`.
    #[strum(to_string = "h5", serialize = "hdf5")]
    H5,
}

/// A file that cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The end of the name says no format.
    #[error("{0:?} does not say how; end it with {1}")]
    Format(String, String),
    /// The file system says no.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{path} does not read as a trace: {what}")]
    Content {
        /// The file.
        path: String,
        /// What is wrong.
        what: String,
    },
    /// A library that writes or reads a format fails.
    #[error("{path}: {what}")]
    Library {
        /// The file.
        path: String,
        /// In its words.
        what: String,
    },
}

impl Format {
    /// The format that a file's name asks for.
    pub fn of(path: &Path) -> Result<Self, ExportError> {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
        end.parse().map_err(|_| {
            let known: Vec<String> =
                Self::iter().map(|format| format!(".{}", <&str>::from(format))).collect();
            ExportError::Format(clean(&path.display().to_string()), known.join(" "))
        })
    }
}

/// What went wrong within a format; the file is added outside.
type Wrong = Box<dyn std::error::Error + Send + Sync>;

/// Writes traces; a taken name gets a number. The name it got.
pub fn save(path: &Path, traces: &[Lettered]) -> Result<PathBuf, ExportError> {
    let format = Format::of(path)?;
    let shown = || clean(&path.display().to_string());
    let Some((_, first)) = traces.first() else {
        return Err(ExportError::Content { path: shown(), what: "there is no trace".into() });
    };
    // In one table each row has one wavelength.
    let one_table = matches!(format, Format::Csv | Format::Openepda | Format::Parquet);
    if let Some((letter, _)) = traces.iter().find(|(_, trace)| one_table && !trace.lies_on(first)) {
        let what = format!(
            "trace {letter} lies on different wavelengths than {}, and a table has one column of them; save them one \
             by one, or all as .npz or .h5",
            traces[0].0
        );
        return Err(ExportError::Library { path: shown(), what });
    }
    let mut failed: Option<Wrong> = None;
    let placed = place::new(path, Readers::ByMask, |file| {
        let written = match format {
            Format::Npz => npz::write(file, traces),
            Format::Npy => npy::write_structured(file, first).map_err(Into::into),
            Format::Csv => csv::write(file, traces).map_err(Into::into),
            Format::Openepda => openepda::write(file, traces).map_err(Into::into),
            Format::Json => json::write(file, traces),
            Format::Parquet => parquet::write(file, traces),
            Format::H5 => hdf5::write(file, traces),
        };
        written.map_err(|error| match error.downcast::<std::io::Error>() {
            Ok(error) => *error,
            Err(other) => {
                failed = Some(other);
                std::io::Error::other("not written")
            }
        })
    });
    match (placed, failed) {
        (_, Some(wrong)) => Err(ExportError::Library { path: shown(), what: clean(&wrong.to_string()) }),
        (Err(error), None) => Err(ExportError::File { path: shown(), error }),
        (Ok(path), None) => Ok(path),
    }
}

/// Writes a table with tabs about a trace, below what is said of it; with commas if the name ends in `.csv`.
pub fn save_table(path: &Path, trace: &Lettered, table: &str) -> Result<PathBuf, ExportError> {
    let commas = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let table = if commas { table.replace('\t', ",") } else { table.to_owned() };
    let text = format!("{}{table}\n", csv::said(std::slice::from_ref(trace)));
    place::new(path, Readers::ByMask, |file| std::io::Write::write_all(file, text.as_bytes()))
        .map_err(|error| ExportError::File { path: clean(&path.display().to_string()), error })
}

/// Reads traces that were saved here, or a table of wavelengths and values from elsewhere.
pub fn load(path: &Path) -> Result<Vec<Lettered>, ExportError> {
    let format = Format::of(path)?;
    let shown = || clean(&path.display().to_string());
    let bytes =
        read_limited(path, limits::BYTES).map_err(|error| ExportError::File { path: shown(), error })?;
    read(format, bytes).map_err(|what| ExportError::Content { path: shown(), what })
}

/// Reads traces from the bytes of a file; `Err` says in words why it has none.
pub fn read(format: Format, bytes: Vec<u8>) -> Result<Vec<Lettered>, String> {
    let read = match format {
        Format::Npz => npz::read(&bytes),
        Format::Npy => npy::read_structured(&bytes),
        Format::Csv => csv::read(&bytes),
        Format::Openepda => openepda::read(&bytes),
        Format::Json => json::read(&bytes),
        Format::Parquet => parquet::read(bytes),
        Format::H5 => hdf5::read(bytes),
    };
    read.map_err(|what| clean(&what.to_string()))
}
