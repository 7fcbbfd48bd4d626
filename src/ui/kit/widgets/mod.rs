//! Small things that draw values.

pub mod digits;
pub mod number;
pub(in crate::ui) mod text;
pub(in crate::ui) mod typed;
