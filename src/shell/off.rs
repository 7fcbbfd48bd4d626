//! `ctp10 off`: all lasers.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{CommandSetup, JsonFlag};
use super::laser::switch_off;
use crate::core::ids::LaserId;

/// Switches every laser off, and waits until the instrument confirms it
#[derive(Debug, Args)]
pub(super) struct Off {
    #[command(flatten)]
    printed: JsonFlag,
}

impl Off {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let bench = CommandSetup::to_go_dark(&common)?;
        Ok(bench.ask(move |desk| switch_off(desk, LaserId::all().collect(), self.printed.form())))
    }
}
