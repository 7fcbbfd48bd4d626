//! Traces as files: whole or not at all, never over another, each with where it comes from. And back again.

mod arrow;
mod axis;
mod cells;
mod csv;
mod error;
pub mod figure;
pub(crate) mod glance;
pub(crate) mod glimpse;
mod hdf5;
mod json;
mod level;
mod limits;
#[cfg(test)]
mod made_up;
mod mat;
pub(crate) mod measured;
mod meta;
pub(crate) mod npy;
mod npz;
mod openepda;
pub mod options;
mod pad;
mod parquet;
mod plain;
pub(crate) mod series;
mod sheet;
mod table;
mod text;

use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use error::{
    ArrayError, AxisError, BesideError, ColumnsError, DatasetsError, FormatError, Gap, HeaderError,
    LevelError, LimitError, MatError, OptionError, TableError, UnitBy,
};
use glimpse::Glimpse;
use options::ReadOptions;

use crate::core::text::{clean, clean_path, said};
use crate::core::trace::{Origin, Trace};
use crate::files::place::{self, Readers, Taken};
use crate::files::read::read_limited;

/// A trace with its letter.
pub type NamedTrace = (char, Arc<Trace>);

/// A file that is being written.
trait Sink: Write + Seek + Send {}
impl<T: Write + Seek + Send> Sink for T {}

/// Where a format writes to.
type Out<'a> = &'a mut dyn Sink;

/// What a file can hold of several traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Each with its own wavelengths.
    All,
    /// Those that lie on the same wavelengths: it is one table.
    OneTable,
    /// One alone.
    One,
}

/// Everything that is told of a format, and what writes and reads it. A further one is a file with such a row, and
/// its place in [`FORMATS`].
struct Row {
    /// How a file's name may end; the first one is told.
    ends: &'static [&'static str],
    /// What is in such a file, for who reads it with something else: Markdown.
    about: &'static str,
    reads: Reads,
    holds: Holds,
    write: fn(Out, &[NamedTrace]) -> Result<(), FormatError>,
    read: fn(Vec<u8>, &ReadOptions) -> Result<Vec<NamedTrace>, FormatError>,
    /// What the file itself says of its traces, read without the samples: nothing of one that another program wrote.
    says: fn(File) -> Result<Vec<Glimpse>, FormatError>,
    beside: Option<Beside>,
}

/// What is read.
#[derive(Clone, Copy)]
enum Reads {
    /// Bytes.
    Bytes,
    /// Text, which has lines and delimiters; also of files whose names end so, which are not written.
    Text(&'static [&'static str]),
}

impl Reads {
    /// The further ends.
    const fn ends(self) -> &'static [&'static str] {
        match self {
            Self::Bytes => &[],
            Self::Text(ends) => ends,
        }
    }
}

/// Reads the first file's bytes and those of the second.
type ReadBoth = fn(Vec<u8>, Vec<u8>, &ReadOptions) -> Result<Vec<NamedTrace>, FormatError>;

/// A second file that says what has no place in the first: its name is that of the first and this end.
#[derive(Clone, Copy)]
struct Beside {
    end: &'static str,
    write: fn(&[NamedTrace]) -> Result<Vec<u8>, FormatError>,
    read: ReadBoth,
    /// What the second file says.
    says: fn(&[u8]) -> Result<Vec<Glimpse>, FormatError>,
}

impl Beside {
    /// The second file of a first one.
    fn of(&self, path: &Path) -> PathBuf {
        let mut second = path.as_os_str().to_owned();
        second.push(format!(".{}", self.end));
        second.into()
    }
}

/// All formats.
const FORMATS: &[&Row] = &[
    &npz::FORMAT,
    &npy::FORMAT,
    &csv::FORMAT,
    &openepda::FORMAT,
    &json::FORMAT,
    &parquet::FORMAT,
    &hdf5::FORMAT,
    &mat::FORMAT,
    #[cfg(test)]
    &made_up::FORMAT,
];

/// How traces are written, by the end of the file's name.
#[derive(Clone, Copy)]
pub struct Format(&'static Row);

/// Each row stands once.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Format {
    /// The end of a file's name, without the dot.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.end())
    }
}

