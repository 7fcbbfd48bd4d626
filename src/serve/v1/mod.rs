//! The service's own interface beside the ancestor's: made from the parameters' table, outcomes in words, traces in every format,
//! events as they come.

pub(in crate::serve) mod bench;
pub(super) mod events;
pub(super) mod operations;
pub(super) mod outcome;
mod picture;
pub(super) mod settings;
pub(super) mod traces;
