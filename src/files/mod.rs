//! Files as such: how much of one is read, and how one is put where nothing is. What is in them others know.

pub(crate) mod append;
pub(crate) mod list;
pub(crate) mod place;
pub(crate) mod read;
pub(crate) mod written;

use std::path::{Path, PathBuf};

/// From the root on, for whoever does not know in which folder the program was started; as it is where that cannot be told.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
