//! `ctp10 abort`: whatever the instrument does.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{Bench, Printed};
use crate::app::desk;

/// Aborts what the instrument does, and waits until it does nothing
#[derive(Debug, Args)]
pub(super) struct Abort {
    #[command(flatten)]
    printed: Printed,
}

impl Abort {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let bench = Bench::named(&common, "abort what it does", &[])?;
        Ok(bench.ask(move |desk| desk::abort(desk, self.printed.form())))
    }
}
