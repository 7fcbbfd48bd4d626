//! `ctp10 abort`: whatever the instrument does.

use clap::Args;
use color_eyre::eyre::Result;
use serde_json::json;

use super::Task;
use super::common::Common;
use super::desk::{CommandSetup, JsonFlag};
use crate::core::ids::LaserId;

/// Aborts a sweep or a reference, and waits until the instrument is idle
#[derive(Debug, Args)]
pub(super) struct Abort {
    #[command(flatten)]
    printed: JsonFlag,
}

impl Abort {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let bench = CommandSetup::named(&common, &[])?;
        Ok(bench.ask(async move |mut desk| {
            let lit = desk.abort().await?;
            let words = if lit.is_empty() {
                "aborted; the instrument is idle, no laser is on".to_owned()
            } else {
                format!("aborted; the instrument is idle; STILL ON: {lit} (ctp10 off)")
            };
            let on = || lit.iter().map(LaserId::number).collect::<Vec<_>>();
            self.printed.form().print(words, || json!({ "aborted": true, "on": on() }));
            Ok(())
        }))
    }
}
