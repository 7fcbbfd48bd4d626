//! An instrument for the worker's tests: answers carry what was asked, so an answer to another question
//! shows; every command is counted; what it is in is written down with its time; faults strike when their
//! time has come.

mod answers;
mod bench;
mod commands;
mod record;
mod session;
mod words;

pub(crate) use answers::level;
pub(crate) use bench::{Fault, Joined, POINTS, Peer};
pub(crate) use record::Phases;
pub(crate) use session::Pipe;
