//! What is said with a request: where each word stands, what it may be, and whether it has to be there.

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
