//! Small things that draw values.

pub mod digits;
pub mod number;
