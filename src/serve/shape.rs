//! What is said with a request: where each word stands, what it may be, and whether it has to be there.

use std::ops::RangeInclusive;

/// Makes the methods from a row for each: its variant, what it is, as the wire has it. The first one opens web sockets,
/// too.
macro_rules! methods {
    ($first:ident $first_about:literal $first_name:literal; $($name:ident $about:literal $word:literal;)*) => {
        /// What a request asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Method {
            #[doc = $first_about] $first,
            $(#[doc = $about] $name,)*
            /// It opens a WebSocket, which a GET does.
            Socket,
        }

        impl Method {
            /// All of them, as a browser is told.
            pub(super) const NAMES: &str = concat!($first_name $(, ", ", $word)*);

            /// As the wire has it.
            pub(super) const fn name(self) -> &'static str {
                match self {
                    Self::$first | Self::Socket => $first_name,
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

methods! {
    Get "It changes nothing." "GET";
    Post "It does something." "POST";
    Put "It sets something." "PUT";
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

impl Kind {
    /// A place among so many, which are counted from 1.
    pub(super) const fn place(most: u8) -> Self {
        Self::to(1, most)
    }

    /// A whole number within these limits.
    pub(super) const fn to(least: u32, most: u8) -> Self {
        #[expect(clippy::as_conversions, reason = "`From` is not const")]
        Self::within(&(least..=most as u32))
    }

    /// The same, as a range.
    #[expect(clippy::as_conversions, reason = "`From` is not const")]
    pub(super) const fn within(range: &RangeInclusive<u32>) -> Self {
        Self::Int(*range.start() as i64, *range.end() as i64)
    }
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
