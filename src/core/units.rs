//! Wavelengths, powers and times as types.

use std::fmt;
use std::time::Duration;

/// Speed of light in vacuum, m/s.
pub(crate) const LIGHT: f64 = 299_792_458.0;

/// A vacuum wavelength, held in metres as the instrument answers it.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Wavelength(f64);

impl Wavelength {
    /// The shortest that light in a fibre can have, m; far below the platform's.
    const SHORTEST: f64 = 1e-7;
    /// The longest, m; far above the platform's.
    const LONGEST: f64 = 1e-5;
    /// The smallest sampling step, m: a fiftieth of the platform's finest.
    const FINEST_STEP: f64 = 4e-16;
    /// The largest sampling step, m: a thousand times the platform's coarsest.
    const COARSEST_STEP: f64 = 2.5e-7;

    /// A wavelength from outside, m; `None` for a number that no wavelength can have.
    pub fn measured(metres: f64) -> Option<Self> {
        (Self::SHORTEST..=Self::LONGEST).contains(&metres).then_some(Self(metres))
    }

    /// A sampling step from outside, m; `None` for a number that no step can have.
    pub fn step(metres: f64) -> Option<Self> {
        (Self::FINEST_STEP..=Self::COARSEST_STEP).contains(&metres).then_some(Self(metres))
    }

    /// From metres.
    pub const fn from_m(metres: f64) -> Self {
        Self(metres)
    }

    /// From nanometres.
    pub fn from_nm(nm: f64) -> Self {
        Self(nm * 1e-9)
    }

    /// From an optical frequency in terahertz.
    pub(crate) fn from_thz(thz: f64) -> Self {
        Self(LIGHT / (thz * 1e12))
    }

    /// In metres.
    pub const fn m(self) -> f64 {
        self.0
    }

    /// In nanometres, cleaned of the last binary digits that the conversion from metres brings.
    pub fn nm(self) -> f64 {
        tidy(self.0 * 1e9, 1e8)
    }

    /// In picometres: the unit of samplings.
    pub(crate) fn pm(self) -> f64 {
        tidy(self.0 * 1e12, 1e6)
    }

    /// As an optical frequency in terahertz.
    pub(crate) fn thz(self) -> f64 {
        LIGHT / self.0 / 1e12
    }
}

impl fmt::Display for Wavelength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} nm", self.nm())
    }
}

/// A power level in dBm.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Dbm(pub f64);

impl Dbm {
    /// Powers beyond this, dBm, are no powers of light: the sun's is +296.
    const BEYOND: f64 = 300.0;

    /// A set power from outside, dBm; `None` for a number that no power can have.
    pub fn set(dbm: f64) -> Option<Self> {
        (-Self::BEYOND..=Self::BEYOND).contains(&dbm).then_some(Self(dbm))
    }

    /// A measured power, dBm: NaN where there is none, minus infinity for no light, plus infinity for more
    /// than can be measured. No other number is beyond what a power can be.
    #[must_use]
    pub(crate) fn measured(self) -> Self {
        if self.0.is_infinite() || Self::set(self.0).is_some() { self } else { Self(f64::NAN) }
    }

    /// From milliwatts; nothing at all is minus infinity.
    pub(crate) fn from_mw(mw: f64) -> Self {
        Self(tidy(10.0 * mw.log10(), 1e9))
    }

    /// In milliwatts.
    pub(crate) fn mw(self) -> f64 {
        10f64.powf(self.0 / 10.0)
    }
}

impl fmt::Display for Dbm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} dBm", tidy(self.0, 1e6))
    }
}

/// The unit of a laser's power on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaserUnit {
    /// dBm.
    Dbm,
    /// mW.
    Mw,
}

/// A laser's power. Lasers do not say in which unit they answer: until that is known the number may be either.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Power {
    /// Its unit is known.
    Known(Dbm),
    /// A number as it was answered, in dBm or in mW.
    Unsure(f64),
}

