//! SCPI's numbers: any of NR1, NR2, NR3 in, all the digits that are needed out.

/// SCPI's not-a-number.
const NAN: f64 = 9.91e37;
/// SCPI's infinity; either sign.
const INFINITY: f64 = 9.9e37;

/// Reads an answer that must be one number. Not-a-number and the infinities come out as such.
pub fn read(answer: &str) -> Option<f64> {
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

/// Reads an answer that must be a whole number; `3`, `+3` and `3.000E+000` are the same.
pub fn read_whole(answer: &str) -> Option<u32> {
    let number = read(answer)?;
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
}

/// Reads an answer that must be on or off.
pub fn read_flag(answer: &str) -> Option<bool> {
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
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in -1e30f64..1e30) {
            prop_assert_eq!(read(&value.to_string()), Some(value));
            prop_assert_eq!(read(&format!("{value:e}")), Some(value));
        }

        #[test]
        fn rubbish_never_panics(text in "\\PC{0,40}") {
            let _ = (read(&text), read_whole(&text), read_flag(&text));
        }
    }
}
