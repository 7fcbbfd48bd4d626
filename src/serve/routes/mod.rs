//! The table of routes, by what they are about.

mod connection;
mod root;

use super::row::Row;

/// Every row.
const TABLE: &[&[Row]] = &[root::ROWS, connection::ROWS];

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().flat_map(|rows| rows.iter())
}
