//! `ctp10 errors`: the error queue.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{Bench, Printed};
use crate::app::desk;

/// Prints the instrument's error queue, which empties it
#[derive(Debug, Args)]
pub(super) struct Errors {
    #[command(flatten)]
    printed: Printed,
}

impl Errors {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let bench = Bench::named(&common, &[])?;
        Ok(bench.ask(move |desk| desk::errors(desk, self.printed.form())))
    }
}
