//! Traces in every format that files are written in: whole, a range of them, or reduced for a picture.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderValue, StatusCode};

use super::outcome::not_done;
use super::picture::picture;
use crate::core::cast::{count_f64, floor_index};
use crate::core::ids::{DetectorId, TraceType};
use crate::core::trace::{Spacing, Trace};
use crate::export::Ending;
use crate::export::{self, Format};
use crate::serve::answer::{Answered, HttpError, content, json as as_json};
use crate::serve::call::Call;
use crate::serve::inputs::{C, M, NM, wrong};
use crate::serve::row::rows;
use crate::serve::shape::{Input, Kind, Need, Place};
use crate::serve::tag::Tag;

const MODULE: Input = Input::path("module", M.kind);
const CHANNEL: Input = Input::path("channel", C.kind);
const TYPE: Input = Input::path("type", Kind::Text);
const FORMAT: Input = Input::query("format", Kind::Text, Need::Default("npz"));
const FROM: Input = Input::query("from", NM, Need::Optional);
const TO: Input = Input::query("to", NM, Need::Optional);
const COLUMNS: Input = Input::query("columns", Kind::Int(1, 100_000), Need::Optional);

rows! { "Traces (v1)";
    Get "/v1/traces/{module}/{channel}/{type}" v1_trace Read Needed Ended,
        "A trace (tf, live, reference, quick or 1 to 23) as a file; from and to in nm; with columns as the least and the greatest level of so many columns.",
        [MODULE, CHANNEL, TYPE, FORMAT, FROM, TO, COLUMNS], [];
}

async fn v1_trace(call: Call) -> Answered {
    let place = |name| u8::try_from(call.int(name).unwrap_or_default()).unwrap_or_default();
    let detector = DetectorId::new(place("module"), place("channel"));
    let detector = detector.ok_or_else(|| HttpError::defect("no detector"))?;
    let typed = call.text_if_said("type").unwrap_or_default();
    let kind: TraceType =
        typed.parse().map_err(|_| wrong(Place::Path, "type", "no such trace type", typed))?;
    let end = call.text_if_said("format").unwrap_or_default();
    let format = Format::all().find(|format| format.end() == end);
    let format =
        format.ok_or_else(|| wrong(Place::Query, "format", &format!("there are {}", Format::ends()), end))?;
    let name = call.line.watching.detectors.iter().find(|(other, _)| *other == detector);
    let watched = name.cloned().unwrap_or_else(|| (detector, detector.to_string()));
    let fetched = call.try_work(async move |mut desk| desk.documented_trace(watched, kind).await).await?;
    let trace = match fetched {
        Ok(trace) => trace,
        Err(failed) => return not_done(&failed),
    };
    let range = [call.number_if_said("from"), call.number_if_said("to")];
    let trace = if range == [None, None] { trace } else { Arc::new(cut(&trace, range)?) };
    let columns = call.int_if_said("columns").and_then(|columns| usize::try_from(columns).ok());
    let tag = Tag::of(&trace, &format!("{end}-{}", columns.unwrap_or_default()));
    if let Some(unchanged) = tag.unchanged(&call) {
        return Ok(unchanged);
    }
    let mut response = match columns {
        Some(columns) => as_json(StatusCode::OK, picture(&trace, columns).to_string()),
        None => file(Arc::clone(&trace), format).await?,
    };
    if columns.is_none() {
        let name = format!(
            "attachment; filename=trace_{}_{}_{}.{end}",
            detector.module(),
            detector.channel(),
            kind.word()
        );
        if let Ok(name) = HeaderValue::try_from(name) {
            response.headers_mut().insert(CONTENT_DISPOSITION, name);
        }
    }
    tag.put(&mut response);
    Ok(response)
}

/// The samples from one wavelength to another, nm, both included.
fn cut(trace: &Trace, [from, to]: [Option<f64>; 2]) -> Result<Trace, HttpError> {
    let index = |nm: f64| trace.spacing.index_of_nm(nm);
    // A wavelength that is that of a sample but for its last digit is that of the sample.
    const ALIKE: f64 = 1e-6;
    let first = from.map_or(0, |nm| floor_index((index(nm) - ALIKE).ceil().max(0.0)));
    let most = count_f64(trace.y.len());
    let end = to.map_or(trace.y.len(), |nm| floor_index((index(nm) + ALIKE + 1.0).floor().clamp(0.0, most)));
    if first >= end {
        let words = "the trace has no samples there";
        return Err(HttpError::new(StatusCode::NOT_FOUND, words));
    }
    let spacing = Spacing { start: trace.spacing.wavelength(first), sampling: trace.spacing.sampling };
    let y = trace.y.get(first..end).unwrap_or_default().to_vec();
    Ok(Trace { spacing, y, ..trace.clone() })
}

/// The file's bytes, made beside everything else.
async fn file(trace: Arc<Trace>, format: Format) -> Answered {
    let made = tokio::task::spawn_blocking(move || export::bytes(format, &[('A', trace)])).await;
    let made = made.map_err(|_| HttpError::failed("write the trace", "the work ended unexpectedly"))?;
    let bytes = made.map_err(|why| HttpError::failed("write the trace", why))?;
    Ok(content(StatusCode::OK, "application/octet-stream", Bytes::from(bytes)))
}
