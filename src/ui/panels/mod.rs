//! One file per part of the screen; each draws the state into a rectangle and decides nothing.

pub mod align;
pub mod command;
pub mod detectors;
pub mod dialog;
pub mod footer;
pub mod form;
pub mod header;
pub mod help;
pub mod lasers;
pub mod messages;
pub mod power;
pub mod presets;
pub mod row;
pub mod scpi;
pub mod status;
pub mod sweep;
pub mod trace;
pub mod transcript;
