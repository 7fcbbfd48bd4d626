//! From key presses to actions.

pub mod action;
pub(crate) mod chord;
pub(crate) mod keymap;
