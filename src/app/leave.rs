//! What leaving the program waits for, and until when.

use tokio::time::Instant;

use crate::core::ids::LaserSet;
use crate::ui::common::effect::Destination;

/// What leaving waits for.
#[derive(Debug)]
pub(super) struct Leave {
    /// What was to be switched off.
    pub(super) lasers: LaserSet,
    /// Which of that is not read back as off yet.
    pub(super) lit: LaserSet,
    /// It is given up then.
    pub(super) until: Instant,
    /// Light is off: files are waited for.
    pub(super) dark: bool,
    /// Something that was to be saved was not.
    pub(super) failed: bool,
    /// Where the operator goes.
    pub(super) to: Destination,
}

impl Leave {
    /// These were read back as off.
    pub(super) fn switched_off(&mut self, off: LaserSet) {
        self.lit = self.lit.without(off);
    }
}
