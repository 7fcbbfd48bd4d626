//! What stands around the subjects and holds them together.

pub mod actions;
pub mod command;
pub mod commands;
pub mod complete;
pub mod done;
pub mod draw;
pub mod edit;
pub mod form;
pub mod help;
pub mod keymap;
pub mod line;
#[cfg(test)]
mod made_up;
mod pages;
mod panels;
mod rows;
mod search;
pub mod settings;
pub mod state;
pub mod topics;
pub mod undo;
mod update;
