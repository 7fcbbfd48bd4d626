//! How a power drifts: the slope of a straight line through the last readings.

use std::time::{Duration, Instant};

use crate::analysis::drift::trend;
use crate::analysis::measured::Measured;
use crate::core::history::{History, Reading};

/// Readings of this time are looked at.
const OVER: Duration = Duration::from_secs(20);
/// Of a shorter time nothing is said: noise would look like drift.
const LEAST: Duration = Duration::from_secs(3);
/// Nor of fewer readings.
const COUNT: usize = 8;

/// How much a detector's power changes in a minute, dB, by what it read last; `None` where that is too little, or where
/// some of it is below the floor.
pub(super) fn drift(history: &History, index: usize, floor: f32, now: Instant) -> Option<f64> {
    let mut points: Vec<(f64, Measured)> = Vec::new();
    let from = now.checked_sub(OVER)?;
    for round in history.window(now, OVER).filter(|round| round.at >= from) {
        let Reading::Powers(powers) = &round.reading else { continue };
        let Some(&dbm) = powers.get(index).filter(|dbm| dbm.is_finite()) else { continue };
        if dbm < floor {
            return None;
        }
        let at = round.at.saturating_duration_since(from).as_secs_f64();
        points.push((at, Measured::alone(f64::from(dbm))));
    }
    let (first, last) = (points.first()?.0, points.last()?.0);
    if points.len() < COUNT || last - first < LEAST.as_secs_f64() {
        return None;
    }
    trend(&points).map(|by_second| by_second.value * 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::history::{Round, Tail};

    #[test]
    fn a_power_that_falls_by_a_tenth_in_a_second_falls_by_six_in_a_minute() {
        let start = Instant::now();
        let of = |count: u32, power: &dyn Fn(u32) -> f32| {
            let (mut tail, mut history) = (Tail::default(), History::default());
            for n in 0..count {
                let at = start + OVER + Duration::from_millis(100) * n;
                tail.push(Round { at, reading: Reading::Powers([power(n)].into()) });
            }
            history.absorb(&tail);
            drift(&history, 0, -70.0, start + OVER + Duration::from_millis(100) * count)
        };
        let falling = of(100, &|n| -10.0 - 0.01 * n as f32).unwrap();
        assert!((falling + 6.0).abs() < 1e-3, "{falling}");
        assert!(of(100, &|n| -10.0 + 0.01 * (n % 2) as f32).unwrap().abs() < 0.2, "noise is none");
        assert_eq!(of(20, &|_| -10.0), None, "too short");
        assert_eq!(of(100, &|n| if n == 50 { -80.0 } else { -10.0 }), None, "it was dark");
    }
}
