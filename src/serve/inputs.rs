//! Inputs that several routes have.

use axum::http::StatusCode;
use serde_json::json;

use super::answer::HttpError;
use super::shape::{Input, Kind, Need, Place};
use crate::core::ids::{DetectorId, LaserId, TlsId, TraceType};
use crate::core::parameter::LONGEST_STABILIZATION_S;
use crate::core::sweep::{LONGEST_NM, SHORTEST_NM};

/// The module of a detector.
pub(super) const M: Input = Input::query("module", Kind::place(DetectorId::MODULES), Need::Default("4"));
/// Its channel.
pub(super) const C: Input = Input::query("channel", Kind::place(DetectorId::CHANNELS), Need::Default("1"));
/// What a trace holds.
pub(super) const T: Input = Input::query("trace_type", Kind::place(TraceType::MOST), Need::Default("1"));
/// A tunable laser.
pub(super) const TLS: Input = Input::path("channel", Kind::place(TlsId::MOST));
/// A laser position.
pub(super) const LASER: Input = Input::path("laser_number", Kind::place(LaserId::MOST));
/// Whether the end is waited for.
pub(super) const WAIT: Input = Input::query("wait", Kind::Flag, Need::Default("false"));
/// Wavelengths that the platform has, nm.
pub(super) const NM: Kind = Kind::Number(SHORTEST_NM, LONGEST_NM);
/// How long a laser may settle, s.
pub(super) const SETTLING: Kind = Kind::Number(0.0, LONGEST_STABILIZATION_S);
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
