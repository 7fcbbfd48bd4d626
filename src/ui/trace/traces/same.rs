//! Which trace something was made of, without keeping its samples.

use std::sync::{Arc, Weak};

use crate::core::trace::Trace;

/// A trace, also when it is gone. Its memory is not used again while somebody could take another trace there for it.
#[derive(Clone, Debug)]
pub(crate) struct Same(Weak<Trace>);

impl From<&Arc<Trace>> for Same {
    fn from(trace: &Arc<Trace>) -> Self {
        Self(Arc::downgrade(trace))
    }
}

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}
