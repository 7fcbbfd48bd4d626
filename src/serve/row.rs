//! A row of the table of routes: what can be asked, with what, by whom, and what does it. The router, the answers to wrong
//! methods and wrong inputs, the description for programs and the test of who may are made from these rows.

use std::borrow::Cow;
use std::pin::Pin;

use super::answer::Answered;
use super::call::Call;
use super::policy::Right;
use super::shape::{Input, Method, Sent};
use crate::core::operation::Of;

/// Whether the instrument has to be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// It has.
    Needed,
    /// It makes no difference.
    Whatever,
}

/// The answer, when it is there.
pub(super) type Answering = Pin<Box<dyn Future<Output = Answered> + Send>>;

/// Does it.
#[derive(Clone, Copy)]
pub(super) enum Run {
    /// A function of its own.
    Own(fn(Call) -> Answering),
    /// That of all operations, for this one.
    Operation(Of, fn(Call, Of) -> Answering),
}

impl Run {
    /// Answers.
    pub(super) fn run(self, call: Call) -> Answering {
        match self {
            Self::Own(run) => run(call),
            Self::Operation(of, run) => run(call, of),
        }
    }
}

/// A row.
pub(super) struct Row {
    /// The method.
    pub(super) method: Method,
    /// The path, with its parts between braces.
    pub(super) path: Cow<'static, str>,
    /// What it is among.
    pub(super) tag: &'static str,
    /// Its name.
    pub(super) name: Cow<'static, str>,
    /// What it does, in a sentence.
    pub(super) about: Cow<'static, str>,
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
    /// Whether it is work that ends in one of the ways of `v1::outcome`.
    pub(super) ends: bool,
    /// Does it.
    pub(super) run: Run,
}

/// Makes the rows of a tag: for each the method, the path, the name of its function, who may, whether it needs the instrument,
/// `Body` where it needs one, `Ended` where it ends in a way of `v1::outcome`, what it does, its inputs, and the fields of its
/// answer.
macro_rules! rows {
    ($tag:literal; $(
        $method:ident $path:literal $run:ident $right:ident $link:ident $($flag:ident)*, $about:expr, [$($input:expr),* $(,)?], [$($field:literal),* $(,)?];
    )*) => {
        /// Its rows.
        pub(in crate::serve) const ROWS: &[$crate::serve::row::Row] = &[$($crate::serve::row::Row {
            method: $crate::serve::shape::Method::$method,
            path: std::borrow::Cow::Borrowed($path),
            tag: $tag,
            name: std::borrow::Cow::Borrowed(stringify!($run)),
            about: std::borrow::Cow::Borrowed($about),
            right: $crate::serve::policy::Right::$right,
            link: $crate::serve::row::Link::$link,
            inputs: &[$($input),*],
            sent: rows!(@sent $($flag)*),
            ends: rows!(@ends $($flag)*),
            gives: &[$($field),*],
            run: $crate::serve::row::Run::Own(|call| Box::pin($run(call))),
        }),*];
    };
    (@sent Body $($other:ident)*) => { $crate::serve::shape::Sent::Body };
    (@sent $($other:ident)*) => { $crate::serve::shape::Sent::Maybe };
    (@ends $(Body)? Ended) => { true };
    (@ends $(Body)?) => { false };
}
pub(super) use rows;
