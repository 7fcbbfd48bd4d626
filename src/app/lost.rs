//! The end of the terminal.

use std::error::Error;
use std::io;
use std::sync::Arc;

use crate::core::text::said;

/// Why nothing will be read from the terminal, or shown there, any more.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TerminalLost {
    /// No key will come.
    #[error("end of input")]
    EndOfInput,
    /// It cannot be read.
    #[error("{}", said(.0))]
    Read(Arc<io::Error>),
    /// It takes no more bytes.
    #[error("{}", said(.0))]
    Write(Arc<io::Error>),
    /// A frame cannot be drawn.
    #[error("{}", said(.0))]
    Draw(Arc<dyn Error + Send + Sync>),
    /// It is not taken again after the program stood still.
    #[error("{}", said(.0))]
    Take(Arc<io::Error>),
    /// The thread that writes frames is gone.
    #[error("the thread that writes frames is gone")]
    Writer,
}
