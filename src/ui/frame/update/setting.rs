//! Values: edited, nudged, taken back.

use crate::core::consent::Lights;
use crate::core::event::Severity;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::typed_unit::TypedUnit;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::effect::{Effect, Way};
use crate::ui::common::next::{Next, inform, warn, when_linked};
use crate::ui::frame::edit::Edit;
use crate::ui::frame::settings::checked;
use crate::ui::frame::state::{InputMode, State};
use crate::ui::kit::widgets::number;

impl State {
    /// Edits the selected value.
    pub(in crate::ui) fn begin_edit(&mut self) -> Vec<Next> {
        let Some(parameter) = self.selected_parameter() else { return Vec::new() };
        if !self.context.bench.is_live() {
            return warn("not connected; nothing can be set");
        }
        let staged = self.form().and_then(|form| form.staged.get(&parameter));
        let value = staged.map(|staged| staged.value).or_else(|| self.context.bench.value(parameter));
        let held = value.map_or_else(String::new, typed_without_unit);
        let mut edit = Edit::new(parameter, &held);
        edit.error = staged.and_then(|staged| staged.refused.clone());
        self.frame.mode = InputMode::Edit(edit);
        Vec::new()
    }

    /// Sends what was typed; in a form with everything else that was typed there, as one job.
    pub(super) fn apply_edit(&mut self) -> Vec<Effect> {
        let Some((parameter, value)) = self.take_typed() else { return Vec::new() };
        if self.context.page.subject().is_some() {
            self.frame.form.stage(parameter, value);
            let job = self.frame.form.job();
            self.frame.mode = InputMode::Page;
            return vec![Effect::Set(job, Way::Set)];
        }
        if let InputMode::Edit(edit) = &mut self.frame.mode {
            edit.sent = true;
            edit.error = None;
        }
        vec![Effect::Set(vec![(parameter, value)], Way::Set)]
    }

    /// Keeps what was typed in the form and goes on to the next field; outside a form that is the next
    /// field of the panel, and nothing is kept.
    pub(super) fn stage_and_go_on(&mut self, forward: bool) -> Vec<Next> {
        let by = if forward { 1 } else { -1 };
        let Some(subject) = self.context.page.subject() else { return Vec::new() };
        let untouched = matches!(&self.frame.mode, InputMode::Edit(edit) if edit.field.is_fresh());
        if !untouched {
            let Some((parameter, value)) = self.take_typed() else { return Vec::new() };
            self.frame.form.stage(parameter, value);
        }
        self.frame.form.go(subject, by);
        self.begin_edit()
    }

    /// The typed value, or nothing and the reason in the field.
    fn take_typed(&mut self) -> Option<(Parameter, Value)> {
        let InputMode::Edit(edit) = &self.frame.mode else { return None };
        let (parameter, typed) = (edit.parameter, edit.field.text());
        match checked(&self.context, parameter, &typed) {
            Ok(value) => {
                self.frame.called.typed(parameter, TypedUnit::of(&typed));
                Some((parameter, value))
            }
            Err(error) => {
                if let InputMode::Edit(edit) = &mut self.frame.mode {
                    edit.error = Some(error.to_string());
                }
                None
            }
        }
    }

    /// The selected value a step up or down; the next step is from where the last one will lead.
    pub(in crate::ui) fn nudge(&self, up: bool, tenths: u32) -> Vec<Next> {
        let Some(parameter) = self.selected_parameter() else { return Vec::new() };
        let asked = self.context.link.pending.get(&parameter).map(|(_, value)| *value);
        let Some(held) = asked.or_else(|| self.context.bench.value(parameter)) else { return Vec::new() };
        let wanted = held.nudged(up, tenths, self.context.speeds(parameter));
        if wanted.agrees(held) {
            return inform(format!("{parameter}: {held} is the limit"));
        }
        if let Err(refused) = self.context.bench.check(&self.context.link.caps, parameter, wanted) {
            return warn(format!("{parameter} not changed: {refused}"));
        }
        when_linked(&self.context, Effect::Set(vec![(parameter, wanted)], Way::Set))
    }

    /// Takes the last step back or does it again, unless somebody else changed what it would change.
    pub(in crate::ui) fn undo(&self, way: Way) -> Vec<Next> {
        let Some(step) = self.undo.next(way) else {
            return inform(format!("there is nothing to {}", way.word()));
        };
        if !self.context.link.pending.is_empty() {
            return warn(format!("waiting for the instrument; try {} again", way.word()));
        }
        if let Some((parameter, left, is)) = step.overridden(&self.context.bench) {
            let words =
                format!("{parameter} was set to {left} and is {is} now: it was changed from elsewhere.");
            return vec![Next::Ask(Confirm::Undo(way, words))];
        }
        vec![Next::Step(way)]
    }

    /// Values are to be set: goes on, unless they make light stronger that is out already. Then it is asked.
    pub(crate) fn may_set(&mut self, changes: Vec<Change>, way: Way) -> Option<Vec<Change>> {
        match self.context.beams(&Lights::Raise(changes.clone())) {
            Ok(beams) if beams.each().is_empty() => Some(changes),
            Ok(beams) => {
                let still = self.still(&changes, way);
                self.ask(Confirm::Raise { changes, way, still, beams });
                None
            }
            // The worker says why.
            Err(_) => Some(changes),
        }
    }

    /// What has to be held still for these to be set: a step takes nothing back that somebody else set meanwhile.
    pub(crate) fn still(&self, changes: &[Change], way: Way) -> Vec<Change> {
        match way {
            Way::Set => Vec::new(),
            // What was left there is what is held, as far as the screen knows.
            Way::Undo | Way::Redo => self.context.bench.held(changes.iter().map(|(parameter, _)| *parameter)),
        }
    }

    /// Takes a step, whoever changed what meanwhile.
    pub(in crate::ui) fn step(&mut self, way: Way) -> Vec<Effect> {
        if !self.context.bench.is_live() {
            self.tell(Severity::Warning, "not connected; nothing was sent");
            return Vec::new();
        }
        let Some(step) = self.undo.next(way) else { return Vec::new() };
        let job = step.back();
        // What is asked first stays a step until the yes.
        let Some(job) = self.may_set(job, way) else { return Vec::new() };
        self.undo.take(way);
        if job.is_empty() {
            return Vec::new();
        }
        vec![Effect::Set(job, way)]
    }
}

/// A value as it stands in a field: where one unit is usual, without it.
fn typed_without_unit(value: Value) -> String {
    match value {
        Value::Wavelength(_) | Value::Sampling(_) | Value::Power(_) => {
            let (number, _) = number::value(Some(value));
            number
        }
        Value::Laser(_)
        | Value::Speed(_)
        | Value::Trigger(_)
        | Value::Choice(_)
        | Value::Stabilization { .. } => value.typed(),
    }
}
