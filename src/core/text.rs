//! The one door for text from outside: whatever an instrument, a file or a paste contains, what comes
//! out of here cannot move a cursor, change a colour, turn the line around or shift what stands behind it.
//!
//! An allow-list by Unicode's general categories: what is not known to be harmless is shown as a sign for it.

use std::path::Path;

use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// This program and its version, as files say it.
pub(crate) const PROGRAM: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

/// Stands for a character that is not let through.
const REPLACED: char = '\u{fffd}';
/// Combining marks on one letter; more of them pile up over the lines around.
const MARKS: usize = 2;

/// Words that are searched for, in any order, in small or capital letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SearchWords(Vec<String>);

impl SearchWords {
    /// Those of what was typed.
    pub(crate) fn of(typed: &str) -> Self {
        Self(typed.to_lowercase().split_whitespace().map(str::to_owned).collect())
    }

    /// Whether nothing is searched for: then they are in every text.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all of them are in a text.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.are_in_lowercase(&text.to_lowercase())
    }

    /// The same for a text that is in small letters already.
    pub(crate) fn are_in_lowercase(&self, text: &str) -> bool {
        self.0.iter().all(|word| text.contains(word))
    }
}

/// What becomes of a character.
enum CharacterKind {
    /// It stands for itself.
    Sign,
    /// It stands on the one before it.
    Mark,
    /// Any width of nothing.
    Space,
    /// Not let through.
    Other,
}

/// Lets letters, numbers, punctuation, symbols and spaces through, and two combining marks on each. Control
/// characters become their pictures, everything else U+FFFD.
pub fn clean(outside: &str) -> String {
    clean_chars(outside.chars(), outside.len())
}

/// A path as people read it.
pub(crate) fn clean_path(path: &Path) -> String {
    clean(&path.display().to_string())
}

fn clean_chars(outside: impl Iterator<Item = char>, bytes: usize) -> String {
    let mut shown = String::with_capacity(bytes);
    // Marks that may still come.
    let mut marks = 0;
    for c in outside {
        let (sign, marks_behind) = match kind(c) {
            CharacterKind::Sign => (c, MARKS),
            CharacterKind::Mark if marks > 0 => (c, marks - 1),
            CharacterKind::Space => (' ', 0),
            CharacterKind::Mark | CharacterKind::Other => (picture(c).unwrap_or(REPLACED), 0),
        };
        shown.push(sign);
        marks = marks_behind;
    }
    shown
}

/// The same for text of several lines, which it keeps.
pub fn clean_lines(outside: &str) -> String {
    outside
        .split('\n')
        .map(|line| clean(line.strip_suffix('\r').unwrap_or(line)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What the system or a library says of a failure, for people: clean, and without the system's number for it.
pub(crate) fn said(error: &(impl std::fmt::Display + ?Sized)) -> String {
    clean(&without_numbers(&error.to_string()))
}

/// The same words without the system's numbers, such as `(os error 2)`: those are for programmers.
pub(crate) fn without_numbers(words: &str) -> String {
    let mut parts = words.split(" (os error ");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')') {
            Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
                shown.push_str(rest);
            }
            Some(_) | None => shown.extend([" (os error ", part]),
        }
    }
    shown
}

/// The same for bytes that should have been text.
pub(crate) fn clean_bytes(outside: &[u8]) -> String {
    clean(&String::from_utf8_lossy(outside))
}

/// A name as it is typed where a blank ends a word.
pub(crate) fn one_word(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
}

/// A number with decimals without those at its end that say nothing.
pub(crate) fn without_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// The same for a place of so many columns; what is cut off is marked with `…`. What is far behind the end of the place
/// is not looked at: an answer may have a million characters.
pub fn clip(outside: &str, columns: usize) -> String {
    // Two letters that are drawn as one, each with its marks, take a column at least.
    let most = (columns + 1) * 2 * (1 + MARKS);
    let mut shown = clean_chars(outside.chars().take(most), most.min(outside.len()));
    if shown.width() <= columns {
        return shown;
    }
    while shown.width() + 1 > columns && shown.pop().is_some() {}
    if columns > 0 {
        shown.push('…');
    }
    shown
}

/// The longest name that is compared with those there are: the time grows with its length, and what is longer is like
/// none.
pub(crate) const LIKELY: usize = 64;

/// So many names that are most like this one, the most like it first; none for what is too long to be a name.
pub(crate) fn nearest<'a>(unknown: &str, names: impl Iterator<Item = &'a str>, count: usize) -> Vec<&'a str> {
    if unknown.chars().nth(LIKELY).is_some() {
        return Vec::new();
    }
    let mut names: Vec<&str> = names.collect();
    names.sort_by_cached_key(|name| strsim::osa_distance(unknown, name));
    names.truncate(count);
    names
}

/// The name that was meant by one that is like it: a slip or two away. None where they are all others.
pub(crate) fn likely<'a>(unknown: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = nearest(unknown, names, 1).pop()?;
    let slips = (unknown.chars().count() / 3).clamp(1, 3);
    (strsim::osa_distance(unknown, near) <= slips).then_some(near)
}

/// The picture of a control character of ASCII.
fn picture(c: char) -> Option<char> {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        _ => None,
    }
}

