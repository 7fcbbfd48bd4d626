//! One command of the command line: its words, its arguments by their types, what it does.

use super::argument::{Argument, Candidate};
use super::error::CommandError;
use crate::ui::effect::Effect;
use crate::ui::state::State;

/// What came of a command line.
pub(super) type Outcome = Result<Vec<Effect>, CommandError>;

/// One way to go on: a word, or an argument.
enum Piece {
    Word(String),
    Argument(Slot),
}

/// The place of an argument.
pub(super) struct Slot {
    name: &'static str,
    /// It takes the rest of the line.
    rest: bool,
    missing: Missing,
    candidates: Candidates,
}

/// What follows when an argument is left out.
#[derive(PartialEq)]
enum Missing {
    /// The line is not this command.
    OtherCommand,
    /// It is read from an empty text.
    Fine,
    /// The command says what is missing.
    Said,
}

enum Candidates {
    Of(fn(&State) -> Vec<Candidate>),
    Words(&'static [&'static [&'static str]]),
}

impl Slot {
    pub(super) const fn of<A: Argument>() -> Self {
        let missing = if A::OPTIONAL { Missing::Fine } else { Missing::OtherCommand };
        Self { name: A::NAME, rest: A::REST, missing, candidates: Candidates::Of(A::candidates) }
    }

    /// The rest of the line as the value of a setting.
    pub(super) fn value_of<A: Argument>() -> Self {
        Self { rest: true, missing: Missing::Said, ..Self::of::<A>() }
    }

    /// The same without a type of its own.
    pub(super) fn value(name: &'static str, words: &'static [&'static [&'static str]]) -> Self {
        Self { name, rest: true, missing: Missing::Said, candidates: Candidates::Words(words) }
    }

    fn pattern(&self) -> String {
        match self.missing {
            Missing::OtherCommand if self.rest => format!("<{}...>", self.name),
            Missing::OtherCommand | Missing::Said => format!("<{}>", self.name),
            Missing::Fine => format!("[<{}>]", self.name),
        }
    }

    fn candidates(&self, state: &State) -> Vec<Candidate> {
        match self.candidates {
            Candidates::Of(candidates) => candidates(state),
            Candidates::Words(choices) => {
                let shown = choices.iter().filter_map(|words| words.first());
                shown.map(|word| Candidate::from((*word).to_owned())).collect()
            }
        }
    }
}

/// Arguments of a command, in order.
pub(super) trait Arguments: Sized + 'static {
    /// Where they stand.
    fn slots() -> Vec<Slot>;

    /// Reads what was typed for each; what was left out is empty.
    fn read(state: &State, typed: &[String]) -> Result<Self, CommandError>;
}

macro_rules! arguments {
    ($($name:ident $index:literal),*) => {
        impl<$($name: Argument + 'static),*> Arguments for ($($name,)*) {
            fn slots() -> Vec<Slot> {
                vec![$(Slot::of::<$name>()),*]
            }

            #[allow(unused_variables, reason = "a command without arguments reads none")]
            fn read(state: &State, typed: &[String]) -> Result<Self, CommandError> {
                Ok(($($name::read(state, typed.get($index).map_or("", String::as_str))?,)*))
            }
        }
    };
}

arguments!();
arguments!(A 0);
arguments!(A 0, B 1);
arguments!(A 0, B 1, C 2);

/// What a command does with what was typed for its arguments.
type Run = dyn Fn(&mut State, &[String]) -> Outcome + Send + Sync;

/// One command.
pub struct Command {
    pieces: Vec<Piece>,
    about: String,
    run: Box<Run>,
}

impl Command {
    /// A command of these words, with `_` where an argument stands.
    ///
    /// # Panics
    /// If there are not as many `_` as arguments: every row is made by the tests.
    pub(super) fn new<A: Arguments>(words: &str, about: &str, run: fn(&mut State, A) -> Outcome) -> Self {
        let run = move |state: &mut State, typed: &[String]| {
            let arguments = A::read(state, typed)?;
            run(state, arguments)
        };
        Self::with(words, A::slots(), about, run)
    }

