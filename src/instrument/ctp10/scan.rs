//! Starting and stopping the scan: `:INITiate`, `:ABORt`. Its settings are parameters.

use crate::core::consent::Consent;
use crate::instrument::scpi::message::{Command, LitCommand};

/// Starts a scan, with the consent to its light; bit 4 of the condition stands until it ends.
pub(crate) fn initiate(consent: &Consent) -> LitCommand {
    LitCommand::line(":INITiate:IMMediate".into(), consent)
}

/// Stops the running scan (one program relies on it).
pub(crate) fn abort() -> Command {
    Command::line(":ABORt".into())
}
