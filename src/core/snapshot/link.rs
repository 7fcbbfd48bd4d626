//! The line to the instrument: whether it stands, and its figures.

use std::time::{Duration, Instant};

/// The connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// Trying.
    Connecting,
    /// Connected and identified since then.
    Up(Instant),
    /// Lost or refused: why, since when, and when the next try is due.
    Down {
        /// What broke, as a person is told.
        why: String,
        /// Since when.
        since: Instant,
        /// When it will be tried again.
        retry: Instant,
        /// It is lost because nothing came in time.
        late: bool,
        /// Who answers is no CTP10.
        stranger: bool,
    },
    /// Closed on the operator's word: the instrument is free for others.
    Closed,
}

/// Whether a second connection carries live power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Monitor {
    /// Not tried yet.
    Untried,
    /// It does.
    Up,
    /// The instrument serves one connection, or the settings want it so.
    None,
}

/// Figures of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
    /// The last question's round trip.
    pub(crate) round_trip: Option<Duration>,
    /// Half of the latest round trips took no longer.
    pub(crate) median: Option<Duration>,
    /// 99 of 100 of them took no longer.
    pub(crate) slow: Option<Duration>,
    /// Questions answered since the start.
    pub answers: u64,
    /// Questions answered in the last second.
    pub(crate) per_second: f64,
    /// Bytes sent since the start.
    pub(crate) sent: u64,
    /// Bytes received since the start.
    pub(crate) received: u64,
    /// Connections made since the start.
    pub(crate) connections: u64,
    /// Answers that did not come in time since the start.
    pub(crate) time_outs: u64,
}
