//! What stands around the subjects and holds them together.

pub(crate) mod actions;
#[cfg(test)]
mod apart;
mod called;
pub(crate) mod command;
pub mod commands;
pub(crate) mod complete;
pub(crate) mod done;
pub mod draw;
pub(crate) mod edit;
pub(crate) mod form;
pub(crate) mod help;
pub mod keymap;
pub(crate) mod leaving;
pub(crate) mod line;
#[cfg(test)]
mod made_up;
pub mod manual;
mod note;
pub(crate) mod operations;
pub mod own;
mod pages;
mod panels;
mod rows;
mod search;
mod served;
pub(crate) mod settings;
pub mod state;
mod steps;
mod stopping;
pub mod topics;
mod tour;
pub(crate) mod undo;
mod update;
