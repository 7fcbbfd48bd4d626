//! A key with its modifiers, as the terminal reports it and as a file spells it.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key press. A character carries its own case, so shift is not noted with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key")]
pub struct NoKey;

/// Keys that have names.
const NAMES: [(&str, KeyCode); 15] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("space", KeyCode::Char(' ')),
];

impl Chord {
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let known = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let mut modifiers = modifiers & known;
        let code = match code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(c.to_ascii_lowercase())
            }
            code => code,
        };
        if matches!(code, KeyCode::Char(_)) {
            modifiers -= KeyModifiers::SHIFT;
        }
        Self { code, modifiers }
    }
}

impl From<Chord> for KeyEvent {
    /// The key press that it is read from.
    fn from(chord: Chord) -> Self {
        Self::new(chord.code, chord.modifiers)
    }
}

impl From<KeyEvent> for Chord {
    fn from(key: KeyEvent) -> Self {
        Self::new(key.code, key.modifiers)
    }
}

impl FromStr for Chord {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        loop {
            let modifier = [
                ("ctrl-", KeyModifiers::CONTROL),
                ("alt-", KeyModifiers::ALT),
                ("shift-", KeyModifiers::SHIFT),
            ]
            .into_iter()
            .find_map(|(name, modifier)| {
                let head = rest.get(..name.len())?;
                head.eq_ignore_ascii_case(name).then_some((&rest[name.len()..], modifier))
            });
            match modifier {
                Some((after, modifier)) if !after.is_empty() => {
                    modifiers |= modifier;
                    rest = after;
                }
                _ => break,
            }
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() && !c.is_whitespace() => KeyCode::Char(c),
            (Some(_), Some(_)) => named(&rest.to_ascii_lowercase()).ok_or(NoKey)?,
            _ => return Err(NoKey),
        };
        if matches!(code, KeyCode::Char(_)) && modifiers.contains(KeyModifiers::SHIFT) {
            return Err(NoKey);
        }
        Ok(Self::new(code, modifiers))
    }
}

fn named(name: &str) -> Option<KeyCode> {
    let function = || {
        let number: u8 = name.strip_prefix('f')?.parse().ok()?;
        (1..=12).contains(&number).then_some(KeyCode::F(number))
    };
    NAMES.iter().find(|(n, _)| *n == name).map(|(_, code)| *code).or_else(function)
}

impl fmt::Display for Chord {
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in
            [(KeyModifiers::CONTROL, "Ctrl-"), (KeyModifiers::ALT, "Alt-"), (KeyModifiers::SHIFT, "Shift-")]
        {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::Char(c) if c != ' ' => write!(f, "{c}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            code => {
                let name = NAMES.iter().find(|(_, c)| *c == code).map_or("?", |(name, _)| name);
                let (first, rest) = name.split_at(1);
                write!(f, "{}{rest}", first.to_ascii_uppercase())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_spells_is_what_a_terminal_reports() {
        let event = |code, modifiers| Chord::from(KeyEvent::new(code, modifiers));
        for (text, chord) in [
            ("L", event(KeyCode::Char('L'), KeyModifiers::SHIFT)),
            ("!", event(KeyCode::Char('!'), KeyModifiers::SHIFT)),
            ("ctrl-c", event(KeyCode::Char('c'), KeyModifiers::CONTROL)),
            ("Ctrl-C", event(KeyCode::Char('c'), KeyModifiers::CONTROL)),
            ("shift-tab", event(KeyCode::BackTab, KeyModifiers::SHIFT)),
            ("space", event(KeyCode::Char(' '), KeyModifiers::NONE)),
            ("F12", event(KeyCode::F(12), KeyModifiers::NONE)),
            ("-", event(KeyCode::Char('-'), KeyModifiers::NONE)),
        ] {
            assert_eq!(text.parse(), Ok(chord), "{text}");
        }
        for text in ["", "f13", "hyper-x", "shift-a", "ctrl-", "\u{1b}", "two words"] {
            assert!(text.parse::<Chord>().is_err(), "{text}");
        }
    }
}
