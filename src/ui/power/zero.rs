//! The powers that others are shown relative to: what a connection or a device takes away is read at once. They come back
//! the next time, with their age, on the same bench.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::config::session::Zero as Kept;
use crate::core::cast::level_f32;
use crate::core::ids::DetectorId;

/// The powers that are 0 dB, and when they were read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Zero {
    at: Timestamp,
    /// Where the bench is on which they were read.
    address: String,
    dbm: BTreeMap<DetectorId, f32>,
}

impl Zero {
    /// What these detectors read now.
    pub(super) const fn new(at: Timestamp, address: String, dbm: BTreeMap<DetectorId, f32>) -> Self {
        Self { at, address, dbm }
    }

    /// The power of a detector that is 0 dB, dBm.
    pub(super) fn of(&self, detector: DetectorId) -> Option<f32> {
        self.dbm.get(&detector).copied()
    }

    /// Whether it is of the bench at this address.
    pub(super) fn is_of(&self, address: &str) -> bool {
        self.address == address
    }

    /// How old it is, in words.
    pub(super) fn age(&self, now: Timestamp) -> String {
        let minutes = now.duration_since(self.at).max(SignedDuration::ZERO).as_mins();
        match (minutes / (24 * 60), minutes / 60, minutes) {
            (0, 0, 0) => "since just now".to_owned(),
            (0, 0, minutes) => format!("since {minutes} min"),
            (0, hours, minutes) => format!("since {hours} h {} min", minutes % 60),
            (days, hours, _) => format!("since {days} d {} h", hours % 24),
        }
    }

    /// For the next time.
    pub(super) fn kept(&self) -> Kept {
        Kept {
            at: self.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            address: self.address.clone(),
            dbm: self.dbm.iter().map(|(detector, dbm)| (detector.to_string(), f64::from(*dbm))).collect(),
        }
    }

    /// What was kept; `None` where that is no time, or no power of anything.
    pub(super) fn again(kept: &Kept) -> Option<Self> {
        let one = |(detector, dbm): (&String, &f64)| Some((detector.parse().ok()?, level_f32(*dbm)));
        let dbm: BTreeMap<DetectorId, f32> = kept.dbm.iter().filter_map(one).collect();
        let sound = !dbm.is_empty() && dbm.values().all(|dbm| dbm.is_finite());
        let at = kept.at.parse().ok().filter(|_| sound)?;
        Some(Self { at, address: kept.address.clone(), dbm })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    #[test]
    fn what_is_kept_comes_back_and_says_how_old_it_is() {
        let detector = DetectorId::new(4, 1).unwrap();
        let zero = Zero::new(
            at("2026-11-24T12:00:00Z"),
            "10.0.0.7:5025".into(),
            BTreeMap::from([(detector, -12.5)]),
        );
        let again = Zero::again(&zero.kept()).unwrap();
        assert_eq!((&again, again.of(detector)), (&zero, Some(-12.5)));
        assert!(again.is_of("10.0.0.7:5025") && !again.is_of("10.0.0.8:5025"));
        for (now, age) in [
            ("2026-11-24T12:00:59Z", "since just now"),
            ("2026-11-24T11:00:00Z", "since just now"),
            ("2026-11-24T12:59:00Z", "since 59 min"),
            ("2026-11-24T14:10:00Z", "since 2 h 10 min"),
            ("2026-11-27T15:00:00Z", "since 3 d 3 h"),
        ] {
            assert_eq!(again.age(at(now)), age, "at {now}");
        }
        let rubbish = [
            Kept { at: "yesterday".into(), ..zero.kept() },
            Kept { dbm: BTreeMap::new(), ..zero.kept() },
            Kept { dbm: BTreeMap::from([("4/1".into(), f64::NAN)]), ..zero.kept() },
            Kept { dbm: BTreeMap::from([("four".into(), 1.0)]), ..zero.kept() },
        ];
        assert!(rubbish.iter().all(|kept| Zero::again(kept).is_none()));
    }
}
