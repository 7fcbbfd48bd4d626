//! The unit in which a value was typed, where it is not the usual one: whoever types 193.4THz is answered in THz.

use super::check::NotAllowed;
use super::laser::PowerRefused;
use super::parameter::Value;
use super::sweep::{LONGEST_NM, SHORTEST_NM};
use super::typed_number::number_and_unit;
use super::units::{Dbm, Wavelength, tidy};

/// A unit in which values may be typed and are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypedUnit {
    /// Optical frequency, 1e12 Hz.
    Terahertz,
    /// Optical frequency, 1e9 Hz.
    Gigahertz,
    /// Power, mW.
    Milliwatt,
    /// Power, 1e-3 mW.
    Microwatt,
}

impl TypedUnit {
    /// The unit of what was typed; none where it is the usual one, or another one that is as good as that.
    pub(crate) fn of(typed: &str) -> Option<Self> {
        let (_, unit) = number_and_unit(typed)?;
        match unit.as_str() {
            "thz" => Some(Self::Terahertz),
            "ghz" => Some(Self::Gigahertz),
            "mw" => Some(Self::Milliwatt),
            "uw" | "µw" | "μw" => Some(Self::Microwatt),
            _ => None,
        }
    }

    /// A value in this unit, to the instrument's own resolution; none where it is of another kind, or its own unit is not known.
    pub(crate) fn shown(self, value: Value) -> Option<String> {
        match self {
            Self::Terahertz | Self::Gigahertz => {
                value.wavelength().map(|at| self.frequency(at.thz(), f64::round))
            }
            Self::Milliwatt | Self::Microwatt => value.power()?.known().map(|power| self.power(power)),
        }
    }

    /// Why a value is not allowed, in this unit; none where it is not about such a value.
    pub(crate) fn refused(self, why: &NotAllowed) -> Option<String> {
        match (self, why) {
            (Self::Terahertz | Self::Gigahertz, NotAllowed::Wavelength { asked, .. }) => {
                Some(self.outside(*asked))
            }
            (
                Self::Milliwatt | Self::Microwatt,
                NotAllowed::Power(PowerRefused::AboveCap { laser, power, cap }),
            ) => Some(PowerRefused::above_cap(self.power(*power), self.power(*cap), *laser)),
            (
                _,
                NotAllowed::Wavelength { .. }
                | NotAllowed::Power(_)
                | NotAllowed::Kind(_)
                | NotAllowed::Absent(_)
                | NotAllowed::Unit(_)
                | NotAllowed::Speed { .. },
            ) => None,
        }
    }

    /// A frequency beyond the platform, and the nearest that it has: its ends are rounded inwards.
    fn outside(self, asked: Wavelength) -> String {
        let lowest = self.frequency(Wavelength::from_nm(LONGEST_NM).thz(), f64::ceil);
        let highest = self.frequency(Wavelength::from_nm(SHORTEST_NM).thz(), f64::floor);
        let nearest = if asked.nm() > LONGEST_NM { &lowest } else { &highest };
        let number = lowest.split(' ').next().unwrap_or_default();
        let asked = self.frequency(asked.thz(), f64::round);
        format!("{asked} is outside {number} to {highest}; the nearest is {nearest}")
    }

    /// A frequency, THz, with its last digit, 1 MHz, rounded so.
    fn frequency(self, thz: f64, rounded: fn(f64) -> f64) -> String {
        let mhz = rounded(thz * 1e6);
        match self {
            Self::Gigahertz => format!("{} GHz", mhz / 1e3),
            Self::Terahertz | Self::Milliwatt | Self::Microwatt => format!("{} THz", mhz / 1e6),
        }
    }

    fn power(self, power: Dbm) -> String {
        match self {
            Self::Microwatt => format!("{} µW", tidy(power.mw() * 1e3, 1e3)),
            Self::Milliwatt | Self::Terahertz | Self::Gigahertz => format!("{} mW", tidy(power.mw(), 1e4)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::LaserId;
    use crate::core::typed_number::{parse_power, parse_wavelength};

    #[test]
    fn a_value_is_answered_in_the_unit_that_was_typed() {
        for (typed, shown) in [
            ("193.4THz", Some("193.4 THz")),
            ("193414.489 GHz", Some("193414.489 GHz")),
            ("1550.12nm", None),
            ("1550.12", None),
        ] {
            let value = Value::Wavelength(parse_wavelength(typed).unwrap());
            assert_eq!(TypedUnit::of(typed).and_then(|unit| unit.shown(value)).as_deref(), shown, "{typed}");
        }
        for (typed, shown) in
            [("3mW", Some("3 mW")), ("0.5 mw", Some("0.5 mW")), ("100uW", Some("100 µW")), ("3dBm", None)]
        {
            let value = Value::Power(parse_power(typed).unwrap().into());
            assert_eq!(TypedUnit::of(typed).and_then(|unit| unit.shown(value)).as_deref(), shown, "{typed}");
        }
        // To 10 am, as the instrument holds it.
        let held = Value::Wavelength(Wavelength::from_nm(1550.11612));
        assert_eq!(TypedUnit::Terahertz.shown(held).as_deref(), Some("193.4 THz"));
        assert_eq!(TypedUnit::Milliwatt.shown(held), None, "of another kind");
    }

    #[test]
    fn what_is_refused_is_refused_in_the_unit_that_was_typed() {
        let asked = parse_wavelength("1550GHz").unwrap();
        let why = NotAllowed::Wavelength { asked, nearest: Wavelength::from_nm(LONGEST_NM) };
        assert_eq!(
            TypedUnit::Gigahertz.refused(&why).unwrap(),
            "1550 GHz is outside 178447.892 to 241768.111 GHz; the nearest is 178447.892 GHz"
        );
        let nearest = parse_wavelength("178447.892GHz").unwrap().nm();
        assert!(nearest <= LONGEST_NM && LONGEST_NM - nearest < 1e-4, "{nearest}");
        assert_eq!(TypedUnit::Milliwatt.refused(&why), None);
        let power = parse_power("20mW").unwrap();
        let why = NotAllowed::Power(PowerRefused::AboveCap { laser: LaserId::FIRST, power, cap: Dbm(10.0) });
        assert!(
            TypedUnit::Milliwatt
                .refused(&why)
                .unwrap()
                .starts_with("20 mW is above the cap of 10 mW for laser 1;")
        );
    }
}
