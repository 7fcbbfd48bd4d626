//! Stopping the scan: `:ABORt`. Its settings are parameters, its start is an operation.

use crate::instrument::scpi::message::Command;

/// Stops the running scan (one program relies on it).
pub(crate) fn abort() -> Command {
    Command::line(":ABORt".into())
}