impl Power {
    /// Readings that differ by less are the same, dB.
    const ALIKE: f64 = 1e-3;

    /// A number as it was answered, in this unit if it is known.
    pub(crate) fn told(number: f64, unit: Option<LaserUnit>) -> Self {
        match unit {
            Some(LaserUnit::Dbm) => Self::Known(Dbm(number)),
            Some(LaserUnit::Mw) => Self::Known(Dbm::from_mw(number)),
            // 10 dBm are 10 mW.
            None if (Dbm::from_mw(number).0 - number).abs() < Self::ALIKE => Self::Known(Dbm(number)),
            None => Self::Unsure(number),
        }
    }

    /// The power, read in this unit where its own is not known.
    #[must_use]
    pub(crate) fn in_unit(self, unit: Option<LaserUnit>) -> Self {
        match self {
            Self::Known(_) => self,
            Self::Unsure(number) => Self::told(number, unit),
        }
    }

    /// The power, if its unit is known.
    pub(crate) const fn known(self) -> Option<Dbm> {
        match self {
            Self::Known(power) => Some(power),
            Self::Unsure(_) => None,
        }
    }

    /// What it may be.
    fn readings(self) -> [Dbm; 2] {
        match self {
            Self::Known(power) => [power; 2],
            Self::Unsure(number) => [Dbm(number), Dbm::from_mw(number)],
        }
    }

    /// The most that it may be; not a number if that is what it is.
    pub fn at_most(self) -> Dbm {
        let [one, other] = self.readings();
        if other > one { other } else { one }
    }

    /// The least that it may be.
    pub(crate) fn at_least(self) -> Dbm {
        let [one, other] = self.readings();
        if other < one { other } else { one }
    }

    /// Whether this is not stronger than the other one by more than so many dB, whatever either may be. Numbers
    /// of which neither's unit is known are in the same.
    pub(crate) fn is_no_more_than(self, other: Self, by: f64) -> bool {
        match (self, other) {
            (Self::Unsure(mine), Self::Unsure(its)) => mine <= its + by,
            (Self::Known(_), Self::Known(_) | Self::Unsure(_)) | (Self::Unsure(_), Self::Known(_)) => {
                self.at_most().0 <= other.at_least().0 + by
            }
        }
    }

    /// The number that stands for it.
    pub(crate) const fn number(self) -> f64 {
        let (Self::Known(Dbm(number)) | Self::Unsure(number)) = self;
        number
    }

    /// Whether both may be the same power, to the instrument's own resolution.
    pub(crate) fn agrees(self, other: Self) -> bool {
        let alike = |a: Dbm, b: Dbm| (a.0 - b.0).abs() < Self::ALIKE;
        self.readings().iter().any(|&mine| other.readings().iter().any(|&its| alike(mine, its)))
    }

    /// As a person is asked about it.
    pub(crate) fn shown(self) -> String {
        match self {
            Self::Known(power) => format!("{:.2} dBm", power.0),
            Self::Unsure(number) => {
                let number = tidy(number, 1e6);
                format!("{number} (unit unknown: {number} dBm or {number} mW)")
            }
        }
    }
}

impl From<Dbm> for Power {
    fn from(power: Dbm) -> Self {
        Self::Known(power)
    }
}

impl fmt::Display for Power {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(power) => power.fmt(f),
            Self::Unsure(number) => write!(f, "{} (dBm or mW)", tidy(*number, 1e6)),
        }
    }
}

/// A span of time in seconds: finite, not negative, at most 30 years. The only door from a computed or a read
/// number to a [`Duration`], whose own constructors panic for what is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Seconds(f64);

impl Seconds {
    /// The longest, s: 30 years. Added to any clock it is still a time.
    pub const MOST: f64 = 1e9;

    /// As a plain number.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// As a duration.
    #[expect(clippy::disallowed_methods, reason = "this type has checked the number")]
    pub(crate) fn duration(self) -> Duration {
        Duration::from_secs_f64(self.0)
    }
}