/// A file that cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The end of the name says no format.
    #[error("{0:?} has no extension that names a format; use one of {1}")]
    End(String, String),
    /// The file system says no.
    #[error("{path}: {}", said(error))]
    File {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{path} cannot be read as traces: {what}")]
    Content {
        /// The file.
        path: String,
        /// What is wrong.
        what: FormatError,
    },
    /// The format does not hold these traces.
    #[error("{path}: {lack}")]
    Lacks {
        /// The file.
        path: String,
        /// What it does not hold.
        lack: Lack,
    },
    /// The format cannot be written.
    #[error("{path}: {what}")]
    Format {
        /// The file.
        path: String,
        /// What is wrong.
        what: FormatError,
    },
    /// A library that draws fails.
    #[error("{path}: {what}")]
    Library {
        /// The file.
        path: String,
        /// In its words.
        what: String,
    },
}

/// What of some traces a format does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lack {
    /// It is a table.
    #[error(
        "trace {other} lies on different wavelengths than {first}, and a table has one column of them; save them one \
         by one, or all as .npz or .h5"
    )]
    Wavelengths {
        /// The first trace, on whose wavelengths all would have to lie.
        first: char,
        /// One that does not.
        other: char,
    },
    /// It holds one.
    #[error("it holds one trace, and these are {0}; save them one by one, or all as .npz or .h5")]
    Others(usize),
}

impl Format {
    /// All that there are.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().copied().map(Self)
    }

    /// How a file's name ends, without the dot.
    pub const fn end(self) -> &'static str {
        self.0.ends[0]
    }

    /// All of them with what is in such a file: a table in Markdown.
    pub fn table() -> String {
        let row = |Self(row): Self| {
            let ends: Vec<String> = row.ends.iter().map(|end| format!("`.{end}`")).collect();
            format!("| {} | {} |\n", ends.join(" "), row.about)
        };
        "| end | what is in the file |\n|---|---|\n".to_owned() + &Self::all().map(row).collect::<String>()
    }

    /// The ends of all, each with its dot.
    pub fn ends() -> String {
        Self::all().map(|format| format!(".{format}")).collect::<Vec<_>>().join(" ")
    }

    /// What of these traces it does not hold.
    fn lacks(self, traces: &[NamedTrace]) -> Option<Lack> {
        let (letter, first) = traces.first()?;
        match self.0.holds {
            Holds::OneTable => {
                let (other, _) = traces.iter().find(|(_, trace)| !trace.lies_on(first))?;
                Some(Lack::Wavelengths { first: *letter, other: *other })
            }
            Holds::All | Holds::One => self.lacks_room(traces.len()),
        }
    }

    /// The same of so many traces of one sweep, before there are any.
    fn lacks_room(self, traces: usize) -> Option<Lack> {
        match self.0.holds {
            Holds::All | Holds::OneTable => None,
            Holds::One => (traces > 1).then_some(Lack::Others(traces)),
        }
    }

    /// The format that a file's name asks for.
    ///
    /// # Errors
    /// If it asks for none.
    pub fn of(path: &Path) -> Result<Self, ExportError> {
        let end = end_of(path);
        let asked = Self::all().find(|format| format.0.ends.contains(&end.as_str()));
        asked.ok_or_else(|| ExportError::End(clean_path(path), Self::ends()))
    }

    /// Whether a file of this name stands beside one of this format.
    fn has_beside(self, path: &Path) -> bool {
        let is_its = |beside: Beside| path.extension().is_some_and(|end| end == beside.end);
        let first = path.file_stem().map(Path::new);
        self.0.beside.is_some_and(is_its)
            && first.is_some_and(|first| Self::of(first).is_ok_and(|of| of == self))
    }

    /// The format that is read by this name: also by ends that are not written.
    ///
    /// # Errors
    /// If it is none.
    fn of_read(path: &Path) -> Result<Self, ExportError> {
        let end = end_of(path);
        let is = |format: &Self| [format.0.ends, format.0.reads.ends()].concat().contains(&end.as_str());
        let ends = || format!("{} {}", Self::ends(), Self::read_ends());
        Self::all().find(is).ok_or_else(|| ExportError::End(clean_path(path), ends()))
    }

    /// The ends that are read and not written, each with its dot.
    pub fn read_ends() -> String {
        let ends = FORMATS.iter().flat_map(|row| row.reads.ends());
        ends.map(|end| format!(".{end}")).collect::<Vec<_>>().join(" ")
    }
}

