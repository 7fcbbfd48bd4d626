//! Figures of the main line, over all its connections.

use std::time::Duration;

use tokio::time::Instant;

use crate::core::cast::u64_f64;
use crate::core::snapshot::Statistics;
use crate::instrument::scpi::meter::Meter;

/// What was counted on the main line.
#[derive(Default)]
pub(super) struct Figures {
    /// What it counts with, while there is no line.
    pub(super) meter: Meter,
    /// When the rate of answers was last reckoned, and how many there were.
    reckoned: Option<(Instant, u64)>,
}

impl Figures {
    /// Keeps what was counted; what costs something to reckon once a second.
    pub(super) fn keep(&mut self, meter: &Meter, statistics: &mut Statistics) {
        statistics.round_trip = meter.trips.back().copied();
        statistics.answers = meter.answers;
        (statistics.sent, statistics.received) = (meter.sent, meter.received);
        let (since, before) = *self.reckoned.get_or_insert_with(|| (Instant::now(), meter.answers));
        let gone = since.elapsed();
        if gone >= Duration::from_secs(1) {
            self.reckoned = Some((Instant::now(), meter.answers));
            statistics.per_second = u64_f64(meter.answers - before) / gone.as_secs_f64();
            (statistics.median, statistics.slow) = meter.reckon().unzip();
        }
    }
}
