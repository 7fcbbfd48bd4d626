//! Wavelengths and powers as types, and how an operator's typing becomes one.

use crate::core::cast::whole_u32;
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

/// Typed text that is not the value it should be. Says what was typed and what would do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{typed:?} is not {wanted}; type it like {example}")]
pub struct BadValue {
    typed: String,
    wanted: &'static str,
    example: &'static str,
}

impl BadValue {
    pub(crate) fn new(typed: &str, wanted: &'static str, example: &'static str) -> Self {
        Self { typed: super::text::clip(typed.trim(), 40), wanted, example }
    }
}

/// Splits `1550.12 nm` into its number and its unit in lower case. `None` unless the number is finite.
pub(crate) fn number_and_unit(typed: &str) -> Option<(f64, String)> {
    let typed = typed.trim();
    let starts_unit = |(at, c): &(usize, char)| {
        let exponent = matches!(c, 'e' | 'E')
            && typed[at + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+');
        c.is_alphabetic() && !exponent || *c == '%'
    };
    let cut = typed.char_indices().find(starts_unit).map_or(typed.len(), |(at, _)| at);
    let number = typed[..cut].trim().parse::<f64>().ok().filter(|n| n.is_finite())?;
    Some((number, typed[cut..].trim().to_lowercase()))
}

/// Reads a span of time in one of these units: `ms`, `s`, `min`, `h`, `d`, or none for a bare number of seconds.
pub(crate) fn parse_time(typed: &str, units: &[&str]) -> Option<Seconds> {
    const TIMES: [(&str, f64); 6] =
        [("", 1.0), ("ms", 1e-3), ("s", 1.0), ("min", 60.0), ("h", 3600.0), ("d", 86_400.0)];
    let (number, unit) = number_and_unit(typed)?;
    let (_, seconds) = TIMES.into_iter().find(|(known, _)| *known == unit && units.contains(known))?;
    Seconds::try_from(tidy(number * seconds, 1e6)).ok()
}

/// Reads a wavelength or an optical frequency; a bare number is in nanometres.
pub(crate) fn parse_wavelength(typed: &str) -> Result<Wavelength, BadValue> {
    let bad = || BadValue::new(typed, "a wavelength", "1550.12nm or 193.4THz");
    let (number, unit) = number_and_unit(typed).ok_or_else(bad)?;
    let wavelength = match unit.as_str() {
        "" | "nm" => Wavelength::from_nm(number),
        "pm" => Wavelength::from_m(number * 1e-12),
        "um" | "µm" | "μm" => Wavelength::from_m(number * 1e-6),
        "m" => Wavelength::from_m(number),
        "thz" => Wavelength::from_thz(number),
        "ghz" => Wavelength::from_thz(number * 1e-3),
        "hz" => Wavelength::from_thz(number * 1e-12),
        _ => return Err(bad()),
    };
    if number > 0.0 { Ok(wavelength) } else { Err(bad()) }
}

/// Reads a sampling step; a bare number is in picometres.
pub(crate) fn parse_sampling(typed: &str) -> Result<Wavelength, BadValue> {
    let bad = || BadValue::new(typed, "a sampling step", "0.1pm or 50");
    let (number, unit) = number_and_unit(typed).ok_or_else(bad)?;
    let metres = match unit.as_str() {
        "" | "pm" => number * 1e-12,
        "nm" => number * 1e-9,
        "fm" => number * 1e-15,
        _ => return Err(bad()),
    };
    if number > 0.0 { Ok(Wavelength::from_m(metres)) } else { Err(bad()) }
}

/// Reads a power; a bare number is in dBm.
pub(crate) fn parse_power(typed: &str) -> Result<Dbm, BadValue> {
    let bad = || BadValue::new(typed, "a power", "3dBm or 2mW");
    let (number, unit) = number_and_unit(typed).ok_or_else(bad)?;
    match unit.as_str() {
        "" | "dbm" => Ok(Dbm(number)),
        "mw" if number > 0.0 => Ok(Dbm::from_mw(number)),
        "uw" | "µw" | "μw" if number > 0.0 => Ok(Dbm::from_mw(number * 1e-3)),
        "w" if number > 0.0 => Ok(Dbm::from_mw(number * 1e3)),
        _ => Err(bad()),
    }
}

/// Reads a whole number with an optional unit, which must be `unit` if there is one.
pub(crate) fn parse_whole(
    typed: &str,
    unit: &str,
    wanted: &'static str,
    example: &'static str,
) -> Result<u32, BadValue> {
    match number_and_unit(typed) {
        Some((n, u)) if (u.is_empty() || u == unit) && n.fract() == 0.0 && (0.0..1e9).contains(&n) => {
            Ok(whole_u32(n))
        }
        _ => Err(BadValue::new(typed, wanted, example)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wavelengths_are_read_with_any_unit_and_kept_to_the_digit() {
        for (typed, nm) in [
            ("1550.12345", 1_550.123_45),
            (" 1550.12345 nm ", 1_550.123_45),
            ("1550123.45pm", 1_550.123_45),
            ("1.55012345e-6m", 1_550.123_45),
            ("1.5 UM", 1500.0),
        ] {
            assert_eq!(parse_wavelength(typed).map(Wavelength::nm), Ok(nm), "{typed}");
        }
        let c_band = parse_wavelength("193.4THz").unwrap();
        assert!((c_band.nm() - 1550.116).abs() < 1e-3, "{c_band}");
        assert_eq!(parse_wavelength("193400 GHz").unwrap().nm(), c_band.nm());
    }

    #[test]
    fn powers_convert_and_samplings_default_to_picometres() {
        assert_eq!(parse_power("3"), Ok(Dbm(3.0)));
        assert_eq!(parse_power("-3.5 dBm"), Ok(Dbm(-3.5)));
        assert!((parse_power("2mW").unwrap().0 - 3.0103).abs() < 1e-4);
        assert_eq!(parse_sampling("0.02").unwrap().pm(), 0.02);
        assert_eq!(parse_sampling("0.05 nm").unwrap().pm(), 50.0);
    }

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
    fn rubbish_is_named_and_refused() {
        for typed in ["", "nm", "NaN", "inf", "1e999", "12 parsecs", "--3", "1,5", "0", "-1550", "\u{1b}[2J"]
        {
            let error = parse_wavelength(typed).unwrap_err().to_string();
            assert!(error.contains("is not a wavelength"), "{error}");
            assert!(!error.contains('\u{1b}'));
        }
        for typed in ["0mW", "-1mW", "NaN dBm", "3 nm"] {
            assert!(parse_power(typed).is_err(), "{typed}");
        }
        let long = parse_power(&"9".repeat(10_000)).unwrap_err().to_string();
        assert!(long.len() < 200, "{long}");
    }

    #[test]
    fn a_wavelength_is_a_frequency() {
        assert!((Wavelength::from_nm(1550.0).thz() - 193.414_489).abs() < 1e-6);
    }

    #[test]
    fn samplings_and_powers_are_read_in_each_unit() {
        let step = |typed| parse_sampling(typed).map(Wavelength::pm);
        assert_eq!((step("5"), step("0.005nm"), step("5000fm")), (Ok(5.0), Ok(5.0), Ok(5.0)));
        assert!(step("5um").is_err() && step("0pm").is_err());
        for (typed, dbm) in
            [("3", 3.0), ("3 dBm", 3.0), ("1mW", 0.0), ("1000uW", 0.0), ("100µW", -10.0), ("0.001W", 0.0)]
        {
            let read = parse_power(typed).unwrap().0;
            assert!((read - dbm).abs() < 1e-9, "{typed}: {read}");
        }
        assert!(parse_power("0mW").is_err() && parse_power("-1W").is_err() && parse_power("0uW").is_err());
    }
}
