//! The same without the screen: a trace fetched and saved.

use std::path::Path;

use color_eyre::eyre::Result;

use super::desk::{Desk, Detectors};
use super::end::Duty;
use super::failed::Failed;
use crate::config::settings::OnExit;
use crate::core::trace::TraceId;
use crate::export::options::ReadOptions;
use crate::export::{self, NamedTrace};
use crate::instrument::worker::{Connect, Setup};

/// Fetches a trace and saves it; prints where.
pub async fn trace<C: Connect>(
    id: TraceId,
    name: String,
    path: &Path,
    connect: C,
    setup: Setup,
) -> Result<()> {
    export::Format::of(path).map_err(Failed::refused)?;
    // Nothing is asked but what goes into the file.
    let setup = Setup { detectors: [id.detector].into(), live_power: false, ..setup };
    let mut desk = Desk::open(connect, setup, false, &Duty::new(OnExit::Leave));
    desk.linked().await?;
    // The settings go into the file: all that can be known of them is read before it is fetched.
    let beside = |why: Failed| why.about("the settings that belong in the file could not be read");
    desk.complete().await.map_err(beside)?;
    desk.there(Detectors::Named(vec![(id.detector, name.clone())]))?;
    let trace = desk.fetch(id, &name).await?;
    let saved = export::save(path, &[('A', trace)]).map_err(Failed::refused)?;
    super::print::path(&saved);
    Ok(())
}

/// The traces of a file.
pub(super) fn load(path: &Path, options: &ReadOptions) -> Result<Vec<NamedTrace>> {
    Ok(export::load_with(path, options).map_err(Failed::refused)?)
}
