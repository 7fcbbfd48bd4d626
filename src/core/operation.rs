//! What an instrument does when it is told to, beside holding values: one row for each, from which orders, messages, questions,
//! commands and the judgement of typed lines are made. Laser off and abort are deliberately not in it: they never queue.

use std::fmt;

use super::consent::{Consent, Lights};
use super::ids::{DetectorId, LaserId};

/// Behind what is said of an operation that has a question.
macro_rules! asks {
    ($question:literal) => {
        ", after a confirmation"
    };
}

/// Makes everything that is told of each operation from its row: the variant with what it is of, `once` where a scan within
/// what was agreed to is not asked about again, how it is typed (`_` is what it is of; without that it is the name of its
/// action), its words in messages, what it lights
/// with the question before that, what it replaces for good, and `goes on` where it is done when it has begun.
macro_rules! operations {
    ($(
        $(#[$attribute:meta])* $about:literal $name:ident $(($place:ident: $id:ty))? $($once:ident)?, $typed:literal, $words:literal $(, lights $lights:expr, $question:literal)? $(, replaces $replaced:literal)? $(, goes $on:ident)?;
    )*) => {
        /// Something that the instrument does when it is told to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation {
            $($(#[$attribute])* #[doc = concat!($about, ".")] $name $(($id))?,)*
        }

        impl Operation {
            /// What it lets out, if it lets light out.
            #[allow(unused_variables, reason = "what it is of need not be what it lights")]
            pub(crate) fn lights(self) -> Option<Lights> {
                match self { $($(#[$attribute])* Self::$name $(($place))? => first([$($lights)?]),)* }
            }

            /// What it replaces for good, in words.
            pub(crate) fn replaces(self) -> Option<&'static str> {
                match self { $($(#[$attribute])* Self::$name { .. } => first([$($replaced)?]),)* }
            }

            /// What it does.
            pub(crate) const fn what(self) -> &'static str {
                match self { $($(#[$attribute])* Self::$name { .. } => $about,)* }
            }

            /// What it does, and whether it asks before.
            pub(crate) const fn about(self) -> &'static str {
                match self { $($(#[$attribute])* Self::$name { .. } => concat!($about $(, asks!($question))?),)* }
            }

            /// Whether it goes on when it is done: it is done as soon as it has begun.
            pub(crate) fn goes_on(self) -> bool {
                match self { $($(#[$attribute])* Self::$name { .. } => first::<&str>([$(stringify!($on))?]).is_some(),)* }
            }

            /// Whether it is not asked about again within what was agreed to before.
            pub(crate) fn is_asked_once(self) -> bool {
                match self { $($(#[$attribute])* Self::$name { .. } => first::<&str>([$(stringify!($once))?]).is_some(),)* }
            }

            /// The detector that it is of, if it is of one.
            pub(crate) fn detector(self) -> Option<DetectorId> {
                match self { $($(#[$attribute])* Self::$name $(($place))? => first([$($place.detector())?]).flatten(),)* }
            }

            /// The question before its light; none where it lights nothing.
            #[allow(unused_variables, reason = "a question need not name what it is of")]
            pub(crate) fn question(self) -> Option<String> {
                match self { $($(#[$attribute])* Self::$name $(($place))? => first([$(format!($question))?]),)* }
            }

            /// How each is typed.
            pub fn all_typed() -> Vec<TypedOperation> {
                vec![$($(#[$attribute])* TypedOperation { words: $typed, of: of!($name $(($id))?) }),*]
            }
        }

        impl fmt::Display for Operation {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $($(#[$attribute])* Self::$name $(($place))? => write!(f, $words),)* }
            }
        }
    };
}

/// What has to be named for an operation, from whether its variant holds something.
macro_rules! of {
    ($name:ident) => {
        Of::Nothing(Operation::$name)
    };
    ($name:ident ($id:ty)) => {
        <$id as Named>::of(Operation::$name)
    };
}

operations! {
    "Switch a laser on"
    LaserOn(laser: LaserId), "laser _ on", "laser {laser} on", lights Lights::Laser(laser), "Switch laser {laser} on?";
    "Start the sweep"
    SweepStart once, "sweep-start", "sweep start", lights Lights::Scan, "Start the sweep?", goes on;
    "Take a detector's reference"
    Reference(detector: DetectorId), "reference _", "reference of {detector}",
        lights Lights::Scan, "Take the reference of {detector}?", replaces "the present reference";
    #[cfg(test)]
    "Make something up"
    MadeUp(detector: DetectorId), "make up _", "made up of {detector}";
    #[cfg(test)]
    "Make light up"
    MadeUpLight(laser: LaserId), "make up light _", "made-up light of laser {laser}",
        lights Lights::Laser(laser), "Make up light of laser {laser}?";
}

/// What is there in a row once or not at all.
fn first<T>(said: impl IntoIterator<Item = T>) -> Option<T> {
    said.into_iter().next()
}

/// How an operation is typed.
#[derive(Clone, Copy, Debug)]
pub struct TypedOperation {
    /// Its words, with `_` where stands what it is of.
    words: &'static str,
    /// What has to be named.
    pub(crate) of: Of,
}

/// What has to be named to make an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    /// Nothing.
    Nothing(Operation),
    /// A laser.
    Laser(fn(LaserId) -> Operation),
    /// A detector.
    Detector(fn(DetectorId) -> Operation),
}

/// What an operation can be of.
trait Named: Sized {
    fn of(make: fn(Self) -> Operation) -> Of;

    /// It, where it is a detector.
    fn detector(self) -> Option<DetectorId> {
        None
    }
}

impl Named for LaserId {
    fn of(make: fn(Self) -> Operation) -> Of {
        Of::Laser(make)
    }
}

impl Named for DetectorId {
    fn of(make: fn(Self) -> Operation) -> Of {
        Of::Detector(make)
    }

    fn detector(self) -> Option<DetectorId> {
        Some(self)
    }
}

impl TypedOperation {
    /// One of them.
    pub fn example(self) -> Operation {
        match self.of {
            Of::Nothing(operation) => operation,
            Of::Laser(make) => make(LaserId::FIRST),
            Of::Detector(make) => make(DetectorId::FIRST),
        }
    }

    /// Its words, with `_` where stands what it is of.
    pub(crate) const fn words(self) -> &'static str {
        self.words
    }

    /// Its words one by one; `None` where stands what it is of.
    pub(crate) fn parts(self) -> impl Iterator<Item = Option<&'static str>> {
        self.words.split([' ', '-']).map(|word| Some(word).filter(|word| *word != "_"))
    }

    /// Its words without what it is of, as a name.
    pub(crate) fn name(self, between: &str) -> String {
        self.parts().flatten().collect::<Vec<_>>().join(between)
    }

    /// What it does.
    pub(crate) fn what(self) -> &'static str {
        self.example().what()
    }

    /// What it does, and whether it asks before.
    pub(crate) fn about(self) -> &'static str {
        self.example().about()
    }
}

/// An operation that may be ordered: one that lights something has a consent to that.
///
/// ```compile_fail
/// use ctp10::core::operation::{Dark, Operation, Run};
/// let forged = Run::Dark(Dark(Operation::SweepStart));
/// ```
#[derive(Debug, PartialEq)]
pub enum Run {
    /// It lights nothing.
    Dark(Dark),
    /// It lights what was agreed to.
    Lit(Lit),
}

/// An operation that lights nothing. Only [`Run`] makes one.
#[derive(Debug, PartialEq)]
pub struct Dark(Operation);

/// An operation that lights something, with the consent to that. Only [`Run`] makes one.
#[derive(Debug, PartialEq)]
pub struct Lit {
    operation: Operation,
    lights: Lights,
    consent: Consent,
}

impl Run {
    /// One that lights nothing.
    ///
    /// # Errors
    /// What it lights: it needs a consent.
    pub(crate) fn dark(operation: Operation) -> Result<Self, Lights> {
        operation.lights().map_or(Ok(Self::Dark(Dark(operation))), Err)
    }

    /// One whose light was agreed to, if it lights anything.
    pub fn agreed(operation: Operation, consent: Consent) -> Self {
        match operation.lights() {
            Some(lights) => Self::Lit(Lit { operation, lights, consent }),
            None => Self::Dark(Dark(operation)),
        }
    }

    /// What is to be done.
    pub(crate) const fn operation(&self) -> Operation {
        match self {
            Self::Dark(dark) => dark.operation(),
            Self::Lit(lit) => lit.operation(),
        }
    }
}

impl Dark {
    /// What is to be done.
    pub(crate) const fn operation(&self) -> Operation {
        self.0
    }
}

impl Lit {
    /// What is to be done.
    pub(crate) const fn operation(&self) -> Operation {
        self.operation
    }

    /// What it lights.
    pub(crate) const fn lights(&self) -> &Lights {
        &self.lights
    }

    /// What was agreed to.
    pub(crate) const fn consent(&self) -> &Consent {
        &self.consent
    }
}