    /// The same with arguments that are known when the row is made.
    pub(super) fn with(
        words: &str,
        slots: Vec<Slot>,
        about: &str,
        run: impl Fn(&mut State, &[String]) -> Outcome + Send + Sync + 'static,
    ) -> Self {
        let mut slots = slots.into_iter();
        let mut piece = |word| match word {
            "_" => Piece::Argument(slots.next().expect("an argument for each place")),
            word => Piece::Word(word.to_owned()),
        };
        let pieces = words.split(' ').map(&mut piece).collect();
        assert!(slots.next().is_none(), "a place for each argument: {words}");
        Self { pieces, about: about.to_owned(), run: Box::new(run) }
    }

    /// What it does, in one line.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// How it is typed: `<name>` stands for a word, `<name...>` for the rest of the line, `[...]` for what may be
    /// left out.
    pub fn pattern(&self) -> String {
        let written = |piece: &Piece| match piece {
            Piece::Word(word) => word.clone(),
            Piece::Argument(slot) => slot.pattern(),
        };
        self.pieces.iter().map(written).collect::<Vec<_>>().join(" ")
    }

    /// Fits a line to the pattern; what was typed for the arguments, or `None`.
    pub(super) fn fit(&self, line: &str) -> Option<Vec<String>> {
        let mut typed = Vec::new();
        let mut left = line.trim();
        for piece in &self.pieces {
            let (word, behind) = left.split_once(char::is_whitespace).unwrap_or((left, ""));
            match piece {
                Piece::Word(name) if name.eq_ignore_ascii_case(word) => {}
                Piece::Argument(slot) if left.is_empty() && slot.missing != Missing::OtherCommand => continue,
                Piece::Argument(slot) if slot.rest && !left.is_empty() => {
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

    /// How many words of its pattern are typed as they stand.
    pub(super) fn words(&self) -> usize {
        self.pieces.iter().filter(|piece| matches!(piece, Piece::Word(_))).count()
    }

    /// Carries it out with what was typed for its arguments.
    pub(super) fn run(&self, state: &mut State, typed: &[String]) -> Outcome {
        (self.run)(state, typed)
    }

    /// Whether a line may go on as the pattern does. The last word may be half typed.
    pub(super) fn begins(&self, words: &[&str]) -> bool {
        let open = matches!(self.pieces.last(), Some(Piece::Argument(slot)) if slot.rest);
        if words.len() > self.pieces.len() && !open {
            return false;
        }
        words.iter().zip(&self.pieces).enumerate().all(|(index, (typed, piece))| match piece {
            Piece::Argument(_) => true,
            Piece::Word(name) if index + 1 == words.len() => name.starts_with(&typed.to_lowercase()),
            Piece::Word(name) => name.eq_ignore_ascii_case(typed),
        })
    }

    /// What the word at `index` may be.
    pub(super) fn candidates(&self, state: &State, index: usize) -> Vec<Candidate> {
        match &self.pieces[index.min(self.pieces.len() - 1)] {
            Piece::Word(word) => vec![Candidate::from(word.clone())],
            Piece::Argument(slot) => slot.candidates(state),
        }
    }

    /// The index of its last piece.
    pub(super) fn last(&self) -> usize {
        self.pieces.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::argument::Rest;
    use super::*;
    use crate::core::ids::{DetectorId, LaserId, TraceType};
    use crate::core::units::Dbm;

    fn row<A: Arguments>(words: &str) -> Command {
        Command::new::<A>(words, "", |_, _| Ok(Vec::new()))
    }

    #[test]
    fn a_line_fits_its_pattern_and_no_other() {
        let on = row::<(LaserId,)>("laser _ on");
        assert_eq!(on.pattern(), "laser <laser> on");
        assert_eq!(on.fit("laser 2 ON"), Some(vec!["2".into()]));
        assert_eq!((on.fit("laser 2"), on.fit("laser 2 on now")), (None, None));
        let download = row::<(DetectorId, Option<TraceType>)>("download _ _");
        assert_eq!(download.pattern(), "download <detector> [<type>]");
        assert_eq!(download.fit("download 4/1"), Some(vec!["4/1".into()]));
        assert_eq!(download.fit("download 4/1 tf"), Some(vec!["4/1".into(), "tf".into()]));
        assert_eq!((download.fit("download"), download.fit("download 4/1 tf now")), (None, None));
        let cap = row::<(LaserId, Rest<Dbm>)>("laser _ cap _");
        assert_eq!(cap.pattern(), "laser <laser> cap <power...>");
        assert_eq!(cap.fit("laser  1 cap  3 dBm "), Some(vec!["1".into(), "3 dBm".into()]));
        assert_eq!(cap.fit("laser 1 cap"), None);
    }
}
