//! `ctp10 abort`: whatever the instrument does.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{Bench, Printed};
use crate::app::desk;

/// Aborts a sweep or a reference, and waits until the instrument is idle
#[derive(Debug, Args)]
pub(super) struct Abort {
    #[command(flatten)]
    printed: Printed,
}

impl Abort {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let bench = Bench::named(&common, &[])?;
        Ok(bench.ask(move |desk| desk::abort(desk, self.printed.form())))
    }
}
