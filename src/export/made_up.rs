//! A format that is made up: it shows that a file and a row are all that one needs.

use super::{Row, json};

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["made"], ..json::FORMAT };
