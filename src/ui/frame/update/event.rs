//! What comes from the worker: the bench as it is, and facts.

use std::sync::Arc;

use crate::core::event::{Event, Severity, SweepEnd};
use crate::core::outcome::Outcome;
use crate::core::parameter::{Change, Parameter};
use crate::core::request::{About, RequestId};
use crate::core::snapshot::Snapshot;
use crate::ui::common::effect::{Effect, Way};
use crate::ui::common::next::{Next, inform};
use crate::ui::frame::state::{InputMode, State};

impl State {
    /// Takes in a snapshot. False if nothing came with it but new figures of the line.
    pub fn absorb(&mut self, bench: Arc<Snapshot>) -> bool {
        let before = std::mem::replace(&mut self.context.bench, bench);
        self.context.link.reached |= self.context.bench.is_live();
        self.drop_fallen();
        self.tell_offer();
        if let Some(words) = self.sweep.absorb(&before, &self.context) {
            self.inform(words);
        }
        let power = self.power.absorb(&self.context);
        power || self.context.bench.differs(&before)
    }

    /// Takes in a fact; what it leads to.
    pub(crate) fn note(&mut self, event: Event) -> Vec<Effect> {
        let next = self.noted(event);
        self.carry(next)
    }

    /// A job was sent: what it sets is waited for.
    pub(crate) fn sent(&mut self, id: RequestId, way: Way, changes: Vec<Change>) {
        self.undo.sent(id, way);
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
                if !fitted.is_empty() {
                    return inform(format!("{fitted} off, confirmed by the instrument"));
                }
            }
            // The abort says it, or the notice of a lost link.
            Event::SweepEnded { how: SweepEnd::Aborted | SweepEnd::Unseen, .. } => {}
            // Another caller's: the screen was handed its own.
            Event::TraceRead { .. } => {}
            Event::Aborted => return inform("aborted, confirmed by the instrument"),
            Event::Finished { id, about, outcome } => return self.finished(id, &about, outcome),
            Event::Setting { id, parameter, outcome, before, after } => {
                let pending = &mut self.context.link.pending;
                if pending.get(&parameter).is_some_and(|(pending, _)| *pending == id) {
                    pending.remove(&parameter);
                }
                self.sweep.set_here(&after);
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
        vec![told(about, outcome, &way)]
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

/// How something ended, in words, and where what came of it is to be seen.
fn told(about: &About, outcome: Outcome, way: &str) -> Next {
    // What is held now is what was asked for: it is said once.
    let said = |words: &str| match about {
        About::Setting(_, value) => value.to_string() == words,
        About::Download(_)
        | About::Look
        | About::Line(_)
        | About::Register(_)
        | About::Settings(_)
        | About::Operation(_) => false,
    };
    let (level, words) = match outcome {
        Outcome::Done(words) if words.is_empty() || said(&words) => (Severity::Info, about.to_string()),
        Outcome::Done(words) => (Severity::Info, format!("{about}: {words}")),
        Outcome::Answer(words) => (Severity::Info, format!("{about} {words}")),
        Outcome::Cancelled(words) => (Severity::Info, format!("{about} cancelled: {words}")),
        Outcome::Lost(words) => (Severity::Warning, format!("{about} lost: {words}")),
        // The reason first: it is what is read where there is no room for all.
        Outcome::Refused(words) => (Severity::Warning, format!("{words}; not done: {about}")),
        Outcome::Unknown(words) => (Severity::Warning, format!("{about} UNKNOWN: {words}")),
    };
    Next::Answer(level, words + way)
}
