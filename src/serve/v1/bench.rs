//! The bench as a whole, and what stops what it does.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};

use super::outcome::ended;
use crate::core::ids::{LaserId, LaserSet};
use crate::core::snapshot::{Link, Snapshot};
use crate::desk::json;
use crate::serve::answer::{Answered, json as as_json};
use crate::serve::call::Call;
use crate::serve::inputs::LASER;
use crate::serve::line::Line;
use crate::serve::policy::Right;
use crate::serve::row::rows;

rows! { "Bench (v1)";
    Get "/v1/status" v1_status Read Whatever, "All that is known of the bench, and what may be done with it from here.", [],
        ["alarm", "detectors", "doing", "download", "instrument", "lasers", "light", "link", "lit_from_here", "may", "sweep", "sweep_part", "tls"];
    Post "/v1/lasers/{laser_number}/off" v1_laser_off Off Whatever Ended, "Switches a laser off, ahead of everything.", [LASER], ["off", "outcome"];
    Post "/v1/off" v1_off Off Whatever Ended, "Switches every laser off, ahead of everything.", [], ["off", "outcome"];
    Post "/v1/abort" v1_abort Order Needed Ended, "Stops what the instrument does, ahead of everything; light stays as it is.",
        [], ["on", "outcome"];
}

/// The link in a word, and why it is down.
fn link(bench: &Snapshot, open: bool) -> (&'static str, Option<&str>) {
    match &bench.link {
        _ if !open => ("closed", None),
        Link::Connecting => ("connecting", None),
        Link::Up(_) => ("up", None),
        Link::Down { why, .. } => ("down", Some(why)),
        Link::Closed => ("closed", None),
    }
}

/// All that is known, whoever asks.
pub(in crate::serve) fn bench_status(line: &Line) -> Json {
    let bench = line.bench();
    let mut told = json::bench(&bench, &line.watching.detectors);
    let (word, why) = link(&bench, line.is_open());
    let ours = *line.access.observer().ours().borrow();
    told["link"] = json!({ "state": word, "why": why, "address": &*line.place, "complete": bench.complete });
    told["lit_from_here"] = json!(ours.lit.iter().map(LaserId::number).collect::<Vec<_>>());
    told["download"] = bench.download.map_or(Json::Null, |download| {
        let trace = download.trace;
        json!({
            "detector": trace.detector.to_string(),
            "type": trace.kind.word(),
            "part": download.part(),
            "waiting": download.waiting,
        })
    });
    told["sweep_part"] = part(&bench).into();
    told["alarm"] = bench.alarm.clone().into();
    told
}

/// What whoever asks may do.
pub(super) fn may(call: &Call) -> Json {
    let may = |right| call.may(right).is_ok();
    json!({ "off": may(Right::Off), "order": may(Right::Order), "light": may(Right::Light) })
}

/// How much of the scan is done, 0 to 1, where its length is known.
fn part(bench: &Snapshot) -> Option<f64> {
    bench.scan?.progress(tokio::time::Instant::now().into_std()).part()
}

async fn v1_status(call: Call) -> Answered {
    let mut told = bench_status(&call.line);
    told["may"] = may(&call);
    Ok(as_json(StatusCode::OK, told.to_string()))
}

/// Switches lasers off; where there is no line they go off as soon as there is one again.
async fn off(call: &Call, lasers: LaserSet) -> Answered {
    let done = call.try_work(async move |mut desk| desk.switch_off(lasers).await).await?;
    ended(done.map(|off| json!({ "off": off.iter().map(LaserId::number).collect::<Vec<_>>() })))
}

async fn v1_laser_off(call: Call) -> Answered {
    let laser = call.laser()?;
    off(&call, [laser].into_iter().collect()).await
}

async fn v1_off(call: Call) -> Answered {
    off(&call, LaserSet::ALL).await
}

async fn v1_abort(call: Call) -> Answered {
    let done = call.try_work(async move |mut desk| desk.abort().await).await?;
    ended(done.map(|lit| json!({ "on": lit.iter().map(LaserId::number).collect::<Vec<_>>() })))
}
