//! What takes its time: a scan, a reference, a trace on its way.

use std::time::{Duration, Instant};

use crate::core::cast::count_f64;
use crate::core::ids::DetectorId;
use crate::core::trace::TraceId;
use crate::core::units::Seconds;

/// A running scan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scan {
    /// When the scanning bit was first read.
    pub(crate) since: Instant,
    /// Its expected length, if the settings are known.
    pub(crate) expected: Option<Duration>,
}

/// How far a scan is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ScanProgress {
    /// It goes on for so long, and nobody knows how long it takes.
    Going(Duration),
    /// So much of it is done, 0 to 1, and the rest takes so long.
    Part(f64, Duration),
    /// It takes so much longer than expected.
    Longer(Duration),
}

impl ScanProgress {
    /// How much of it is done, 0 to 1, where its length is known.
    pub(crate) const fn part(self) -> Option<f64> {
        match self {
            Self::Going(_) => None,
            Self::Part(part, _) => Some(part),
            Self::Longer(_) => Some(1.0),
        }
    }
}

impl Scan {
    /// How far it is.
    pub(crate) fn progress(&self, now: Instant) -> ScanProgress {
        let gone = now.saturating_duration_since(self.since);
        match self.expected.filter(|expected| !expected.is_zero()) {
            None => ScanProgress::Going(gone),
            Some(expected) if gone < expected => {
                ScanProgress::Part(gone.as_secs_f64() / expected.as_secs_f64(), expected.saturating_sub(gone))
            }
            Some(expected) => ScanProgress::Longer(gone.saturating_sub(expected)),
        }
    }
}

/// A reference that is being taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceRun {
    /// Whose.
    pub(crate) detector: DetectorId,
    /// When it was started.
    pub(crate) since: Instant,
    /// As long as the last one took that was watched, if its scan was as long; else nobody knows: 5 to 30 s are usual.
    pub(crate) expected: Option<Duration>,
}

impl ReferenceRun {
    /// How much of it is done, 0 to 1, and how long the rest takes; `None` where nobody knows, or it takes longer.
    pub(crate) fn progress(&self, now: Instant) -> Option<(f64, Duration)> {
        let gone = now.saturating_duration_since(self.since);
        let expected = self.expected?;
        let left = expected.checked_sub(gone).filter(|left| !left.is_zero())?;
        Some((gone.as_secs_f64() / expected.as_secs_f64(), left))
    }
}

/// How long the last reference took that was watched to its end. What one does beside its scan only the instrument knows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ReferenceTook {
    /// The length of its scan by the settings, and that of all of it.
    last: Option<(Duration, Duration)>,
}

impl ReferenceTook {
    /// One was watched to its end.
    pub(crate) fn watched(&mut self, scan: Option<Duration>, took: Option<Duration>) {
        self.last = scan.zip(took);
    }

    /// How long one takes whose scan is this long; none before one was watched.
    pub(crate) fn forecast(self, scan: Option<Duration>) -> Option<Duration> {
        self.last.filter(|(of, _)| Some(*of) == scan).map(|(_, took)| took)
    }
}

/// A trace on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Download {
    /// The trace that is fetched.
    pub(crate) trace: TraceId,
    /// Downloads that wait behind it.
    pub(crate) waiting: usize,
    /// Bytes so far.
    pub have: usize,
    /// Bytes in all; 0 before the block has begun.
    pub of: usize,
    /// When the block began.
    pub(crate) since: Instant,
}

impl Download {
    /// Before this nobody knows how fast it is.
    const SURE: f64 = 0.2;

    /// How much of it is there, 0 to 1.
    pub(crate) fn part(&self) -> f64 {
        if self.of > 0 { count_f64(self.have) / count_f64(self.of) } else { 0.0 }
    }

    /// Bytes per second so far; 0 at the beginning.
    pub(crate) fn rate(&self, now: Instant) -> f64 {
        let gone = now.saturating_duration_since(self.since).as_secs_f64();
        if gone > Self::SURE { count_f64(self.have) / gone } else { 0.0 }
    }

    /// How long the rest will take; `None` at the beginning.
    pub(crate) fn left(&self, now: Instant) -> Option<Duration> {
        let rate = self.rate(now);
        let bytes = count_f64(self.of.saturating_sub(self.have));
        Seconds::try_from(bytes / rate).ok().filter(|_| rate > 0.0).map(Seconds::duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_part_done_and_never_more_than_all_of_it() {
        let since = Instant::now();
        let second = Duration::from_secs(1);
        let scan = |expected| Scan { since, expected };
        let after = |scan: Scan, seconds| scan.progress(since + second * seconds);
        assert_eq!(after(scan(None), 3), ScanProgress::Going(second * 3));
        assert_eq!(after(scan(Some(Duration::ZERO)), 3).part(), None);
        let ten = scan(Some(second * 10));
        assert_eq!(after(ten, 3), ScanProgress::Part(0.3, second * 7));
        assert_eq!(
            (after(ten, 10), after(ten, 12)),
            (ScanProgress::Longer(Duration::ZERO), ScanProgress::Longer(second * 2))
        );
        assert_eq!(after(ten, 12).part(), Some(1.0));
    }

    #[test]
    fn a_download_that_has_not_begun_has_no_part() {
        let trace =
            TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: crate::core::ids::TraceType::TF_LIVE };
        let download = |have, of| Download { trace, waiting: 0, have, of, since: Instant::now() };
        assert_eq!((download(0, 0).part(), download(5, 20).part()), (0.0, 0.25));
    }
}
