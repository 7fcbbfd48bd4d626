//! Program messages: units between `;`, headers, parameters, numbers with units.

use super::error::{self, Code};
use crate::core::cast::whole_u32;

/// A node of a header as typed: its letters in upper case and its number, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) suffix: Option<u32>,
}

/// One unit of a program message with its full path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The path from the root; a common command is one node that begins with `*`.
    pub(crate) nodes: Vec<Node>,
    pub(crate) query: bool,
    pub(crate) parameters: Vec<String>,
}

/// Takes a program message apart. A unit without a leading colon continues the path of the one before it.
pub(crate) fn units(message: &str) -> Vec<Result<Unit, Code>> {
    let mut path: Vec<Node> = Vec::new();
    message
        .split(';')
        .map(str::trim)
        .filter(|unit| !unit.is_empty())
        .map(|text| {
            let unit = unit(text, &path)?;
            if !unit.nodes[0].name.starts_with('*') {
                path = unit.nodes[..unit.nodes.len() - 1].to_vec();
            }
            Ok(unit)
        })
        .collect()
}

fn unit(text: &str, path: &[Node]) -> Result<Unit, Code> {
    if !text.bytes().all(|b| (b' '..=b'~').contains(&b) || b == b'\t') {
        return Err(error::INVALID_CHARACTER);
    }
    let (header, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    let (header, query) = match header.strip_suffix('?') {
        Some(header) => (header, true),
        None => (header, false),
    };
    let nodes = if let Some(common) = header.strip_prefix('*') {
        vec![Node { name: format!("*{}", common.to_ascii_uppercase()), suffix: None }]
    } else {
        let (mut nodes, relative) = match header.strip_prefix(':') {
            Some(absolute) => (Vec::new(), absolute),
            None => (path.to_vec(), header),
        };
        for text in relative.split(':') {
            nodes.push(node(text)?);
        }
        nodes
    };
    let rest = rest.trim();
    let parameters = if rest.is_empty() {
        Vec::new()
    } else {
        rest.split(',').map(|parameter| parameter.trim().to_ascii_uppercase()).collect()
    };
    Ok(Unit { nodes, query, parameters })
}

fn node(text: &str) -> Result<Node, Code> {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[letters.len()..];
    if letters.is_empty() || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(error::SYNTAX);
    }
    let suffix = match digits {
        "" => None,
        digits => Some(digits.parse().map_err(|_| error::SUFFIX_OUT_OF_RANGE)?),
    };
    Ok(Node { name: letters.to_ascii_uppercase(), suffix })
}

/// Reads a number with one of these units; without a unit it is in the first.
pub(crate) fn number<U: Copy>(parameter: &str, units: &[(&str, U)]) -> Result<(f64, U), Code> {
    // An `E` belongs to the number only where digits follow it.
    let bytes = parameter.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let exponent = bytes[end] == b'E'
            && bytes[end + 1..].iter().find(|b| !matches!(b, b'+' | b'-')).is_some_and(u8::is_ascii_digit);
        if !(bytes[end].is_ascii_digit() || b"+-.".contains(&bytes[end]) || exponent) {
            break;
        }
        end += 1;
    }
    if end == 0 {
        return Err(if parameter.is_empty() { error::MISSING_PARAMETER } else { error::DATA_TYPE });
    }
    let value: f64 = parameter[..end].parse().map_err(|_| error::NUMERIC_DATA)?;
    if !value.is_finite() {
        return Err(error::OUT_OF_RANGE);
    }
    let unit = parameter[end..].trim();
    match (unit, units) {
        ("", [(_, first), ..]) => Ok((value, *first)),
        (unit, [_, _, ..]) => {
            let known = units.iter().find(|(name, _)| *name == unit).ok_or(error::INVALID_UNIT)?;
            Ok((value, known.1))
        }
        _ => Err(error::UNIT_NOT_ALLOWED),
    }
}

/// Reads a number that takes no unit.
pub(crate) fn plain(parameter: &str) -> Result<f64, Code> {
    number(parameter, &[("", ())]).map(|(value, ())| value)
}

