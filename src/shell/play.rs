//! `ctp10 play`: a script, line by line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::{Common, instrument};
use super::desk::{self, Done};
use super::door::Shell;
use crate::app::play::{PlayMode, play};
use crate::app::setup::setup;
use crate::config::settings::{OnExit, Settings};
use crate::core::consent::WithHarm;
use crate::core::may::May;
use crate::core::transcript::Transcript;
use crate::instrument::worker::Tcp;

/// Shows what a saved script would send to the instrument, or sends it
#[derive(Debug, Args)]
pub(super) struct Play {
    /// The script
    file: PathBuf,
    /// Send it; lines that can do harm are left out
    #[arg(long)]
    run: bool,
    /// With --run: also send what switches lasers on, sets power, or needs a confirmation in the console
    #[arg(long, requires = "run")]
    with_harm: bool,
    /// Leave lasers on that the script switched on; without this they are switched off when it ends
    #[arg(long, requires = "with_harm")]
    leave_on: bool,
}

impl Play {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let mut settings = common.settings()?;
        if self.leave_on {
            settings.on_exit = OnExit::Leave;
        }
        let mode = match (self.run, WithHarm::given(self.with_harm)) {
            (false, _) => PlayMode::Dry,
            (true, None) => PlayMode::Run,
            (true, Some(with_harm)) => PlayMode::RunAll(with_harm),
        };
        // Nothing is sent: there is nobody to send it to.
        let nowhere = Tcp { host: String::new(), port: 0 };
        let tcp = if self.run { instrument(&settings)? } else { nowhere };
        Ok(Box::new(move || run(self.file, mode, tcp, &settings)))
    }
}

/// Plays it. What it lit goes off when it ends, however it ends, unless it is to stay on.
fn run(file: PathBuf, mode: PlayMode, tcp: Tcp, settings: &Settings) -> Result<ExitCode> {
    let may = May::by(settings.read_only);
    let lights = matches!(mode, PlayMode::RunAll(_)) && may.orders();
    let duty = desk::duty(settings.on_exit, &tcp, lights);
    let setup = duty.guarded(setup(settings, Transcript::default()));
    let held = duty.clone();
    desk::guarded(&duty, Done::GoesDark, move || async move {
        play(&file, mode, tcp, setup, may, (&held, Shell { agreed: None })).await
    })
}
