//! The laser positions: power, wavelength, and light.

use crate::core::ids::LaserId;
use crate::core::laser::Emission;
use crate::core::parameter::{Parameter, Value};
use crate::core::snapshot::Snapshot;
use crate::core::units::{Dbm, Wavelength};
use crate::instrument::ctp10;
use crate::serve::answer::{Answered, Held, HttpError, Object, answer, object};
use crate::serve::call::Call;
use crate::serve::held::{given, held};
use crate::serve::inputs::{ANY, LASER, NM};
use crate::serve::row::rows;
use crate::serve::shape::{Input, Kind, Need};

const POWER: Input = Input::body("power_dbm", ANY, Need::Optional);
const WAVELENGTH: Input = Input::body("wavelength_nm", NM, Need::Optional);
const STATE: Input = Input::body("power_state", Kind::Flag, Need::Optional);
const SET_POWER: Input = Input::query("power_dbm", ANY, Need::Required);
const SET_WAVELENGTH: Input = Input::query("wavelength_nm", NM, Need::Required);

rows! { "RLaser";
    Get "/rlaser/{laser_number}/config" get_laser_config Read Needed, "Its settings, and whether it is on.", [LASER],
        ["laser_number", "id", "power_dbm", "wavelength_nm", "is_on"];
    Post "/rlaser/{laser_number}/config" set_laser_config Raise Needed Body,
        "Sets those that are given: power, wavelength, then its light, which needs --allow-light.",
        [LASER, POWER, WAVELENGTH, STATE], ["success", "message", "config"];
    Get "/rlaser/{laser_number}/id" get_laser_id Read Needed, "Which laser it is.", [LASER],
        ["laser_number", "id", "manufacturer", "model", "serial", "firmware"];
    Get "/rlaser/{laser_number}/power" get_laser_power Read Needed, "Its set power.", [LASER], ["laser_number", "power_dbm"];
    Post "/rlaser/{laser_number}/power" set_laser_power Raise Needed, "Sets it.", [LASER, SET_POWER],
        ["success", "message", "laser_number", "power_dbm"];
    Get "/rlaser/{laser_number}/wavelength" get_laser_wavelength Read Needed, "Its wavelength.", [LASER],
        ["laser_number", "wavelength_nm"];
    Post "/rlaser/{laser_number}/wavelength" set_laser_wavelength Order Needed, "Sets it.", [LASER, SET_WAVELENGTH],
        ["success", "message", "laser_number", "wavelength_nm"];
    Get "/rlaser/{laser_number}/state" get_laser_state Read Needed, "Whether it is on.", [LASER],
        ["laser_number", "is_on", "state"];
    Post "/rlaser/{laser_number}/on" turn_laser_on Light Needed, "Switches it on.", [LASER],
        ["success", "message", "laser_number", "is_on"];
    Post "/rlaser/{laser_number}/off" turn_laser_off Off Whatever, "Switches it off, ahead of everything.", [LASER],
        ["success", "message", "laser_number", "is_on"];
}

/// Whether it emits, once it was read; null where it does not tell.
async fn is_on(call: &Call, laser: LaserId) -> Result<Option<bool>, HttpError> {
    call.line.read(|bench| emits(bench, laser)).await
}

/// The same as it was last read.
fn emits(bench: &Snapshot, laser: LaserId) -> Option<bool> {
    match bench.laser(laser).emission {
        Emission::On => Some(true),
        Emission::Off => Some(false),
        Emission::Unknown => None,
    }
}

async fn get_laser_config(call: Call) -> Answered {
    const PHRASE: &str = "get laser config";
    let laser = call.laser()?;
    call.line.value_of(Parameter::LaserPower(laser), PHRASE).await?;
    call.line.value(Parameter::LaserWavelength(laser)).await?;
    let on = is_on(&call, laser).await?;
    let id = call.ask(PHRASE, ctp10::laser::identity(laser).text()).await?;
    let bench = call.line.bench();
    Ok(answer(&object! {
        "laser_number": laser.number(),
        "id": id,
        "power_dbm": held(&bench, Parameter::LaserPower(laser)),
        "wavelength_nm": held(&bench, Parameter::LaserWavelength(laser)),
        "is_on": on,
    }))
}

async fn get_laser_id(call: Call) -> Answered {
    let laser = call.laser()?;
    let id = call.ask("get laser ID", ctp10::laser::identity(laser).text()).await?;
    let mut parts = id.splitn(4, ',').map(|part| part.trim().to_owned());
    let mut next = || Held::from(parts.next());
    Ok(answer(&Object::of([
        ("laser_number", laser.number().into()),
        ("id", id.clone().into()),
        ("manufacturer", next()),
        ("model", next()),
        ("serial", next()),
        ("firmware", next()),
    ])))
}

