//! The letters of the traces.

/// How many traces there are, A to H.
pub(crate) const LETTERS: usize = ALPHABET.len();

const ALPHABET: [char; 8] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

/// The letter of a trace.
///
/// # Panics
/// For a number from [`LETTERS`] on.
pub(crate) const fn letter(index: usize) -> char {
    ALPHABET[index]
}

/// The trace that a letter means, in either case.
pub(crate) fn index_of(letter: &str) -> Option<usize> {
    let mut chars = letter.chars();
    let wanted = chars.next()?.to_ascii_uppercase();
    let index = ALPHABET.iter().position(|known| *known == wanted)?;
    chars.next().is_none().then_some(index)
}
