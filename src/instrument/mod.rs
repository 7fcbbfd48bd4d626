//! Talks to a CTP10: framing below, vocabulary beside it, and the worker that owns the connection.

pub mod ctp10;
pub mod scpi;
pub mod worker;