async fn set_laser_config(call: Call) -> Answered {
    const PHRASE: &str = "configure laser";
    let laser = call.laser()?;
    let state = call.flag_if_said("power_state");
    let call = if state == Some(true) { call.with_light()? } else { call };
    let (power, wavelength) = (call.number_if_said("power_dbm"), call.number_if_said("wavelength_nm"));
    let power = power.map(|dbm| (Parameter::LaserPower(laser), Value::Power(Dbm(dbm).into())));
    let wavelength =
        wavelength.map(|nm| (Parameter::LaserWavelength(laser), Value::Wavelength(Wavelength::from_nm(nm))));
    let changes: Vec<_> = [power, wavelength].into_iter().flatten().collect();
    if !changes.is_empty() {
        call.set(PHRASE, changes).await?;
    }
    match state {
        Some(true) => call.work(PHRASE, async move |mut desk| desk.switch_on(laser).await).await?,
        Some(false) => off(&call, PHRASE, laser).await?,
        None => {}
    }
    let bench = call.line.bench();
    let config = given(
        &call,
        [
            ("power_dbm", held(&bench, Parameter::LaserPower(laser))),
            ("wavelength_nm", held(&bench, Parameter::LaserWavelength(laser))),
            ("power_state", emits(&bench, laser).into()),
        ],
    );
    Ok(answer(&Object::of([
        ("success", true.into()),
        ("message", format!("Reference laser {laser} configured successfully").into()),
        ("config", config.held()),
    ])))
}

async fn off(call: &Call, phrase: &'static str, laser: LaserId) -> Result<(), HttpError> {
    let lasers = [laser].into_iter().collect();
    call.work(phrase, async move |mut desk| desk.switch_off(lasers).await.map(drop)).await
}

async fn get_laser_power(call: Call) -> Answered {
    get(&call, "get power", "power_dbm", Parameter::LaserPower(call.laser()?)).await
}

async fn get_laser_wavelength(call: Call) -> Answered {
    get(&call, "get wavelength", "wavelength_nm", Parameter::LaserWavelength(call.laser()?)).await
}

async fn get(call: &Call, phrase: &str, name: &'static str, parameter: Parameter) -> Answered {
    let laser = call.laser()?;
    call.line.value_of(parameter, phrase).await?;
    let told = object! { "laser_number": laser.number() };
    Ok(answer(&told.with(name, held(&call.line.bench(), parameter))))
}

async fn set_laser_power(call: Call) -> Answered {
    let value = Value::Power(Dbm(call.number("power_dbm")?).into());
    let change = (Parameter::LaserPower(call.laser()?), value);
    set(&call, ("set power", "Power", "dBm"), "power_dbm", change).await
}

async fn set_laser_wavelength(call: Call) -> Answered {
    let value = Value::Wavelength(Wavelength::from_nm(call.number("wavelength_nm")?));
    let change = (Parameter::LaserWavelength(call.laser()?), value);
    set(&call, ("set wavelength", "Wavelength", "nm"), "wavelength_nm", change).await
}

async fn set(
    call: &Call,
    (phrase, what, unit): (&'static str, &str, &str),
    name: &'static str,
    change: (Parameter, Value),
) -> Answered {
    let laser = call.laser()?;
    let bench = call.set(phrase, vec![change]).await?;
    let number = held(&bench, change.0);
    Ok(answer(
        &object! {
            "success": true,
            "message": format!("{what} set to {number} {unit} for laser {laser}"),
            "laser_number": laser.number(),
        }
        .with(name, number),
    ))
}

async fn get_laser_state(call: Call) -> Answered {
    let laser = call.laser()?;
    let none = || HttpError::failed("get laser state", format!("there is no laser {laser} on this bench"));
    let on = is_on(&call, laser).await?.ok_or_else(none)?;
    Ok(answer(&object! { "laser_number": laser.number(), "is_on": on, "state": on }))
}

fn turned(laser: LaserId, on: bool) -> Answered {
    let word = if on { "ON" } else { "OFF" };
    Ok(answer(&object! {
        "success": true,
        "message": format!("Laser {laser} turned {word}"),
        "laser_number": laser.number(),
        "is_on": on,
    }))
}

async fn turn_laser_on(call: Call) -> Answered {
    let laser = call.laser()?;
    call.work("turn on laser", async move |mut desk| desk.switch_on(laser).await).await?;
    turned(laser, true)
}

async fn turn_laser_off(call: Call) -> Answered {
    let laser = call.laser()?;
    if !call.line.is_connected() {
        // It goes out as soon as there is a line again.
        call.line.access.observer().switch_off([laser].into_iter().collect());
        call.line.settled().await;
        if !call.line.is_connected() {
            return Err(HttpError::not_connected());
        }
    }
    off(&call, "turn off laser", laser).await?;
    turned(laser, false)
}
