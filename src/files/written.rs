//! What is wrong in a file that a person wrote: in which line, and what would do. All such files say it alike.

use crate::core::text::{LIKELY, clean, clip, likely};

/// So many columns of a line are quoted.
const QUOTED: usize = 100;

/// A file that cannot be used: the line, what is wrong in it, and the line itself below.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}{quoted}")]
pub struct WrongLine {
    file: String,
    line: usize,
    what: String,
    /// On a line of its own, or nothing where it is not at hand.
    quoted: String,
}

impl WrongLine {
    /// A line that is not at hand any more.
    pub(crate) fn told(file: String, line: usize, what: String) -> Self {
        Self { file, line, what, quoted: String::new() }
    }
}

/// A file that a person wrote: what it is called, and what stands in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'a> {
    /// Its name, which is clean.
    pub(crate) name: &'a str,
    /// What stands in it.
    pub(crate) text: &'a str,
}

impl Written<'_> {
    /// The number of the line in which this byte stands.
    pub(crate) fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|&byte| byte == b'\n').count()
    }

    /// What is wrong at this byte.
    pub(crate) fn wrong(&self, at: usize, what: String) -> WrongLine {
        let line = self.line(at);
        let text = self.text.lines().nth(line - 1).unwrap_or_default().trim();
        let quoted = if text.is_empty() { String::new() } else { format!("\n    {}", clip(text, QUOTED)) };
        WrongLine { file: self.name.to_owned(), line, what, quoted }
    }

    /// What the reader of TOML says is wrong; with the nearest name where one is unknown.
    pub(crate) fn unread(&self, error: &toml::de::Error) -> WrongLine {
        self.wrong(error.span().map_or(0, |span| span.start), words(error.message()))
    }
}

/// What the reader of TOML says, and where a name is unknown, which one may have been meant.
pub(crate) fn words(message: &str) -> String {
    let unknown = [("unknown field ", "key"), ("unknown variant ", "value")];
    let Some((_, kind)) = unknown.into_iter().find(|(begins, _)| message.starts_with(begins)) else {
        return clean(message.trim());
    };
    // Names stand in backticks: the unknown one, and then those there are.
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown: String = clean(names.next().unwrap_or_default()).chars().take(LIKELY).collect();
    let known: Vec<&str> = names.collect();
    let may_be = match likely(&unknown, known.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("there are {}", known.join(", ")),
    };
    format!("there is no {kind} {unknown:?}; {may_be}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_named_and_quoted() {
        let written = Written { name: "a.toml", text: "a = 1\n  [b]\n\n  key = '\u{1b}'  \n" };
        assert_eq!(written.wrong(13, "no".into()).to_string(), "a.toml, line 4: no\n    key = '␛'");
        assert_eq!(written.wrong(12, "no".into()).to_string(), "a.toml, line 3: no");
    }

    #[test]
    fn an_unknown_name_is_told_with_the_one_that_was_meant() {
        for (message, told) in [
            (
                "unknown field `adress`, expected one of `address`, `poll`",
                "there is no key \"adress\"; did you mean address?",
            ),
            (
                "unknown field `xyzzy`, expected `module` or `name`",
                "there is no key \"xyzzy\"; there are module, name",
            ),
            (
                "unknown variant `atuo`, expected one of `auto`, `on`",
                "there is no value \"atuo\"; did you mean auto?",
            ),
            ("invalid type: \u{1b}", "invalid type: ␛"),
        ] {
            assert_eq!(words(message), told);
        }
        assert!(words(&format!("unknown field `{}`", "x".repeat(1 << 20))).len() < 200);
    }
}