/// A number that is no span of time.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0} s is not a duration; it must be a number from 0 to 1000000000")]
pub struct NoTime(f64);

impl TryFrom<f64> for Seconds {
    type Error = NoTime;

    fn try_from(seconds: f64) -> Result<Self, NoTime> {
        // The sum makes minus zero a plain one.
        if (0.0..=Self::MOST).contains(&seconds) { Ok(Self(seconds + 0.0)) } else { Err(NoTime(seconds)) }
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Rounds away what is smaller than `1 / scale`, so that `1550.12345` prints as it was typed.
pub(crate) fn tidy(value: f64, scale: f64) -> f64 {
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_of_unknown_unit_is_what_it_may_be() {
        let power = |number, unit| Power::told(number, unit);
        let alike = |a: Dbm, b: f64| (a.0 - b).abs() < 1e-3;
        assert_eq!(power(3.0, Some(LaserUnit::Dbm)), Power::Known(Dbm(3.0)));
        assert_eq!(power(10.0, None), Power::Known(Dbm(10.0)), "10 dBm are 10 mW");
        let unsure = power(6.31, None);
        assert_eq!((unsure.known(), unsure.at_least()), (None, Dbm(6.31)));
        assert!(alike(unsure.at_most(), 8.0), "{:?}", unsure.at_most());
        assert!(alike(unsure.in_unit(Some(LaserUnit::Mw)).at_least(), 8.0));
        assert_eq!(power(0.5, None).at_most(), Dbm(0.5));
        assert_eq!(power(0.0, None).at_most(), Dbm(0.0));
        assert!(power(f64::NAN, None).at_most().0.is_nan());
        assert_eq!(unsure.shown(), "6.31 (unit unknown: 6.31 dBm or 6.31 mW)");
        assert!(unsure.agrees(Dbm(6.31).into()) && unsure.agrees(Dbm(8.0003).into()));
        assert!(unsure.is_no_more_than(unsure, 0.0) && Power::Known(Dbm(6.3)).is_no_more_than(unsure, 0.0));
        assert!(!Power::Known(Dbm(6.4)).is_no_more_than(unsure, 0.0), "it may be 6.31 dBm that was shown");
        assert!(!unsure.is_no_more_than(Dbm(7.0).into(), 0.0), "it may be 8 dBm");
        assert!(!Power::Known(Dbm(f64::NAN)).is_no_more_than(unsure, 0.0));
        assert!(!unsure.agrees(Dbm(7.0).into()) && Power::Known(Dbm(1.0)).agrees(Dbm(1.0).into()));
    }

    #[test]
    fn what_cannot_be_is_none() {
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 9.91e37, -9.9e37, -1.0, 1e300, -1e-300];
        for number in odd {
            assert!(Seconds::try_from(number).is_err(), "{number} s");
            assert_eq!((Wavelength::measured(number), Wavelength::step(number)), (None, None), "{number} m");
        }
        assert_eq!((Wavelength::measured(0.0), Wavelength::step(0.0)), (None, None));
        assert_eq!(Seconds::try_from(Seconds::MOST).unwrap().duration(), Duration::from_secs(1_000_000_000));
        assert_eq!(Seconds::try_from(-0.0).unwrap().to_string(), "0");
        for number in [f64::NAN, 9.91e37, -1e300, 300.1] {
            assert_eq!(Dbm::set(number), None, "{number} dBm");
            assert!(Dbm(number).measured().0.is_nan(), "{number} dBm");
        }
        assert_eq!(Dbm(f64::NEG_INFINITY).measured().0, f64::NEG_INFINITY);
        assert_eq!(Dbm::set(f64::INFINITY), None);
    }

    #[test]
    fn a_wavelength_is_a_frequency() {
        assert!((Wavelength::from_nm(1550.0).thz() - 193.414_489).abs() < 1e-6);
    }
}
