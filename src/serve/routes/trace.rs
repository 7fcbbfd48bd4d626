//! Traces in the ancestor's forms: what they are, as JSON, and as an array of numpy. They are fetched beside live power, which
//! goes on.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH};
use axum::http::{HeaderValue, StatusCode};
use futures_util::stream;

use crate::core::ids::TraceType;
use crate::core::level::LevelUnit;
use crate::core::trace::{Spacing, Trace, TraceId};
use crate::core::units::Wavelength;
use crate::export::npy;
use crate::instrument::ctp10;
use crate::serve::answer::{Answered, HttpError, Object, answer, content, object};
use crate::serve::call::Call;
use crate::serve::inputs::{C, M, T};
use crate::serve::row::rows;
use crate::serve::tag::Tag;

rows! { "Detector";
    Get "/detector/trace/metadata" get_trace_metadata Read Needed, "How long a trace is, and in which unit.", [M, C, T],
        ["module", "channel", "trace_type", "num_points", "unit", "sampling_pm", "start_wavelength_nm"];
    Get "/detector/trace/data" get_trace_data Read Needed, "A trace: wavelengths in nm and levels.", [M, C, T],
        ["metadata", "wavelengths", "values"];
    Get "/detector/trace/binary" get_trace_binary Read Needed,
        "The same as an array of numpy, with the fields `wavelengths` and `values`.", [M, C, T], [];
}

/// Samples that are made into bytes at once.
const PIECE: usize = 1 << 13;

impl Call {
    /// The trace that is asked for.
    fn trace(&self) -> Result<TraceId, HttpError> {
        let kind = u8::try_from(self.int("trace_type")?).ok().and_then(TraceType::new);
        let kind = kind.ok_or_else(|| HttpError::defect("there is no such trace type"))?;
        Ok(TraceId { detector: self.detector()?, kind })
    }
}

/// What is told of a trace.
struct About {
    points: usize,
    spacing: Option<Spacing>,
}

impl About {
    fn told(&self, id: TraceId) -> Object {
        let unit = match id.kind.unit() {
            LevelUnit::Unknown => LevelUnit::Db,
            known @ (LevelUnit::Db | LevelUnit::Dbm) => known,
        };
        object! {
            "module": id.detector.module(),
            "channel": id.detector.channel(),
            "trace_type": id.kind.number(),
            "num_points": self.points,
            "unit": unit.to_string(),
            "sampling_pm": self.spacing.map(|spacing| spacing.sampling.pm()),
            "start_wavelength_nm": self.spacing.map(|spacing| spacing.start.nm()),
        }
    }
}

/// How many points there are; none where there is no trace yet.
async fn points(call: &Call, phrase: &'static str, id: TraceId) -> Result<usize, HttpError> {
    let points = call.read(phrase, &ctp10::trace::length(id)).await?;
    Ok(points.map(crate::core::cast::index_of).unwrap_or_default())
}

async fn get_trace_metadata(call: Call) -> Answered {
    const PHRASE: &str = "get metadata";
    let id = call.trace()?;
    let points = points(&call, PHRASE, id).await?;
    let mut about = About { points, spacing: None };
    if points > 0 {
        let start = call.read(PHRASE, &ctp10::trace::start(id)).await?;
        let sampling = call.read(PHRASE, &ctp10::trace::sampling(id)).await?;
        about.spacing = start.zip(sampling).map(|(start, sampling)| Spacing { start, sampling });
    }
    Ok(answer(&about.told(id)))
}

/// The whole trace; `None` where there is none yet.
async fn fetch(call: &Call, phrase: &'static str, id: TraceId) -> Result<Option<Arc<Trace>>, HttpError> {
    if points(call, phrase, id).await? == 0 {
        return Ok(None);
    }
    let watched = (id.detector, id.detector.to_string());
    let kind = id.kind;
    call.work(phrase, async move |mut desk| desk.documented_trace(watched, kind).await).await.map(Some)
}

/// A body that is made piece by piece, as it is read.
pub(in crate::serve) fn body(pieces: impl Iterator<Item = Bytes> + Send + 'static) -> Body {
    Body::from_stream(stream::iter(pieces.map(Ok::<Bytes, Infallible>)))
}

/// Numbers between brackets, in pieces; a number that is none is null.
fn numbers<T: serde::Serialize>(
    points: usize,
    number: impl Fn(usize) -> T + Send + 'static,
) -> impl Iterator<Item = Bytes> + Send {
    (0..points).step_by(PIECE).map(move |from| {
        let numbers: Vec<T> = (from..points.min(from + PIECE)).map(&number).collect();
        let text = serde_json::to_string(&numbers).unwrap_or_default();
        let inner = text.trim_start_matches('[').trim_end_matches(']');
        Bytes::from(if from == 0 { inner.to_owned() } else { format!(",{inner}") })
    })
}

async fn get_trace_data(call: Call) -> Answered {
    let id = call.trace()?;
    let Some(trace) = fetch(&call, "get trace data", id).await? else {
        let about = About { points: 0, spacing: None }.told(id);
        let none = || crate::serve::answer::Held::from(Vec::<f64>::new());
        return Ok(answer(&Object::of([
            ("metadata", about.held()),
            ("wavelengths", none()),
            ("values", none()),
        ])));
    };
    let tag = Tag::of(&trace, "data");
    if let Some(unchanged) = tag.unchanged(&call) {
        return Ok(unchanged);
    }
    let about = About { points: trace.y.len(), spacing: Some(trace.spacing) }.told(id).text();
    let (points, spacing) = (trace.y.len(), trace.spacing);
    let text = |text: String| std::iter::once(Bytes::from(text));
    let pieces = text(format!("{{\"metadata\":{about},\"wavelengths\":["))
        .chain(numbers(points, move |index| Wavelength::nm(spacing.wavelength(index))))
        .chain(text("],\"values\":[".to_owned()))
        .chain(numbers(points, move |index| trace.y.get(index).copied()))
        .chain(text("]}".to_owned()));
    let mut response = content(StatusCode::OK, "application/json", body(pieces));
    tag.put(&mut response);
    Ok(response)
}

async fn get_trace_binary(call: Call) -> Answered {
    let id = call.trace()?;
    let trace = fetch(&call, "get binary trace", id).await?;
    let tag = trace.as_ref().map(|trace| Tag::of(trace, "binary"));
    if let Some(unchanged) = tag.as_ref().and_then(|tag| tag.unchanged(&call)) {
        return Ok(unchanged);
    }
    let points = trace.as_ref().map_or(0, |trace| trace.y.len());
    let header = npy::header_of_records("'values'", points);
    let length = header.len() + points * npy::RECORD;
    let pieces = (0..points).step_by(PIECE).filter_map(move |from| {
        let trace = trace.as_ref()?;
        Some(Bytes::from(npy::records(trace, from..from + PIECE)))
    });
    let body = body(std::iter::once(Bytes::from(header)).chain(pieces));
    let mut response = content(StatusCode::OK, "application/octet-stream", body);
    let (module, channel, kind) = (id.detector.module(), id.detector.channel(), id.kind.number());
    let name = format!("attachment; filename=trace_m{module}_c{channel}_t{kind}.npy");
    let fields = [(CONTENT_LENGTH, HeaderValue::from(length))];
    response.headers_mut().extend(fields.map(|(name, value)| (Some(name), value)));
    if let Some(tag) = tag {
        tag.put(&mut response);
    }
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
