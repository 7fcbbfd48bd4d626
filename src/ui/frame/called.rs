//! What the operator called what is set: the unit of a value that was typed, the name of a preset. Answers say it so.

use std::collections::BTreeMap;

use crate::core::parameter::{Change, Parameter, Value};
use crate::core::request::{About, RequestId};
use crate::core::typed_unit::TypedUnit;
use crate::ui::kit::widgets::number;

/// What is remembered of that.
#[derive(Clone, Debug, Default)]
pub(crate) struct Called {
    /// The unit in which each was typed last, where it was not the usual one.
    units: BTreeMap<Parameter, TypedUnit>,
    /// What the instrument held of each when it was last set from here.
    held: BTreeMap<Parameter, Value>,
    /// A preset that is about to be sent: its name and what it sets.
    preset: Option<(String, Vec<Change>)>,
    /// Presets that were sent, with how much each sets.
    sent: Vec<(RequestId, String, usize)>,
}

impl Called {
    /// A value was typed in this unit.
    pub(super) fn typed(&mut self, parameter: Parameter, unit: Option<TypedUnit>) {
        match unit {
            Some(unit) => drop(self.units.insert(parameter, unit)),
            None => drop(self.units.remove(&parameter)),
        }
    }

    /// These are of the preset of this name, once they are sent.
    pub(super) fn preset(&mut self, name: String, changes: Vec<Change>) {
        self.preset = Some((name, changes));
    }

    /// A job was sent.
    pub(super) fn sent(&mut self, id: RequestId, changes: &[Change]) {
        // What somebody said no to is not what is sent next.
        if let Some((name, _)) = self.preset.take().filter(|(_, of)| of == changes) {
            self.sent.push((id, name, changes.len()));
        }
    }

    /// A value was set: what is held then.
    pub(super) fn set(&mut self, parameter: Parameter, after: &[Change]) {
        match after.iter().find(|(other, _)| *other == parameter) {
            Some((_, held)) => drop(self.held.insert(parameter, *held)),
            None => drop(self.held.remove(&parameter)),
        }
    }

    /// What is held of what a request set; none where it set several.
    pub(super) fn held(&self, about: &About) -> Option<Value> {
        match about {
            About::Setting(parameter, _) => self.held.get(parameter).copied(),
            About::Download(_)
            | About::Look
            | About::Line(_)
            | About::Register(_)
            | About::Settings(_)
            | About::Operation(_) => None,
        }
    }

    /// A job is over: what it was called, if it was a preset.
    pub(super) fn over(&mut self, id: RequestId) -> Option<String> {
        let at = self.sent.iter().position(|(other, ..)| *other == id)?;
        let (_, name, count) = self.sent.remove(at);
        Some(format!("preset {name}: {count} {}", if count == 1 { "setting" } else { "settings" }))
    }

    /// What was set and is held so, as it was typed: its own unit first, then the usual one.
    pub(super) fn about(&self, about: &About, held: Value) -> Option<String> {
        let About::Setting(parameter, asked) = about else { return None };
        let shown = self.units.get(parameter)?.shown(*asked)?;
        let (number, unit) = number::value(Some(held));
        Some(format!("{parameter} {shown} ({number} {unit})"))
    }
}
