//! Detectors: what they read and how they are set. Those of the settings are read all the time; any other one is asked when
//! somebody asks for it.

use std::time::Duration;

use axum::http::StatusCode;
use tokio::time::timeout;

use crate::core::cast::count_u32;
use crate::core::ids::DetectorId;
use crate::core::parameter::{Change, Parameter, SpectralUnit, Value};
use crate::core::reference::Reference;
use crate::core::snapshot::Snapshot;
use crate::core::units::{LIGHT, Seconds, Wavelength};
use crate::instrument::ctp10;
use crate::serve::answer::{Answered, HttpError, Object, answer, object};
use crate::serve::asked;
use crate::serve::call::Call;
use crate::serve::inputs::{C, M, NM, SETTLING, wrong};
use crate::serve::reading;
use crate::serve::row::rows;
use crate::serve::shape::{Input, Kind, Need, Place};

const UNIT: Input = Input::body("power_unit", Kind::Text, Need::Optional);
const SPECTRAL: Input = Input::body("spectral_unit", Kind::Text, Need::Optional);
const RESOLUTION: Input = Input::body("resolution_pm", Kind::Number(0.0, 1000.0), Need::Optional);
const WAVELENGTH: Input = Input::query("wavelength_nm", NM, Need::Required);
const OUTPUT: Input = Input::body("output", Kind::Flag, Need::Required);
const SECONDS: Input = Input::body("duration_seconds", SETTLING, Need::Required);
const WAIT: Input = Input::query("wait", Kind::Flag, Need::Default("false"));

rows! { "Detector";
    Get "/detector/snapshot" get_detector_snapshot Read Needed, "The powers of a module, as they were last read.", [M],
        ["timestamp", "module", "wavelength_nm", "unit", "ch1_power", "ch2_power", "ch3_power", "ch4_power"];
    Get "/detector/wavelength" get_wavelength Read Needed, "The wavelength that a detector is calibrated at.", [M, C],
        ["module", "channel", "wavelength_nm", "frequency_thz"];
    Post "/detector/wavelength" set_wavelength Order Needed, "Sets it.", [M, C, WAVELENGTH],
        ["success", "module", "channel", "wavelength_nm"];
    Get "/detector/config" get_config Read Needed, "The settings of a detector.", [M, C],
        ["module", "channel", "power_unit", "spectral_unit", "resolution_pm", "wavelength_nm"];
    Post "/detector/config" set_config Order Needed Body, "Sets those that are given.", [M, C, UNIT, SPECTRAL, RESOLUTION],
        ["success", "message"];
    Get "/detector/stabilization" get_stabilization Read Needed, "Whether the laser stays on after a sweep, and the settling time.", [],
        ["output", "duration_seconds"];
    Post "/detector/stabilization" set_stabilization Order Needed Body, "Sets both.", [OUTPUT, SECONDS],
        ["success", "output", "duration_seconds"];
    Post "/detector/reference" create_reference Light Needed, "Takes a detector's reference; it lights the lasers of the sweep.",
        [M, C, WAIT], ["success", "message", "is_complete"];
    Get "/detector/reference/result" get_reference_result Read Needed, "What reference a detector has.", [M, C],
        ["module", "channel", "state", "type", "date", "time"];
}

/// A value of a detector: as it was last read where it is watched, else as it is asked now.
async fn value(
    call: &Call,
    phrase: &'static str,
    parameter: Parameter,
    of: DetectorId,
) -> Result<Option<Value>, HttpError> {
    if call.line.bench().detectors.contains(&of) {
        return call.line.value(parameter).await;
    }
    call.read(phrase, &ctp10::parameter::question(parameter)).await
}

async fn get_detector_snapshot(call: Call) -> Answered {
    const PHRASE: &str = "get detector snapshot";
    let module = call.detector_of(1)?.module();
    if !reading::is_watched(&call.line.bench(), module) {
        return asked_snapshot(&call, module).await;
    }
    for parameter in [Parameter::PowerUnit, Parameter::DetectorWavelength] {
        call.line.value(parameter(call.detector_of(1)?)).await?;
    }
    let last = |bench: &Snapshot| reading::of(bench, module, bench.tail.last()?);
    let whole = |bench: &Snapshot| {
        let round = bench.tail.last()?;
        reading::is_whole(bench, module, round).then(|| reading::of(bench, module, round)).flatten()
    };
    let told = match call.line.first(whole).await? {
        Some(told) => Some(told),
        None => last(&call.line.bench()),
    };
    let none = || HttpError::failed(PHRASE, "the instrument reports no power");
    Ok(answer(&told.ok_or_else(none)?))
}

