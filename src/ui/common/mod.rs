//! What the subjects share: what each may read, what follows from what it does, how it is commanded.

pub(in crate::ui) mod action;
pub mod asked;
pub mod command;
pub mod confirm;
pub mod context;
pub mod effect;
pub mod next;