/// How a name ends, in lower case.
fn end_of(path: &Path) -> String {
    path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Whether a file of this name will hold so many traces of one sweep: to be asked before they are measured.
///
/// # Errors
/// If its name asks for no format, or for one that holds fewer.
pub fn fits(path: &Path, traces: usize) -> Result<(), ExportError> {
    match Format::of(path)?.lacks_room(traces) {
        Some(lack) => Err(ExportError::Lacks { path: clean_path(path), lack }),
        None => Ok(()),
    }
}

/// Writes traces; a taken name gets a number. The name it got.
pub fn save(path: &Path, traces: &[NamedTrace]) -> Result<PathBuf, ExportError> {
    save_or(path, traces, Taken::Numbered)
}

/// Writes traces where no file is.
///
/// # Errors
/// Also if the name is taken: what is there stays as it is.
pub fn save_only(path: &Path, traces: &[NamedTrace]) -> Result<PathBuf, ExportError> {
    save_or(path, traces, Taken::Refused)
}

fn save_or(path: &Path, traces: &[NamedTrace], taken: Taken) -> Result<PathBuf, ExportError> {
    let format = Format::of(path)?;
    let shown = || clean_path(path);
    if traces.is_empty() {
        return Err(ExportError::Content { path: shown(), what: FormatError::NoTrace });
    }
    if let Some(lack) = format.lacks(traces) {
        return Err(ExportError::Lacks { path: shown(), lack });
    }
    let unwritten = |what| ExportError::Format { path: shown(), what };
    let beside = format.0.beside.map(|beside| Ok((beside.end, (beside.write)(traces)?)));
    let beside = beside.transpose().map_err(unwritten)?;
    let mut failed: Option<FormatError> = None;
    let write = |file: &mut BufWriter<&mut File>| {
        let Err(error) = (format.0.write)(file, traces) else { return Ok(()) };
        if let FormatError::File(error) = error {
            return Err(error);
        }
        failed = Some(error);
        Err(std::io::Error::other("not written"))
    };
    let placed = match &beside {
        Some((end, bytes)) => place::new_with(path, Readers::ByMask, taken, write, (end, bytes)),
        None => place::new_or(path, Readers::ByMask, taken, write),
    };
    match (placed, failed) {
        (_, Some(what)) => Err(unwritten(what)),
        (Err(error), None) => Err(ExportError::File { path: shown(), error }),
        (Ok(path), None) => Ok(path),
    }
}

/// The bytes that a file of these traces would have, without what would stand beside it.
///
/// # Errors
/// If the format cannot hold them.
pub(crate) fn bytes(format: Format, traces: &[NamedTrace]) -> Result<Vec<u8>, FormatError> {
    let mut file = std::io::Cursor::new(Vec::new());
    (format.0.write)(&mut file, traces)?;
    Ok(file.into_inner())
}

/// Writes a table about a trace, below what is said of it; the end of the name says how.
pub(crate) fn save_table(
    path: &Path,
    trace: &NamedTrace,
    table: &measured::Table,
) -> Result<PathBuf, measured::TableError> {
    measured::save(path, &csv::said(std::slice::from_ref(trace)), table)
}

/// Reads traces that were saved here, or a table of wavelengths and values from elsewhere.
pub fn load(path: &Path) -> Result<Vec<NamedTrace>, ExportError> {
    load_with(path, &ReadOptions::default())
}

/// The same with what is said of the file.
pub fn load_with(path: &Path, options: &ReadOptions) -> Result<Vec<NamedTrace>, ExportError> {
    let format = Format::of_read(path)?;
    let shown = || clean_path(path);
    let file = |error| ExportError::File { path: shown(), error };
    let content = |what| ExportError::Content { path: shown(), what };
    if let (Reads::Bytes, Some(option)) = (format.0.reads, options.of_text()) {
        return Err(content(OptionError::NotText(option).into()));
    }
    let bytes = read_limited(path, limits::BYTES).map_err(file)?;
    if let Some(beside) = format.0.beside {
        match read_limited(&beside.of(path), limits::BYTES) {
            Ok(second) => {
                return (beside.read)(bytes, second, options)
                    .map(|traces| from(path, traces))
                    .map_err(content);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(file(error)),
        }
    }
    (format.0.read)(bytes, options).map(|traces| from(path, traces)).map_err(content)
}

/// Traces of other programs say from which file they are, unless they said it before.
fn from(path: &Path, mut traces: Vec<NamedTrace>) -> Vec<NamedTrace> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    for (_, trace) in &mut traces {
        if matches!(&trace.origin, Origin::Foreign { file, .. } if file.is_empty())
            && let Origin::Foreign { file, .. } = &mut Arc::make_mut(trace).origin
        {
            *file = clean(&name);
        }
    }
    traces
}

/// Reads traces from the bytes of a file.
pub fn read(format: Format, bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    (format.0.read)(bytes, &ReadOptions::default())
}
