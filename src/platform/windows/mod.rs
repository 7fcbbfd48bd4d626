//! Windows, from version 10 on: its console understands the terminal's sequences and sends them.

#![expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the twin may fail, and needs itself")]

pub(crate) mod files;
pub(crate) mod process;
pub(crate) mod signals;
pub(crate) mod terminal;
