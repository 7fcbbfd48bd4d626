//! How many digits of a number people see: two of its standard deviation, and of the number as far as these reach. Files
//! have every digit.

/// The place of the last digit that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digits {
    /// So many stand behind the point.
    Behind(usize),
    /// The last so many before the point are zeros.
    Before(u8),
}

/// A double knows no more digits than these.
const KNOWN: i32 = 15;
/// Nobody reads more than so many behind the point.
const MOST: i32 = 15;

/// How often a number can be divided by ten, with so many digits: of 0.0996 with two of them it is -1.
fn exponent(number: f64, digits: usize) -> Option<i32> {
    let written = format!("{:.*e}", digits - 1, number.abs());
    let (_, exponent) = written.split_once('e')?;
    exponent.parse().ok().filter(|_| number.is_finite() && number != 0.0)
}

impl Digits {
    /// As far as a standard deviation reaches; `None` where there is none, or one of nothing.
    pub(crate) fn of(value: f64, sigma: Option<f64>) -> Option<Self> {
        let last = exponent(sigma.filter(|sigma| *sigma > 0.0)?, 2)? - 1;
        // No digit is behind the last that a double has.
        let known = exponent(value, 1).map_or(-MOST, |first| first + 1 - KNOWN);
        Some(Self::at(last.max(known).max(-MOST)))
    }

    /// As far as a number reaches of which no standard deviation is known: no further than `grain`, which is what its data
    /// are told apart by, and not behind so many decimals. A grain of nothing says nothing.
    pub(crate) fn told(decimals: usize, grain: Option<f64>) -> Self {
        let most = -i32::try_from(decimals).unwrap_or(MOST);
        let last = grain.and_then(|grain| exponent(grain, 1));
        Self::at(last.map_or(most, |last| last.max(most)))
    }

    /// The digit that stands for so many powers of ten.
    fn at(power: i32) -> Self {
        match u8::try_from(power) {
            Ok(zeros) => Self::Before(zeros),
            Err(_) => Self::Behind(usize::try_from(-power).unwrap_or(0)),
        }
    }

    /// A number with these digits.
    pub(crate) fn words(self, number: f64) -> String {
        let written = match self {
            Self::Behind(decimals) => format!("{number:.decimals$}"),
            Self::Before(zeros) => {
                let step = 10f64.powi(i32::from(zeros));
                format!("{:.0}", (number / step).round() * step)
            }
        };
        // Less than nothing by less than the last digit is nothing.
        match written.strip_prefix('-') {
            Some(rest) if !rest.contains(|c: char| c.is_ascii_digit() && c != '0') => rest.to_owned(),
            Some(_) | None => written,
        }
    }

    /// A bound with these digits: what is more than this is so for certain, so it is not rounded up.
    fn least(self, number: f64) -> String {
        /// What is a digit but for the last bits of a double is that digit.
        const BITS: f64 = 1e-9;
        let step = self.step();
        self.words((number / step + BITS).floor() * step)
    }

    /// What its last digit counts.
    fn step(self) -> f64 {
        match self {
            Self::Behind(decimals) => 10f64.powi(-i32::try_from(decimals).unwrap_or(MOST)),
            Self::Before(zeros) => 10f64.powi(i32::from(zeros)),
        }
    }

    /// A standard deviation with these digits: what is less than the last one is one of it, never nothing.
    pub(crate) fn sigma(self, sigma: f64) -> String {
        self.words(sigma.max(self.step()))
    }

    /// A number in so many columns: as many digits behind the point as there is room for.
    pub(crate) fn within(self, number: f64, columns: usize) -> String {
        let written = self.words(number);
        match self {
            Self::Behind(decimals) if decimals > 0 && written.len() > columns => {
                Self::Behind(decimals.saturating_sub(written.len() - columns)).words(number)
            }
            Self::Behind(_) | Self::Before(_) => written,
        }
    }
}

/// A number of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    /// As files have it.
    pub(crate) value: f64,
    /// What people see of it.
    pub(crate) digits: Digits,
    /// What it says.
    pub(crate) kind: Kind,
}

/// What a number of a table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// How much something is.
    Plain,
    /// How much it is at least.
    Least,
    /// A standard deviation: one of nothing is none, to people.
    Sigma,
}

/// What stands before a number that is the least that something can be. Where there is only ASCII, the screen has `>=`.
pub(crate) const LEAST: &str = "≥ ";

impl Number {
    /// With so many decimals to people.
    pub(crate) const fn plain(value: f64, decimals: usize) -> Self {
        Self { value, digits: Digits::Behind(decimals), kind: Kind::Plain }
    }

