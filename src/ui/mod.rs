//! State in, cells out. Knows the bench in `core`'s words and nothing of sockets or the runtime.
//!
//! ```text
//! kit      charts, widgets, fields, theme, keys: knows nothing of the state
//! common   what every subject reads, and what follows from what it does
//! power lasers sweep detectors trace messages scpi presets recording benches manual
//!          the subjects, each with its part of the state, its drawing, actions, commands; none knows another
//! frame    what stands around them and holds them together: state, page, layout, dialogs, command line, keys
//!
//! key -> kit::input (chord, keymap) -> Action -> a subject's function -> Next -> Effect     draw(State) -> cells
//! ```

mod benches;
pub mod common;
mod detectors;
pub mod frame;
pub mod kit;
mod lasers;
#[cfg(test)]
mod made_up;
pub(crate) mod manual;
pub(crate) mod messages;
pub(crate) mod power;
pub(crate) mod presets;
pub(crate) mod recording;
pub(crate) mod scpi;
mod sweep;
pub mod trace;
