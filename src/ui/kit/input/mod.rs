//! From key presses to actions.

pub mod chord;
pub mod keymap;
