//! `ctp10 trace`: a trace fetched and saved.

use std::path::PathBuf;

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::{Common, detector};
use super::desk::CommandSetup;
use super::sweep::check_file;
use crate::app::print;
use crate::desk::failed::Failed;
use crate::export::{self, Ending};

fn about() -> String {
    format!("Fetches a trace and saves it: {}", export::Format::ends())
}

/// What can be typed.
#[derive(Debug, Args)]
#[command(about = about(), long_about = None)]
pub(super) struct Trace {
    /// The detector: module/channel, or its name in the settings
    detector: String,
    /// tf, live, reference, quick, or 1 to 23
    #[arg(long = "type", value_name = "TYPE", default_value = "tf")]
    kind: String,
    /// Where to; a taken name gets a number
    #[arg(long, value_name = "FILE")]
    save: PathBuf,
    /// Also fetch the wavelengths and compare them
    #[arg(long)]
    check_x: bool,
}

impl Trace {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let detector = detector(&common.settings()?, &self.detector)?;
        let kind = self.kind.parse()?;
        // Nothing is asked but what goes into the file.
        let bench = CommandSetup::named(&common, std::slice::from_ref(&detector))?.quiet();
        let bench = if self.check_x { bench.checking_x() } else { bench };
        Ok(bench.ask(async move |mut desk| {
            check_file(&self.save, 1)?;
            let trace = desk.documented_trace(detector, kind).await?;
            let saved = export::save(&self.save, &[('A', trace)]).map_err(Failed::refused)?;
            print::path(&saved);
            Ok(())
        }))
    }
}
