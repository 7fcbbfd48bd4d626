//! From key presses to actions.

pub mod action;
pub mod chord;
pub mod keymap;
