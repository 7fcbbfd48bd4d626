//! The tunable lasers of the sweep.

use axum::http::StatusCode;

use super::measurement::wavelength;
use crate::core::ids::{LaserId, TlsId};
use crate::core::parameter::{Change, Parameter, Value, ValueKind};
use crate::core::units::Dbm;
use crate::serve::answer::{Answered, HttpError, Object, answer, object};
use crate::serve::call::Call;
use crate::serve::held::{given, held};
use crate::serve::inputs::{NM, TLS};
use crate::serve::row::rows;
use crate::serve::shape::{Input, Kind, Need};

/// Powers of the ancestor's forms, dBm. What the settings allow may be less.
const DBM: Kind = Kind::Number(-10.0, 10.0);
/// Speeds of all models, nm/s.
const SPEEDS: Kind = Kind::within(&ValueKind::SPEEDS);
const CONFIG: [Input; 6] = [
    Input::body("start_wavelength_nm", NM, Need::Optional),
    Input::body("stop_wavelength_nm", NM, Need::Optional),
    Input::body("sweep_speed_nmps", SPEEDS, Need::Optional),
    Input::body("laser_power_dbm", DBM, Need::Optional),
    Input::body("trigin", Kind::within(&ValueKind::TRIGGERS), Need::Optional),
    Input::body("identifier", Kind::to(0, LaserId::MOST), Need::Optional),
];
const START: Input = Input::query("start_nm", NM, Need::Required);
const STOP: Input = Input::query("stop_nm", NM, Need::Required);
const POWER: Input = Input::query("power_dbm", DBM, Need::Required);
const SPEED: Input = Input::query("speed_nmps", SPEEDS, Need::Required);
const TRIGGER: Input = Input::query("trigin", Kind::Int(-1000, 1000), Need::Required);

rows! { "TLS";
    Get "/tls/{channel}/config" get_tls_config Read Needed, "Its settings.", [TLS],
        ["channel", "start_wavelength_nm", "stop_wavelength_nm", "sweep_speed_nmps", "laser_power_dbm", "trigin", "identifier"];
    Post "/tls/{channel}/config" set_tls_config Raise Needed Body, "Sets those that are given; what they are then is answered.",
        [TLS, CONFIG[0], CONFIG[1], CONFIG[2], CONFIG[3], CONFIG[4], CONFIG[5]], ["success", "message", "config"];
    Get "/tls/{channel}/wavelength" get_tls_wavelength Read Needed, "Its share of the sweep.", [TLS],
        ["channel", "start_wavelength_nm", "stop_wavelength_nm"];
    Post "/tls/{channel}/wavelength" set_tls_wavelength Order Needed, "Sets it.", [TLS, START, STOP],
        ["success", "message", "start_wavelength_nm", "stop_wavelength_nm"];
    Get "/tls/{channel}/power" get_tls_power Read Needed, "Its power while it sweeps.", [TLS], ["channel", "laser_power_dbm"];
    Post "/tls/{channel}/power" set_tls_power Raise Needed, "Sets it.", [TLS, POWER], ["success", "message", "laser_power_dbm"];
    Get "/tls/{channel}/speed" get_tls_speed Read Needed, "Its speed.", [TLS], ["channel", "sweep_speed_nmps"];
    Post "/tls/{channel}/speed" set_tls_speed Order Needed, "Sets it.", [TLS, SPEED], ["success", "message", "sweep_speed_nmps"];
    Get "/tls/{channel}/trigger" get_tls_trigger Read Needed, "Its trigger input.", [TLS], ["channel", "trigin", "description"];
    Post "/tls/{channel}/trigger" set_tls_trigger Order Needed, "Sets it.", [TLS, TRIGGER], ["success", "message", "trigin"];
}

