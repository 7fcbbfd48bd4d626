//! Small things that draw values.

pub(crate) mod digits;
pub(crate) mod number;
pub(in crate::ui) mod text;
pub(in crate::ui) mod typed;
