//! The CTP10's vocabulary: each message beside the shape of its answer, one file per subject.
//!
//! Facts come from what four unrelated programs that drive real instruments agree on; where one of them
//! stands alone, the item says so. Long forms are sent, any form is read.

pub mod common;
pub mod detector;
pub mod laser;
pub mod operation;
pub mod parameter;
pub mod reference;
pub(crate) mod scan;
pub mod trace;
pub mod typed;

#[cfg(test)]
mod tests;
