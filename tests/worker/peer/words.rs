//! Numbers within the words of a message.

pub(super) fn digits_after<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str, word: &str) -> T {
    let rest = &text[text.find(word).unwrap() + word.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().unwrap()
}

pub(super) fn laser(text: &str) -> Option<(usize, &str)> {
    let rest = text.strip_prefix(":CTP:RLASer")?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    Some((rest[..end].parse().ok()?, &rest[end..]))
}
