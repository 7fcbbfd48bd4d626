//! Live power of modules that the settings do not watch: each is asked by one task while somebody listens, however many do.

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

/// What a module tells from now on.
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
    let mut turns = interval_at(Instant::now() + every, every);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        if service.listened.is_left(module, &sender) {
            return;
        }
        let line = service.line();
        if !line.is_connected() {
            continue;
        }
        if let Some(frame) = frame(&line, module).await {
            // Nobody left is nobody to tell.
            let _ = sender.send(frame);
        }
    }
}

/// A reading as live power has it; `None` where the module tells no power.
pub(super) async fn frame(line: &Line, module: u8) -> Option<Frame> {
    let mut desk = Desk::at(&line.access, Guest::silent());
    let told = snapshot(&mut desk, module).await?;
    let data: Object = object! { "type": "data" };
    let text: Utf8Bytes = data.and(told).text().into();
    Some(Frame { at: Instant::now(), texts: Arc::new([(module, text)].into_iter().collect()) })
}

/// The powers of a module that nobody watches, as they are now; `None` where it tells none.
pub(super) async fn snapshot(desk: &mut Desk<Guest>, module: u8) -> Option<Object> {
    let first = DetectorId::new(module, 1)?;
    let unit = read(desk, &ctp10::parameter::question(Parameter::PowerUnit(first))).await.flatten();
    let at = Parameter::DetectorWavelength(first);
    let wavelength = read(desk, &ctp10::parameter::question(at)).await.flatten();
    let moment = Instant::now().into_std();
    let mut powers = [None; reading::CHANNELS.len()];
    for (power, channel) in powers.iter_mut().zip(reading::CHANNELS) {
        if let Some(place) = DetectorId::new(module, channel) {
            *power = read(desk, &ctp10::detector::power(place)).await;
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
    let answer = desk.query(asking).await.ok()?;
    question.read(&answer)
}
