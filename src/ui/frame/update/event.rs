//! What comes from the worker: the bench as it is, and facts.

use std::sync::Arc;

use crate::core::event::{Event, Severity, SweepEnd};
use crate::core::outcome::Outcome;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::phase::Phase;
use crate::core::request::{About, RequestId};
use crate::core::snapshot::Snapshot;
use crate::ui::common::effect::{Effect, Way};
use crate::ui::common::next::{Next, inform};
use crate::ui::frame::state::{InputMode, State};
use crate::ui::frame::stopping::Stopping;

impl State {
    /// Takes in a snapshot. False if nothing came with it but new figures of the line.
    pub fn absorb(&mut self, bench: Arc<Snapshot>) -> bool {
        let before = std::mem::replace(&mut self.context.bench, bench);
        self.context.link.reached |= self.context.bench.is_live();
        self.drop_fallen();
        self.tell_offer();
        self.tell_reference(&before);
        if let Some(words) = self.sweep.absorb(&before, &self.context) {
            self.inform(words);
        }
        let power = self.power.absorb(&self.context);
        power || self.context.bench.differs(&before)
    }

    /// Says that a reference has begun, and where nothing else tells of its end, that it is over.
    fn tell_reference(&mut self, before: &Snapshot) {
        let bench = &self.context.bench;
        let elsewhere = |bench: &Snapshot| bench.phase == Phase::Referencing && bench.referencing.is_none();
        let words = match (before.referencing, bench.referencing) {
            (None, Some(run)) => {
                format!("the reference of {} is being taken", self.context.detector_name(run.detector))
            }
            (None, None) if elsewhere(bench) && !before.phase.is_reference() => {
                "a reference is being taken: not from here".to_owned()
            }
            (None, None) if elsewhere(before) && bench.phase == Phase::Idle => {
                "the reference that is not from here is over".to_owned()
            }
            (_, _) => return,
        };
        self.inform(words);
    }

    /// Takes in a fact; what it leads to.
    pub(crate) fn note(&mut self, event: Event) -> Vec<Effect> {
        let next = self.noted(event);
        self.carry(next)
    }

    /// A job was sent: what it sets is waited for.
    pub(crate) fn sent(&mut self, id: RequestId, way: Way, changes: Vec<Change>) {
        self.undo.sent(id, way);
        self.frame.called.sent(id, &changes);
        let pending = changes.into_iter().map(|(parameter, value)| (parameter, (id, value)));
        self.context.link.pending.extend(pending);
    }

    /// A job was not sent: the field that waits for it must not wait for ever.
    pub(crate) fn not_sent(&mut self) {
        if let InputMode::Edit(edit) = &mut self.frame.mode {
            edit.sent = false;
        }
        self.undo.not_sent();
    }

    fn noted(&mut self, event: Event) -> Vec<Next> {
        match event {
            Event::Notice(level, words) => return vec![Next::Tell(level, words)],
            Event::Trace { trace, .. } => {
                return self.trace.arrived(&self.context, Arc::unwrap_or_clone(trace));
            }
            Event::SweepEnded { how: SweepEnd::Done, .. } => {
                self.tour_swept();
                let mut next = inform("the sweep is done");
                next.extend(self.trace.swept(&self.context));
                return next;
            }
            Event::SwitchedOff(lasers) => {
                let fitted = lasers.intersection(self.context.bench.fitted());
                let stopping = self.frame.stopping.as_mut().filter(|_| !fitted.is_empty());
                if let Some(stopping) = stopping {
                    return inform(stopping.switched_off(fitted));
                }
                if !fitted.is_empty() {
                    return inform(format!("{fitted} off, confirmed by the instrument"));
                }
            }
            // The abort says it, or the notice of a lost link.
            Event::SweepEnded { how: SweepEnd::Aborted | SweepEnd::Unseen, .. } => {}
            // Another caller's: the screen was handed its own.
            Event::TraceRead { .. } => {}
            Event::Aborted => {
                let words = self.frame.stopping.as_mut().map(Stopping::aborted);
                return inform(words.unwrap_or_else(|| "aborted, confirmed by the instrument".into()));
            }
            Event::Finished { id, about, outcome } => return self.finished(id, &about, outcome),
            Event::Setting { id, parameter, outcome, before, after } => {
                let pending = &mut self.context.link.pending;
                if pending.get(&parameter).is_some_and(|(pending, _)| *pending == id) {
                    pending.remove(&parameter);
                }
                self.sweep.set_here(&after);
                self.frame.called.set(parameter, &after);
                if matches!(outcome, Outcome::Done(_)) {
                    self.undo.changed(id, before, after);
                }
                self.value_ended(parameter, &outcome);
            }
            Event::Said { id, answer, errors, took } => {
                self.scpi.conversation.answered(id, answer, errors, took);
            }
            Event::InstrumentErrors { words, of_order } => {
                return self.scpi.complained(&self.context, words, of_order);
            }
        }
        Vec::new()
    }

