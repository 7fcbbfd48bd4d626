//! The mask that the selected trace is held against, and its verdict.

use std::sync::Arc;

use crate::analysis::mask::{Mask, Verdict};
use crate::core::trace::Trace;
use crate::ui::trace::traces::same::Same;

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

    /// The verdict on this trace, once there is one.
    pub(crate) fn verdict_on(&self, trace: &Arc<Trace>) -> Option<Option<Verdict>> {
        (self.of.as_ref() == Some(&Same::from(trace))).then_some(self.verdict)
    }
}

impl From<Mask> for HeldMask {
    fn from(mask: Mask) -> Self {
        Self { mask: Arc::new(mask), verdict: None, of: None }
    }
}
