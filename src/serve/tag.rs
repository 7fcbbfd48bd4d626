//! The tag of a trace: who has it already is told so, and not sent it again.

use axum::body::Body;
use axum::http::header::ETAG;
use axum::http::{HeaderValue, Response, StatusCode};

use super::answer::content;
use super::call::Call;
use crate::core::derived::crc32;
use crate::core::trace::Trace;

/// What a trace in a certain form is: another one has another tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag(String);

impl Tag {
    /// Of a trace in a form of this name.
    pub(super) fn of(trace: &Trace, form: &str) -> Self {
        let (sum, points) = (crc32(&trace.y), trace.y.len());
        let (start, sampling) = (trace.spacing.start.nm(), trace.spacing.sampling.pm());
        Self(format!("\"{sum}-{points}-{start}-{sampling}-{form}\""))
    }

    /// Whether the words of `If-None-Match` name it.
    fn is_in(&self, said: &str) -> bool {
        let same = |word: &str| word == "*" || word.strip_prefix("W/").unwrap_or(word) == self.0;
        said.split(',').any(|word| same(word.trim()))
    }

    /// The answer to who has it already.
    pub(super) fn unchanged(&self, call: &Call) -> Option<Response<Body>> {
        let said = call.if_none_match.as_deref()?;
        if !self.is_in(said) {
            return None;
        }
        let mut response = content(StatusCode::NOT_MODIFIED, "application/octet-stream", Body::empty());
        self.put(&mut response);
        Some(response)
    }

    /// Says it with an answer.
    pub(super) fn put(&self, response: &mut Response<Body>) {
        if let Ok(value) = HeaderValue::try_from(&self.0) {
            response.headers_mut().insert(ETAG, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_among_others_whoever_weakened_it() {
        let tag = Tag("\"1-2-1550-1-npz\"".into());
        for said in ["\"1-2-1550-1-npz\"", "W/\"1-2-1550-1-npz\"", "\"a\", \"1-2-1550-1-npz\"", "*"] {
            assert!(tag.is_in(said), "{said}");
        }
        for said in ["", "\"1-2-1550-1-npy\"", "1-2-1550-1-npz"] {
            assert!(!tag.is_in(said), "{said}");
        }
    }
}
