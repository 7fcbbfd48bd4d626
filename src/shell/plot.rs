//! `ctp10 plot`: a saved file as a picture.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::reading::Reading;
use crate::app::batch;

/// Draws a saved file: as a figure, or on the terminal
#[derive(Debug, Args)]
pub(super) struct Plot {
    /// The file
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// The figure: .png or .svg
    #[arg(long, value_name = "FIGURE")]
    out: Option<PathBuf>,
}

impl Plot {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let glyphs = common.settings()?.glyphs.and_then(|name| name.parse().ok()).unwrap_or_default();
        let Self { file, reading, out } = self;
        let options = reading.into();
        Ok(Box::new(move || batch::plot(&file, &options, out, glyphs).map(|()| ExitCode::SUCCESS)))
    }
}
