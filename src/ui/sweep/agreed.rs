//! A scan that was agreed to, and what ends that.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::core::consent::{Beams, Consent};
use crate::core::ids::LaserId;
use crate::core::laser::Emission;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::snapshot::Snapshot;

/// A scan that was agreed to, and the settings that it was agreed to with.
#[derive(Clone, Debug)]
pub(super) struct Agreed {
    consent: Arc<Consent>,
    held: BTreeMap<Parameter, Value>,
}

impl Agreed {
    pub(super) fn new(consent: Consent, bench: &Snapshot) -> Self {
        Self {
            consent: Arc::new(consent),
            held: bench
                .held(Parameter::all().filter(|parameter| parameter.is_of_scan_light()))
                .into_iter()
                .collect(),
        }
    }

    /// What was agreed to, once more, if it covers this.
    pub(super) fn again(&self, beams: &Beams) -> Option<Consent> {
        self.consent.again(beams)
    }

    /// What this session set itself is no change from elsewhere.
    pub(super) fn set_here(&mut self, changes: &[Change]) {
        for &(parameter, value) in changes {
            if let Some(held) = self.held.get_mut(&parameter) {
                *held = value;
            }
        }
    }

    /// What somebody else changed, apart from what may be moved by what is under way from here.
    pub(super) fn changed(&self, bench: &Snapshot, moving: &[Parameter]) -> Option<Parameter> {
        let changed = |(parameter, held): (&Parameter, &Value)| {
            let differs = bench.value(*parameter).is_none_or(|is| !held.agrees(is));
            (differs && !moving.contains(parameter)).then_some(*parameter)
        };
        self.held.iter().find_map(changed)
    }

    /// A scan that leaves its laser on does not switch it off: somebody did.
    pub(super) fn went_off(&self, before: &Snapshot, bench: &Snapshot) -> bool {
        let stays_on = |value: Value| value.stabilization().is_some_and(|(stays_on, _)| stays_on);
        let went_off = |laser: LaserId| {
            before.laser(laser).emission == Emission::On && bench.laser(laser).emission == Emission::Off
        };
        bench.value(Parameter::Stabilization).is_some_and(stays_on)
            && self.consent.beams().lasers().iter().any(went_off)
    }

    /// It was agreed to on a connection that is no more.
    pub(super) fn is_of_another_connection(&self, bench: &Snapshot) -> bool {
        bench.epoch() != Some(self.consent.beams().epoch())
    }
}
