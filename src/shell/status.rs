//! `ctp10 status`: all that is known of the bench.

mod page;

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{CommandSetup, JsonFlag};
use crate::app::print::{self, Printed};
use crate::desk::json;

/// Prints the state of the bench: emission, lasers, detectors, sweep
#[derive(Debug, Args)]
pub(super) struct Status {
    #[command(flatten)]
    printed: JsonFlag,
}

impl Status {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let detectors = common.settings()?.detectors;
        let bench = CommandSetup::named(&common, &detectors)?;
        Ok(bench.ask(async move |mut desk| {
            desk.complete().await?;
            match self.printed.form() {
                Printed::People => page::print(&desk.bench(), &detectors),
                Printed::Json => print::line(json::bench(&desk.bench(), &detectors)),
            }
            Ok(())
        }))
    }
}
