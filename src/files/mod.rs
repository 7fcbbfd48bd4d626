//! Files as such: how much of one is read, and how one is put where nothing is. What is in them others know.

pub(crate) mod append;
pub(crate) mod list;
pub(crate) mod place;
pub(crate) mod read;
pub(crate) mod written;
