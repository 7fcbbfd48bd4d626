//! What stands for something in a command line: how each is read, and what it may be.

use std::path::PathBuf;

use strum::IntoEnumIterator;

use crate::config::address::Address;
use crate::config::settings::ANSWER_S;
use crate::core::ids::{DetectorId, LaserId, NoTraceType, TlsId, TraceType};
use crate::core::text::{clean, one_word};
use crate::core::typed_number;
use crate::core::units::{Dbm, Seconds};
use crate::ui::common::command::error::CommandError;
use crate::ui::common::context::Context;

/// One argument of a command: a word of its line, or the rest of it. What it may be can depend on the subject's part
/// `P` of the context.
pub(in crate::ui) trait Argument<P>: Sized {
    /// What it is called in the pattern, between `<` and `>`.
    const NAME: &'static str;
    /// It takes the rest of the line.
    const REST: bool = false;
    /// It may be left out: then it is read from an empty text.
    const OPTIONAL: bool = false;

    /// Reads what was typed.
    fn read(context: &Context, typed: &str) -> Result<Self, CommandError>;

    /// What Tab offers for it: all that it may be, or what is usual. Nothing for free text alone.
    fn candidates(part: &P, context: &Context) -> Vec<Candidate>;

    /// What may stand behind what was typed of it, where it takes the rest of the line: at which byte of that the word
    /// begins that is being typed, and what it may become.
    fn further(_typed: &str) -> Option<(usize, Vec<Candidate>)> {
        None
    }
}

/// Something that an argument may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Candidate {
    /// As it is typed.
    pub(crate) word: String,
    /// What it stands for, if the word does not say it.
    pub(crate) about: String,
}

impl From<String> for Candidate {
    fn from(word: String) -> Self {
        Self { word, about: String::new() }
    }
}

pub(in crate::ui) fn words(words: impl IntoIterator<Item = impl Into<String>>) -> Vec<Candidate> {
    words.into_iter().map(|word| Candidate::from(word.into())).collect()
}

/// The words of an enum.
pub(in crate::ui) fn variants<E: IntoEnumIterator + Into<&'static str>>() -> Vec<Candidate> {
    words(E::iter().map(Into::<&'static str>::into))
}

/// Reads a word of an enum.
pub(in crate::ui) fn variant<E>(typed: &str, what: &'static str) -> Result<E, CommandError>
where
    E: std::str::FromStr + IntoEnumIterator + Into<&'static str>,
{
    typed.to_lowercase().parse().map_err(|_| {
        let known: Vec<&'static str> = E::iter().map(Into::into).collect();
        CommandError::no_such(what, typed, known.join(", "))
    })
}

/// An argument that may be left out.
impl<P, A: Argument<P>> Argument<P> for Option<A> {
    const NAME: &'static str = A::NAME;
    const REST: bool = A::REST;
    const OPTIONAL: bool = true;

    fn read(context: &Context, typed: &str) -> Result<Self, CommandError> {
        if typed.is_empty() { Ok(None) } else { A::read(context, typed).map(Some) }
    }

    fn candidates(part: &P, context: &Context) -> Vec<Candidate> {
        A::candidates(part, context)
    }
}

/// The rest of the line: a value with a blank before its unit, a name with blanks in it.
pub(in crate::ui) struct Rest<A>(pub(crate) A);

impl<P, A: Argument<P>> Argument<P> for Rest<A> {
    const NAME: &'static str = A::NAME;
    const REST: bool = true;

    fn read(context: &Context, typed: &str) -> Result<Self, CommandError> {
        A::read(context, typed).map(Self)
    }

    fn candidates(part: &P, context: &Context) -> Vec<Candidate> {
        A::candidates(part, context)
    }
}

impl<P> Argument<P> for LaserId {
    const NAME: &'static str = "laser";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().and_then(Self::new);
        number.ok_or_else(|| CommandError::no_such("laser position", typed, Self::range()))
    }

    fn candidates(_: &P, context: &Context) -> Vec<Candidate> {
        let listed = context.listed_lasers().into_iter();
        let model = |laser| context.bench.laser(laser).fitted.model().unwrap_or_default();
        listed.map(|laser| Candidate { word: laser.to_string(), about: clean(model(laser)) }).collect()
    }
}

impl<P> Argument<P> for TlsId {
    const NAME: &'static str = "tls";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        let number = typed.parse().ok().and_then(Self::new);
        number.ok_or_else(|| CommandError::no_such("TLS", typed, Self::range()))
    }

    fn candidates(_: &P, context: &Context) -> Vec<Candidate> {
        let laser =
            |tls| context.bench.laser_of(tls).map_or_else(String::new, |laser| format!("laser {laser}"));
        Self::all().map(|tls| Candidate { word: tls.to_string(), about: laser(tls) }).collect()
    }
}

