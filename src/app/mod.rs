//! The console as a program: starts the parts, runs the loop, leaves the terminal as it was.
//!
//! ```text
//! terminal events, snapshots, worker's facts -> State -> draw, at most every 16 ms
//!                                               State -> Effect -> worker
//! ```

pub mod background;
pub mod batch;
pub mod console;
pub mod figure;
mod folder;
pub mod log;
mod perform;
pub mod play;
mod script;
pub mod start;
mod terminal;
pub mod wire;
