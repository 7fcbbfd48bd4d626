//! A form: every setting of one subject, with values that are typed but not yet held by the instrument.

use std::collections::BTreeMap;

use crate::core::ids::{LaserId, TlsId};
use crate::core::outcome::Outcome;
use crate::core::parameter::{Change, Parameter, Subject, Value};
use crate::core::snapshot::Snapshot;

/// The next subject of the same kind, or the one before.
pub(crate) fn beside(subject: Subject, bench: &Snapshot, forward: bool) -> Subject {
    let step = |number: usize, count: usize| {
        if forward { number % count + 1 } else { (number + count - 2) % count + 1 }
    };
    match subject {
        Subject::Laser(laser) => {
            LaserId::new(step(laser.number(), LaserId::COUNT)).map_or(subject, Subject::Laser)
        }
        Subject::Tls(tls) => TlsId::new(step(tls.number(), TlsId::COUNT)).map_or(subject, Subject::Tls),
        Subject::Sweep => subject,
        Subject::Detector(detector) => {
            let count = bench.detectors.len();
            let at = bench.detectors.iter().position(|&d| d == detector);
            let next = at.filter(|_| count > 0).map(|at| step(at + 1, count) - 1);
            next.and_then(|next| bench.detectors.get(next)).map_or(subject, |&d| Subject::Detector(d))
        }
    }
}

/// A value that was typed and is not held by the instrument.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Staged {
    /// The value that was asked for.
    pub(crate) value: Value,
    /// Why it was refused, if it was.
    pub(crate) refused: Option<String>,
}

/// What is remembered of the open form.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Form {
    /// The selected setting, from 0 at the top.
    pub(crate) row: usize,
    /// Typed and not held.
    pub(crate) staged: BTreeMap<Parameter, Staged>,
}

impl Form {
    /// The selected setting of what the form is about.
    pub(crate) fn selected(&self, subject: Subject) -> Option<Parameter> {
        subject.parameters().get(self.row).copied()
    }

    /// Selects a row this much further; it stays within the form about this.
    pub(crate) fn go(&mut self, subject: Subject, by: isize) {
        let last = subject.parameters().len().saturating_sub(1);
        self.row = self.row.saturating_add_signed(by).min(last);
    }

    /// Keeps a typed value.
    pub(crate) fn stage(&mut self, parameter: Parameter, value: Value) {
        self.staged.insert(parameter, Staged { value, refused: None });
    }

    /// Everything that was typed, as one job.
    pub(crate) fn job(&self) -> Vec<Change> {
        self.staged.iter().map(|(&parameter, staged)| (parameter, staged.value)).collect()
    }

    /// One of the values came to its end: it is held, or stays with the reason.
    pub(crate) fn value_ended(&mut self, parameter: Parameter, outcome: &Outcome) {
        match outcome {
            Outcome::Refused(_) | Outcome::Unknown(_) => {
                if let Some(staged) = self.staged.get_mut(&parameter) {
                    staged.refused = outcome.reason();
                }
            }
            Outcome::Done(_) | Outcome::Answer(_) | Outcome::Lost(_) | Outcome::Cancelled(_) => {
                self.staged.remove(&parameter);
            }
        }
    }
}
