//! What the operator chooses of how an instrument is asked.

use serde::Deserialize;

/// Whether a second connection carries live power.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MonitorMode {
    /// If the instrument serves one, which is tried once.
    #[default]
    Auto,
    /// Always tried again.
    On,
    /// Never.
    Off,
}

/// When the instrument's error queue is read: whoever reads it takes from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorMode {
    /// About once a second, until another client is seen.
    #[default]
    Auto,
    /// Only after orders from here, and about questions without a reply.
    Own,
}

/// Whether several questions go in one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PollMode {
    /// If the instrument answers them, which is tried once.
    #[default]
    Auto,
    /// Never.
    Single,
    /// Without trying.
    Joined,
}
