//! `ctp10 reference`: of one detector.

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::{Common, detector};
use super::desk::{Agreed, Bench, Printed};
use crate::app::desk;

/// Takes the reference of a detector
///
/// That lights the lasers of the sweep: those that were dark before are switched off behind it. Ctrl-C aborts it and says so.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ctp10 reference 4/1 --wait\n  ctp10 reference IN2 --wait --yes")]
pub(super) struct Reference {
    /// The detector: module/channel, or its name in the settings
    detector: String,
    /// Wait until it is taken; else it goes on when the command is over
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    agreed: Agreed,
    #[command(flatten)]
    printed: Printed,
}

impl Reference {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let detector = detector(&common.settings()?, &self.detector)?;
        let bench = Bench::named(&common, "take a reference", std::slice::from_ref(&detector))?.quiet();
        let (given, form) = (self.agreed.given(), self.printed.form());
        Ok(bench.light(move |desk| desk::reference(desk, detector, given, self.wait, form)))
    }
}
