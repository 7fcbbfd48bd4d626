//! Traces from files.

use std::path::Path;
use std::sync::Arc;

use super::error::{ExportError, FormatError, OptionError};
use super::formats::Format;
use super::limits;
use super::options::ReadOptions;
use super::row::{NamedTrace, Reads};
use crate::core::text::{clean, clean_path};
use crate::core::trace::Origin;
use crate::files::read::read_limited;

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
