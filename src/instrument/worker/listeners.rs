//! Who hears what happened: each listener with a queue of its own, so that one that is slow loses its own events and
//! nobody else's.

use std::collections::VecDeque;

use tokio::sync::mpsc;

use crate::core::event::{Event, Severity};
use crate::core::request::Caller;

/// Events that may wait for a listener before the worker keeps them itself.
const ROOM: usize = 256;
/// Events kept for a listener that is away; beyond that they are dropped and counted: notices first.
const BACKLOG: usize = 1000;
/// Traces kept for it: they are large.
const TRACES: usize = 32;
/// Events handed on in one go at the most while requests queue up.
const BATCH: usize = 32;

/// A listener that is to be heard of by the worker.
#[derive(Debug)]
pub(super) struct Joining {
    caller: Caller,
    events: mpsc::Sender<Event>,
}

impl Joining {
    /// Hears the facts, and how the requests of this caller end.
    pub(super) fn new(caller: Caller) -> (Self, mpsc::Receiver<Event>) {
        Self::with_room(caller, ROOM)
    }

    fn with_room(caller: Caller, room: usize) -> (Self, mpsc::Receiver<Event>) {
        let (events, receiver) = mpsc::channel(room);
        (Self { caller, events }, receiver)
    }
}

/// One who hears.
#[derive(Debug)]
struct Listener {
    caller: Caller,
    events: mpsc::Sender<Event>,
    backlog: VecDeque<Event>,
    dropped: u64,
}

/// All who hear.
#[derive(Debug)]
pub(super) struct Listeners {
    joining: mpsc::UnboundedReceiver<Joining>,
    all: Vec<Listener>,
}

impl Listeners {
    pub(super) const fn new(joining: mpsc::UnboundedReceiver<Joining>) -> Self {
        Self { joining, all: Vec::new() }
    }

    /// Tells everybody whom it concerns. Who joined before a request was queued hears how it ends.
    pub(super) fn tell(&mut self, event: Event) {
        while let Ok(Joining { caller, events }) = self.joining.try_recv() {
            self.all.push(Listener { caller, events, backlog: VecDeque::new(), dropped: 0 });
        }
        let whose = event.request().map(|id| id.caller);
        let mut others = self.all.iter_mut().filter(|one| whose.is_none_or(|whose| whose == one.caller));
        let Some(last) = others.next_back() else { return };
        for other in others {
            other.tell(event.clone());
        }
        last.tell(event);
    }

    /// Hands on what was told, at the latest when the worker has nothing else to do. Each hand-over wakes
    /// a listener's thread, so a run of requests shares one.
    pub(super) fn flush_unless(&mut self, busy: bool) {
        if !busy || self.all.iter().any(|listener| listener.backlog.len() >= BATCH) {
            self.flush();
        }
    }

    /// Hands on what the listeners have room for, and forgets those that are gone. Never waits.
    pub(super) fn flush(&mut self) {
        self.all.retain_mut(Listener::flush);
    }
}

impl Listener {
    fn tell(&mut self, event: Event) {
        let full = match &event {
            Event::Notice(..) | Event::InstrumentErrors { .. } | Event::TraceRead { .. } => {
                self.backlog.len() >= BACKLOG
            }
            Event::Trace { .. } => {
                self.backlog.iter().filter(|kept| matches!(kept, Event::Trace { .. })).count() >= TRACES
            }
            Event::Finished { .. }
            | Event::Setting { .. }
            | Event::Said { .. }
            | Event::SweepEnded { .. }
            | Event::SwitchedOff(_)
            | Event::Aborted => self.backlog.len() >= 4 * BACKLOG,
        };
        if full {
            self.dropped += 1;
        } else {
            self.backlog.push_back(event);
        }
    }

