//! `ctp10 reference`: of one detector.

use clap::Args;
use color_eyre::eyre::Result;
use serde_json::json;

use super::Task;
use super::common::{Common, detector};
use super::desk::{Agreed, CommandSetup, JsonFlag};
use super::sweep::behind;
use crate::desk::json;

/// Takes the reference of a detector
///
/// The lasers of the sweep are switched on for it; those that were off before are switched off again when it ends. Ctrl-C aborts it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ctp10 reference 4/1 --wait\n  ctp10 reference IN2 --wait --yes")]
pub(super) struct Reference {
    /// The detector: module/channel, or its name in the settings
    detector: String,
    /// Wait until it is done
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    agreed: Agreed,
    #[command(flatten)]
    printed: JsonFlag,
}

impl Reference {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let detector = detector(&common.settings()?, &self.detector)?;
        let bench = CommandSetup::named(&common, std::slice::from_ref(&detector))?.quiet();
        Ok(bench.light(self.agreed, async move |mut desk| {
            let (place, wait) = (detector.0, self.wait);
            let afterwards = desk.reference(detector, wait).await?;
            let done = if wait { "done" } else { "begun" };
            self.printed.form().print(format!("reference of {place}: {done}{}", behind(afterwards)), || {
                let mut told = json!({ "detector": place.to_string(), "reference": done });
                if !wait {
                    told["stays_on"] = json::stays_on(afterwards).into();
                }
                told
            });
            Ok(())
        }))
    }
}