/// What it has, by the names of its form.
const fn fields(tls: TlsId) -> [(&'static str, Parameter); CONFIG.len()] {
    [
        ("start_wavelength_nm", Parameter::TlsStart(tls)),
        ("stop_wavelength_nm", Parameter::TlsStop(tls)),
        ("sweep_speed_nmps", Parameter::TlsSpeed(tls)),
        ("laser_power_dbm", Parameter::TlsPower(tls)),
        ("trigin", Parameter::TlsTrigger(tls)),
        ("identifier", Parameter::TlsLaser(tls)),
    ]
}

async fn get_tls_config(call: Call) -> Answered {
    let tls = call.tls()?;
    for (_, parameter) in fields(tls) {
        call.line.value(parameter).await?;
    }
    let bench = call.line.bench();
    let begun = object! { "channel": tls.number() };
    let all = fields(tls).into_iter().fold(begun, |all, (name, of)| all.with(name, held(&bench, of)));
    Ok(answer(&all))
}

/// A whole number that may be set: what limits the route lets through, the parameter has, too.
fn whole(parameter: Parameter, said: i64) -> Result<Change, HttpError> {
    let value = parameter.parse(&said.to_string()).map_err(|why| HttpError::defect(&why.to_string()))?;
    Ok((parameter, value))
}

async fn set_tls_config(call: Call) -> Answered {
    let tls = call.tls()?;
    let mut changes: Vec<Change> = Vec::new();
    for (name, parameter) in [
        ("identifier", Parameter::TlsLaser(tls)),
        ("trigin", Parameter::TlsTrigger(tls)),
        ("sweep_speed_nmps", Parameter::TlsSpeed(tls)),
    ] {
        if let Some(said) = call.int_if_said(name) {
            changes.push(whole(parameter, said)?);
        }
    }
    if let Some(power) = call.number_if_said("laser_power_dbm") {
        changes.push((Parameter::TlsPower(tls), Value::Power(Dbm(power).into())));
    }
    let [start, stop] = ["start_wavelength_nm", "stop_wavelength_nm"].map(|name| call.number_if_said(name));
    let ends = [(Parameter::TlsStart(tls), start), (Parameter::TlsStop(tls), stop)];
    changes.extend(ends.into_iter().filter_map(wavelength));
    let bench =
        if changes.is_empty() { call.line.bench() } else { call.set("configure TLS", changes).await? };
    let config = given(&call, fields(tls).map(|(name, of)| (name, held(&bench, of))));
    Ok(answer(&Object::of([
        ("success", true.into()),
        ("message", format!("TLS channel {tls} configured successfully").into()),
        ("config", config.held()),
    ])))
}

/// Answers one value of a tunable laser, or its share.
async fn get(call: &Call, phrase: &str, fields: &[(&'static str, Parameter)]) -> Result<Object, HttpError> {
    let tls = call.tls()?;
    let mut told = object! { "channel": tls.number() };
    for (name, parameter) in fields {
        call.line.value_of(*parameter, phrase).await?;
        told = told.with(name, held(&call.line.bench(), *parameter));
    }
    Ok(told)
}

/// Sets, and answers what is held then.
async fn set(
    call: &Call,
    phrase: &'static str,
    what: &str,
    (changes, fields): (Vec<Change>, &[(&'static str, Parameter)]),
) -> Answered {
    let tls = call.tls()?;
    let bench = call.set(phrase, changes).await?;
    let begun = object! { "success": true, "message": format!("{what} set for TLS {tls}") };
    let told = fields.iter().fold(begun, |told, (name, of)| told.with(name, held(&bench, *of)));
    Ok(answer(&told))
}

async fn get_tls_wavelength(call: Call) -> Answered {
    let tls = call.tls()?;
    let fields =
        [("start_wavelength_nm", Parameter::TlsStart(tls)), ("stop_wavelength_nm", Parameter::TlsStop(tls))];
    Ok(answer(&get(&call, "get wavelength", &fields).await?))
}

async fn set_tls_wavelength(call: Call) -> Answered {
    let tls = call.tls()?;
    let (start, stop) = (call.number("start_nm")?, call.number("stop_nm")?);
    let share = [(Parameter::TlsStart(tls), Some(start)), (Parameter::TlsStop(tls), Some(stop))];
    let changes = share.into_iter().filter_map(wavelength).collect();
    let [(start, _), (stop, _)] = share;
    let fields = [("start_wavelength_nm", start), ("stop_wavelength_nm", stop)];
    set(&call, "set wavelength", "Wavelength range", (changes, &fields)).await
}

async fn get_tls_power(call: Call) -> Answered {
    let fields = [("laser_power_dbm", Parameter::TlsPower(call.tls()?))];
    Ok(answer(&get(&call, "get power", &fields).await?))
}

async fn set_tls_power(call: Call) -> Answered {
    let power = Value::Power(Dbm(call.number("power_dbm")?).into());
    let change = (Parameter::TlsPower(call.tls()?), power);
    set(&call, "set power", "Power", (vec![change], &[("laser_power_dbm", change.0)])).await
}

async fn get_tls_speed(call: Call) -> Answered {
    let fields = [("sweep_speed_nmps", Parameter::TlsSpeed(call.tls()?))];
    Ok(answer(&get(&call, "get speed", &fields).await?))
}

async fn set_tls_speed(call: Call) -> Answered {
    let change = whole(Parameter::TlsSpeed(call.tls()?), call.int("speed_nmps")?)?;
    set(&call, "set speed", "Speed", (vec![change], &[("sweep_speed_nmps", change.0)])).await
}

async fn get_tls_trigger(call: Call) -> Answered {
    let parameter = Parameter::TlsTrigger(call.tls()?);
    let told = get(&call, "get trigger", &[("trigin", parameter)]).await?;
    let port = call.line.bench().value(parameter).and_then(Value::trigger).unwrap_or_default();
    let description = if port == 0 { "Software trigger".to_owned() } else { format!("TRIG IN port {port}") };
    Ok(answer(&told.with("description", description)))
}

async fn set_tls_trigger(call: Call) -> Answered {
    let asked = call.int("trigin")?;
    let (none, last) = ValueKind::TRIGGERS.into_inner();
    if !(i64::from(none)..=i64::from(last)).contains(&asked) {
        let words = format!("Trigger must be {none}-{last}");
        return Err(HttpError::new(StatusCode::BAD_REQUEST, words));
    }
    let change = whole(Parameter::TlsTrigger(call.tls()?), asked)?;
    set(&call, "set trigger", "Trigger", (vec![change], &[("trigin", change.0)])).await
}
