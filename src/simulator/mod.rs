//! A CTP10 that speaks the wire protocol over TCP, strict where the console is lenient.
//!
//! Written from the protocol and not from the console's own encoder, so that one cannot hide the other's
//! mistake: `instrument::ctp10` is not used here.
//!
//! ```text
//! bytes -> syntax (program messages) -> header (how headers are matched)
//!                                     -> bench (one file per subject: its headers, its state) -> optics (what light there is)
//! server: connections, pacing, faults
//! ```

mod bench;
mod error;
pub(crate) mod faults;
mod header;
mod http;
mod input;
mod layout;
mod optics;
mod options;
pub(crate) mod server;
mod syntax;
mod values;

pub use bench::BenchState;
pub use faults::Scenario;
pub use layout::Layout;
pub use options::Options;
pub use server::Server;
