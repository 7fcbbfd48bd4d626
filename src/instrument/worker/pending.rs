//! Orders that were taken and whose end is awaited.

use crate::core::event::Outcome;
use crate::core::request::RequestId;

use super::reference::Referencing;
use super::sweep::Starting;
use super::switching::SwitchingOn;

/// What is awaited on this connection: a link that is lost ends all of it.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) lasers: Vec<SwitchingOn>,
    pub(super) sweep: Option<Starting>,
    pub(super) reference: Option<Referencing>,
}

impl Pending {
    /// How each ends, now that the link is lost.
    pub(super) fn lost(self) -> Vec<(RequestId, String, Outcome)> {
        let Self { lasers, sweep, reference } = self;
        let lasers = lasers.into_iter().map(SwitchingOn::lost);
        lasers.chain(reference.map(Referencing::lost)).chain(sweep.map(Starting::lost)).collect()
    }
}
