//! The console's end of a worker.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::core::event::Event;
use crate::core::snapshot::Snapshot;

pub use crate::instrument::worker::{Access, NotTaken};

/// A worker and what comes from it.
pub struct Wire {
    /// What may be asked of it.
    pub access: Access,
    /// What happened, in its order.
    pub events: mpsc::Receiver<Event>,
    /// The bench as it was last read; only the newest is kept.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Where the instrument is, for people.
    pub address: String,
    /// It is the built-in simulator.
    pub built_in_simulator: bool,
}
