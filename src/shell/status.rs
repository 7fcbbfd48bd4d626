//! `ctp10 status`: all that is known of the bench.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{Bench, Printed};
use crate::app::desk;

/// Prints the state of the bench: emission, lasers, detectors, sweep
#[derive(Debug, Args)]
pub(super) struct Status {
    #[command(flatten)]
    printed: Printed,
}

impl Status {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let detectors = common.settings()?.detectors;
        let bench = Bench::named(&common, &detectors)?;
        Ok(bench.ask(move |desk| desk::status(desk, detectors, self.printed.form())))
    }
}