    /// For people in so many columns.
    pub(crate) fn within(self, columns: usize) -> String {
        match self.kind {
            Kind::Plain | Kind::Sigma => self.digits.within(self.value, columns),
            Kind::Least => {
                let room = columns.saturating_sub(LEAST.chars().count());
                format!("{LEAST}{}", self.digits.within(self.value, room))
            }
        }
    }

    /// For people; nothing where there is nothing to tell.
    pub(crate) fn shown(self) -> String {
        match self.kind {
            Kind::Plain => self.digits.words(self.value),
            Kind::Least => format!("{LEAST}{}", self.digits.least(self.value)),
            Kind::Sigma if self.value > 0.0 => self.digits.sigma(self.value),
            Kind::Sigma => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(value: f64, sigma: f64) -> (String, String) {
        let digits = Digits::of(value, Some(sigma)).unwrap();
        (digits.words(value), digits.sigma(sigma))
    }

    /// What stands behind the point.
    fn behind(words: &str) -> usize {
        words.split_once('.').map_or(0, |(_, rest)| rest.len())
    }

    #[test]
    fn numbers_end_where_the_second_digit_of_their_sigma_does() {
        for (value, sigma, wanted) in [
            (1_550.123_456_7, 0.000_012_3, ("1550.123457", "0.000012")),
            (123_456.0, 1234.0, ("123500", "1200")),
            (123_456.0, 12.3, ("123456", "12")),
            (0.4567, 0.0996, ("0.46", "0.10")),
            (-0.001, 0.23, ("0.00", "0.23")),
            (99.96, 9.96, ("100", "10")),
            (7.0, 1e6, ("0", "1000000")),
        ] {
            let (value, sigma) = shown(value, sigma);
            assert_eq!((value.as_str(), sigma.as_str()), wanted);
        }
        assert_eq!(shown(1550.0, 1e-20).1, "0.00000000001", "a double has no more");
        for none in [None, Some(0.0), Some(-1.0), Some(f64::NAN), Some(f64::INFINITY)] {
            assert_eq!(Digits::of(1.0, none), None);
        }
    }

    #[test]
    fn numbers_without_a_sigma_end_where_their_data_do() {
        for (value, decimals, grain, wanted) in [
            (1_550.012_345, 5, Some(0.0005), "1550.0123"),
            (1_550.012_345, 5, Some(1e-9), "1550.01235"),
            (15.234, 2, Some(0.05), "15.23"),
            (15.234, 2, Some(0.3), "15.2"),
            (31_234.0, 0, Some(620.0), "31200"),
            (31_234.0, 0, Some(1500.0), "31000"),
            (2.5, 2, Some(0.0), "2.50"),
            (2.5, 2, Some(f64::NAN), "2.50"),
            (2.5, 2, None, "2.50"),
        ] {
            assert_eq!(Digits::told(decimals, grain).words(value), wanted, "{value} {grain:?}");
        }
    }

    #[test]
    fn a_bound_is_not_rounded_up() {
        for (value, grain, wanted) in
            [(31.26, 0.1, "≥ 31.2"), (31.2, 0.1, "≥ 31.2"), (28.7, 4.0, "≥ 28"), (9.999, 0.01, "≥ 9.99")]
        {
            let number = Number { value, digits: Digits::told(2, Some(grain)), kind: Kind::Least };
            assert_eq!(number.shown(), wanted);
        }
    }

    #[test]
    fn a_number_is_cut_to_the_room_that_there_is_before_it_loses_its_front() {
        assert_eq!(Digits::Behind(9).within(1_550.123_456_789, 13), "1550.12345679");
        assert_eq!(Digits::Behind(9).within(1_550.123_456_789, 4), "1550");
        assert_eq!(Digits::Before(2).within(123_456.0, 3), "123500");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_what_is_known(
            value in -1e6..1e6f64, first in 1.0..10.0f64, power in -7i32..6,
        ) {
            let sigma = first * 10f64.powi(power);
            let (words, unsure) = shown(value, sigma);
            prop_assert_eq!(behind(&words), behind(&unsure), "{} ± {}", words, unsure);
            let (read, read_sigma): (f64, f64) = (words.parse().unwrap(), unsure.parse().unwrap());
            prop_assert!(read_sigma > 0.0);
            // Half of a digit of two is a twentieth at the most, and so is what rounding takes from the number.
            prop_assert!((read_sigma - sigma).abs() <= 0.05 * sigma * (1.0 + 1e-9), "{} of {}", unsure, sigma);
            prop_assert!((read - value).abs() <= 0.05 * sigma * (1.0 + 1e-6) + 1e-9 * sigma, "{} of {}", words, value);
            let told = unsure.trim_start_matches(['0', '.']).replace('.', "");
            let told = if unsure.contains('.') { told.len() } else { told.trim_end_matches('0').len() };
            prop_assert!(told <= 2 && (!unsure.contains('.') || told == 2), "{}", unsure);
        }
    }
}
