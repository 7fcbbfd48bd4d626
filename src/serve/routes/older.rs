//! Paths that the ancestor had once and its clients still call.

use super::detector::{get_stabilization, sampling, set_stabilization, settling};
use crate::core::parameter::LONGEST_STABILIZATION_S;
use crate::core::parameter::{Parameter, Value};
use crate::core::units::Wavelength;
use crate::serve::answer::{Answered, HttpError, answer, object};
use crate::serve::call::Call;
use crate::serve::inputs::{ANY, SETTLING};
use crate::serve::row::rows;
use crate::serve::shape::{Input, Kind, Need};
use axum::http::StatusCode;

const RESOLUTION: Input = Input::query("resolution_pm", Kind::Number(0.0, 1000.0), Need::Required);
const OUTPUT: Input = Input::query("output", Kind::Flag, Need::Required);
const SECONDS: Input = Input::query("duration_seconds", ANY, Need::Required);
const CONFIG: [Input; 3] = [
    Input::body("resolution_pm", Kind::Number(0.0, 1000.0), Need::Optional),
    Input::body("stabilization_output", Kind::Flag, Need::Optional),
    Input::body("stabilization_duration", SETTLING, Need::Optional),
];

rows! { "Measurement, older";
    Get "/measurement/resolution" get_resolution Read Needed, "The sampling of the sweep.", [], ["resolution_pm"];
    Post "/measurement/resolution" set_resolution Order Needed, "Sets it.", [RESOLUTION], ["success", "resolution_pm"];
    Get "/measurement/stabilization" get_stabilization Read Needed, "See /detector/stabilization.", [],
        ["output", "duration_seconds"];
    Post "/measurement/stabilization" set_older_stabilization Order Needed, "The same.", [OUTPUT, SECONDS],
        ["success", "output", "duration_seconds"];
    Get "/measurement/config" get_sweep_config Read Needed, "Sampling and settling.", [],
        ["resolution_pm", "stabilization_output", "stabilization_duration"];
    Post "/measurement/config" set_sweep_config Order Needed Body, "Sets those that are given.",
        [CONFIG[0], CONFIG[1], CONFIG[2]], ["success", "message"];
}

fn resolution(held: Option<Value>) -> Option<f64> {
    held.and_then(Value::sampling).map(Wavelength::pm)
}

async fn get_resolution(call: Call) -> Answered {
    let held = call.line.value_of(Parameter::Sampling, "get resolution").await?;
    Ok(answer(&object! { "resolution_pm": resolution(Some(held)) }))
}

async fn set_resolution(call: Call) -> Answered {
    let change = sampling("set resolution", call.number("resolution_pm")?)?;
    let bench = call.set("set resolution", vec![change]).await?;
    let held = resolution(bench.value(Parameter::Sampling));
    Ok(answer(&object! { "success": true, "resolution_pm": held }))
}

async fn set_older_stabilization(call: Call) -> Answered {
    if !(0.0..=LONGEST_STABILIZATION_S).contains(&call.number("duration_seconds")?) {
        return Err(HttpError::new(StatusCode::BAD_REQUEST, "Duration must be 0-60 seconds"));
    }
    set_stabilization(call).await
}

async fn get_sweep_config(call: Call) -> Answered {
    let sampling = call.line.value(Parameter::Sampling).await?;
    let held = call.line.value(Parameter::Stabilization).await?.and_then(Value::stabilization);
    let (output, seconds) = held.map(|(stays_on, seconds)| (stays_on, seconds.get())).unzip();
    Ok(answer(&object! {
        "resolution_pm": resolution(sampling),
        "stabilization_output": output,
        "stabilization_duration": seconds,
    }))
}

async fn set_sweep_config(call: Call) -> Answered {
    const PHRASE: &str = "update sweep configuration";
    let mut changes = Vec::new();
    if let Some(pm) = call.number_if_said("resolution_pm") {
        changes.push(sampling(PHRASE, pm)?);
    }
    let (output, seconds) =
        (call.flag_if_said("stabilization_output"), call.number_if_said("stabilization_duration"));
    if output.is_some() || seconds.is_some() {
        let held = call.line.value_of(Parameter::Stabilization, PHRASE).await?;
        if let Value::Stabilization { stays_on, seconds: held } = held {
            changes.push(settling(output.unwrap_or(stays_on), seconds.unwrap_or(held.get()))?);
        }
    }
    if !changes.is_empty() {
        call.set(PHRASE, changes).await?;
    }
    Ok(answer(&object! { "success": true, "message": "Sweep configuration updated" }))
}
