//! What a file's name says of what was measured: `{wafer}_{device}_{port}` reads `W3_R12_drop`.

use crate::core::text::clean;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Label(String),
}

/// How names of files are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labels(Vec<Piece>);

/// A pattern that no name can be read by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LabelsError {
    /// A brace without its other one.
    #[error("{0:?} has a brace without its other one; write it like {{wafer}}_{{device}}_{{port}}")]
    Open(String),
    /// Nothing to read.
    #[error("{0:?} has nothing in braces; write it like {{wafer}}_{{device}}_{{port}}")]
    Empty(String),
    /// What stands in braces is no word.
    #[error("{{{0}}} is not a column name; it has small letters, digits and _, and begins with a letter")]
    Word(String),
    /// A column that there is anyway, or twice.
    #[error("{{{0}}} is a column that is there already; choose another word")]
    Taken(String),
    /// Two without anything between them.
    #[error("{{{0}}} and {{{1}}} touch; nobody could tell where one ends")]
    Touching(String, String),
}

/// A name that is not like the pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its name {name:?} is not like {pattern:?} of --name")]
pub(crate) struct OtherName {
    name: String,
    pattern: String,
}

impl Labels {
    /// Reads a pattern; `taken` are the names of columns that there are anyway.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(typed: &str, taken: impl Fn(&str) -> bool) -> Result<Self, LabelsError> {
        let mut pieces: Vec<Piece> = Vec::new();
        let open = || LabelsError::Open(clean(typed));
        let text = |text: &str| {
            if text.contains(['{', '}']) { Err(open()) } else { Ok(Piece::Text(text.to_owned())) }
        };
        let mut rest = typed;
        while let Some((before, after)) = rest.split_once('{') {
            let (word, after) = after.split_once('}').ok_or_else(open)?;
            let sound = word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !sound {
                return Err(LabelsError::Word(clean(word)));
            }
            let twice = pieces.iter().any(|piece| matches!(piece, Piece::Label(other) if other == word));
            if twice || taken(word) {
                return Err(LabelsError::Taken(word.to_owned()));
            }
            match pieces.last() {
                Some(Piece::Label(last)) if before.is_empty() => {
                    return Err(LabelsError::Touching(last.clone(), word.to_owned()));
                }
                Some(_) | None if before.is_empty() => {}
                Some(_) | None => pieces.push(text(before)?),
            }
            pieces.push(Piece::Label(word.to_owned()));
            rest = after;
        }
        if pieces.is_empty() {
            return Err(LabelsError::Empty(clean(typed)));
        }
        if !rest.is_empty() {
            pieces.push(text(rest)?);
        }
        Ok(Self(pieces))
    }

    /// What each word stands for in a file's name without its end. Each but the last is as short as it can be.
    ///
    /// # Errors
    /// Where the name is another one.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<(&str, String)>, OtherName> {
        let other = || OtherName { name: clean(name), pattern: self.to_string() };
        let mut found = Vec::new();
        let mut rest = name;
        let mut pieces = self.0.iter().peekable();
        while let Some(piece) = pieces.next() {
            let is_last = pieces.len() == 1;
            match piece {
                Piece::Text(text) => rest = rest.strip_prefix(text.as_str()).ok_or_else(other)?,
                Piece::Label(word) => {
                    let end = match pieces.peek() {
                        None => rest.len(),
                        // The last text ends the name; any other ends at its first place.
                        Some(Piece::Text(text)) if is_last => {
                            rest.strip_suffix(text.as_str()).ok_or_else(other)?.len()
                        }
                        Some(Piece::Text(text)) => rest.find(text.as_str()).ok_or_else(other)?,
                        Some(Piece::Label(_)) => 0,
                    };
                    if end == 0 {
                        return Err(other());
                    }
                    found.push((word.as_str(), clean(&rest[..end])));
                    rest = &rest[end..];
                }
            }
        }
        if rest.is_empty() { Ok(found) } else { Err(other()) }
    }
}

impl std::fmt::Display for Labels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Label(word) => write!(f, "{{{word}}}"),
        })
    }
}

/// What an operator noted of a label, as `device=R12` among other words.
pub(crate) fn noted(notes: &str, label: &str) -> Option<String> {
    let words = notes.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    let mut pairs = words.filter_map(|word| word.split_once('='));
    pairs.find(|(key, value)| *key == label && !value.is_empty()).map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, name: &str) -> Result<Vec<String>, String> {
        let labels = Labels::parse(pattern, |_| false).map_err(|error| error.to_string())?;
        let read = labels.read(name).map_err(|error| error.to_string())?;
        Ok(read.into_iter().map(|(word, value)| format!("{word}={value}")).collect())
    }

    #[test]
    fn a_name_is_read_by_its_pattern() {
        for (pattern, name, found) in [
            ("{device}", "R12", "device=R12"),
            ("{wafer}_{device}_{port}", "W3_R12_drop_2", "wafer=W3 device=R12 port=drop_2"),
            ("x-{a}-{b}-y", "x-1-2-3-y", "a=1 b=2-3"),
            ("{a} nm", "1 nm 2 nm", "a=1 nm 2"),
            ("{a}_{b}_", "1_2_3_", "a=1 b=2_3"),
        ] {
            assert_eq!(read(pattern, name).unwrap().join(" "), found, "{pattern}");
        }
        for (pattern, name) in
            [("{a}_{b}", "ab"), ("{a}_{b}", "_b"), ("x{a}", "y1"), ("{a}y", "1"), ("{a}_{b}", "a_")]
        {
            let refused = read(pattern, name).unwrap_err();
            assert!(refused.contains(&format!("{name:?} is not like {pattern:?}")), "{refused}");
        }
    }

    #[test]
    fn a_pattern_that_reads_nothing_is_refused_with_words() {
        for (pattern, words) in [
            ("{a", "a brace without"),
            ("a}", "nothing in braces"),
            ("{a}}", "a brace without"),
            ("", "nothing in braces"),
            ("{a}{b}", "{a} and {b} touch"),
            ("{a}_{a}", "{a} is a column that is there already"),
            ("{A}", "{A} is not a column name"),
            ("{}", "{} is not a column name"),
        ] {
            let refused = read(pattern, "x").unwrap_err();
            assert!(refused.contains(words), "{pattern}: {refused}");
        }
        let refused = Labels::parse("{q}", |word| word == "q").unwrap_err();
        assert_eq!(refused, LabelsError::Taken("q".into()));
    }

    #[test]
    fn notes_say_what_stands_behind_the_word() {
        let notes = "second try, device=R12; port= temperature=25 device=R13";
        assert_eq!(noted(notes, "device").as_deref(), Some("R12"));
        assert_eq!((noted(notes, "port"), noted(notes, "try")), (None, None));
    }
}
