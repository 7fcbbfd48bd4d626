//! State in, cells out. Knows the bench in `core`'s words and nothing of sockets or the runtime.
//!
//! ```text
//! key -> input (chord, keymap) -> Action -> update(State) -> Effect     draw(State) -> cells
//! ```

pub mod asked;
pub mod asking;
pub mod charts;
pub mod command;
pub mod confirm;
pub mod context;
pub mod detectors;
pub mod draw;
pub mod edit;
pub mod effect;
pub mod field;
pub mod frame;
pub mod graphics;
pub mod input;
pub mod lasers;
pub mod layout;
pub mod messages;
pub mod next;
pub mod pages;
pub mod panels;
pub mod pen;
pub mod power;
pub mod presets;
pub mod scpi;
pub mod state;
pub mod strip;
pub mod sweep;
pub mod theme;
pub mod trace;
pub mod traces;
pub mod undo;
pub mod update;
pub mod widgets;
