//! `ctp10 query`: one SCPI query.

use clap::Args;
use color_eyre::eyre::Result;
use serde_json::json;

use super::Task;
use super::common::Common;
use super::desk::{CommandSetup, JsonFlag};
use crate::core::request::Asking;

/// Sends one SCPI query and prints the response
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ctp10 query '*IDN?'\n  ctp10 query ':CTP:RLASer1:WAVelength?' --json")]
pub(super) struct Query {
    /// The query; for commands use ctp10 set or ctp10 play
    query: String,
    #[command(flatten)]
    printed: JsonFlag,
}

impl Query {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let asking = Asking::new(&self.query)?;
        let bench = CommandSetup::named(&common, &[])?;
        Ok(bench.ask(async move |mut desk| {
            let answer = desk.query(asking).await?;
            self.printed.form().print(&answer, || json!({ "answer": answer }));
            Ok(())
        }))
    }
}
