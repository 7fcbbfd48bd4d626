//! `ctp10 get`: one setting, or all of them.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{Bench, Printed};
use super::set::parameter;
use crate::app::desk;

/// Prints a setting of the bench, or all of them with their names
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 get\n  ctp10 get laser 1 wavelength\n  ctp10 get sweep start --json"
)]
pub(super) struct Get {
    /// Its name, as ctp10 get prints it [default: all of them]
    #[arg(value_name = "SETTING")]
    words: Vec<String>,
    #[command(flatten)]
    printed: Printed,
}

impl Get {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let form = self.printed.form();
        if self.words.is_empty() {
            let detectors = common.settings()?.detectors;
            let bench = Bench::named(&common, &detectors)?;
            return Ok(bench.ask(move |desk| desk::all_settings(desk, form)));
        }
        let (parameter, rest) = parameter(&common.settings()?, &self.words)?;
        if !rest.is_empty() {
            color_eyre::eyre::bail!("unexpected {:?} after {}", rest.join(" "), parameter.command());
        }
        let detectors = super::set::detectors_of([parameter]);
        let bench = Bench::named(&common, &detectors)?;
        Ok(bench.ask(move |desk| desk::get(desk, parameter, form)))
    }
}
