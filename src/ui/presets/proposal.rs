//! What a preset would change, before it changes anything.

use crate::core::laser::PowerCaps;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::snapshot::Snapshot;

/// What a preset would change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Proposal {
    /// The name of the preset.
    pub(crate) name: String,
    /// Each value that would change.
    pub(crate) lines: Vec<Proposed>,
}

/// A value that a preset would change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Proposed {
    /// The setting that would change.
    pub(crate) parameter: Parameter,
    /// What the instrument holds, if it is known.
    pub(crate) held: Option<Value>,
    /// What it would hold.
    pub(crate) wanted: Value,
    /// Why it is not sent, if it is not allowed.
    pub(crate) refused: Option<String>,
}

impl Proposal {
    /// Compares a preset with the bench, in the order in which it would be set.
    pub(crate) fn new(name: String, values: &[Change], bench: &Snapshot, caps: &PowerCaps) -> Self {
        let mut left = values.to_vec();
        let values: Vec<Change> = std::iter::from_fn(|| bench.take_first(&mut left)).collect();
        let differs =
            |(parameter, wanted): &Change| bench.value(*parameter).is_none_or(|held| !wanted.agrees(held));
        // A laser that is changed resets the other values of its TLS: all of them are set again.
        let tls_moves: Vec<Parameter> = values
            .iter()
            .filter(|change| matches!(change.0, Parameter::TlsLaser(_)) && differs(change))
            .flat_map(|(parameter, _)| parameter.moves())
            .collect();
        let lines = values
            .iter()
            .filter(|change| differs(change) || tls_moves.contains(&change.0))
            .map(|&(parameter, wanted)| Proposed {
                parameter,
                held: bench.value(parameter),
                wanted,
                refused: bench.check(caps, parameter, wanted).err().map(|error| error.to_string()),
            })
            .collect();
        Self { name, lines }
    }

    /// The job, if nothing in it is refused.
    pub(crate) fn job(&self) -> Option<Vec<Change>> {
        let sound = self.lines.iter().all(|line| line.refused.is_none());
        sound.then(|| self.lines.iter().map(|line| (line.parameter, line.wanted)).collect())
    }
}
