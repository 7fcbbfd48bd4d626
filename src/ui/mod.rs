//! State in, cells out. Knows the bench in `core`'s words and nothing of sockets or the runtime.
//!
//! ```text
//! key -> input (chord, keymap) -> Action -> update(State) -> Effect     draw(State) -> cells
//! ```

pub mod asking;
pub mod charts;
pub mod command;
pub mod confirm;
pub mod draw;
pub mod edit;
pub mod effect;
pub mod field;
pub mod input;
pub mod layout;
pub mod messages;
pub mod pages;
pub mod panels;
pub mod picture;
pub mod state;
pub mod strip;
pub mod theme;
pub mod traces;
pub mod undo;
pub mod update;
pub mod widgets;
