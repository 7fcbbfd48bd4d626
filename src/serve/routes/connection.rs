//! The connection to the instrument.

use crate::config::address::Address;
use crate::core::condition::Condition;
use crate::core::laser::Ours;
use crate::core::snapshot::{Link, Snapshot};
use crate::desk::Desk;
use crate::desk::failed::Failed;
use crate::serve::answer::{Answered, HttpError, Object, answer, object};
use crate::serve::call::Call;
use crate::serve::guest::Guest;
use crate::serve::policy::Policy;
use crate::serve::row::rows;
use crate::serve::shape::{Input, Kind, Need};

rows! { "Connection";
    Post "/connection/connect" connect Order Whatever, "Connects to the instrument, or to another one.",
        [Input::body("address", Kind::Text, Need::Optional), Input::body("timeout_ms", Kind::Int(1000, 300_000), Need::Optional)],
        ["connected", "instrument_id", "address"];
    Post "/connection/disconnect" disconnect Order Whatever,
        "Switches off what this server lit, and gives the instrument up.", [], ["success", "message"];
    Post "/connection/check_errors" check_errors Order Needed,
        "Empties the instrument's error queue; what stood there since the last time is an error.", [], ["success", "message"];
    Get "/connection/status" status Read Whatever, "Whether the instrument is there, and which.", [],
        ["connected", "instrument_id", "address"];
    Get "/connection/condition" condition Read Needed, "What the instrument is doing.", [],
        ["register_value", "is_idle", "bits"];
}

/// The answer to `*IDN?` as it came.
fn identity(bench: &Snapshot) -> Option<String> {
    let who = bench.identity.as_ref()?;
    Some([&*who.maker, &who.model, &who.serial, &who.firmware].join(","))
}

/// What the ancestor's failures begin with.
const CONNECT: &str = "connect to CTP10";

async fn connect(call: Call) -> Answered {
    let wanted = call.text_if_said("address").map(str::parse::<Address>).transpose();
    let wanted = wanted.map_err(|error| HttpError::failed(CONNECT, error))?;
    let elsewhere = wanted.as_ref().is_some_and(|wanted| wanted.visa() != *call.line.place);
    if elsewhere && !Policy::is_known(call.visitor) {
        return Err(HttpError::who_are_you("another instrument needs the token of the server"));
    }
    if elsewhere {
        call.service.may_disconnect()?;
        darken(&call, CONNECT).await?;
    }
    let line = call.service.connect(wanted.filter(|_| elsewhere)).await?;
    let bench = line.bench();
    if !bench.is_live() {
        let why = match &bench.link {
            Link::Down { why, .. } => why.clone(),
            Link::Connecting | Link::Up(_) | Link::Closed => "nobody answers yet".to_owned(),
        };
        return Err(HttpError::failed(CONNECT, format!("CTP10 connection failed: {why}")));
    }
    Ok(answer(&object! { "connected": true, "instrument_id": identity(&bench), "address": &*line.place }))
}

/// Switches off what was lit from here, and aborts what was started: behind this nobody could any more.
async fn darken(call: &Call, phrase: &'static str) -> Result<(), HttpError> {
    let ours = *call.line.access.observer().ours().borrow();
    if ours == Ours::default() {
        return Ok(());
    }
    call.line.settled().await;
    if !call.line.is_connected() {
        let words =
            "what was lit from here is not known to be off, and the instrument is not there to switch it off";
        return Err(HttpError::failed(phrase, words));
    }
    call.work(phrase, async move |mut desk: Desk<Guest>| {
        if ours.scanning {
            desk.abort().await?;
        }
        desk.switch_off(ours.lit).await.map(drop)
    })
    .await
}

async fn disconnect(call: Call) -> Answered {
    call.service.may_disconnect()?;
    darken(&call, "disconnect").await?;
    call.service.disconnect().await?;
    Ok(answer(&object! { "success": true, "message": "Disconnected successfully" }))
}

async fn check_errors(call: Call) -> Answered {
    let errors = call.work("check errors", async move |mut desk| desk.errors().await).await?;
    let all: Vec<String> = call.service.take_errors().into_iter().chain(errors).collect();
    if all.is_empty() {
        return Ok(answer(&object! { "success": true, "message": "No errors found" }));
    }
    let words = format!("Error check failed or errors found: {}", all.join("; "));
    Err(HttpError::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, words))
}

async fn status(call: Call) -> Answered {
    let connected = call.line.is_connected();
    let who = identity(&call.line.bench()).filter(|_| connected);
    Ok(answer(&object! { "connected": connected, "instrument_id": who, "address": &*call.line.place }))
}

/// The bits that the ancestor names, in its order.
const BITS: [(&str, u16); 8] = [
    ("zeroing", 1),
    ("calibrating", 2),
    ("scanning", 4),
    ("analyzing", 8),
    ("aborting", 16),
    ("armed", 32),
    ("referencing", 64),
    ("quick_referencing", 128),
];

async fn condition(call: Call) -> Answered {
    let read = call.line.read(|bench| bench.condition).await?;
    let none =
        || HttpError::of("get condition register")(Failed::Refused("the instrument does not tell it".into()));
    let condition: Condition = read.ok_or_else(none)?;
    let bits = BITS.map(|(name, bit)| (name, condition.has(bit).into()));
    Ok(answer(&object! {
        "register_value": condition.0,
        "is_idle": condition.0 == 0,
        "bits": Object::of(bits).held(),
    }))
}
