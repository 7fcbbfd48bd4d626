//! `ctp10 guardian`: the second process of a console.

use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::Result;
use tracing::level_filters::LevelFilter;

use super::common::Common;
use super::{Task, runtime};
use crate::app::{end, log};
use crate::config::paths;
use crate::core::laser::Ours;
use crate::guard;
use crate::platform::process;

/// Undoes what a console left behind when that was killed: started by the console, not by people
#[derive(Debug, Args)]
#[command(hide = true)]
pub(super) struct Guardian {}

impl Guardian {
    /// Waits for the end of the first process, and undoes what that left behind.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "as all rows")]
    pub(super) fn task(self, _: Common) -> Result<Task> {
        Ok(Box::new(move || {
            let runtime = runtime()?;
            process::detach()?;
            let charge = guard::guardian::listen(std::io::stdin().lock());
            if charge.ours == Ours::default() && charge.screen.is_none() {
                return Ok(ExitCode::SUCCESS);
            }
            let _log = log::start(&paths::log_dir(), LevelFilter::INFO).ok();
            let undone = end::undo(charge, &runtime);
            Ok(ExitCode::from(u8::from(!undone)))
        }))
    }
}
