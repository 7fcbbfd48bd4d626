//! What an order that lets light out goes out by.

use crate::core::consent::Beams;
use crate::core::ids::LaserSet;
use crate::core::request::RequestId;

use super::urgent::Urgent;

/// Light that may go out, with the request that lets it.
pub(super) struct Permit {
    pub(super) beams: Beams,
    pub(super) lasers: LaserSet,
    pub(super) scans: bool,
    pub(super) id: RequestId,
}

impl Permit {
    /// Whether somebody ordered it dark since it was asked for.
    pub(super) fn is_overruled(&self, requested: &Urgent) -> bool {
        let dark = self.lasers.iter().any(|laser| requested.overrules(laser, self.id));
        (dark || self.scans && requested.aborts(self.id)) && !planted!(OnBehindOff)
    }
}