fn kind(c: char) -> CharacterKind {
    // Nearly everything that comes.
    if c.is_ascii() {
        return if c.is_ascii_control() { CharacterKind::Other } else { CharacterKind::Sign };
    }
    // Letters, symbols and marks that show nothing, or that change how the one before them looks.
    if matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fffc}' | '\u{16fe4}'
        | '\u{1d159}' | '\u{e0000}'..='\u{e0fff}')
    {
        return CharacterKind::Other;
    }
    #[expect(clippy::wildcard_enum_match_arm, reason = "which categories there are is Unicode's")]
    match get_general_category(c) {
        Category::NonspacingMark | Category::EnclosingMark | Category::SpacingMark => CharacterKind::Mark,
        Category::SpaceSeparator => CharacterKind::Space,
        Category::Control
        | Category::Format
        | Category::LineSeparator
        | Category::ParagraphSeparator
        | Category::PrivateUse
        | Category::Surrogate
        | Category::Unassigned => CharacterKind::Other,
        // Letters that join the one before them take no room of their own either.
        _ if c.width() == Some(0) => CharacterKind::Mark,
        _ => CharacterKind::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_takes_no_more_than_it_has_room_for() {
        let long = "e\u{301}\u{302}".repeat(1 << 20);
        let shown = clip(&long, 10);
        assert_eq!(shown, format!("{}…", "e\u{301}\u{302}".repeat(9)));
        assert_eq!(
            (clip("abc", 3), clip("abcd", 3), clip("", 0)),
            ("abc".into(), "ab…".into(), String::new())
        );
    }

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        let shown = clean("a\u{1b}[2J\r\n\u{7f}\u{9b}31m\u{202e}b µ");
        assert_eq!(shown, "a␛[2J␍␊␡\u{fffd}31m\u{fffd}b µ");
        assert_eq!(clean_lines("a\u{1b}\r\nb"), "a␛\nb");
    }

    #[test]
    fn what_is_not_known_to_be_harmless_is_replaced() {
        let ranges = [
            '\u{80}'..='\u{9f}',
            '\u{ad}'..='\u{ad}',
            '\u{34f}'..='\u{34f}',
            '\u{61c}'..='\u{61c}',
            '\u{115f}'..='\u{1160}',
            '\u{180b}'..='\u{180f}',
            '\u{200b}'..='\u{200f}',
            '\u{2028}'..='\u{202e}',
            '\u{2060}'..='\u{2069}',
            '\u{2800}'..='\u{2800}',
            '\u{3164}'..='\u{3164}',
            '\u{e000}'..='\u{f8ff}',
            '\u{fe00}'..='\u{fe0f}',
            '\u{feff}'..='\u{feff}',
            '\u{ffa0}'..='\u{ffa0}',
            '\u{fff0}'..='\u{fffc}',
            '\u{e0000}'..='\u{e007f}',
            '\u{e0100}'..='\u{e01ef}',
            '\u{f0000}'..='\u{10ffff}',
        ];
        for c in ranges.into_iter().flatten() {
            assert_eq!(clean(&format!("a{c}b")), "a\u{fffd}b", "U+{:04X}", u32::from(c));
        }
        assert_eq!(clean("a\u{a0}b\u{3000}c"), "a b c");
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "Ring 3, 1550.12 nm ±0.5 µm",
            "Größe λ/4 → 3 dB",
            "测试 テスト 시험",
            "é e\u{301} q\u{307}\u{323}",
            "😀 ⣿ ░ €",
        ] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn marks_do_not_pile_up() {
        let tower = format!("a{}b", "\u{301}".repeat(1000));
        let shown = clean(&tower);
        assert_eq!(shown.chars().filter(|&c| c == '\u{301}').count(), 2);
        // Vowels of Hangul take no room: without end they are the same tower.
        let vowels = clean(&"\u{1161}".repeat(100));
        assert!(!vowels.contains('\u{1161}'), "nothing stands below them");
    }

    #[test]
    fn a_place_is_never_wider_than_it_is() {
        assert_eq!(clip("T100S-HP", 24), "T100S-HP");
        assert_eq!(clip("abcdef", 4), "abc…");
        assert_eq!(clip("测试测试", 4), "测…");
        assert_eq!(clip("ab", 0), "");
    }

    #[test]
    fn the_numbers_of_the_system_are_not_for_people() {
        let error = std::io::Error::from_raw_os_error(2);
        assert!(error.to_string().contains("os error"), "{error}");
        assert!(!said(&error).contains("os error") && !said(&error).is_empty(), "{}", said(&error));
        for (words, shown) in [
            ("a (os error 2): b (os error 111)", "a: b"),
            ("(os error 2)", "(os error 2)"),
            ("a (os error x) (os error 1", "a (os error x) (os error 1"),
        ] {
            assert_eq!(without_numbers(words), shown);
        }
    }

    proptest! {
        #[test]
        fn every_character_takes_room_or_stands_on_one_that_does(text in any::<String>(), columns in 0usize..30) {
            let shown = clean(&text);
            let mut without = 0;
            for c in shown.chars() {
                without = if c.width() == Some(0) { without + 1 } else { 0 };
                prop_assert!(without <= MARKS && !c.is_control() && c.width().is_some());
            }
            prop_assert_eq!(clean(&shown), shown, "twice is as once");
            prop_assert!(clip(&text, columns).width() <= columns);
        }
    }

    #[test]
    fn a_place_of_one_column_is_enough_for_the_mark() {
        assert_eq!((clip("abc", 1), clip("a", 1), clip("ab", 2)), ("…".into(), "a".into(), "ab".into()));
        // Two letters that are drawn as one: more characters than columns.
        let flags = "🇪🇺".repeat(4);
        assert_eq!(clip(&flags, 8), flags);
    }
}