/// Reads a whole number within limits.
pub(crate) fn whole(parameter: &str, least: u32, most: u32) -> Result<u32, Code> {
    let value = plain(parameter)?.round();
    if (f64::from(least)..=f64::from(most)).contains(&value) {
        Ok(whole_u32(value))
    } else {
        Err(error::OUT_OF_RANGE)
    }
}

/// Whether this is that word, written as SCPI writes words: in full or its capitals alone.
fn is_word(parameter: &str, word: &str) -> bool {
    let short = || word.bytes().filter(|b| !b.is_ascii_lowercase());
    parameter.eq_ignore_ascii_case(word) || parameter.bytes().eq(short())
}

/// Reads one of these words, in its long or its short form, or the number that stands for it.
pub(crate) fn choice<T: Copy>(parameter: &str, choices: &[(&str, T)]) -> Result<T, Code> {
    let known = choices.iter().find(|(word, _)| is_word(parameter, word));
    known.map(|(_, value)| *value).ok_or(match parameter {
        "" => error::MISSING_PARAMETER,
        _ => error::ILLEGAL_VALUE,
    })
}

/// The words for on and off.
pub(crate) const ON_OFF: [(&str, bool); 4] = [("ON", true), ("OFF", false), ("1", true), ("0", false)];

/// Writes a number as the instrument does: NR3 with a three-digit exponent.
pub(crate) fn nr3(value: f64) -> String {
    if value.is_nan() {
        return "9.91000000E+037".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "9.90000000E+037" } else { "-9.90000000E+037" }.into();
    }
    let text = format!("{value:.8E}");
    let (mantissa, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}E{sign}{:03}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_without_a_colon_goes_on_from_where_the_last_one_was() {
        let units: Vec<Unit> = units(":INIT:WAV:STAR 1500 NM;STOP 1600NM;*OPC?;SAMP?;:ABOR")
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let path = |unit: &Unit| unit.nodes.iter().map(|n| n.name.clone()).collect::<Vec<_>>().join(":");
        let paths: Vec<String> = units.iter().map(path).collect();
        assert_eq!(paths, ["INIT:WAV:STAR", "INIT:WAV:STOP", "*OPC", "INIT:WAV:SAMP", "ABOR"]);
        assert_eq!(units[0].parameters, ["1500 NM"]);
        assert!(units[3].query);
    }

    #[test]
    fn numbers_take_their_unit_with_or_without_a_space() {
        let units = [("NM", 1e-9), ("M", 1.0), ("HZ", 2.0)];
        assert_eq!(number("1550.5NM", &units), Ok((1550.5, 1e-9)));
        assert_eq!(number("1550.5 NM", &units), Ok((1550.5, 1e-9)));
        assert_eq!(number("1.55E-6M", &units), Ok((1.55e-6, 1.0)));
        assert_eq!(number("1550", &units), Ok((1550.0, 1e-9)));
        assert_eq!(number("1550KG", &units), Err(error::INVALID_UNIT));
        assert_eq!(number("ABC", &units), Err(error::DATA_TYPE));
        assert_eq!(number("1.2.3NM", &units), Err(error::NUMERIC_DATA));
        assert_eq!(plain("3DBM"), Err(error::UNIT_NOT_ALLOWED));
        assert_eq!(plain("1E999"), Err(error::OUT_OF_RANGE));
    }

    #[test]
    fn words_have_two_forms_and_nothing_in_between() {
        let words = [("WAVelength", 0), ("FREQuency", 1), ("1", 1)];
        for (typed, meant) in [("WAV", 0), ("WAVELENGTH", 0), ("FREQ", 1), ("FREQUENCY", 1), ("1", 1)] {
            assert_eq!(choice(typed, &words), Ok(meant), "{typed}");
        }
        for typed in ["WAVE", "WA", "FREQUENCYS", "2"] {
            assert_eq!(choice(typed, &words), Err(error::ILLEGAL_VALUE), "{typed}");
        }
        assert_eq!(choice("", &words), Err(error::MISSING_PARAMETER));
    }

    #[test]
    fn answers_have_a_three_digit_exponent() {
        assert_eq!(nr3(1.55e-6), "1.55000000E-006");
        assert_eq!(nr3(-5.25), "-5.25000000E+000");
        assert_eq!(nr3(0.0), "0.00000000E+000");
        assert_eq!(nr3(f64::NAN), "9.91000000E+037");
    }
}
