//! What happens, as it happens: server-sent events. Who is slow loses readings and is told how many.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use futures_util::stream;
use serde_json::json;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Interval;

use super::bench::may;
use crate::core::event::{Event, SweepEnd};
use crate::core::ids::LaserId;
use crate::serve::answer::{Answered, content};
use crate::serve::call::Call;
use crate::serve::feed::Frame;
use crate::serve::row::rows;
use crate::serve::sockets::beat;
use crate::serve::status;
use crate::serve::told::Told;

/// Makes the names of the events, and the sentence that says them all, from a row for each: its name, and when it comes.
macro_rules! events {
    ($($name:ident $word:literal $when:literal;)*) => {
        $(#[doc = $when] const $name: &str = $word;)*
        /// All of them in a sentence.
        const ABOUT: &str = concat!("Server-sent events" $(, "; ", $word, ": ", $when)*);
    };
}

events! {
    STATUS "status" "first of all, and when it changes";
    POWER "power" "with each reading of a module";
    SWEEP "sweep" "when one has ended, and how";
    TRACE "trace" "when one was read, by whomever";
    OFF "off" "lasers that read back as off after they were switched off";
    ABORTED "aborted" "when an abort was carried out";
    ERROR "error" "what the instrument put into its error queue";
    NOTICE "notice" "something to know, in words";
    LOST "lost" "readings that whoever listens was too slow for";
}

rows! { "Events (v1)";
    Get "/v1/events" v1_events Read Whatever, ABOUT, [], [];
}

/// From one sign that it works to the next one.
const HEARTBEAT: std::time::Duration = std::time::Duration::from_secs(10);
/// Another worker is looked for so long after one has ended.
const LOOK: std::time::Duration = std::time::Duration::from_millis(200);

/// One listener.
struct Listener {
    call: Call,
    frames: broadcast::Receiver<Frame>,
    facts: mpsc::Receiver<Event>,
    statuses: watch::Receiver<Told>,
    heartbeats: Interval,
}

async fn v1_events(call: Call) -> Answered {
    let frames = call.service.feed.listen();
    let (_, facts) = call.line.access.another();
    let statuses = status::listen(&call.service);
    let listener = Listener { call, frames, facts, statuses, heartbeats: beat(HEARTBEAT) };
    let events = stream::unfold(listener, async |mut listener| {
        let event = listener.next().await;
        Some((Ok::<Bytes, Infallible>(Bytes::from(event)), listener))
    });
    let mut response = content(StatusCode::OK, "text/event-stream", Body::from_stream(events));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

impl Listener {
    /// The next event.
    async fn next(&mut self) -> String {
        loop {
            tokio::select! {
                frame = self.frames.recv() => match frame {
                    Ok(Frame { texts, .. }) => {
                        return texts.values().map(|text| event(POWER, text)).collect();
                    }
                    Err(broadcast::error::RecvError::Lagged(lost)) => {
                        return event(LOST, &json!({ "readings": lost }).to_string());
                    }
                    Err(broadcast::error::RecvError::Closed) => {}
                },
                fact = self.facts.recv() => match fact {
                    Some(fact) => if let Some(told) = told(&fact) {
                        return told;
                    },
                    // That worker has ended; another one may have taken its place.
                    None => self.follow().await,
                },
                Ok(()) = self.statuses.changed() => {
                    self.call.line = self.call.service.line();
                    let told = self.statuses.borrow_and_update().clone();
                    return event(STATUS, &told.to(&may(&self.call)));
                }
                _ = self.heartbeats.tick() => return ": \n\n".to_owned(),
            }
        }
    }

    /// Listens to the worker that is there now.
    async fn follow(&mut self) {
        tokio::time::sleep(LOOK).await;
        self.call.line = self.call.service.line();
        self.facts = self.call.line.access.another().1;
    }
}

/// A fact for whoever listens.
fn told(fact: &Event) -> Option<String> {
    match fact {
        Event::SweepEnded { how, .. } => {
            let word = match how {
                SweepEnd::Done => "done",
                SweepEnd::Aborted => "aborted",
                SweepEnd::Unseen => "unknown",
            };
            Some(event(SWEEP, &json!({ "ended": word }).to_string()))
        }
        Event::TraceRead { trace, points } => {
            let (detector, kind) = (trace.detector.to_string(), trace.kind.word());
            let told =
                json!({ "trace": trace.to_string(), "detector": detector, "type": kind, "points": points });
            Some(event(TRACE, &told.to_string()))
        }
        Event::SwitchedOff(lasers) => {
            let off: Vec<usize> = lasers.iter().map(LaserId::number).collect();
            Some(event(OFF, &json!({ "lasers": off }).to_string()))
        }
        Event::Aborted => Some(event(ABORTED, "{}")),
        Event::InstrumentErrors { words, .. } => Some(event(ERROR, &json!({ "words": words }).to_string())),
        Event::Notice(_, words) => Some(event(NOTICE, &json!({ "words": words }).to_string())),
        // Theirs who asked; of a trace everybody is told that it was read.
        Event::Finished { .. } | Event::Setting { .. } | Event::Said { .. } | Event::Trace { .. } => None,
    }
}