/// The same of a module that nobody watches.
async fn asked_snapshot(call: &Call, module: u8) -> Answered {
    const PHRASE: &str = "get detector snapshot";
    let told = call.work(PHRASE, async move |mut desk| {
        Ok(asked::snapshot(&mut desk, module, &mut asked::Channels::default()).await)
    });
    let told = told.await?;
    let none = || HttpError::failed(PHRASE, format!("module {module} tells no power"));
    Ok(answer(&told.ok_or_else(none)?))
}

async fn get_wavelength(call: Call) -> Answered {
    const PHRASE: &str = "get wavelength";
    let place = call.detector()?;
    let held = value(&call, PHRASE, Parameter::DetectorWavelength(place), place).await?;
    let none = || HttpError::failed(PHRASE, format!("there is no detector {place} on this bench"));
    let wavelength = held.and_then(Value::wavelength).ok_or_else(none)?;
    Ok(answer(&object! {
        "module": place.module(),
        "channel": place.channel(),
        "wavelength_nm": wavelength.nm(),
        "frequency_thz": LIGHT / wavelength.m() * 1e-12,
    }))
}

/// Sets values of a detector, which need not be watched; each as it was read back.
async fn set(
    call: &Call,
    phrase: &'static str,
    changes: Vec<Change>,
) -> Result<Vec<Option<Value>>, HttpError> {
    call.work(phrase, async move |mut desk| {
        let set: Vec<Parameter> = changes.iter().map(|(parameter, _)| *parameter).collect();
        if !changes.is_empty() {
            desk.set_all(changes).await?;
        }
        let bench = desk.bench();
        Ok(set.into_iter().map(|parameter| bench.value(parameter)).collect())
    })
    .await
}

async fn set_wavelength(call: Call) -> Answered {
    const PHRASE: &str = "set wavelength";
    let (place, asked) = (call.detector()?, Wavelength::from_nm(call.number("wavelength_nm")?));
    let change = (Parameter::DetectorWavelength(place), Value::Wavelength(asked));
    let held = set(&call, PHRASE, vec![change]).await?;
    let held = held.into_iter().flatten().find_map(Value::wavelength).map(Wavelength::nm);
    Ok(answer(&object! {
        "success": true,
        "module": place.module(),
        "channel": place.channel(),
        "wavelength_nm": held,
    }))
}

async fn get_config(call: Call) -> Answered {
    const PHRASE: &str = "get config";
    let place = call.detector()?;
    // Each is null where its own question has no answer.
    let power = value(&call, PHRASE, Parameter::PowerUnit(place), place).await.ok().flatten();
    let spectral = value(&call, PHRASE, Parameter::SpectralUnit(place), place).await.ok().flatten();
    let wavelength = value(&call, PHRASE, Parameter::DetectorWavelength(place), place).await.ok().flatten();
    let sampling = call.line.value(Parameter::Sampling).await?.and_then(Value::sampling);
    let is_thz = |held| held == Value::from(SpectralUnit::Frequency);
    let spectral = spectral.map(|held| if is_thz(held) { "THz" } else { "NM" });
    Ok(answer(&object! {
        "module": place.module(),
        "channel": place.channel(),
        "power_unit": power.map(|held| reading::unit(Some(held))),
        "spectral_unit": spectral,
        "resolution_pm": sampling.map(Wavelength::pm),
        "wavelength_nm": wavelength.and_then(Value::wavelength).map(Wavelength::nm),
    }))
}

/// A sampling that is offered.
pub(super) fn sampling(phrase: &str, pm: f64) -> Result<Change, HttpError> {
    let value =
        Parameter::Sampling.parse(&format!("{pm} pm")).map_err(|why| HttpError::failed(phrase, why))?;
    Ok((Parameter::Sampling, value))
}

