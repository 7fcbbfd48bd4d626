//! The letters of the traces.

/// How many traces there are, A to H.
pub const LETTERS: usize = 8;
/// The letter of a trace.
pub const fn letter(index: usize) -> char {
    (b'A' + index as u8) as char
}

/// The trace that a letter means.
pub fn index_of(letter: &str) -> Option<usize> {
    let mut chars = letter.chars();
    let index = (chars.next()?.to_ascii_uppercase() as usize).checked_sub('A' as usize)?;
    (chars.next().is_none() && index < LETTERS).then_some(index)
}
