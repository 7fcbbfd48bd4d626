//! `ctp10 identify`: who answers.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::Common;
use super::desk::{CommandSetup, JsonFlag};
use crate::desk::json;

/// Prints the identity of the instrument: maker, model, serial number, firmware
#[derive(Debug, Args)]
pub(super) struct Identify {
    #[command(flatten)]
    printed: JsonFlag,
}

impl Identify {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let bench = CommandSetup::named(&common, &[])?;
        Ok(bench.ask(async move |mut desk| {
            let who = desk.identity().await?;
            self.printed.form().print(who.words(), || {
                let mut said = json::identity(&who);
                said["simulated"] = who.is_simulated().into();
                said
            });
            Ok(())
        }))
    }
}