/// Neither a detector's place nor the name of a watched one.
#[derive(Debug, thiserror::Error)]
#[error("{typed:?} is not a detector; write module/channel (1 to 20, 1 to 6) or {names}")]
struct NoDetector {
    /// What was typed.
    typed: String,
    /// The names of those that are watched.
    names: String,
}

/// By its place or its name.
impl<P> Argument<P> for DetectorId {
    const NAME: &'static str = "detector";

    fn read(context: &Context, typed: &str) -> Result<Self, CommandError> {
        let watched = &context.fixed.detectors;
        Self::typed(typed, watched).map_err(|_| {
            let names: Vec<String> = watched.iter().map(|(_, name)| one_word(name)).collect();
            NoDetector { typed: clean(typed), names: names.join(", ") }.into()
        })
    }

    fn candidates(_: &P, context: &Context) -> Vec<Candidate> {
        let watched = context.fixed.detectors.iter();
        watched.map(|(place, name)| Candidate { word: one_word(name), about: place.to_string() }).collect()
    }
}

impl<P> Argument<P> for TraceType {
    const NAME: &'static str = "type";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        typed.parse().map_err(|NoTraceType| CommandError::no_such("trace type", typed, Self::words()))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        let named = Self::named();
        named.map(|(word, shown)| Candidate { word: word.to_owned(), about: shown.to_owned() }).collect()
    }
}

impl<P> Argument<P> for Address {
    const NAME: &'static str = "address";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(typed.parse()?)
    }

    /// The one that is connected, to be changed.
    fn candidates(_: &P, context: &Context) -> Vec<Candidate> {
        words([context.link.address.as_str()].into_iter().filter(|address| !address.contains(' ')))
    }
}

impl<P> Argument<P> for Dbm {
    const NAME: &'static str = "power";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(typed_number::parse_power(typed)?)
    }

    /// The most that the settings allow.
    fn candidates(_: &P, context: &Context) -> Vec<Candidate> {
        words([context.fixed.caps.cap(None).to_string()])
    }
}

/// How long an answer may take; the limits are those of `answer_timeout_s` in the settings.
impl<P> Argument<P> for Seconds {
    const NAME: &'static str = "seconds";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        typed_number::parse_time(typed, &["", "s"])
            .filter(|seconds| ANSWER_S.contains(&seconds.get()))
            .ok_or_else(|| CommandError::not(typed, "a time from 0.1 to 120 s", "5"))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words(["1s", "2s", "5s", "10s", "30s"])
    }
}

/// A switch: `on` is true, `off` is false.
pub(in crate::ui) struct Switch(pub(crate) bool);

impl<P> Argument<P> for Switch {
    const NAME: &'static str = "switch";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        match typed {
            "on" => Ok(Self(true)),
            "off" => Ok(Self(false)),
            other => Err(CommandError::not(other, "on or off", "on")),
        }
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        words(["on", "off"])
    }
}

/// Text of any kind to the end of the line, with the name that its pattern gives it.
macro_rules! text {
    ($($about:literal $name:ident, $pattern:literal, $candidates:expr;)*) => {$(
        #[doc = $about]
        pub(in crate::ui) struct $name(pub String);

        impl<P> Argument<P> for $name {
            const NAME: &'static str = $pattern;
            const REST: bool = true;

            fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
                Ok(Self(typed.to_owned()))
            }

            fn candidates(_: &P, context: &Context) -> Vec<Candidate> {
                let candidates: fn(&Context) -> Vec<Candidate> = $candidates;
                candidates(context)
            }
        }

        impl From<$name> for PathBuf {
            fn from($name(path): $name) -> Self {
                path.into()
            }
        }
    )*};
}

text! {
    "A line of SCPI." Line, "line", |context| words(context.fixed.headers.iter().copied());
    "Words." Words, "words", |_| Vec::new();
    "A file of any kind." Name, "name", |_| Vec::new();
}

/// Something that can be switched off by the word `off`: `None` then.
pub(in crate::ui) struct OrOff<A>(pub(crate) Option<A>);

impl<P, A: Argument<P>> Argument<P> for OrOff<A> {
    const NAME: &'static str = A::NAME;
    const REST: bool = A::REST;

    fn read(context: &Context, typed: &str) -> Result<Self, CommandError> {
        if typed == "off" { Ok(Self(None)) } else { A::read(context, typed).map(|some| Self(Some(some))) }
    }

    fn candidates(part: &P, context: &Context) -> Vec<Candidate> {
        let mut all = A::candidates(part, context);
        all.extend(words(["off"]));
        all
    }
}
