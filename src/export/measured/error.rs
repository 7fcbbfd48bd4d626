//! Why a table is not written.

use std::io;

use parquet::errors::ParquetError;

use crate::core::text::said;

/// A table that cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    /// The end of the name says no format.
    #[error("{0:?} has no extension that names a format of tables; use one of {1}")]
    End(String, String),
    /// The file system says no.
    #[error("the table {}: {}", .0, said(.1))]
    File(String, io::Error),
    /// It cannot be put into its format.
    #[error("the table {0} cannot be written: {1}")]
    Content(String, ContentError),
}

/// A library that writes a format fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContentError {
    #[error(transparent)]
    Parquet(#[from] ParquetError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("{}", said(.0))]
    Bytes(#[from] io::Error),
}
