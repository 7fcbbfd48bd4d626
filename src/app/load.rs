//! Files of traces, read for the commands that work on them.

use std::path::Path;

use color_eyre::eyre::Result;

use super::print::complain;
use crate::core::processing::EDITED;
use crate::core::text::clean_path;
use crate::desk::failed::Failed;
use crate::export::options::ReadOptions;
use crate::export::{self, NamedTrace};

/// The traces of a file. Levels that were edited are told and read.
pub(super) fn load(path: &Path, options: &ReadOptions) -> Result<Vec<NamedTrace>> {
    let traces = export::load_with(path, options).map_err(Failed::refused)?;
    let edited = traces.iter().filter(|(_, trace)| trace.provenance.is_edited());
    let edited: Vec<String> = edited.map(|(letter, _)| letter.to_string()).collect();
    if !edited.is_empty() {
        complain(&format!("{}: {EDITED}: {}", clean_path(path), edited.join(", ")));
    }
    Ok(traces)
}
