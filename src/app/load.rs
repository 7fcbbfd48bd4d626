//! Files of traces, read for the commands that work on them.

use std::path::Path;

use color_eyre::eyre::Result;

use crate::desk::failed::Failed;
use crate::export::options::ReadOptions;
use crate::export::{self, NamedTrace};

/// The traces of a file.
pub(super) fn load(path: &Path, options: &ReadOptions) -> Result<Vec<NamedTrace>> {
    Ok(export::load_with(path, options).map_err(Failed::refused)?)
}