    fn finished(&mut self, id: RequestId, about: &About, outcome: Outcome) -> Vec<Next> {
        let undone = self.undo.over(id).filter(|_| matches!(outcome, Outcome::Done(_)));
        if matches!(outcome, Outcome::Refused(_)) {
            // What was agreed to may not be what is there: the next sweep asks.
            self.sweep.forget();
        }
        // Values of a job that was never begun, or ended early: what was typed stays with the reason.
        let pending = &mut self.context.link.pending;
        let left: Vec<Parameter> =
            pending.iter().filter(|(_, (pending, _))| *pending == id).map(|(p, _)| *p).collect();
        for parameter in left {
            self.context.link.pending.remove(&parameter);
            self.value_ended(parameter, &outcome);
        }
        self.scpi.conversation.finished(id, &outcome);
        if self.scpi.registers.take(about, &outcome) {
            return Vec::new();
        }
        if let Some(words) = undone {
            return vec![Next::Answer(Severity::Info, words)];
        }
        let way = self.trace.way_to(&self.context, about).unwrap_or_default();
        let (called, is_said) = self.called(id, about, &outcome);
        vec![told(&called, is_said, outcome, &way)]
    }

    /// What a request is called when its end is told, and whether that says how it ended, too.
    fn called(&mut self, id: RequestId, about: &About, outcome: &Outcome) -> (String, bool) {
        let held = self.frame.called.held(about);
        let asked = match about {
            About::Setting(_, asked) => Some(*asked),
            About::Download(_)
            | About::Look
            | About::Line(_)
            | About::Register(_)
            | About::Settings(_)
            | About::Operation(_) => None,
        };
        // What is held now is what was asked for: it is said once.
        let holds = |value: Option<Value>| match outcome {
            Outcome::Done(words) => value.is_some_and(|value| value.to_string() == *words),
            Outcome::Answer(_)
            | Outcome::Cancelled(_)
            | Outcome::Lost(_)
            | Outcome::Refused(_)
            | Outcome::Unknown(_) => false,
        };
        let is_held = holds(held.filter(|held| asked.is_some_and(|asked| asked.agrees(*held))));
        if let Some(preset) = self.frame.called.over(id) {
            return (preset, is_held || matches!(about, About::Settings(_)));
        }
        let typed = held.filter(|_| is_held).and_then(|held| self.frame.called.about(about, held));
        typed.map_or_else(|| (about.to_string(), holds(asked)), |typed| (typed, true))
    }

    /// A value came to its end: the field that waited for it closes, or stays with the reason.
    fn value_ended(&mut self, parameter: Parameter, outcome: &Outcome) {
        self.frame.form.value_ended(parameter, outcome);
        let InputMode::Edit(edit) = &mut self.frame.mode else { return };
        if !edit.sent || edit.parameter != parameter {
            return;
        }
        match outcome {
            Outcome::Refused(_) | Outcome::Unknown(_) => {
                edit.sent = false;
                edit.error = outcome.reason();
            }
            Outcome::Done(_) | Outcome::Answer(_) | Outcome::Cancelled(_) | Outcome::Lost(_) => {
                self.frame.mode = InputMode::Page;
            }
        }
    }
}

/// How something ended that is called so, in words, and where what came of it is to be seen.
fn told(called: &str, is_said: bool, outcome: Outcome, way: &str) -> Next {
    let (level, words) = match outcome {
        Outcome::Done(words) if words.is_empty() || is_said => (Severity::Info, called.to_owned()),
        Outcome::Done(words) => (Severity::Info, format!("{called}: {words}")),
        Outcome::Answer(words) => (Severity::Info, format!("{called} {words}")),
        Outcome::Cancelled(words) => (Severity::Info, format!("{called} cancelled: {words}")),
        Outcome::Lost(words) => (Severity::Warning, format!("{called} lost: {words}")),
        // The reason first: it is what is read where there is no room for all.
        Outcome::Refused(words) => (Severity::Warning, format!("{words}; not done: {called}")),
        Outcome::Unknown(words) => (Severity::Warning, format!("{called} UNKNOWN: {words}")),
    };
    Next::Answer(level, words + way)
}
