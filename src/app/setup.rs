//! How a worker works by the settings, whoever starts it: the console, or a command of the shell.

use crate::config::settings::Settings;
use crate::core::transcript::Transcript;
use crate::instrument::scpi::line::Clocks;
use crate::instrument::worker::Setup;

/// How a worker works by the settings.
pub fn setup(settings: &Settings, transcript: Transcript) -> Setup {
    let detectors: Vec<_> = settings.detectors.iter().map(|(detector, _)| *detector).collect();
    Setup {
        detectors: detectors.into(),
        period: settings.period,
        monitor: settings.monitor,
        caps: settings.caps.clone(),
        clocks: Clocks { answer: settings.answer, ..Clocks::default() },
        check_x: settings.check_x,
        transcript,
        errors: settings.errors,
        poll: settings.poll,
        seed: u64::from(std::process::id()),
        ..Setup::default()
    }
}
