//! The sweep: its span, its start, its end.

use axum::http::StatusCode;

use crate::core::parameter::{Change, Parameter, Value};
use crate::core::snapshot::Snapshot;
use crate::core::units::Wavelength;
use crate::desk::{Scan, Then};
use crate::serve::answer::{Answered, HttpError, Object, answer, object};
use crate::serve::call::Call;
use crate::serve::inputs::{NM, WAIT};
use crate::serve::row::rows;
use crate::serve::shape::{Input, Need};

const START: Input = Input::body("start_wavelength_nm", NM, Need::Optional);
const STOP: Input = Input::body("stop_wavelength_nm", NM, Need::Optional);

rows! { "Measurement";
    Post "/measurement/sweep/start" start_sweep Light Needed, "Starts a sweep; it lights the lasers that take part.", [WAIT],
        ["success", "message", "is_complete"];
    Post "/measurement/sweep/abort" abort_sweep Order Needed, "Stops a sweep or a reference, ahead of everything.", [],
        ["success", "message"];
    Get "/measurement/sweep/status" get_sweep_status Read Needed,
        "Whether a sweep is under way, from its order to the end of the computing of its traces.", [],
        ["is_sweeping", "is_complete", "condition_register"];
    Get "/measurement/status/referencing" get_referencing_status Read Needed, "Whether a reference is being taken.", [],
        ["is_referencing", "condition_register"];
    Get "/measurement/sweep/wavelengths" get_sweep_wavelengths Read Needed, "The span of the sweep.", [],
        ["start_wavelength_nm", "stop_wavelength_nm"];
    Post "/measurement/sweep/wavelengths" set_sweep_wavelengths Order Needed Body, "Sets one end of it, or both.", [START, STOP],
        ["start_wavelength_nm", "stop_wavelength_nm"];
}

async fn start_sweep(call: Call) -> Answered {
    let wait = call.flag("wait")?;
    let then = if wait { Then::Wait } else { Then::Leave };
    let scan = Scan { changes: Vec::new(), then };
    call.work("start sweep", async move |mut desk| desk.sweep(scan).await).await?;
    let message = if wait { "Sweep completed" } else { "Sweep initiated" };
    Ok(answer(&object! { "success": true, "message": message, "is_complete": wait }))
}

async fn abort_sweep(call: Call) -> Answered {
    call.work("abort sweep", async move |mut desk| desk.abort().await).await?;
    Ok(answer(&object! { "success": true, "message": "Sweep aborted" }))
}

/// The bench once it is known what it is doing.
async fn known(call: &Call, phrase: &str) -> Result<(bool, bool, u16), HttpError> {
    let doing = |bench: &Snapshot| {
        let condition = bench.condition?;
        Some((bench.phase.is_sweep(), bench.phase.is_reference(), condition.0))
    };
    let none = || HttpError::failed(phrase, "the instrument does not tell what it is doing");
    call.line.read(doing).await?.ok_or_else(none)
}

async fn get_sweep_status(call: Call) -> Answered {
    let (sweeps, _, condition) = known(&call, "get status").await?;
    Ok(answer(&object! {
        "is_sweeping": sweeps,
        "is_complete": !sweeps,
        "condition_register": condition,
    }))
}

async fn get_referencing_status(call: Call) -> Answered {
    let (_, references, condition) = known(&call, "get referencing status").await?;
    Ok(answer(&object! { "is_referencing": references, "condition_register": condition }))
}

/// A wavelength as it was last read, nm.
pub(super) fn nm(bench: &Snapshot, parameter: Parameter) -> Option<f64> {
    bench.value(parameter).and_then(Value::wavelength).map(Wavelength::nm)
}

fn span(bench: &Snapshot) -> Object {
    object! {
        "start_wavelength_nm": nm(bench, Parameter::ScanStart),
        "stop_wavelength_nm": nm(bench, Parameter::ScanStop),
    }
}

async fn get_sweep_wavelengths(call: Call) -> Answered {
    for parameter in [Parameter::ScanStart, Parameter::ScanStop] {
        call.line.value_of(parameter, "get sweep wavelengths").await?;
    }
    Ok(answer(&span(&call.line.bench())))
}

/// A wavelength that was said is to be set, nm.
pub(super) fn wavelength((parameter, nm): (Parameter, Option<f64>)) -> Option<Change> {
    Some((parameter, Value::Wavelength(Wavelength::from_nm(nm?))))
}

async fn set_sweep_wavelengths(call: Call) -> Answered {
    let [start, stop] = ["start_wavelength_nm", "stop_wavelength_nm"].map(|name| call.number_if_said(name));
    let ends = [(Parameter::ScanStart, start), (Parameter::ScanStop, stop)];
    let changes: Vec<Change> = ends.into_iter().filter_map(wavelength).collect();
    if changes.is_empty() {
        let words = "Provide at least one of start_wavelength_nm or stop_wavelength_nm";
        return Err(HttpError::new(StatusCode::BAD_REQUEST, words));
    }
    let bench = call.set("set sweep wavelengths", changes).await?;
    Ok(answer(&span(&bench)))
}
