//! Starting and stopping the scan: `:INITiate`, `:ABORt`. Its settings are parameters.

use crate::core::consent::Consent;
use crate::instrument::scpi::message::Command;

/// Starts a scan, with the consent to its light; bit 4 of the condition stands until it ends.
pub(crate) fn initiate(_: &Consent) -> Command {
    Command::line(":INITiate:IMMediate".into())
}

/// Stops the running scan (one program relies on it).
pub(crate) fn abort() -> Command {
    Command::line(":ABORt".into())
}
