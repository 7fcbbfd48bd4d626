//! The table of routes, by what they are about.

mod connection;
mod detector;
mod docs;
mod measurement;
mod older;
mod rlaser;
mod root;
mod tls;
mod trace;

use super::row::Row;
use super::{sockets, v1};

/// Every row.
const TABLE: &[&[Row]] = &[
    root::ROWS,
    docs::ROWS,
    connection::ROWS,
    detector::ROWS,
    trace::ROWS,
    measurement::ROWS,
    older::ROWS,
    tls::ROWS,
    rlaser::ROWS,
    sockets::power::ROWS,
    sockets::health::ROWS,
    v1::bench::ROWS,
    v1::settings::ROWS,
    v1::traces::ROWS,
    v1::events::ROWS,
];

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().copied().chain([v1::operations::rows()]).flatten()
}
