//! `/ws/power`: the readings of a module as they come, at most one in so long.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::ws::WebSocket;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout};

use super::{Heard, Socket, beat, open};
use crate::core::units::Seconds;
use crate::serve::answer::{Answered, HttpError, object};
use crate::serve::asked;
use crate::serve::call::Call;
use crate::serve::feed::Frame;
use crate::serve::heartbeat::{heartbeat, now};
use crate::serve::inputs::M;
use crate::serve::row::rows;
use crate::serve::service::Service;
use crate::serve::shape::{Input, Kind, Need};

const INTERVAL: Input = Input::query("interval", Kind::Number(0.01, 10.0), Need::Default("0.1"));

rows! { "WebSocket";
    Socket "/ws/power" stream_power Read Whatever, "Live power of a module, at most one reading per interval (s).", [M, INTERVAL], [];
    Socket "/ws/v2/power" stream_power_v2 Read Whatever, "The same.", [M, INTERVAL], [];
}

/// From one sign that it works to the next one.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// So many failures in a row end it.
const FAILURES: u32 = 10;

async fn stream_power(mut call: Call) -> Answered {
    let module = u8::try_from(call.int("module")?).map_err(|_| HttpError::defect("no module"))?;
    let interval =
        Seconds::try_from(call.number("interval")?).map_err(|_| HttpError::defect("no interval"))?;
    let source = Source::of(&call, module).await?;
    let service = Arc::clone(&call.service);
    open(&mut call, move |socket| run(service, socket, module, (interval.duration(), source)))
}

/// Where the readings of a module come from.
struct Source {
    frames: broadcast::Receiver<Frame>,
    /// What was read last.
    first: Option<Frame>,
    /// It is among the detectors of the settings, which are read all the time.
    watched: bool,
    period: Duration,
}

/// So long the first reading of such a module may take: where nothing is there, each question waits for its answer.
const FIRST: Duration = Duration::from_secs(10);
/// A module that is asked for the sake of its listeners may take so long for a reading.
const ASKED: Duration = Duration::from_secs(3);

impl Source {
    /// Of a module: one of the settings, or one that is asked from now on.
    async fn of(call: &Call, module: u8) -> Result<Self, HttpError> {
        let bench = call.line.bench();
        if bench.detectors.iter().any(|place| place.module() == module) {
            let last = bench.tail.last().and_then(|round| Frame::of(&bench, round));
            let first = last.filter(|_| bench.is_live());
            let (frames, period) = (call.service.feed.listen(), call.line.watching.period);
            return Ok(Self { frames, first, watched: true, period });
        }
        // Who listens shares what is asked for all of them, from the first reading on.
        let mut frames = asked::listen(&call.service, module);
        let patience = if call.line.is_connected() { FIRST } else { Duration::ZERO };
        let first = match timeout(patience, frames.recv()).await {
            Ok(Ok(frame)) if call.line.is_connected() && frame.texts.is_empty() => {
                return Err(HttpError::forbidden(format!("module {module} tells no power")));
            }
            Ok(Ok(frame)) => Some(frame),
            Ok(Err(_)) | Err(_) => None,
        };
        Ok(Self { frames, first, watched: false, period: asked::period(&call.line) })
    }

    /// How long no reading may come before it is looked at why.
    fn patience(&self, interval: Duration) -> Duration {
        let usual = interval.max(self.period) * 2;
        if self.watched { usual } else { usual.max(ASKED) }
    }
}

async fn stream_power_v2(call: Call) -> Answered {
    stream_power(call).await
}

/// Counted while it is there.
struct Counted(Arc<Service>);

impl Counted {
    fn new(service: Arc<Service>) -> Self {
        service.streams.fetch_add(1, Ordering::Relaxed);
        Self(service)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.streams.fetch_sub(1, Ordering::Relaxed);
    }
}

/// When the next reading may go out.
struct Pace {
    interval: Duration,
    /// Every reading goes out: they come no faster than is wanted.
    every: bool,
    due: Option<Instant>,
}

impl Pace {
    fn new(interval: Duration, period: Duration) -> Self {
        Self { interval, every: interval < period + period / 2, due: None }
    }

    /// Whether a reading of this time goes out; the first one does.
    fn takes(&mut self, at: Instant) -> bool {
        let Some(due) = self.due else {
            self.due = Some(at + self.interval);
            return true;
        };
        if !self.every && at + self.interval / 4 < due {
            return false;
        }
        let behind = at.checked_sub(self.interval).unwrap_or(at);
        self.due = Some(due.max(behind) + self.interval);
        true
    }
}

async fn run(
    service: Arc<Service>,
    socket: WebSocket,
    module: u8,
    (interval, mut source): (Duration, Source),
) {
    let _counted = Counted::new(Arc::clone(&service));
    let mut socket = Socket::new(socket, service.limits.silence);
    let mut pace = Pace::new(interval, source.period);
    let patience = source.patience(interval);
    let (mut heartbeats, mut looks) = (beat(HEARTBEAT), beat(patience));
    let mut failures = 0;
    // The first one at once: what was read last.
    if let Some(Frame { at, texts }) = source.first.take()
        && let Some(text) = texts.get(&module)
        && (!pace.takes(at) || !socket.send(text.clone()).await)
    {
        return;
    }
    let mut lost = 0;
    loop {
        let going = tokio::select! {
            heard = socket.hear() => !matches!(heard, Heard::Gone),
            frame = source.frames.recv() => match frame {
                Ok(Frame { at, texts }) => match texts.get(&module) {
                    Some(text) if pace.takes(at) => {
                        failures = 0;
                        looks.reset();
                        socket.send(text.clone()).await
                    }
                    Some(_) | None => true,
                },
                Err(RecvError::Lagged(readings)) => {
                    lost += readings;
                    true
                }
                Err(RecvError::Closed) => false,
            },
            _ = heartbeats.tick() => socket.send(heartbeat(&service, lost)).await,
            _ = looks.tick() => {
                if source.watched && service.line().is_connected() {
                    true
                } else {
                    failures += 1;
                    fails(&mut socket, failures).await
                }
            }
        };
        if !going {
            return;
        }
    }
}

/// Tells that nothing can be read; false where that was the last time.
async fn fails(socket: &mut Socket, failures: u32) -> bool {
    let error = object! {
        "type": "error",
        "message": "Hardware temporarily unavailable",
        "timestamp": now(),
        "recoverable": true,
        "error_count": failures,
    };
    let sent = socket.send(error.text()).await;
    if failures < FAILURES {
        return sent;
    }
    let reconnect =
        object! { "type": "reconnect", "reason": "Too many consecutive errors", "retry_after": 5 };
    socket.send(reconnect.text()).await;
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn readings_go_out_no_faster_than_wanted_and_all_of_them_where_they_are_as_fast() {
        let ms = Duration::from_millis;
        let count = |interval: u64, jitter: [u64; 4]| {
            let mut pace = Pace::new(ms(interval), ms(100));
            let begun = Instant::now();
            let at = |n: u64| begun + ms(n * 100 + jitter[usize::try_from(n % 4).unwrap()]);
            (0..1000).filter(|&n| pace.takes(at(n))).count()
        };
        for jitter in [[0; 4], [0, 60, 10, 30]] {
            assert_eq!(count(100, jitter), 1000, "{jitter:?}");
            assert_eq!(count(10, jitter), 1000, "{jitter:?}");
            assert!((499..=501).contains(&count(200, jitter)), "{jitter:?}");
            assert!((99..=101).contains(&count(1000, jitter)), "{jitter:?}");
        }
    }
}
