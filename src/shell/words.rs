//! The words of the command line, before clap sees them.

use std::ffi::OsString;

/// The same words, where a negative number with its unit is two: clap takes `-3dBm` for options, and `-3` for a number.
pub(super) fn split(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut split = Vec::new();
    let mut in_set = false;
    for word in words {
        if let Some((number, unit)) = word.to_str().filter(|_| in_set).and_then(number_and_unit) {
            split.extend([number.into(), unit.into()]);
        } else {
            in_set |= word == "set";
            split.push(word);
        }
    }
    split
}

/// A negative number, and the letters behind it.
fn number_and_unit(word: &str) -> Option<(&str, &str)> {
    let digits = word.strip_prefix('-')?;
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.').then_some(())?;
    let is_number = |&end: &usize| word.get(..end).is_some_and(|number| number.parse::<f64>().is_ok());
    let end = (2..word.len()).rev().find(is_number)?;
    word[end..].starts_with(char::is_alphabetic).then(|| word.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_number_with_its_unit_is_two_words_and_an_option_stays_one() {
        for (typed, meant) in [
            ("ctp10 set laser 1 power -3dBm --yes", "ctp10 set laser 1 power -3 dBm --yes"),
            ("ctp10 set laser 1 power -.5e1dBm", "ctp10 set laser 1 power -.5e1 dBm"),
            ("ctp10 set laser 1 power -3 dBm", "ctp10 set laser 1 power -3 dBm"),
            ("ctp10 set laser 1 power -h", "ctp10 set laser 1 power -h"),
            ("ctp10 get -3dBm", "ctp10 get -3dBm"),
            ("ctp10 set -inf -3-4 -- -é", "ctp10 set -inf -3-4 -- -é"),
        ] {
            let words = split(typed.split(' ').map(OsString::from));
            assert_eq!(words, meant.split(' ').map(OsString::from).collect::<Vec<_>>(), "{typed}");
        }
    }
}
