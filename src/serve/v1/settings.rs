//! Every setting by its name, made from the parameters' table: read, and set with its read-back.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};

use super::outcome::ended;
use crate::core::parameter::Parameter;
use crate::desk::json;
use crate::serve::answer::{Answered, HttpError, json as as_json};
use crate::serve::call::Call;
use crate::serve::inputs::wrong;
use crate::serve::row::rows;
use crate::serve::shape::{Input, Kind, Need, Place};

const NAME: Input = Input::path("name", Kind::Text);
const VALUE: Input = Input::body("value", Kind::Written, Need::Required);
const UNIT: Input = Input::body("unit", Kind::Text, Need::Optional);

rows! { "Settings (v1)";
    Get "/v1/settings" v1_settings Read Needed, "Every setting that the bench has, with what it may be.", [], ["settings"];
    Get "/v1/settings/{*name}" v1_setting Read Needed,
        "One setting: sweep/start, tls/1/speed, laser/1/power, detector/4/1/unit.", [NAME], ["limits", "parameter", "unit", "value"];
    Put "/v1/settings/{*name}" v1_set Raise Needed Body Ended,
        "Sets it; the value is a number or a text with its unit, as it can be typed.", [NAME, VALUE, UNIT],
        ["moved", "outcome", "parameter", "unit", "value"];
}

/// A setting with what it may be.
fn told(call: &Call, parameter: Parameter) -> Json {
    let bench = call.line.bench();
    let caps = call.line.access.observer().caps();
    let mut told = match bench.value(parameter) {
        Some(value) => json::setting(parameter, value),
        None => json!({ "parameter": parameter.command(), "value": null, "unit": null }),
    };
    told["limits"] = bench.limits(&caps, parameter).into();
    told
}

async fn v1_settings(call: Call) -> Answered {
    // All of them, where they are still being read.
    call.line.read(|bench| bench.complete.then_some(())).await?;
    let bench = call.line.bench();
    let all: Vec<Json> = bench.values.keys().map(|&parameter| told(&call, parameter)).collect();
    Ok(as_json(StatusCode::OK, json!({ "settings": all }).to_string()))
}

/// The setting that is named: its words between strokes or blanks, a detector by module and channel.
fn parameter(call: &Call) -> Result<Parameter, HttpError> {
    let name = call.text_if_said("name").unwrap_or_default();
    let parts: Vec<&str> = name.split(['/', ' ']).filter(|part| !part.is_empty()).collect();
    let place;
    let words = match parts[..] {
        ["detector", module, channel, ..] => {
            place = format!("{module}/{channel}");
            [&["detector", place.as_str()], &parts[3..]].concat()
        }
        _ => parts,
    };
    Parameter::find(&words).ok_or_else(|| {
        HttpError::new(
            StatusCode::NOT_FOUND,
            format!("there is no setting {name:?}; GET /v1/settings lists them"),
        )
    })
}

async fn v1_setting(call: Call) -> Answered {
    let parameter = parameter(&call)?;
    if call.line.value(parameter).await?.is_none() {
        let words = format!("there is no {parameter} on this bench");
        return Err(HttpError::new(StatusCode::NOT_FOUND, words));
    }
    Ok(as_json(StatusCode::OK, told(&call, parameter).to_string()))
}

async fn v1_set(call: Call) -> Answered {
    let parameter = parameter(&call)?;
    let typed = call.text_if_said("value").unwrap_or_default();
    let typed = call.text_if_said("unit").map_or_else(|| typed.to_owned(), |unit| format!("{typed} {unit}"));
    let value =
        parameter.parse(&typed).map_err(|why| wrong(Place::Body, "value", &why.to_string(), &typed))?;
    let done = call.try_work(async move |mut desk| desk.set(parameter, value).await).await?;
    ended(done.map(|(held, moved)| {
        let mut told = json::setting(parameter, held);
        told["moved"] = moved.iter().map(json::moved).collect();
        told
    }))
}
