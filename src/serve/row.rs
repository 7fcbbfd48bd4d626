//! A row of the table of routes: what can be asked, with what, by whom, and what does it. The router, the answers to wrong
//! methods and wrong inputs, the description for programs and the test of who may are made from these rows.

use std::pin::Pin;

use super::answer::Outcome;
use super::call::Call;
use super::policy::Right;

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// It changes nothing.
    Get,
    /// It does something.
    Post,
    /// It sets something.
    Put,
    /// It opens a WebSocket, which a GET does.
    Socket,
}

impl Method {
    /// As the wire has it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Get | Self::Socket => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// Where an input stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the path, between braces.
    Path,
    /// Behind the question mark.
    Query,
    /// In the JSON object of the body.
    Body,
}

impl Place {
    /// As errors and descriptions have it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Body => "body",
        }
    }
}

/// What an input may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A whole number within these limits.
    Int(i64, i64),
    /// A number within these limits.
    Number(f64, f64),
    /// Yes or no.
    Flag,
    /// Text.
    Text,
    /// A number or a text, as it was written.
    Written,
}

/// Whether an input has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// It has.
    Required,
    /// It need not.
    Optional,
    /// Where it is not, this is meant.
    Default(&'static str),
}

/// Something that is said with a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Input {
    /// Where.
    pub(super) place: Place,
    /// Its name.
    pub(super) name: &'static str,
    /// What it may be.
    pub(super) kind: Kind,
    /// Whether it has to be there.
    pub(super) need: Need,
}

impl Input {
    /// A part of the path.
    pub(super) const fn path(name: &'static str, kind: Kind) -> Self {
        Self { place: Place::Path, name, kind, need: Need::Required }
    }

    /// Behind the question mark.
    pub(super) const fn query(name: &'static str, kind: Kind, need: Need) -> Self {
        Self { place: Place::Query, name, kind, need }
    }

    /// A field of the body.
    pub(super) const fn body(name: &'static str, kind: Kind, need: Need) -> Self {
        Self { place: Place::Body, name, kind, need }
    }
}

/// Whether a body has to be there where there are inputs in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// It has.
    Body,
    /// It need not.
    Maybe,
}

/// Whether the instrument has to be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// It has.
    Needed,
    /// It makes no difference.
    Whatever,
}

/// Does it.
pub(super) type Run = fn(Call) -> Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A row.
pub(super) struct Row {
    /// The method.
    pub(super) method: Method,
    /// The path, with its parts between braces.
    pub(super) path: &'static str,
    /// What it is among.
    pub(super) tag: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// What it does, in a sentence.
    pub(super) about: &'static str,
    /// Who may.
    pub(super) right: Right,
    /// Whether it needs the instrument.
    pub(super) link: Link,
    /// What is said with it.
    pub(super) inputs: &'static [Input],
    /// Whether it needs a body.
    pub(super) sent: Sent,
    /// The fields of its answer; none where it is no JSON object, or has other ones each time.
    pub(super) gives: &'static [&'static str],
    /// Does it.
    pub(super) run: Run,
}

/// Makes the rows of a tag: for each the method, the path, the name of its function, who may, whether it needs the instrument,
/// what it does, its inputs, and the fields of its answer.
macro_rules! rows {
    ($tag:literal; $(
        $method:ident $path:literal $run:ident $right:ident $link:ident $($sent:ident)?, $about:literal, [$($input:expr),* $(,)?], [$($field:literal),* $(,)?];
    )*) => {
        /// Its rows.
        pub(in crate::serve) const ROWS: &[$crate::serve::row::Row] = &[$($crate::serve::row::Row {
            method: $crate::serve::row::Method::$method,
            path: $path,
            tag: $tag,
            name: stringify!($run),
            about: $about,
            right: $crate::serve::policy::Right::$right,
            link: $crate::serve::row::Link::$link,
            inputs: &[$($input),*],
            sent: rows!(@sent $($sent)?),
            gives: &[$($field),*],
            run: |call| Box::pin($run(call)),
        }),*];
    };
    (@sent Body) => { $crate::serve::row::Sent::Body };
    (@sent) => { $crate::serve::row::Sent::Maybe };
}
pub(super) use rows;
