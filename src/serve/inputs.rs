//! Inputs that several routes have.

use axum::http::StatusCode;
use serde_json::json;

use super::answer::HttpError;
use super::shape::{Input, Kind, Need, Place};

/// The module of a detector.
pub(super) const M: Input = Input::query("module", Kind::Int(1, 20), Need::Default("4"));
/// Its channel.
pub(super) const C: Input = Input::query("channel", Kind::Int(1, 6), Need::Default("1"));
/// What a trace holds.
pub(super) const T: Input = Input::query("trace_type", Kind::Int(1, 23), Need::Default("1"));
/// A tunable laser.
pub(super) const TLS: Input = Input::path("channel", Kind::Int(1, 4));
/// A laser position.
pub(super) const LASER: Input = Input::path("laser_number", Kind::Int(1, 10));
/// Whether the end is waited for.
pub(super) const WAIT: Input = Input::query("wait", Kind::Flag, Need::Default("false"));
/// Wavelengths that the platform has, nm.
pub(super) const NM: Kind = Kind::Number(1240.0, 1680.0);
/// Any finite number.
pub(super) const ANY: Kind = Kind::Number(f64::MIN, f64::MAX);

/// A text that is none of those that there are.
pub(super) fn wrong(place: Place, name: &str, words: &str, given: &str) -> HttpError {
    let fault = json!({
        "type": "value_error",
        "loc": [place.name(), name],
        "msg": format!("Value error, {words}"),
        "input": given,
    });
    HttpError::new(StatusCode::UNPROCESSABLE_ENTITY, json!([fault]))
}
