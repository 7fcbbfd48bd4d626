//! Windows, from version 10 on: its console understands the terminal's sequences and sends them.

pub(crate) mod files;
pub(crate) mod process;
pub(crate) mod signals;
pub(crate) mod terminal;
