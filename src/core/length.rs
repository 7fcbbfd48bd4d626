//! Lengths of what light goes through.

use super::typed_number::{BadValue, number_and_unit};

/// A length, m; above 0.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Length(f64);

impl Length {
    /// The length in metres.
    pub const fn m(self) -> f64 {
        self.0
    }
}

impl std::str::FromStr for Length {
    type Err = BadValue;

    /// With its unit: 400 might be meant in any.
    fn from_str(typed: &str) -> Result<Self, BadValue> {
        let bad = || BadValue::new(typed, "a length with its unit", "400um or 1.2mm");
        let (number, unit) = number_and_unit(typed).ok_or_else(bad)?;
        let metres = match unit.as_str() {
            "um" | "µm" | "μm" => number * 1e-6,
            "mm" => number * 1e-3,
            "cm" => number * 1e-2,
            "m" => number,
            _ => return Err(bad()),
        };
        if metres > 0.0 { Ok(Self(metres)) } else { Err(bad()) }
    }
}

impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} µm", super::units::tidy(self.0 * 1e6, 1e6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_has_its_unit() {
        for (typed, um) in
            [("400um", 400.0), ("0.4 mm", 400.0), ("1.5µm", 1.5), ("2cm", 20_000.0), ("1e-3m", 1000.0)]
        {
            let length: Length = typed.parse().unwrap();
            assert!((length.m() * 1e6 - um).abs() < 1e-9 * um, "{typed}");
            assert_eq!(length.to_string(), format!("{um} µm"), "{typed}");
        }
        for typed in ["400", "-1mm", "0um", "nanmm", "mm", "1nm", "1km"] {
            let refused = typed.parse::<Length>().unwrap_err().to_string();
            assert!(refused.contains("is not a length with its unit; type it like 400um"), "{refused}");
        }
    }
}
