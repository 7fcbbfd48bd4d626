//! How a command is typed: its words, and the places of its arguments.

/// One way to go on.
enum Piece {
    Word(String),
    Argument(Place),
}

/// The place of an argument.
#[derive(Clone, Copy)]
pub(in crate::ui) struct Place {
    pub(super) name: &'static str,
    /// It takes the rest of the line.
    pub(super) rest: bool,
    pub(super) missing: Missing,
}

/// What follows when an argument is left out.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Missing {
    /// The line is not this command.
    OtherCommand,
    /// It is read from an empty text.
    Fine,
    /// The command says what is missing.
    Said,
}

impl Place {
    fn written(self) -> String {
        match self.missing {
            Missing::OtherCommand if self.rest => format!("<{}...>", self.name),
            Missing::OtherCommand | Missing::Said => format!("<{}>", self.name),
            Missing::Fine => format!("[<{}>]", self.name),
        }
    }
}

/// How a command is typed.
pub(in crate::ui) struct Pattern(Vec<Piece>);

/// What may stand at one place of a pattern.
pub(in crate::ui) enum At<'a> {
    /// A word of the command, as it stands.
    Word(&'a str),
    /// The argument of this number.
    Argument(usize),
}

impl Pattern {
    /// These words, with `_` where an argument stands.
    ///
    /// # Panics
    /// If there are not as many `_` as arguments: every row is made by the tests.
    pub(super) fn new(words: &str, places: impl IntoIterator<Item = Place>) -> Self {
        let mut places = places.into_iter();
        let mut piece = |word| match word {
            #[expect(clippy::expect_used, reason = "tests build every row")]
            "_" => Piece::Argument(places.next().expect("an argument for each place")),
            word => Piece::Word(word.to_owned()),
        };
        let pieces = words.split(' ').map(&mut piece).collect();
        assert!(places.next().is_none(), "a place for each argument: {words}");
        Self(pieces)
    }

    /// In words: `<name>` stands for a word, `<name...>` for the rest of the line, `[...]` for what may be left out.
    pub(in crate::ui) fn written(&self) -> String {
        let written = |piece: &Piece| match piece {
            Piece::Word(word) => word.clone(),
            Piece::Argument(place) => place.written(),
        };
        self.0.iter().map(written).collect::<Vec<_>>().join(" ")
    }

    /// Fits a line to the pattern; what was typed for the arguments, or `None`.
    pub(in crate::ui) fn fit(&self, line: &str) -> Option<Vec<String>> {
        let mut typed = Vec::new();
        let mut left = line.trim();
        for piece in &self.0 {
            let (word, behind) = left.split_once(char::is_whitespace).unwrap_or((left, ""));
            match piece {
                Piece::Word(name) if name.eq_ignore_ascii_case(word) => {}
                Piece::Argument(place) if left.is_empty() && place.missing != Missing::OtherCommand => {
                    continue;
                }
                Piece::Argument(place) if place.rest && !left.is_empty() => {
                    typed.push(left.to_owned());
                    left = "";
                    continue;
                }
                Piece::Argument(_) if !left.is_empty() => typed.push(word.to_owned()),
                Piece::Word(_) | Piece::Argument(_) => return None,
            }
            left = behind.trim_start();
        }
        left.is_empty().then_some(typed)
    }

    /// Its words up to its first argument, with a blank behind if one follows.
    pub(in crate::ui) fn beginning(&self) -> String {
        let words = self.0.iter().map_while(|piece| match piece {
            Piece::Word(word) => Some(word.as_str()),
            Piece::Argument(_) => None,
        });
        let mut words: Vec<&str> = words.collect();
        if words.len() < self.0.len() {
            words.push("");
        }
        words.join(" ")
    }

    /// How many of its words are typed as they stand.
    pub(in crate::ui) fn words(&self) -> usize {
        self.0.iter().filter(|piece| matches!(piece, Piece::Word(_))).count()
    }

    /// Its first word.
    pub(in crate::ui) fn first(&self) -> &str {
        match self.0.first() {
            Some(Piece::Word(name)) => name,
            Some(Piece::Argument(_)) | None => "",
        }
    }

    /// Whether a line may go on as the pattern does. The last word may be half typed.
    pub(in crate::ui) fn begins(&self, words: &[&str]) -> bool {
        let open = matches!(self.0.last(), Some(Piece::Argument(place)) if place.rest);
        if words.len() > self.0.len() && !open {
            return false;
        }
        words.iter().zip(&self.0).enumerate().all(|(index, (typed, piece))| match piece {
            Piece::Argument(_) => true,
            Piece::Word(name) if index + 1 == words.len() => name.starts_with(&typed.to_lowercase()),
            Piece::Word(name) => name.eq_ignore_ascii_case(typed),
        })
    }

    /// What was typed for the arguments that stand before `index`.
    pub(in crate::ui) fn before(&self, index: usize, words: &[&str]) -> Vec<String> {
        let typed = self.0[..index.min(self.last())].iter().zip(words);
        let typed = typed.filter(|(piece, _)| matches!(piece, Piece::Argument(_)));
        typed.map(|(_, word)| (*word).to_owned()).collect()
    }

    /// What may stand at `index`; behind the end what may stand there.
    pub(in crate::ui) fn at(&self, index: usize) -> At<'_> {
        let index = index.min(self.last());
        match &self.0[index] {
            Piece::Word(word) => At::Word(word),
            Piece::Argument(_) => At::Argument(
                self.0[..index].iter().filter(|piece| matches!(piece, Piece::Argument(_))).count(),
            ),
        }
    }

    /// The index of its last piece.
    pub(in crate::ui) fn last(&self) -> usize {
        self.0.len() - 1
    }
}
