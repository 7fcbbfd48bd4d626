//! SCPI over a byte stream: lines and blocks, one exchange at a time, numbers in SCPI's forms.

pub mod broken;
pub mod codec;
pub mod line;
pub mod message;
pub(crate) mod meter;
pub(crate) mod number;
