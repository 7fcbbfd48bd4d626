//! What stands around the subjects and holds them together.

pub mod command;
pub mod commands;
pub mod complete;
pub mod done;
pub mod draw;
pub mod edit;
pub mod form;
pub mod help;
pub mod line;
pub mod page;
mod panels;
mod rows;
pub mod settings;
pub mod state;
pub mod undo;
mod update;
