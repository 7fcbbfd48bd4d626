//! Numbers as they stand on the screen: fixed decimals, the sign kept.

use std::time::Duration;

use crate::core::parameter::Value;
use crate::core::units::Power;

/// A power with two decimals and its sign; words where there is none.
pub(crate) fn power(dbm: f32) -> String {
    if dbm.is_finite() { format!("{dbm:+.2}") } else { plain(dbm) }
}

/// A power with two decimals, without a plus; words where there is none.
pub(crate) fn plain(dbm: f32) -> String {
    match dbm {
        dbm if dbm.is_nan() => "-".into(),
        f32::NEG_INFINITY => "no light".into(),
        f32::INFINITY => "over".into(),
        dbm => format!("{dbm:.2}"),
    }
}

/// A difference with two decimals and its sign; a dash where one of the two is no number.
pub(crate) fn change(db: f32) -> String {
    if db.is_finite() { format!("{db:+.2}") } else { "-".into() }
}

/// A level of a trace with three decimals; words where there is none.
pub(crate) fn level(db: f32) -> String {
    match db {
        db if db.is_nan() => "no number".into(),
        f32::NEG_INFINITY => "no light".into(),
        db => format!("{db:.3}"),
    }
}

/// In place of the unit of a power that may be in dBm or in mW.
pub(crate) const UNSURE: &str = "dBm?";
/// What that means and what settles it.
pub(crate) const SETTLES: &str = "? dBm or mW: set it once to settle";

/// A value in its column: number and unit.
pub(crate) fn value(value: Option<Value>) -> (String, &'static str) {
    let Some(value) = value else { return ("-".into(), "") };
    match value {
        Value::Sampling(step) => (at_least(step.pm(), 3), "pm"),
        Value::Wavelength(wavelength) => (at_least(wavelength.nm(), 3), "nm"),
        Value::Power(Power::Known(power)) => (format!("{:.2}", power.0), "dBm"),
        Value::Power(Power::Unsure(number)) => (format!("{number:.2}"), UNSURE),
        Value::Speed(speed) => (speed.to_string(), "nm/s"),
        Value::Laser(None) => ("none".into(), ""),
        Value::Laser(Some(_)) | Value::Trigger(_) | Value::Choice(_) | Value::Stabilization { .. } => {
            (value.to_string(), "")
        }
    }
}

/// So many decimals, or more if the value has them.
fn at_least(number: f64, decimals: usize) -> String {
    let all = number.to_string();
    let has = all.split_once('.').map_or(0, |(_, after)| after.len());
    if has > decimals { all } else { format!("{number:.decimals$}") }
}

/// A count in groups of three.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// A round trip: microseconds or milliseconds.
pub(crate) fn round_trip(time: Duration) -> String {
    match time.as_micros() {
        micros @ 0..1000 => format!("{micros} µs"),
        1000..1_000_000 => format!("{:.1} ms", time.as_secs_f64() * 1e3),
        _ => duration(time),
    }
}

/// A time for people: `4.6 s`, `2 min 5 s`, `3 h 20 min`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::units::Wavelength;

    #[test]
    fn columns_keep_their_decimals_and_lose_none() {
        let nm = |nm| value(Some(Value::Wavelength(Wavelength::from_nm(nm)))).0;
        assert_eq!(nm(1550.0), "1550.000");
        assert_eq!(nm(1_550.123_45), "1550.12345");
        assert_eq!(power(-5.0), "-5.00");
        for (odd, words) in [(f32::NEG_INFINITY, "no light"), (f32::INFINITY, "over"), (f32::NAN, "-")] {
            assert_eq!((power(odd).as_str(), plain(odd).as_str(), change(odd).as_str()), (words, words, "-"));
        }
        assert_eq!(grouped(940_001), "940 001");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 5 s");
    }
}
