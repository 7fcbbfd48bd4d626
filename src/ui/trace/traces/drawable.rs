//! A trace with what its drawing needs of all its samples.

use std::ops::Deref;
use std::sync::Arc;

use crate::core::trace::Trace;
use crate::ui::kit::charts::blocks::Blocks;

/// A trace and the blocks of its samples. To make one every sample is looked at: that is not for the task that draws.
/// From then on a frame looks at a few thousand blocks. Copies share both.
#[derive(Clone, Debug)]
pub struct Drawable {
    trace: Arc<Trace>,
    blocks: Arc<Blocks>,
}

impl Drawable {
    /// The trace alone.
    pub fn shared(&self) -> &Arc<Trace> {
        &self.trace
    }

    pub(super) fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// The same samples with other words about them.
    pub(super) fn about(&self, change: impl FnOnce(&mut Trace)) -> Self {
        let mut trace = (*self.trace).clone();
        change(&mut trace);
        Self { trace: Arc::new(trace), blocks: Arc::clone(&self.blocks) }
    }
}

impl From<Arc<Trace>> for Drawable {
    /// Looks at every sample.
    fn from(trace: Arc<Trace>) -> Self {
        let blocks = Arc::new(Blocks::new(&trace.y));
        Self { trace, blocks }
    }
}

impl Deref for Drawable {
    type Target = Trace;

    fn deref(&self) -> &Trace {
        &self.trace
    }
}

/// Whether it is the very same trace: no sample is looked at.
impl PartialEq for Drawable {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.trace, &other.trace)
    }
}
