//! Small things that draw values.

pub mod digits;
pub mod number;
pub(super) mod text;
pub(super) mod typed;
