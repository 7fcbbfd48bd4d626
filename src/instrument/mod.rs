//! Talks to a CTP10: framing below, vocabulary beside it.

pub mod ctp10;
pub mod scpi;
