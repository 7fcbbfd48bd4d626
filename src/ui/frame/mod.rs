//! What stands around the subjects and holds them together.

pub mod command;
pub mod commands;
pub mod complete;
pub mod done;
pub mod line;
mod rows;
pub mod settings;
