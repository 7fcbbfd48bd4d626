//! Presets: their part of the state.

pub(super) mod commands;
pub(super) mod page;
pub mod proposal;

/// What is remembered of presets.
#[derive(Clone, Debug, Default)]
pub struct PresetsState {
    /// The names there are.
    pub names: Vec<String>,
}
