//! Why a file of traces is not written or read.

use super::FormatError;
use crate::core::text::said;

/// A file that cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The end of the name says no format.
    #[error("{0:?} has no extension that names a format; use one of {1}")]
    End(String, String),
    /// It would stand in a folder that is not there.
    #[error("{0}: there is no such folder")]
    NoFolder(String),
    /// The file system says no.
    #[error("{path}: {}", said(error))]
    File {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{path} cannot be read as traces: {what}")]
    Content {
        /// The file.
        path: String,
        /// What is wrong.
        what: FormatError,
    },
    /// The format does not hold these traces.
    #[error("{path}: {lack}")]
    Lacks {
        /// The file.
        path: String,
        /// What it does not hold.
        lack: Lack,
    },
    /// The format cannot be written.
    #[error("{path}: {what}")]
    Format {
        /// The file.
        path: String,
        /// What is wrong.
        what: FormatError,
    },
    /// A library that draws fails.
    #[error("{path}: {what}")]
    Library {
        /// The file.
        path: String,
        /// In its words.
        what: String,
    },
}

/// What of some traces a format does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lack {
    /// It is a table.
    #[error(
        "trace {other} lies on different wavelengths than {first}, and a table has one column of them; save them one \
         by one, or all as one of {all}"
    )]
    Wavelengths {
        /// The first trace, on whose wavelengths all would have to lie.
        first: char,
        /// One that does not.
        other: char,
        /// Ends of formats that hold them.
        all: String,
    },
    /// It holds one.
    #[error("it holds one trace, and these are {traces}; save them one by one, or all as one of {all}")]
    Others {
        /// So many.
        traces: usize,
        /// Ends of formats that hold them.
        all: String,
    },
}
