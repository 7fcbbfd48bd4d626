//! The bench as it was last read: what the worker publishes and every panel draws from.

mod bench;
mod identity;
mod lasers;
mod link;
mod scan;
mod under_way;
mod values;

pub use bench::Snapshot;
pub(crate) use identity::NotHeard;
pub use identity::{Heard, Identity};
pub use lasers::Light;
pub use link::{Link, Monitor, Statistics};
pub use under_way::{Download, ReferenceRun};
pub(crate) use under_way::{ReferenceTook, Scan, ScanProgress};
