//! What the subjects share: what each may read, what follows from what it does, how it is commanded.

pub(in crate::ui) mod action;
pub(crate) mod asked;
pub(crate) mod command;
pub mod confirm;
pub mod context;
pub(crate) mod effect;
pub(crate) mod next;
