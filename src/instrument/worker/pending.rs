//! Orders that were taken and whose end is awaited.

use tokio::time::Instant;

use crate::core::ids::{DetectorId, LaserId};
use crate::core::reference::{Conditions, Reference};
use crate::core::request::RequestId;

/// A laser that was asked to switch on and is not yet read back as on.
#[derive(Debug)]
pub(super) struct SwitchingOn {
    pub(super) id: RequestId,
    pub(super) laser: LaserId,
    pub(super) until: Instant,
}

impl SwitchingOn {
    pub(super) fn what(&self) -> String {
        format!("laser {} on", self.laser)
    }
}

/// A reference that was started.
#[derive(Debug)]
pub(super) struct Referencing {
    pub(super) id: RequestId,
    pub(super) detector: DetectorId,
    /// What it was started under.
    pub(super) under: Conditions,
    /// What there was before.
    pub(super) before: Option<Reference>,
    pub(super) until: Instant,
    /// When the result is looked at next.
    pub(super) look: Instant,
    /// Its bit was seen.
    pub(super) seen: bool,
    /// Since when its bit does not stand.
    pub(super) quiet: Option<Instant>,
}

impl Referencing {
    pub(super) fn what(&self) -> String {
        format!("reference of {}", self.detector)
    }
}
