//! What a terminal says of itself in the environment; nothing is ever asked of it.

use crate::config::look::{Colours, Glyphs};
use crate::core::text::clean;

/// A variable of the environment, empty where it is not set.
type Says<'a> = &'a dyn Fn(&str) -> String;

/// Terminals that show any colour and have a name of their own: `COLORTERM` does not come along with ssh, `TERM` does.
const TRUE: [&str; 6] = ["direct", "kitty", "ghostty", "alacritty", "foot", "wezterm"];
/// What stands in `TERM_PROGRAM` of those that call themselves something else in `TERM`.
const PROGRAMS: [&str; 4] = ["iTerm.app", "WezTerm", "ghostty", "vscode"];

/// How many colours it has.
pub(crate) fn colours(says: Says) -> Colours {
    let term = says("TERM");
    let told = ["truecolor", "24bit"].contains(&says("COLORTERM").as_str());
    let named = TRUE.iter().any(|name| term.contains(name));
    // Consoles of Windows have any colour and no name.
    if told || named || term.is_empty() || PROGRAMS.contains(&says("TERM_PROGRAM").as_str()) {
        Colours::True
    } else if term.contains("256color") {
        Colours::Indexed
    } else {
        Colours::Sixteen
    }
}

/// Whether it has colours at all, and colours are wanted.
pub(crate) fn is_coloured(says: Says) -> bool {
    let term = says("TERM");
    says("NO_COLOR").is_empty() && term != "dumb" && !term.starts_with("vt1") && !term.starts_with("vt2")
}

/// The characters that it has no more than, by what it says of itself, and what that is; `None` where nothing speaks against
/// all of them.
pub(crate) fn limits(says: Says) -> Option<(Glyphs, String)> {
    let term = says("TERM");
    let old = ["vt1", "vt2", "vt5"].iter().any(|name| term.starts_with(name));
    // The fonts of the Linux console differ: none has braille, and those of Debian have no half blocks.
    if term == "dumb" || term == "linux" || old {
        return Some((Glyphs::Ascii, format!("TERM={term}")));
    }
    // The first of them that is set counts. Where none is, the terminal is taken for one of today.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().map(|name| (name, says(name)));
    let told = locale.into_iter().find(|(_, value)| !value.is_empty());
    let (name, value) = told.filter(|(_, value)| !is_unicode(value))?;
    Some((Glyphs::Ascii, format!("{name}={}", clean(&value))))
}

/// Whether the characters of a locale are those of Unicode.
fn is_unicode(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// Whether it is said to have a light ground: by the number of the ground's colour, at the end of `COLORFGBG`.
pub(crate) fn is_light(says: Says) -> bool {
    matches!(says("COLORFGBG").rsplit(';').next(), Some("7" | "15"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(set: &[(&str, &str)], ask: fn(Says) -> T) -> T {
        ask(&|name| set.iter().find(|(set, _)| *set == name).map_or_else(String::new, |(_, v)| (*v).into()))
    }

    #[test]
    fn colours_are_as_many_as_the_terminal_says() {
        for (set, expected) in [
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")][..], Colours::True),
            (&[("TERM", "tmux-256color"), ("COLORTERM", "24bit")], Colours::True),
            (&[("TERM", "xterm-kitty")], Colours::True),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], Colours::True),
            (&[], Colours::True),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], Colours::Indexed),
            (&[("TERM", "screen-256color")], Colours::Indexed),
            (&[("TERM", "xterm")], Colours::Sixteen),
            (&[("TERM", "linux")], Colours::Sixteen),
        ] {
            assert_eq!(with(set, colours), expected, "{set:?}");
        }
    }

    #[test]
    fn no_colour_is_what_is_asked_for_and_what_old_terminals_have() {
        for (set, expected) in [
            (&[("TERM", "xterm-256color")][..], true),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], true),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], false),
            (&[("TERM", "vt100")], false),
            (&[("TERM", "vt220")], false),
            (&[("TERM", "dumb")], false),
            (&[("TERM", "linux")], true),
        ] {
            assert_eq!(with(set, is_coloured), expected, "{set:?}");
        }
    }

    #[test]
    fn characters_are_no_more_than_the_terminal_has() {
        for (set, expected) in [
            (&[("TERM", "xterm-256color"), ("LANG", "de_DE.UTF-8")][..], None),
            (&[("TERM", "xterm-256color")], None),
            (&[], None),
            (&[("TERM", "dumb"), ("LANG", "en_US.UTF-8")], Some((Glyphs::Ascii, "TERM=dumb"))),
            (&[("TERM", "vt220")], Some((Glyphs::Ascii, "TERM=vt220"))),
            (&[("TERM", "linux"), ("LANG", "en_US.utf8")], Some((Glyphs::Ascii, "TERM=linux"))),
            (&[("TERM", "xterm"), ("LANG", "C")], Some((Glyphs::Ascii, "LANG=C"))),
            (&[("LC_ALL", "POSIX"), ("LANG", "en_US.UTF-8")], Some((Glyphs::Ascii, "LC_ALL=POSIX"))),
            (&[("LC_ALL", ""), ("LANG", "de_DE.ISO-8859-1")], Some((Glyphs::Ascii, "LANG=de_DE.ISO-8859-1"))),
            (&[("LC_ALL", "C.UTF-8"), ("LANG", "C")], None),
        ] {
            let expected = expected.map(|(glyphs, why)| (glyphs, why.to_owned()));
            assert_eq!(with(set, limits), expected, "{set:?}");
        }
    }

    #[test]
    fn a_light_ground_is_known_where_the_terminal_says_so() {
        for (says, expected) in [("0;15", true), ("0;default;7", true), ("15;0", false), ("", false)] {
            assert_eq!(with(&[("COLORFGBG", says)], is_light), expected, "{says}");
        }
    }
}
