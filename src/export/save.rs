//! Traces as files: whole or not at all, and never over another.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::error::{ExportError, FormatError};
use super::formats::Format;
use super::row::NamedTrace;
use super::{csv, measured};
use crate::core::text::clean_path;
use crate::files::place::{self, Readers, Taken};

/// Whether a file of this name will hold so many traces of one sweep: to be asked before they are measured.
///
/// # Errors
/// If its name asks for no format, or for one that holds fewer, or for a folder that is not there.
pub fn fits(path: &Path, traces: usize) -> Result<(), ExportError> {
    if let Some(lack) = Format::of(path)?.lacks_room(traces) {
        return Err(ExportError::Lacks { path: clean_path(path), lack });
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.filter(|folder| !folder.is_dir()) {
        Some(folder) => Err(ExportError::NoFolder(clean_path(folder))),
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

/// The bytes that a file of these traces would have, without what would stand beside it.
///
/// # Errors
/// If the format cannot hold them.
pub(crate) fn bytes(format: Format, traces: &[NamedTrace]) -> Result<Vec<u8>, FormatError> {
    let mut file = std::io::Cursor::new(Vec::new());
    (format.0.write)(&mut file, traces)?;
    Ok(file.into_inner())
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

/// Writes a table about a trace, below what is said of it; the end of the name says how.
pub(crate) fn save_table(
    path: &Path,
    trace: &NamedTrace,
    table: &measured::Table,
) -> Result<PathBuf, measured::TableError> {
    measured::save(path, &csv::said(std::slice::from_ref(trace)), table)
}
