//! Where settings and logs live, after the XDG base directory specification.

use std::path::PathBuf;

use etcetera::{BaseStrategy, choose_base_strategy};

/// The folder of the settings, if there is a home at all.
pub(crate) fn config_dir() -> Option<PathBuf> {
    choose_base_strategy().ok().map(|base| base.config_dir().join("ctp10"))
}

/// The folder of the logs: the state folder, or where there is none the temporary one.
pub(crate) fn log_dir() -> PathBuf {
    let state = choose_base_strategy().ok().and_then(|base| base.state_dir());
    state.unwrap_or_else(std::env::temp_dir).join("ctp10")
}
