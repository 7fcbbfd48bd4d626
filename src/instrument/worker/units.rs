//! In which unit a number is: detectors say it and may be changed from elsewhere, lasers do not say it.

use std::collections::HashMap;
use std::time::Instant;

use crate::core::cast::level_f32;
use crate::core::ids::DetectorId;
use crate::core::parameter::{Parameter, PowerUnit};
use crate::core::units::{Dbm, LaserUnit};

/// No laser gives so much, dBm.
const NO_DBM: f64 = 20.0;
/// An answer is what was asked for if it differs by less than this part.
const ALIKE: f64 = 1e-3;

/// What is known of units.
#[derive(Debug, Default)]
pub(super) struct Units {
    /// When a detector's unit was last asked for.
    pub(super) certain: HashMap<DetectorId, Instant>,
    /// Powers of lasers as they were answered.
    pub(super) answered: HashMap<Parameter, f64>,
}

/// A detector's power in dBm.
pub(super) fn dbm(power: f64, unit: Option<PowerUnit>) -> f32 {
    let dbm = match unit {
        Some(PowerUnit::Mw) => Dbm::from_mw(power),
        // One that has never said its unit: dBm is what the instrument starts with.
        Some(PowerUnit::Dbm) | None => Dbm(power),
    };
    level_f32(dbm.measured().0)
}

/// In which unit a laser answers that was set to `asked` and answers `answered`; none if both fit, or neither.
pub(super) fn told_by_setting(asked: f64, answered: f64) -> Option<LaserUnit> {
    let alike = |wanted: f64| (answered - wanted).abs() <= ALIKE * wanted.abs().max(1.0);
    match (alike(asked), alike(Dbm(asked).mw())) {
        (true, false) => Some(LaserUnit::Dbm),
        (false, true) => Some(LaserUnit::Mw),
        _ => None,
    }
}

/// In which unit a laser answers by a value that cannot be in the other one.
pub(super) fn told_by_value(answered: f64) -> Option<LaserUnit> {
    if answered < 0.0 {
        Some(LaserUnit::Dbm)
    } else {
        (answered > NO_DBM && answered.is_finite()).then_some(LaserUnit::Mw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_tells_the_unit_of_the_answer() {
        assert_eq!(told_by_setting(3.0, 1.995_262), Some(LaserUnit::Mw));
        assert_eq!(told_by_setting(3.0, 3.0), Some(LaserUnit::Dbm));
        assert_eq!(told_by_setting(-3.0, 0.501_187), Some(LaserUnit::Mw));
        assert_eq!(told_by_setting(0.0, 1.0), Some(LaserUnit::Mw));
        // 10 dBm are 10 mW.
        assert_eq!(told_by_setting(10.0, 10.0), None);
        assert_eq!(told_by_setting(3.0, 2.5), None);
        assert_eq!(told_by_value(25.0), Some(LaserUnit::Mw));
        assert_eq!(told_by_value(-1.0), Some(LaserUnit::Dbm));
        assert_eq!((told_by_value(5.0), told_by_value(0.0)), (None, None));
        assert_eq!(told_by_setting(15.0, 15.01), Some(LaserUnit::Dbm), "it may be rounded");
        assert_eq!(told_by_value(f64::NAN), None);
    }
}
