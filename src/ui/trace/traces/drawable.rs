//! A trace with what its drawing needs of all its samples.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use crate::core::trace::Trace;
use crate::ui::kit::charts::blocks::Blocks;
use crate::ui::kit::charts::line::Reduced;
use crate::ui::kit::charts::reduce::Across;

/// Curves that are kept: those of the window and of the overview, in characters and for a picture.
const KEPT: usize = 4;

/// What a trace looks like in a window.
type Curve = (Across, Arc<Reduced>);

/// A trace and the blocks of its samples. To make one every sample is looked at: that is not for the task that draws.
/// From then on a frame of another window looks at a few thousand blocks, and one of the same window at none. Copies share
/// all of it.
#[derive(Clone, Debug)]
pub struct Drawable {
    trace: Arc<Trace>,
    blocks: Arc<Blocks>,
    /// The curves that were asked for last, the latest at the end.
    curves: Arc<Mutex<Vec<Curve>>>,
}

impl Drawable {
    /// The trace alone.
    pub fn shared(&self) -> &Arc<Trace> {
        &self.trace
    }

    /// What is seen of it.
    pub(crate) fn reduced(&self, across: &Across) -> Arc<Reduced> {
        let mut curves = self.curves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = curves.iter().position(|(of, _)| of == across) {
            curves[at..].rotate_left(1);
            return Arc::clone(&curves[curves.len() - 1].1);
        }
        let curve = Arc::new(Reduced::of_blocks(&self.y, &self.blocks, self.spacing, across));
        if curves.len() == KEPT {
            curves.remove(0);
        }
        curves.push((*across, Arc::clone(&curve)));
        curve
    }

    /// The same samples with other words about them.
    pub(super) fn about(&self, change: impl FnOnce(&mut Trace)) -> Self {
        let mut trace = (*self.trace).clone();
        change(&mut trace);
        Self { trace: Arc::new(trace), blocks: Arc::clone(&self.blocks), curves: Arc::default() }
    }
}

impl From<Arc<Trace>> for Drawable {
    /// Looks at every sample.
    fn from(trace: Arc<Trace>) -> Self {
        let blocks = Arc::new(Blocks::new(&trace.y));
        Self { trace, blocks, curves: Arc::default() }
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
