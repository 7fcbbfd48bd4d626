//! Settings: where the instrument is, what is watched, what is allowed. As typed on one side, as meant on
//! the other.

pub mod address;
pub mod band;
pub(crate) mod labels;
pub mod look;
pub mod naming;
pub(crate) mod paths;
pub mod presets;
pub mod session;
pub mod settings;
pub(crate) mod terminal;
pub mod user_command;
