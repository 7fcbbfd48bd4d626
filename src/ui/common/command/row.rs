//! One command of a subject: its words, its arguments by their types, what it does.

use crate::ui::common::command::argument::{Argument, Candidate};
use crate::ui::common::command::error::CommandError;
use crate::ui::common::command::pattern::{Missing, Pattern, Place};
use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, world};

/// What came of a command line.
pub(in crate::ui) type Outcome = Result<Vec<Next>, CommandError>;

/// It was done here: nothing is told, and nothing follows.
pub(in crate::ui) const fn done() -> Outcome {
    Ok(Vec::new())
}

/// The effect, if there is somebody to take it.
pub(in crate::ui) fn linked(context: &Context, effect: Effect) -> Outcome {
    if context.bench.is_live() { Ok(world(effect)) } else { Err(CommandError::NoLink) }
}

/// An argument: where it stands, and what it may be.
pub(in crate::ui) struct ArgumentSlot<P> {
    pub(in crate::ui) place: Place,
    candidates: Candidates<P>,
    /// What may stand behind what was typed of it.
    pub(in crate::ui) further: Further,
}

/// At which byte of what was typed the word begins that is being typed, and what it may become.
pub(in crate::ui) type Further = fn(&str) -> Option<(usize, Vec<Candidate>)>;

enum Candidates<P> {
    /// Those of its type.
    Of(fn(&P, &Context) -> Vec<Candidate>),
    /// Those that depend on what was typed for the arguments before it.
    Behind(Box<Behind>),
}

type Behind = dyn Fn(&Context, &[String]) -> Vec<Candidate> + Send + Sync;

impl<P> ArgumentSlot<P> {
    const fn of<A: Argument<P>>() -> Self {
        let missing = if A::OPTIONAL { Missing::Fine } else { Missing::OtherCommand };
        let place = Place { name: A::NAME, rest: A::REST, missing };
        Self { place, candidates: Candidates::Of(A::candidates), further: A::further }
    }

    /// The rest of the line as a value, with what may be offered behind what was typed for the arguments before it.
    pub(in crate::ui) fn value(
        name: &'static str,
        candidates: impl Fn(&Context, &[String]) -> Vec<Candidate> + Send + Sync + 'static,
    ) -> Self {
        let place = Place { name, rest: true, missing: Missing::Said };
        Self { place, candidates: Candidates::Behind(Box::new(candidates)), further: |_| None }
    }

    /// What Tab offers, behind what was typed for the arguments before it.
    pub(in crate::ui) fn candidates(&self, part: &P, context: &Context, before: &[String]) -> Vec<Candidate> {
        match &self.candidates {
            Candidates::Of(candidates) => candidates(part, context),
            Candidates::Behind(candidates) => candidates(context, before),
        }
    }
}

/// Arguments of a command, in order.
pub(in crate::ui) trait Arguments<P>: Sized + 'static {
    /// A slot for each of them, in the order of the pattern.
    fn slots() -> Vec<ArgumentSlot<P>>;

    /// Reads what was typed for each; what was left out is empty.
    fn read(context: &Context, typed: &[String]) -> Result<Self, CommandError>;
}

macro_rules! arguments {
    ($($name:ident $index:literal),*) => {
        impl<P, $($name: Argument<P> + 'static),*> Arguments<P> for ($($name,)*) {
            fn slots() -> Vec<ArgumentSlot<P>> {
                vec![$(ArgumentSlot::of::<$name>()),*]
            }

            #[allow(unused_variables, reason = "a command without arguments reads none")]
            fn read(context: &Context, typed: &[String]) -> Result<Self, CommandError> {
                Ok(($($name::read(context, typed.get($index).map_or("", String::as_str))?,)*))
            }
        }
    };
}

arguments!();
arguments!(A 0);
arguments!(A 0, B 1);
arguments!(A 0, B 1, C 2);

/// What a command does with what was typed for its arguments.
type Run<P> = dyn Fn(&mut P, &Context, &[String]) -> Outcome + Send + Sync;

/// One command of a subject, which changes its part `P` of the state.
pub(in crate::ui) struct CommandRow<P> {
    pub(in crate::ui) pattern: Pattern,
    pub(in crate::ui) slots: Vec<ArgumentSlot<P>>,
    pub(in crate::ui) about: String,
    pub(in crate::ui) run: Box<Run<P>>,
}

impl<P: 'static> CommandRow<P> {
    /// A command of these words, with `_` where an argument stands.
    pub(in crate::ui) fn new<A: Arguments<P>>(
        words: &str,
        about: &str,
        run: fn(&mut P, &Context, A) -> Outcome,
    ) -> Self {
        Self::with(words, A::slots(), about, move |part, context, typed| {
            run(part, context, A::read(context, typed)?)
        })
    }

    /// The same with arguments that are known when the row is made.
    pub(in crate::ui) fn with(
        words: &str,
        slots: Vec<ArgumentSlot<P>>,
        about: &str,
        run: impl Fn(&mut P, &Context, &[String]) -> Outcome + Send + Sync + 'static,
    ) -> Self {
        let pattern = Pattern::new(words, slots.iter().map(|slot| slot.place));
        Self { pattern, slots, about: about.to_owned(), run: Box::new(run) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::{DetectorId, LaserId, TraceType};
    use crate::core::units::Dbm;
    use crate::ui::common::command::argument::Rest;

    fn row<A: Arguments<()>>(words: &str) -> Pattern {
        CommandRow::new::<A>(words, "", |(), _, _| done()).pattern
    }

    #[test]
    fn a_line_fits_its_pattern_and_no_other() {
        let on = row::<(LaserId,)>("laser _ on");
        assert_eq!(on.written(), "laser <laser> on");
        assert_eq!(on.fit("laser 2 ON"), Some(vec!["2".into()]));
        assert_eq!((on.fit("laser 2"), on.fit("laser 2 on now")), (None, None));
        let download = row::<(DetectorId, Option<TraceType>)>("download _ _");
        assert_eq!(download.written(), "download <detector> [<type>]");
        assert_eq!(download.fit("download 4/1"), Some(vec!["4/1".into()]));
        assert_eq!(download.fit("download 4/1 tf"), Some(vec!["4/1".into(), "tf".into()]));
        assert_eq!((download.fit("download"), download.fit("download 4/1 tf now")), (None, None));
        let cap = row::<(LaserId, Rest<Dbm>)>("laser _ cap _");
        assert_eq!(cap.written(), "laser <laser> cap <power...>");
        assert_eq!(cap.fit("laser  1 cap  3 dBm "), Some(vec!["1".into(), "3 dBm".into()]));
        assert_eq!(cap.fit("laser 1 cap"), None);
    }
}
