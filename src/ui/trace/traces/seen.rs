//! The blocks of the traces that were drawn: made when a trace is drawn first, kept as long as it is there.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::core::trace::Trace;
use crate::ui::kit::charts::blocks::Blocks;

/// Blocks by the trace that they are of. A trace's memory is not given to another one while it is known here, so that no
/// trace is taken for another; copies share what they know.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen(Arc<Mutex<Vec<Known>>>);

/// A trace and its blocks.
type Known = (Weak<Trace>, Arc<Blocks>);

impl Seen {
    /// The blocks of a trace.
    pub(super) fn blocks(&self, trace: &Arc<Trace>) -> Arc<Blocks> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, blocks)) = known.iter().find(|(of, _)| std::ptr::eq(of.as_ptr(), Arc::as_ptr(trace)))
        {
            return Arc::clone(blocks);
        }
        known.retain(|(of, _)| of.strong_count() > 0);
        let blocks = Arc::new(Blocks::new(&trace.y));
        known.push((Arc::downgrade(trace), Arc::clone(&blocks)));
        blocks
    }
}
