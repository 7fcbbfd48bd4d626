//! Values of the simulator's files, refused in words where they are none.

use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A day: nothing that a file says lasts longer.
const LONGEST_S: f64 = 86_400.0;

/// A time that is written as a number of units of so many seconds.
fn time(written: f64, unit_s: f64, unit: &str) -> Result<Duration, String> {
    Duration::try_from_secs_f64(written * unit_s)
        .ok()
        .filter(|time| time.as_secs_f64() <= LONGEST_S)
        .ok_or_else(|| format!("{written} is no time: write {unit} from 0 to {}", LONGEST_S / unit_s))
}

/// Seconds.
pub(crate) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    time(f64::deserialize(deserializer)?, 1.0, "seconds").map_err(D::Error::custom)
}

/// Milliseconds.
pub(crate) fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    time(f64::deserialize(deserializer)?, 1e-3, "milliseconds").map_err(D::Error::custom)
}
