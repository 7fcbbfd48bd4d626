//! Presets: their part of the state.

mod commands;

pub(in crate::ui) use commands::rows;

/// What is remembered of presets.
#[derive(Clone, Debug, Default)]
pub struct PresetsState {
    /// The names there are.
    pub names: Vec<String>,
}
