//! How an operator's typing becomes a number with its unit.

use super::cast::whole_u32;
use super::text::clip;
use super::units::{Dbm, Seconds, Wavelength, tidy};

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
        Self { typed: clip(typed.trim(), 40), wanted, example }
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
    fn a_time_is_read_in_the_units_that_are_asked_for() {
        let read = |typed, units: &[&str]| parse_time(typed, units).map(Seconds::get);
        for (typed, seconds) in
            [("5", 5.0), ("5ms", 0.005), (" 0.5 s", 0.5), ("10min", 600.0), ("24H", 86_400.0)]
        {
            assert_eq!(read(typed, &["", "ms", "s", "min", "h", "d"]), Some(seconds), "{typed}");
        }
        for wrong in ["5", "5ms", "7d", "s", "-1s", "NaNs", "1e300s", ""] {
            assert_eq!(read(wrong, &["s", "min"]), None, "{wrong}");
        }
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
