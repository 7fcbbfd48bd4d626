//! Ranges that stay where they are as long as they can.

use std::time::{Duration, Instant};

use crate::core::scale::Scale;

/// The data must need this much less room ...
const SHRINK_BELOW: f64 = 0.6;
/// ... for this long before the scale gets narrower.
const SHRINK_AFTER: Duration = Duration::from_secs(4);

/// A range that follows its data: wider at once, narrower only after a while.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AutoScale {
    scale: Option<Scale>,
    narrow_since: Option<Instant>,
}

impl AutoScale {
    /// Takes the extremes of what is shown.
    pub(crate) fn follow(&mut self, low: f64, high: f64, now: Instant) {
        if !(low.is_finite() && high.is_finite()) {
            return;
        }
        let wanted = Scale::with_room(low, high);
        let Some(scale) = self.scale else {
            self.scale = Some(wanted);
            return;
        };
        if low < scale.low || high > scale.high {
            self.scale = Some(Scale::with_room(low.min(scale.low), high.max(scale.high)));
            self.narrow_since = None;
        } else if wanted.high - wanted.low < SHRINK_BELOW * (scale.high - scale.low) {
            let since = *self.narrow_since.get_or_insert(now);
            if now.saturating_duration_since(since) >= SHRINK_AFTER {
                self.scale = Some(wanted);
                self.narrow_since = None;
            }
        } else {
            self.narrow_since = None;
        }
    }

    /// The range, once there were data.
    pub(crate) const fn scale(&self) -> Option<Scale> {
        self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_does_not_move_the_scale() {
        let start = Instant::now();
        let mut auto = AutoScale::default();
        auto.follow(-15.6, -15.4, start);
        let before = auto.scale();
        for n in 0..1000u32 {
            let wobble = f64::from(n % 7) * 0.01;
            auto.follow(-15.6 - wobble, -15.4 + wobble, start + Duration::from_millis(100) * n);
            assert_eq!(auto.scale(), before);
        }
    }

    #[test]
    fn it_widens_at_once_and_narrows_after_a_while() {
        let start = Instant::now();
        let mut auto = AutoScale::default();
        auto.follow(-15.6, -15.4, start);
        auto.follow(-80.0, -15.4, start);
        let wide = auto.scale().unwrap();
        assert!(wide.low <= -80.0);
        auto.follow(-15.6, -15.4, start + Duration::from_secs(1));
        auto.follow(-15.6, -15.4, start + Duration::from_secs(4));
        assert_eq!(auto.scale(), Some(wide));
        auto.follow(-15.6, -15.4, start + Duration::from_secs(6));
        let narrow = auto.scale();
        assert!(narrow.unwrap().low > -20.0);
        for (low, high) in [(f64::NAN, -15.4), (f64::NEG_INFINITY, -15.4), (-15.6, f64::INFINITY)] {
            auto.follow(low, high, start + Duration::from_secs(7));
            assert_eq!(auto.scale(), narrow, "{low} to {high} is nothing to follow");
        }
    }
}
