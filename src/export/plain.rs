//! Numbers as tables mostly write them, `-12.345678`, read in one pass over their bytes: three times as quick as by the
//! standard library, and the same to the last bit. What is written otherwise is left to that.

/// More digits do not fit into the numbers that are exact.
const DIGITS: u32 = 15;
/// Powers of ten that are exact.
const TENS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A kind of numbers that columns are of.
pub(super) trait Plain: Sized {
    /// The number, if it is written in few digits, with or without a point, and nothing else.
    fn plain(cell: &[u8]) -> Option<Self>;
}

impl Plain for f64 {
    fn plain(cell: &[u8]) -> Option<Self> {
        let (digits, is_negative) = match cell {
            [b'-', digits @ ..] => (digits, true),
            digits => (digits, false),
        };
        let (mut count, mut behind) = (0_u32, None);
        let mut large = 0_u64;
        for &byte in digits {
            match byte {
                b'0'..=b'9' => {
                    count += 1;
                    large = large * 10 + u64::from(byte - b'0');
                    if count > DIGITS {
                        return None;
                    }
                }
                b'.' if behind.is_none() => behind = Some(count),
                _ => return None,
            }
        }
        // A point alone is none, nor is nothing.
        if count == 0 {
            return None;
        }
        let decimals = behind.map_or(0, |before| count - before);
        // Both are exact, and so their quotient is the nearest there is.
        let value = crate::core::cast::u64_f64(large) / TENS[usize::try_from(decimals).ok()?];
        Some(if is_negative { -value } else { value })
    }
}

impl Plain for f32 {
    fn plain(cell: &[u8]) -> Option<Self> {
        /// The bits that a number of four bytes has no room for, and half of them.
        const LOST: u64 = (1 << 29) - 1;
        const HALF: u64 = 1 << 28;
        let value = f64::plain(cell)?;
        let lost = value.to_bits() & LOST;
        // Rounded twice it is what it is rounded once, but where the first time led just to the middle. Numbers too small
        // for all of their digits have other middles.
        let is_safe = lost != HALF && (value == 0.0 || value.abs() > 1e-30);
        is_safe.then(|| crate::core::cast::level_f32(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(cell: &str) {
        let (one, other): (Result<f64, _>, Result<f32, _>) = (cell.parse(), cell.parse());
        if let Some(found) = f64::plain(cell.as_bytes()) {
            assert_eq!(Ok(found.to_bits()), one.map(f64::to_bits), "{cell}");
        }
        if let Some(found) = f32::plain(cell.as_bytes()) {
            assert_eq!(Ok(found.to_bits()), other.map(f32::to_bits), "{cell}");
        }
    }

    #[test]
    fn what_is_no_plain_number_is_left() {
        for cell in
            ["", ".", "-", "1e5", "nan", "inf", "+1", "1,5", " 1", "1 ", "0x1", "1.2.3", "1234567890.1234567"]
        {
            assert_eq!((f64::plain(cell.as_bytes()), f32::plain(cell.as_bytes())), (None, None), "{cell}");
        }
        for cell in ["0", "-0", "-0.0", "1.", ".5", "-.5", "1550.123456", "16777217", "0.00000000000001"] {
            assert!(f64::plain(cell.as_bytes()).is_some(), "{cell}");
            same(cell);
        }
        // Just at the middle between two of four bytes: the standard library decides.
        assert_eq!(f32::plain(b"16777217"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn numbers_are_those_of_the_standard_library(
            negative in any::<bool>(), before in "[0-9]{0,9}", behind in "[0-9]{0,9}", point in any::<bool>(), bits in any::<u32>(),
        ) {
            let sign = if negative { "-" } else { "" };
            same(&format!("{sign}{before}{}{behind}", if point { "." } else { "" }));
            let number = f32::from_bits(bits);
            same(&format!("{number}"));
            same(&format!("{}", f64::from(number) * 1.000_000_1));
        }
    }
}
