//! What comes from the worker: the bench as it is, and facts.

use std::sync::Arc;

use crate::core::event::{Event, Level, Outcome};
use crate::core::parameter::Parameter;
use crate::core::request::RequestId;
use crate::core::snapshot::Snapshot;
use crate::ui::effect::Effect;
use crate::ui::pages::Page;
use crate::ui::state::{InstrumentError, Mode, State};

impl State {
    /// Takes in a snapshot. True if live power came with it.
    pub fn absorb(&mut self, bench: Arc<Snapshot>) -> bool {
        let before = std::mem::replace(&mut self.bench, bench);
        self.look_at_consents(&before);
        self.strip.absorb(&self.bench, self.now)
    }

    /// Takes in a fact; what it leads to.
    pub fn note(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Notice(level, words) => self.tell(level, words),
            Event::Trace(trace) => self.arrived(Arc::unwrap_or_clone(trace)),
            Event::SweepDone => {
                self.inform("the sweep is done");
                return self.swept();
            }
            Event::SwitchedOff(lasers) => {
                let fitted = lasers.intersection(self.bench.fitted());
                if !fitted.is_empty() {
                    self.tell(Level::Info, format!("{fitted} off, confirmed by the instrument"));
                }
            }
            Event::Aborted => self.inform("aborted, confirmed by the instrument"),
            Event::Finished { id, what, outcome } => self.finished(id, &what, outcome),
            Event::Setting { id, parameter, outcome, before, after } => {
                if self.pending.get(&parameter).is_some_and(|(pending, _)| *pending == id) {
                    self.pending.remove(&parameter);
                }
                self.set_here(&after);
                if matches!(outcome, Outcome::Done(_)) {
                    self.undo.changed(id, before, after);
                }
                self.settle(parameter, &outcome);
            }
            Event::Said { id, answer, errors, took } => {
                let entry = self.conversation.waiting(id);
                if let Some(entry) = entry {
                    entry.waiting = None;
                    entry.heard = answer.map(Ok);
                    entry.errors = errors;
                    entry.took = Some(took);
                }
            }
            Event::InstrumentErrors { words, of_order } => self.instrument_errors(words, of_order),
        }
        Vec::new()
    }

    fn instrument_errors(&mut self, errors: Vec<String>, of_order: bool) {
        const KEPT: usize = 500;
        for words in errors {
            if self.errors.len() == KEPT {
                self.errors.remove(0);
            }
            if !of_order {
                self.tell(Level::Warning, format!("the instrument reports: {words}"));
            }
            self.errors.push(InstrumentError { at: self.wall.clone(), words });
        }
    }

    fn finished(&mut self, id: RequestId, what: &str, outcome: Outcome) {
        self.undo.over(id);
        if matches!(outcome, Outcome::Refused(_)) {
            // What was agreed to may not be what is there: the next sweep asks.
            self.agreed = None;
        }
        // Values of a job that was never begun, or ended early: what was typed stays with the reason.
        let left: Vec<Parameter> =
            self.pending.iter().filter(|(_, (pending, _))| *pending == id).map(|(p, _)| *p).collect();
        for parameter in left {
            self.pending.remove(&parameter);
            self.settle(parameter, &outcome);
        }
        if let Some(entry) = self.conversation.waiting(id) {
            entry.waiting = None;
            entry.heard = Some(match &outcome {
                Outcome::Done(words) | Outcome::Answer(words) => Ok(words.clone()),
                failed => Err(failed.reason().unwrap_or_default().to_owned()),
            });
        }
        if self.status.take(what, &outcome) {
            return;
        }
        let (level, words) = match outcome {
            Outcome::Done(words) if words.is_empty() || what.ends_with(&words) => {
                (Level::Info, what.to_owned())
            }
            Outcome::Done(words) => (Level::Info, format!("{what}: {words}")),
            Outcome::Answer(words) => (Level::Info, format!("{what} {words}")),
            Outcome::Cancelled(words) => (Level::Info, format!("{what} given up: {words}")),
            Outcome::Lost { words, .. } => (Level::Warning, format!("{what} lost: {words}")),
            Outcome::Refused(words) => (Level::Warning, format!("{what} not done: {words}")),
            Outcome::Unknown(words) => (Level::Warning, format!("{what} UNKNOWN: {words}")),
        };
        self.tell(level, words);
    }

    /// A value came to its end: the field that waited for it closes, or stays with the reason.
    fn settle(&mut self, parameter: Parameter, outcome: &Outcome) {
        if let Page::Form(form) = &mut self.page {
            form.settle(parameter, outcome);
        }
        let Mode::Edit(edit) = &mut self.mode else { return };
        if !edit.sent || edit.parameter != parameter {
            return;
        }
        match outcome {
            Outcome::Refused(words) | Outcome::Unknown(words) => {
                edit.sent = false;
                edit.error = Some(words.clone());
            }
            _ => self.mode = Mode::Page,
        }
    }
}
