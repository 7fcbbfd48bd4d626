//! The mask that the selected trace is held against, and its verdict.

use std::sync::Arc;

use crate::analysis::mask::{Mask, Verdict};
use crate::core::trace::Trace;
use crate::ui::trace::traces::same::Same;

/// How a trace stands to a mask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Standing {
    /// It is still being held against it.
    Unknown,
    /// The mask says nothing about its wavelengths.
    Undefined,
    /// So.
    Judged(Verdict),
}

/// The mask that the selected trace is held against.
#[derive(Clone, Debug)]
pub(crate) struct HeldMask {
    pub(crate) mask: Arc<Mask>,
    /// `None` where it says nothing about the trace.
    verdict: Option<Verdict>,
    /// What the verdict is about.
    of: Option<Same>,
}

impl HeldMask {
    /// The verdict on a trace came.
    pub(super) fn judged(&mut self, trace: Option<&Arc<Trace>>, verdict: Option<Verdict>) {
        (self.of, self.verdict) = (trace.map(Same::from), verdict);
    }

    /// How this trace stands to it, as far as that is known.
    pub(crate) fn standing(&self, trace: &Arc<Trace>) -> Standing {
        match self.verdict {
            _ if self.of.as_ref() != Some(&Same::from(trace)) => Standing::Unknown,
            None => Standing::Undefined,
            Some(verdict) => Standing::Judged(verdict),
        }
    }
}

impl From<Mask> for HeldMask {
    fn from(mask: Mask) -> Self {
        Self { mask: Arc::new(mask), verdict: None, of: None }
    }
}
