//! What is told of each format, and what writes and reads it: its row.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::FormatError;
use super::glimpse::Glimpse;
use super::options::ReadOptions;
use crate::core::trace::Trace;

/// A trace with its letter.
pub type NamedTrace = (char, Arc<Trace>);

/// A file that is being written.
pub(super) trait Sink: Write + Seek + Send {}

impl<T: Write + Seek + Send> Sink for T {}

/// Where a format writes to.
pub(super) type Out<'a> = &'a mut dyn Sink;

/// What a file can hold of several traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Each with its own wavelengths.
    All,
    /// Those that lie on the same wavelengths: it is one table.
    OneTable,
    /// One alone.
    One,
}

/// Everything that is told of a format, and what writes and reads it. A further one is a file with such a row, and
/// its place in `FORMATS`.
pub(super) struct Row {
    /// How a file's name may end; the first one is told.
    pub(super) ends: &'static [&'static str],
    /// What is in such a file, for who reads it with something else: Markdown.
    pub(super) about: &'static str,
    pub(super) reads: Reads,
    pub(super) holds: Holds,
    pub(super) write: fn(Out, &[NamedTrace]) -> Result<(), FormatError>,
    pub(super) read: fn(Vec<u8>, &ReadOptions) -> Result<Vec<NamedTrace>, FormatError>,
    /// What the file itself says of its traces, read without the samples: nothing of one that another program wrote.
    pub(super) says: fn(File) -> Result<Vec<Glimpse>, FormatError>,
    pub(super) beside: Option<Beside>,
}

/// What is read.
#[derive(Clone, Copy)]
pub(super) enum Reads {
    /// Bytes.
    Bytes,
    /// Text, which has lines and delimiters; also of files whose names end so, which are not written.
    Text(&'static [&'static str]),
}

impl Reads {
    /// The further ends.
    pub(super) const fn ends(self) -> &'static [&'static str] {
        match self {
            Self::Bytes => &[],
            Self::Text(ends) => ends,
        }
    }
}

/// Reads the first file's bytes and those of the second.
pub(super) type ReadBoth = fn(Vec<u8>, Vec<u8>, &ReadOptions) -> Result<Vec<NamedTrace>, FormatError>;

/// A second file that says what has no place in the first: its name is that of the first and this end.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    pub(super) end: &'static str,
    pub(super) write: fn(&[NamedTrace]) -> Result<Vec<u8>, FormatError>,
    pub(super) read: ReadBoth,
    /// What the second file says.
    pub(super) says: fn(&[u8]) -> Result<Vec<Glimpse>, FormatError>,
}

impl Beside {
    /// The second file of a first one.
    pub(super) fn of(&self, path: &Path) -> PathBuf {
        let mut second = path.as_os_str().to_owned();
        second.push(format!(".{}", self.end));
        second.into()
    }
}
