//! All lasers off while something sweeps: that is stopped, too, and both ends are told in one answer.

use crate::core::ids::LaserSet;
use crate::core::phase::Phase;

/// What was stopped by switching everything off, and how far that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stopping {
    /// What was under way, as it is told.
    what: &'static str,
    /// Lasers that were read back as off since.
    off: LaserSet,
    /// It was stopped, as the instrument says.
    stopped: bool,
}

impl Stopping {
    /// What has to be stopped in this phase; none where no light is to come.
    pub(super) fn of(phase: Phase) -> Option<Self> {
        let what = match (phase.is_sweep(), phase.is_reference()) {
            (true, _) => "the sweep",
            (false, true) => "the reference",
            (false, false) => return None,
        };
        Some(Self { what, off: LaserSet::NONE, stopped: false })
    }

    /// These were read back as off; what is known now, in words.
    pub(super) fn switched_off(&mut self, lasers: LaserSet) -> String {
        self.off = self.off.union(lasers);
        self.words()
    }

    /// It was stopped; what is known now, in words.
    pub(super) fn aborted(&mut self) -> String {
        self.stopped = true;
        self.words()
    }

    fn words(&self) -> String {
        let Self { what, off, stopped } = self;
        match (off.is_empty(), stopped) {
            (true, _) => format!("{what} was stopped, confirmed by the instrument"),
            (false, false) => format!("{off} off, confirmed by the instrument; {what} is being stopped"),
            (false, true) => format!("{off} off and {what} stopped, confirmed by the instrument"),
        }
    }
}
