//! The one door for text from outside: whatever an instrument, a file or a paste contains, what comes
//! out of here cannot move a cursor, change a colour or turn the line around.

/// Makes control, escape and bidirectional characters visible as text. Everything else stays.
pub fn clean(outside: &str) -> String {
    let mut shown = String::with_capacity(outside.len());
    for c in outside.chars() {
        match c {
            '\u{0}'..='\u{1f}' => shown.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
            '\u{7f}' => shown.push('\u{2421}'),
            '\u{80}'..='\u{9f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => shown.push('\u{fffd}'),
            c => shown.push(c),
        }
    }
    shown
}

/// The same for bytes that should have been text.
pub fn clean_bytes(outside: &[u8]) -> String {
    clean(&String::from_utf8_lossy(outside))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        let shown = clean("a\u{1b}[2J\r\n\u{7f}\u{9b}31m\u{202e}b µ");
        assert_eq!(shown, "a␛[2J␍␊␡\u{fffd}31m\u{fffd}b µ");
        assert!(shown.chars().all(|c| !c.is_control()));
    }
}
