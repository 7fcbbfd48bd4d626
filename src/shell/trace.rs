//! `ctp10 trace`: a trace fetched and saved.

use std::path::PathBuf;

use clap::Args;
use color_eyre::eyre::Result;

use super::common::{Common, detector, instrument};
use super::{Task, block_on};
use crate::app::{batch, begin};
use crate::core::trace::TraceId;
use crate::core::transcript::Transcript;
use crate::export;

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
        let mut settings = common.settings()?;
        settings.check_x |= self.check_x;
        let connect = instrument(&settings)?;
        let (detector, name) = detector(&settings, &self.detector)?;
        let id = TraceId { detector, kind: self.kind.parse()? };
        let setup = begin::setup(&settings, Transcript::default());
        Ok(Box::new(move || {
            block_on(async move { batch::trace(id, name, &self.save, connect, setup).await })
        }))
    }
}
