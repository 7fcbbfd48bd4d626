//! What a request is answered with: objects whose fields keep their order, and refusals in the ancestor's shape.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderName, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Response, StatusCode};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use crate::desk::failed::Failed;

/// How a request over HTTP ends.
pub(super) type Answered = Result<Response<Body>, HttpError>;

/// What a field holds.
#[derive(Clone, Debug)]
pub(super) enum Held {
    /// A value of JSON; a number that is none is null.
    Plain(Json),
    /// An object.
    Object(Object),
}

impl Serialize for Held {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(value) => value.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl<T: Into<Json>> From<T> for Held {
    fn from(value: T) -> Self {
        Self::Plain(value.into())
    }
}

/// An object whose fields stand in this order.
#[derive(Clone, Debug, Default)]
pub(super) struct Object(Vec<(&'static str, Held)>);

impl Object {
    /// With these fields.
    pub(super) fn of<const N: usize>(fields: [(&'static str, Held); N]) -> Self {
        Self(fields.into())
    }

    /// With one more.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Held>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// With those of another one behind.
    #[must_use]
    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same within another one.
    pub(super) const fn held(self) -> Held {
        Held::Object(self)
    }

    /// As text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Makes an object, its fields in the order in which they are written.
macro_rules! object {
    ($($name:literal: $value:expr),* $(,)?) => {
        $crate::serve::answer::Object::of([$(($name, $crate::serve::answer::Held::from($value))),*])
    };
}
pub(super) use object;

/// An object as an answer.
pub(super) fn answer(object: &Object) -> Response<Body> {
    json(StatusCode::OK, object.text())
}

/// JSON as an answer.
pub(super) fn json(status: StatusCode, text: String) -> Response<Body> {
    content(status, "application/json", text)
}

/// Anything as an answer.
pub(super) fn content(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A request that is refused, or failed: its code and what is told.
#[derive(Clone, Debug)]
pub(super) struct HttpError {
    /// The code.
    pub(super) status: StatusCode,
    /// What is wrong: words, or what is wrong with each input.
    pub(super) detail: Json,
    header: Option<(HeaderName, String)>,
}

impl HttpError {
    /// With this code and these words.
    pub(super) fn new(status: StatusCode, detail: impl Into<Json>) -> Self {
        Self { status, detail: detail.into(), header: None }
    }

    /// There is nothing of this name.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not Found")
    }

    /// It is there, but for other methods.
    pub(super) fn wrong_method(allowed: String) -> Self {
        let refused = Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
        Self { header: Some((ALLOW, allowed)), ..refused }
    }

    /// It is elsewhere.
    pub(super) fn elsewhere(place: String) -> Self {
        let moved = Self::new(StatusCode::TEMPORARY_REDIRECT, Json::Null);
        Self { header: Some((LOCATION, place)), ..moved }
    }

    /// Who asks has to say who he is.
    pub(super) fn who_are_you(words: &str) -> Self {
        let refused = Self::new(StatusCode::UNAUTHORIZED, words);
        Self { header: Some((WWW_AUTHENTICATE, "Bearer".to_owned())), ..refused }
    }

    /// He may not.
    pub(super) fn forbidden(words: impl Into<Json>) -> Self {
        Self::new(StatusCode::FORBIDDEN, words)
    }

    /// Not as things are.
    pub(super) fn conflict(words: &str) -> Self {
        Self::new(StatusCode::CONFLICT, words)
    }

    /// The instrument is not there.
    pub(super) fn not_connected() -> Self {
        let words = "Not connected to CTP10. Use POST /connection/connect first.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, words)
    }

    /// A row and its function do not fit together.
    pub(super) fn defect(what: &str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, format!("a defect of this program: {what}"))
    }

    /// Something did not come about: "Failed to set power: ...".
    pub(super) fn failed(phrase: &str, why: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, format!("Failed to {phrase}: {why}"))
    }

    /// The same of a piece of work.
    pub(super) fn of(phrase: &'static str) -> impl Fn(Failed) -> Self {
        move |failed| Self::failed(phrase, failed)
    }

    /// As it is sent.
    pub(super) fn response(self) -> Response<Body> {
        let mut response = if self.detail.is_null() {
            let mut empty = Response::new(Body::empty());
            *empty.status_mut() = self.status;
            empty
        } else {
            json(self.status, object! { "detail": self.detail }.text())
        };
        if let Some((name, value)) = self.header
            && let Ok(value) = HeaderValue::try_from(value)
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
