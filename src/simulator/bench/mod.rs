//! The simulated instrument: its state, its commands, and what each does.
//!
//! ```text
//! state (which subject) -> laser, scan, tls, detector, trace, status (headers, settings, what they do)
//! orders (scans, references) -> operation -> sweep -> source
//! ```

mod block;
mod command;
mod detector;
mod laser;
mod operation;
mod orders;
mod pace;
mod parameters;
mod reply;
mod scan;
mod source;
mod state;
mod status;
mod sweep;
mod tls;
mod trace;

pub(crate) use block::Block;
pub(crate) use command::{CommandHeader, find};
pub(crate) use reply::Reply;
pub use state::BenchState;
pub(crate) use status::Client;
