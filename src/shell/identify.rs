//! `ctp10 identify`: who answers.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{Bench, Printed};
use crate::app::desk;

/// Prints the identity of the instrument: maker, model, serial number, firmware
#[derive(Debug, Args)]
pub(super) struct Identify {
    #[command(flatten)]
    printed: Printed,
}

impl Identify {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let bench = Bench::named(&common, &[])?;
        Ok(bench.ask(move |desk| desk::identify(desk, self.printed.form())))
    }
}