    /// False when nobody is there any more.
    fn flush(&mut self) -> bool {
        while let Some(event) = self.backlog.pop_front() {
            match self.events.try_send(event) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Full(event)) => {
                    self.backlog.push_front(event);
                    return true;
                }
                Err(mpsc::error::TrySendError::Closed(_)) => return false,
            }
        }
        if self.dropped > 0 {
            let words = format!("{} messages were dropped: the reader did not keep up", self.dropped);
            if self.events.try_send(Event::Notice(Severity::Warning, words)).is_ok() {
                self.dropped = 0;
            }
        }
        !self.events.is_closed()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::core::event::SweepEnd;
    use crate::core::ids::{DetectorId, TraceType};
    use crate::core::outcome::Outcome;
    use crate::core::request::{About, RequestId};
    use crate::core::trace::{Provenance, Spacing, Trace, TraceId};
    use crate::core::units::Wavelength;

    /// Listeners, one of them with so much room.
    fn one(room: usize) -> (Listeners, mpsc::UnboundedSender<Joining>, mpsc::Receiver<Event>) {
        let (sender, joining) = mpsc::unbounded_channel();
        let (listener, events) = Joining::with_room(Caller::FIRST, room);
        sender.send(listener).unwrap();
        (Listeners::new(joining), sender, events)
    }

    fn all(events: &mut mpsc::Receiver<Event>) -> Vec<Event> {
        std::iter::from_fn(|| events.try_recv().ok()).collect()
    }

    fn trace() -> Event {
        let id = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let provenance = Provenance::default();
        let trace = Trace { origin: id.into(), spacing, y: Vec::new(), provenance, x_difference_pm: None };
        Event::Trace { id: RequestId::numbered(1), trace: Arc::new(trace) }
    }

    #[test]
    fn who_is_away_loses_notices_first_and_is_told_how_many() {
        let (mut listeners, _sender, mut events) = one(1);
        for _ in 0..BACKLOG + 5 {
            listeners.tell(Event::Notice(Severity::Info, "something".into()));
        }
        for _ in 0..2 * TRACES {
            listeners.tell(trace());
        }
        listeners.tell(Event::InstrumentErrors { words: Vec::new(), of_order: false });
        for _ in 0..4 * BACKLOG {
            listeners.tell(Event::SweepEnded { of: None, how: SweepEnd::Done });
        }
        let mut told = Vec::new();
        while !listeners.all[0].backlog.is_empty() || listeners.all[0].dropped > 0 {
            listeners.flush();
            told.append(&mut all(&mut events));
        }
        let count = |of: fn(&Event) -> bool| told.iter().filter(|event| of(event)).count();
        assert_eq!(count(|event| matches!(event, Event::Notice(Severity::Info, _))), BACKLOG);
        assert!(count(|event| matches!(event, Event::Trace { .. })) <= TRACES);
        let sweeps = count(|event| matches!(event, Event::SweepEnded { .. }));
        assert_eq!(sweeps, 4 * BACKLOG - BACKLOG - TRACES, "what ends something is kept for longer");
        listeners.flush();
        let lost = 5 + TRACES + 1 + 4 * BACKLOG - sweeps;
        let words = format!("{lost} messages were dropped: the reader did not keep up");
        let last = told.pop().or_else(|| events.try_recv().ok());
        assert!(matches!(&last, Some(Event::Notice(Severity::Warning, told)) if *told == words), "{last:?}");
    }

    #[test]
    fn a_run_of_requests_shares_one_hand_over() {
        let (mut listeners, _sender, mut events) = one(2 * BATCH);
        let mut handed = |busy| {
            listeners.tell(Event::Aborted);
            listeners.flush_unless(busy);
            all(&mut events).len()
        };
        assert_eq!(handed(false), 1);
        for _ in 1..BATCH {
            assert_eq!(handed(true), 0);
        }
        assert_eq!(handed(true), BATCH, "it does not wait for ever");
        handed(true);
        assert_eq!(handed(false), 2);
    }

    #[test]
    fn each_hears_how_its_own_requests_end_and_all_hear_facts() {
        let (mut listeners, sender, mut first) = one(8);
        let second = Caller::numbered(1);
        let (joining, mut events) = Joining::new(second);
        sender.send(joining).unwrap();
        let end = |number, caller| Event::Finished {
            id: RequestId { number, caller },
            about: About::Look,
            outcome: Outcome::Done(String::new()),
        };
        for event in [end(1, Caller::FIRST), end(2, second), Event::Aborted, trace()] {
            listeners.tell(event);
        }
        listeners.flush();
        let numbers = |events: Vec<Event>| {
            events.iter().map(|event| event.request().map(|id| id.number)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(all(&mut first)), [Some(1), None, Some(1)]);
        assert_eq!(numbers(all(&mut events)), [Some(2), None]);
        // Who is gone costs nothing any more.
        drop(events);
        listeners.tell(Event::Aborted);
        listeners.flush();
        assert_eq!(listeners.all.len(), 1);
    }
}
