//! The console as a program: starts the parts, runs the loop, leaves the terminal as it was.
//!
//! ```text
//! terminal's reader -> Input, snapshots, worker's facts -> State -> draw -> frames -> terminal's writer
//!                 \                                     State -> Effect -> worker
//!                  all-off -> OffSwitch -> worker, at once
//! ```

pub(crate) mod analyse;
pub(crate) mod announced;
pub(crate) mod background;
pub mod begin;
pub mod beside;
pub(crate) mod connector;
pub mod console;
pub(crate) mod convert;
pub(crate) mod discover;
pub(crate) mod end;
pub(crate) mod figure;
mod fitted;
mod folder;
mod guests;
mod hear;
pub mod input;
mod leave;
mod leaving;
mod levels;
pub(crate) mod listen;
mod load;
pub(crate) mod log;
pub mod lost;
mod perform;
pub(crate) mod play;
pub(crate) mod plot;
pub(crate) mod print;
pub(crate) mod record;
mod recorder;
mod recording;
mod roll;
mod samples;
mod script;
pub(crate) mod service;
pub mod setup;
mod shell;
pub(crate) mod sim;
pub mod start;
pub(crate) mod terminal;
pub mod wire;
