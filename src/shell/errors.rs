//! `ctp10 errors`: the error queue.

use clap::Args;
use color_eyre::eyre::Result;
use serde_json::json;

use super::Task;
use super::common::Common;
use super::desk::{CommandSetup, JsonFlag};

/// Prints the instrument's error queue, which empties it
#[derive(Debug, Args)]
pub(super) struct Errors {
    #[command(flatten)]
    printed: JsonFlag,
}

impl Errors {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let bench = CommandSetup::named(&common, &[])?;
        Ok(bench.ask(async move |mut desk| {
            let all = desk.errors().await?;
            let words = if all.is_empty() { "no errors".to_owned() } else { all.join("\n") };
            self.printed.form().print(words, || json!({ "errors": all }));
            Ok(())
        }))
    }
}
