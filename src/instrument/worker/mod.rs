//! The worker: one task owns the connection, everybody else asks it.
//!
//! ```text
//! Handle --urgent (off, abort: merged, never full)--> Engine --Port--> Line --> instrument
//!        --operator lanes (bounded)----------------->   |  \
//!        --bulk lanes (bounded)--------------------->   |   Monitor --Port--> Line --> instrument
//! Snapshot (watch) and Event (bounded) <----------------+      (a second connection, where served)
//! ```
//! A connection's life is an epoch (`epoch`): it ends at the first thing that is out of order, and the
//! next one reads everything again. Nothing that changes the instrument is ever sent twice, except off and
//! abort.

mod access;
mod block;
mod clock;
mod coming;
mod connect;
mod download;
mod engine;
mod epoch;
mod executor;
mod existence;
mod figures;
mod fulfil;
mod handle;
mod interrupt;
mod item;
mod job;
mod lanes;
mod light;
mod listeners;
mod lit;
mod monitor;
mod monitor_slot;
mod operate;
mod ours;
mod pending;
mod permit;
mod phase;
mod poll;
mod port;
mod provenance;
mod reference;
mod schedule;
mod setting;
mod setup;
mod stamp;
mod state;
mod sweep;
mod switching;
mod take;
mod truth;
mod turns;
mod units;
mod urgent;
mod work;

pub use access::{Access, NotTaken};
pub use connect::{Connect, Tcp};
pub use engine::start;
pub use handle::{Handle, LaneFull, Observer};
pub use setup::{Seat, Setup};
