//! A route for each operation, made from its row: its words are the path, what it is of stands in it.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::{Value as Json, json};

use super::outcome::ended;
use crate::core::consent::{Afterwards, Lights};
use crate::core::ids::{DetectorId, LaserId};
use crate::core::operation::{Of, Operation, TypedOperation};
use crate::desk::json;
use crate::serve::answer::{Answered, HttpError};
use crate::serve::call::Call;
use crate::serve::inputs::{LASER, wrong};
use crate::serve::policy::Right;
use crate::serve::row::{Link, Row, Run};
use crate::serve::shape::{Input, Kind, Method, Place, Sent};

const MODULE: Input = Input::path("module", Kind::place(DetectorId::MODULES));
const CHANNEL: Input = Input::path("channel", Kind::place(DetectorId::CHANNELS));

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| Operation::all_typed().into_iter().map(row).collect());

/// Their rows.
pub(in crate::serve) fn rows() -> &'static [Row] {
    &ROWS
}

/// What has to be named, and how it stands in a path behind the word for it.
const fn named(of: Of) -> (&'static [Input], &'static str, &'static str) {
    match of {
        Of::Nothing(_) => (&[], "", ""),
        Of::Laser(_) => (&[LASER], "laser", "{laser_number}"),
        Of::Detector(_) => (&[MODULE, CHANNEL], "detector", "{module}/{channel}"),
    }
}

/// The path of an operation; several lasers stand behind `lasers`.
fn path(typed: TypedOperation) -> String {
    let (_, noun, place) = named(typed.of);
    let mut path = "/v1".to_owned();
    for part in typed.parts() {
        if part.is_none() && path.ends_with(&format!("/{noun}")) {
            path.push('s');
        }
        path.push('/');
        path.push_str(part.unwrap_or(place));
    }
    path
}

fn row(typed: TypedOperation) -> Row {
    let (inputs, ..) = named(typed.of);
    let lights = typed.example().lights().is_some();
    Row {
        method: Method::Post,
        path: Cow::Owned(path(typed)),
        tag: "Operations (v1)",
        name: Cow::Owned(format!("v1_{}", typed.name("_"))),
        about: Cow::Owned(format!("{}.", typed.what())),
        right: if lights { Right::Light } else { Right::Order },
        link: Link::Needed,
        inputs,
        sent: Sent::Maybe,
        gives: gives(typed.example()),
        ends: true,
        run: Run::Operation(typed.of, |call, of| Box::pin(operate(call, of))),
    }
}

/// Does an operation, and waits until the instrument has done it, or has begun a sweep.
async fn operate(call: Call, of: Of) -> Answered {
    let operation = match of {
        Of::Nothing(operation) => operation,
        Of::Laser(make) => make(laser(&call)?),
        Of::Detector(make) => make(call.detector()?),
    };
    let done = call.try_work(async move |mut desk| desk.operate(operation).await).await?;
    ended(done.map(|afterwards| told(operation, afterwards)))
}

fn laser(call: &Call) -> Result<LaserId, HttpError> {
    let laser = call.laser()?;
    if call.line.bench().fitted().contains(laser) {
        Ok(laser)
    } else {
        Err(wrong(Place::Path, "laser_number", "there is no such laser", &laser.to_string()))
    }
}

/// What is so when it is done: the laser that is on, or what will become of the light of a scan that goes on.
fn told(operation: Operation, afterwards: Option<Afterwards>) -> Json {
    match operation.lights() {
        Some(Lights::Laser(laser)) => json!({ "on": [laser.number()] }),
        Some(Lights::Scan) if operation.goes_on() => json!({ "stays_on": json::stays_on(afterwards) }),
        Some(Lights::Scan | Lights::Raise(_) | Lights::Untold) | None => json!({}),
    }
}

/// The fields of what is told, and the outcome.
fn gives(operation: Operation) -> &'static [&'static str] {
    match operation.lights() {
        Some(Lights::Laser(_)) => &["on", "outcome"],
        Some(Lights::Scan) if operation.goes_on() => &["outcome", "stays_on"],
        Some(Lights::Scan | Lights::Raise(_) | Lights::Untold) | None => &["outcome"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::routes;

    /// Operations that are made up by their rows alone are routes, with what they are of and who may.
    #[test]
    fn an_operation_is_a_route_by_its_row_alone() {
        for (path, name, right, inputs) in [
            ("/v1/lasers/{laser_number}/on", "v1_laser_on", Right::Light, &[LASER][..]),
            ("/v1/sweep/start", "v1_sweep_start", Right::Light, &[]),
            ("/v1/reference/{module}/{channel}", "v1_reference", Right::Light, &[MODULE, CHANNEL]),
            ("/v1/make/up/{module}/{channel}", "v1_make_up", Right::Order, &[MODULE, CHANNEL]),
            ("/v1/make/up/light/{laser_number}", "v1_make_up_light", Right::Light, &[LASER]),
        ] {
            let row = routes::all().find(|row| row.path == path).unwrap_or_else(|| panic!("no {path}"));
            assert_eq!((row.method, row.right, row.inputs), (Method::Post, right, inputs), "{path}");
            assert_eq!(row.name, name);
        }
        assert_eq!(rows().len(), Operation::all_typed().len());
        let made_up = rows().iter().find(|row| row.name == "v1_make_up").unwrap();
        assert_eq!(made_up.about, "Make something up.");
    }

    /// No path is said twice.
    #[test]
    fn each_route_is_there_once() {
        let mut said: Vec<_> = routes::all().map(|row| (row.method.name(), &row.path)).collect();
        let all = said.len();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), all);
    }
}
