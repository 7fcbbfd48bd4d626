//! Live power of modules that the settings do not watch: each is asked by one task while somebody listens, however many do. Its
//! questions are like those of polling: whose errors stand in the queue of the instrument, they stay there.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::broadcast;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::answer::{Object, object};
use super::feed::Frame;
use super::guest::Guest;
use super::line::Line;
use super::reading;
use super::service::Service;
use crate::core::ids::DetectorId;
use crate::core::parameter::Parameter;
use crate::core::request::Asking;
use crate::desk::Desk;
use crate::instrument::ctp10;
use crate::instrument::scpi::message::Question;

/// No module is asked more often: its questions share the line with everything else.
const FASTEST: Duration = Duration::from_millis(100);
/// Readings that wait for a listener.
const WAITING: usize = 64;

/// A channel that gave no answer so often in a row is not there: each unanswered question empties the error queue, by which
/// alone it is known that no answer comes.
const PATIENCE: u8 = 2;

/// What is known of the channels of a module.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Channels {
    /// How often each gave no answer in a row.
    missed: [u8; reading::CHANNELS.len()],
}

/// What a module tells from now on. Each turn has a frame, which says nothing of the module where that told nothing.
pub(super) fn listen(service: &Arc<Service>, module: u8) -> broadcast::Receiver<Frame> {
    let (receiver, first) = service.listened.join(module, || broadcast::Sender::new(WAITING));
    if let Some(sender) = first {
        tokio::spawn(ask(Arc::clone(service), module, sender));
    }
    receiver
}

/// From one reading of such a module to the next.
pub(super) fn period(line: &Line) -> Duration {
    line.watching.period.max(FASTEST)
}

/// Asks until nobody listens.
async fn ask(service: Arc<Service>, module: u8, sender: broadcast::Sender<Frame>) {
    let every = period(&service.line());
    // The first at once: who opens the stream waits for it.
    let mut turns = interval_at(Instant::now(), every);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut channels = Channels::default();
    loop {
        turns.tick().await;
        if service.listened.is_left(module, &sender) {
            return;
        }
        let line = service.line();
        if !line.is_connected() {
            continue;
        }
        // Nobody left is nobody to tell.
        let _ = sender.send(frame(&line, module, &mut channels).await);
    }
}

/// A reading as live power has it; without a text where the module tells no power.
async fn frame(line: &Line, module: u8, channels: &mut Channels) -> Frame {
    let mut desk = Desk::at(&line.access, Guest::silent());
    let told = snapshot(&mut desk, module, channels).await;
    let text = |told| {
        let data: Object = object! { "type": "data" };
        (module, Utf8Bytes::from(data.and(told).text()))
    };
    Frame { at: Instant::now(), texts: Arc::new(told.map(text).into_iter().collect()) }
}

/// The powers of a module that nobody watches, as they are now; `None` where it tells none.
pub(super) async fn snapshot(desk: &mut Desk<Guest>, module: u8, channels: &mut Channels) -> Option<Object> {
    let first = DetectorId::new(module, 1)?;
    let unit = read(desk, &ctp10::parameter::question(Parameter::PowerUnit(first))).await.flatten();
    let at = Parameter::DetectorWavelength(first);
    let wavelength = read(desk, &ctp10::parameter::question(at)).await.flatten();
    let moment = Instant::now().into_std();
    let mut powers = [None; reading::CHANNELS.len()];
    for ((power, channel), missed) in powers.iter_mut().zip(reading::CHANNELS).zip(&mut channels.missed) {
        if *missed < PATIENCE
            && let Some(place) = DetectorId::new(module, channel)
        {
            *power = read(desk, &ctp10::detector::power(place)).await;
            *missed = if power.is_some() { 0 } else { *missed + 1 };
        }
        if channel == 1 && power.is_none() && unit.is_none() {
            // There is no such module: its other channels would only fill the error queue.
            return None;
        }
    }
    powers
        .iter()
        .any(Option::is_some)
        .then(|| reading::as_object(moment, (module, wavelength, reading::unit(unit)), powers))
}

async fn read<R>(desk: &mut Desk<Guest>, question: &Question<R>) -> Option<R> {
    let asking = Asking::new(question.text()).ok()?;
    let answer = desk.answer(asking).await.ok()?;
    question.read(&answer)
}