async fn set_config(call: Call) -> Answered {
    let place = call.detector()?;
    let mut changes = Vec::new();
    for (name, parameter) in
        [("power_unit", Parameter::PowerUnit(place)), ("spectral_unit", Parameter::SpectralUnit(place))]
    {
        if let Some(text) = call.text_if_said(name) {
            // A number would be taken for a place among the words.
            let word = text.parse::<f64>().is_err().then(|| parameter.parse(text));
            let value = word.and_then(Result::ok);
            changes.push((parameter, value.ok_or_else(|| wrong(Place::Body, name, "no such unit", text))?));
        }
    }
    if let Some(pm) = call.number_if_said("resolution_pm") {
        changes.push(sampling("set config", pm)?);
    }
    set(&call, "set config", changes).await?;
    let message = format!("Detector {}/{} configured successfully", place.module(), place.channel());
    Ok(answer(&object! { "success": true, "message": message }))
}

/// The settling as it was last read.
pub(super) fn stabilization(held: Option<Value>) -> Object {
    let held = held.and_then(Value::stabilization);
    let (output, seconds) = held.map(|(stays_on, seconds)| (stays_on, seconds.get())).unzip();
    object! { "output": output, "duration_seconds": seconds }
}

/// The change that sets it.
pub(super) fn settling(stays_on: bool, seconds: f64) -> Result<Change, HttpError> {
    let seconds =
        Seconds::try_from(seconds).map_err(|_| HttpError::failed("set stabilization", "no such time"))?;
    Ok((Parameter::Stabilization, Value::Stabilization { stays_on, seconds }))
}

pub(super) async fn get_stabilization(call: Call) -> Answered {
    let held = call.line.value_of(Parameter::Stabilization, "get stabilization").await?;
    Ok(answer(&stabilization(Some(held))))
}

pub(super) async fn set_stabilization(call: Call) -> Answered {
    let change = settling(call.flag("output")?, call.number("duration_seconds")?)?;
    let bench = call.set("set stabilization", vec![change]).await?;
    let held = stabilization(bench.value(Parameter::Stabilization));
    Ok(answer(&Object::of([("success", true.into())]).and(held)))
}

/// How long whoever asked waits for a reference.
const REFERENCE: Duration = Duration::from_secs(60);

fn late() -> HttpError {
    HttpError::new(StatusCode::GATEWAY_TIMEOUT, format!("Referencing timeout after {}s", REFERENCE.as_secs()))
}

async fn create_reference(call: Call) -> Answered {
    let (place, wait) = (call.detector()?, call.flag("wait")?);
    let named = (place, place.to_string());
    let words = format!("{}/{}", place.module(), place.channel());
    let work = call.work("create reference", async move |mut desk| desk.reference(named, wait).await);
    // It goes on; who waits is told that it takes longer.
    timeout(REFERENCE, work).await.map_err(|_| late())??;
    if !wait {
        let message = format!("Reference creation initiated for detector {words}");
        return Ok(answer(&object! { "success": true, "message": message, "is_complete": false }));
    }
    let reference = call.read("create reference", &ctp10::reference::result(place)).await?;
    let Reference::Taken { polarized, date, time } = reference else {
        return Err(HttpError::new(StatusCode::INTERNAL_SERVER_ERROR, "Reference creation failed: state=0"));
    };
    let description = if polarized { "TF/PDL (4 sweeps)" } else { "TF (1 sweep)" };
    let result = object! {
        "state": 1,
        "type": u8::from(polarized),
        "type_description": description,
        "date": date,
        "time": time,
    };
    let message = format!("Reference created successfully for detector {words}");
    Ok(answer(&Object::of([
        ("success", true.into()),
        ("message", message.into()),
        ("is_complete", true.into()),
        ("result", result.held()),
    ])))
}

async fn get_reference_result(call: Call) -> Answered {
    const PHRASE: &str = "get reference result";
    let place = call.detector()?;
    let reference = call.read(PHRASE, &ctp10::reference::result(place)).await?;
    let (state, kind, date, time) = match reference {
        Reference::None => (0, None, None, None),
        Reference::Taken { polarized, date, time } => {
            let said = |text: String| Some(text).filter(|text| !text.is_empty());
            (1, Some(count_u32(usize::from(polarized))), said(date), said(time))
        }
    };
    Ok(answer(&object! {
        "module": place.module(),
        "channel": place.channel(),
        "state": state,
        "type": kind,
        "date": date,
        "time": time,
    }))
}
