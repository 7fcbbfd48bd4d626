//! `ctp10 get`: one setting, or all of them.

use clap::Args;
use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};

use super::Task;
use super::common::Common;
use super::desk::{CommandSetup, JsonFlag};
use super::set::{parameter, printed};
use crate::core::parameter::Change;
use crate::desk::json;

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
    printed: JsonFlag,
}

impl Get {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let form = self.printed.form();
        if self.words.is_empty() {
            let detectors = common.settings()?.detectors;
            let bench = CommandSetup::named(&common, &detectors)?;
            return Ok(bench.ask(async move |mut desk| {
                let all = desk.settings().await?;
                form.print(table(&all).join("\n"), || {
                    let all: Vec<Json> = all.iter().map(|&(one, value)| json::setting(one, value)).collect();
                    json!({ "settings": all })
                });
                Ok(())
            }));
        }
        let (parameter, rest) = parameter(&common.settings()?, &self.words)?;
        if !rest.is_empty() {
            color_eyre::eyre::bail!("unexpected {:?} after {}", rest.join(" "), parameter.command());
        }
        let detectors = super::set::detectors_of([parameter]);
        let bench = CommandSetup::named(&common, &detectors)?;
        Ok(bench.ask(async move |mut desk| {
            let value = desk.value(parameter).await?;
            form.print(printed(value), || json::setting(parameter, value));
            Ok(())
        }))
    }
}

/// Settings by their names with their values, a line for each.
fn table(all: &[Change]) -> Vec<String> {
    let names: Vec<String> = all.iter().map(|(parameter, _)| parameter.command()).collect();
    let widest = names.iter().map(String::len).max().unwrap_or_default();
    let row = |(name, &(_, value)): (&String, &Change)| format!("{name:widest$}  {}", printed(value));
    names.iter().zip(all).map(row).collect()
}
