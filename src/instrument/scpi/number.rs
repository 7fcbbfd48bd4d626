//! SCPI's numbers: any of NR1, NR2, NR3 in, all the digits that are needed out.

use crate::core::cast::whole_u32;

/// SCPI's not-a-number.
const NAN: f64 = 9.91e37;
/// SCPI's infinity; either sign.
const INFINITY: f64 = 9.9e37;

/// Reads an answer that must be one number. Not-a-number and the infinities come out as such.
pub(crate) fn read(answer: &str) -> Option<f64> {
    let number: f64 = answer.trim().parse().ok()?;
    Some(if number.is_nan() || relative(number, NAN) {
        f64::NAN
    } else if number.abs() > INFINITY * (1.0 - 1e-6) {
        f64::INFINITY.copysign(number)
    } else {
        number
    })
}

fn relative(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6 * b
}

/// What a number from the instrument comes to: `None` where it says that it has none, or one that the quantity
/// cannot have. That is an answer; text that is no number is none.
pub(crate) type Reported<T> = Option<T>;

/// Reads a number behind which its unit may stand, after a comma: `1.0E-011,PM`. The unit in capitals.
pub(crate) fn read_with_unit(answer: &str) -> Option<(f64, Option<String>)> {
    let Some((number, unit)) = answer.split_once(',') else { return Some((read(answer)?, None)) };
    let unit = unit.trim().to_ascii_uppercase();
    let is_unit = (1..=4).contains(&unit.len()) && unit.bytes().all(|b| b.is_ascii_uppercase());
    Some((read(number)?, is_unit.then_some(Some(unit))?))
}

/// Reads an answer that must be a whole number; `3`, `+3` and `3.000E+000` are the same.
pub(crate) fn read_whole(answer: &str) -> Option<u32> {
    whole(read(answer)?)
}

/// Reads an answer that is a whole number within limits, or another number: that is none.
pub(crate) fn read_within(answer: &str, least: u32, most: u32) -> Option<Reported<u32>> {
    Some(whole(read(answer)?).filter(|n| (least..=most).contains(n)))
}

fn whole(number: f64) -> Option<u32> {
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(whole_u32(number))
}

/// A sample of a block: SCPI's not-a-number and infinities become those of float32.
pub(crate) fn sample(sample: f32) -> f32 {
    // The comparison alone in the usual case: this is done a million times in a row.
    if sample.abs() < 9.8e37 || sample.is_nan() {
        sample
    } else if relative(f64::from(sample.abs()), NAN) {
        f32::NAN
    } else {
        f32::INFINITY.copysign(sample)
    }
}

/// Reads an answer that must be on or off.
pub(crate) fn read_flag(answer: &str) -> Option<bool> {
    match answer.trim().to_ascii_uppercase().as_str() {
        "ON" => Some(true),
        "OFF" => Some(false),
        other => match read(other)? {
            1.0 => Some(true),
            0.0 => Some(false),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_is_read() {
        assert_eq!(read("1.55000000E-006"), Some(1.55e-6));
        assert_eq!(read(" -5.25 "), Some(-5.25));
        assert_eq!(read("+3"), Some(3.0));
        assert!(read("9.91E+37").unwrap().is_nan());
        assert_eq!(read("9.9E+37"), Some(f64::INFINITY));
        assert_eq!(read("-9.90000000E+037"), Some(f64::NEG_INFINITY));
        assert_eq!(read("1.5 nm"), None);
        assert_eq!(read(""), None);
        assert_eq!(read_whole("2.000E+000"), Some(2));
        assert_eq!(read_whole("2.5"), None);
        assert_eq!(read_flag("1.0"), Some(true));
        assert_eq!(read_flag("off"), Some(false));
        assert_eq!(read_flag("2"), None);
        assert_eq!(read_within("9.91E37", 0, 8), Some(None));
        assert_eq!((read_within("-1", 0, 8), read_within("8", 0, 8)), (Some(None), Some(Some(8))));
        assert_eq!(read_with_unit("1.0E-011,PM"), Some((1e-11, Some("PM".into()))));
        for answer in ["1,2", "1,PM,2", "1,", ",PM", "1 PM", "1,\u{1b}"] {
            assert_eq!(read_with_unit(answer), None, "{answer:?}");
        }
    }

    #[test]
    fn samples_of_a_block_are_numbers_that_numpy_expects() {
        for scpi in [9.91e37f32, f32::NAN] {
            assert!(sample(scpi).is_nan());
        }
        assert_eq!((sample(9.9e37), sample(-9.9e37)), (f32::INFINITY, f32::NEG_INFINITY));
        assert_eq!((sample(f32::MAX), sample(f32::NEG_INFINITY)), (f32::INFINITY, f32::NEG_INFINITY));
        assert_eq!((sample(-81.25), sample(9.7e37), sample(-0.0)), (-81.25, 9.7e37, -0.0));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in -1e30f64..1e30) {
            prop_assert_eq!(read(&value.to_string()), Some(value));
            prop_assert_eq!(read(&format!("{value:e}")), Some(value));
        }

        #[test]
        fn rubbish_never_panics(text in "\\PC{0,40}") {
            let _ = (read(&text), read_whole(&text), read_flag(&text), read_with_unit(&text));
        }
    }
}
