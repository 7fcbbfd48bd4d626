//! Names of columns of powers: one word each, and no two alike.

/// What cannot stand in a column's name.
fn word(name: &str) -> String {
    name.replace(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '/'), "_")
}

/// A word for each detector, by its name and its place: the name, and where two would have the same word, their places
/// behind it. No two places are alike, and so no two words.
pub(crate) fn distinct_words<'a>(detectors: impl Iterator<Item = (&'a str, String)>) -> Vec<String> {
    let detectors: Vec<(&str, String)> = detectors.collect();
    let plain: Vec<String> = detectors.iter().map(|(name, _)| word(name)).collect();
    let placed: Vec<String> =
        detectors.iter().map(|(name, place)| word(&format!("{name} {place}"))).collect();
    let mut words = plain.clone();
    loop {
        let count = |one: &String| words.iter().filter(|other| *other == one).count();
        let alike: Vec<bool> =
            words.iter().zip(&placed).map(|(one, placed)| count(one) > 1 && one != placed).collect();
        if !alike.contains(&true) {
            return words;
        }
        for ((one, placed), _) in words.iter_mut().zip(&placed).zip(&alike).filter(|(_, alike)| **alike) {
            one.clone_from(placed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_words_are_alike_whatever_the_names() {
        let words = |names: &[&str]| {
            let places = (1..).map(|channel| format!("4/{channel}"));
            distinct_words(names.iter().copied().zip(places))
        };
        assert_eq!(words(&["IN1", "TLS IN", "a,\"b\""]), ["IN1", "TLS_IN", "a__b_"]);
        assert_eq!(words(&["DROP", "DROP", "IN"]), ["DROP_4_1", "DROP_4_2", "IN"]);
        assert_eq!(words(&["a b", "a_b"]), ["a_b_4_1", "a_b_4_2"]);
        assert_eq!(words(&["DROP", "DROP 4/1", "DROP"]), ["DROP_4_1", "DROP_4_1_4_2", "DROP_4_3"]);
    }
}
