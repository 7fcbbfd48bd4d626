//! Presets: their part of the state.

pub(super) mod actions;
pub(super) mod commands;
pub(super) mod page;
pub(crate) mod proposal;

use crate::config::presets::Saved;
use crate::core::parameter::Change;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::context::Context;
use crate::ui::common::effect::{Effect, PresetOrder, Way};
use crate::ui::common::next::{Next, inform, when_linked, world};
use crate::ui::presets::proposal::Proposal;

/// What is remembered of presets.
#[derive(Clone, Debug, Default)]
pub struct PresetsState {
    /// Those there are, in the order of their names.
    pub all: Vec<Saved>,
    /// They were asked for since somebody began to type a command about them.
    pub(super) asked: bool,
    /// The selected preset, from 0 at the top.
    pub(super) row: usize,
    /// What one of them would change.
    pub(super) shown: Option<Proposal>,
}

impl PresetsState {
    /// The page opens: with nothing shown, and the names as they were until they are read.
    pub(super) fn open(&mut self) -> Vec<Next> {
        (self.row, self.shown) = (0, None);
        world(Effect::Preset(PresetOrder::List))
    }

    /// Has them read once when a command about them begins to be typed: completion offers them.
    pub(super) fn wanted(&mut self, typed: Option<&str>) -> Option<Effect> {
        let about = typed.is_some_and(|typed| typed.starts_with("preset "));
        let first = about && !std::mem::replace(&mut self.asked, about);
        self.asked &= about;
        first.then_some(Effect::Preset(PresetOrder::List))
    }

    /// Selects a preset this much further.
    pub(super) fn go(&mut self, by: isize) {
        let last = self.all.len().saturating_sub(1);
        self.row = self.row.saturating_add_signed(by).min(last);
        self.shown = None;
    }

    /// Asks whether the selected preset is to be removed.
    pub(super) fn delete(&self) -> Vec<Next> {
        let selected = self.all.get(self.row).map(|saved| Next::Ask(Confirm::Delete(saved.name.clone())));
        selected.into_iter().collect()
    }

    /// Shows what a preset would change.
    pub(super) fn show(&mut self, name: String, values: &[Change], context: &Context) {
        self.row = self.all.iter().position(|other| other.name == name).unwrap_or(0);
        self.shown = Some(Proposal::new(name, values, &context.bench, &context.link.caps));
    }
}

/// Asks what the selected preset would change; where that is shown, sets it.
pub(super) fn enter(presets: &PresetsState, context: &Context) -> Vec<Next> {
    match (&presets.shown, presets.all.get(presets.row)) {
        (Some(proposal), _) => match proposal.job() {
            Some(job) if job.is_empty() => Vec::new(),
            Some(job) => {
                let mut next = vec![Next::Close, Next::Preset(proposal.name.clone(), job.clone())];
                next.extend(when_linked(context, Effect::Set(job, Way::Set)));
                next
            }
            None => inform("not set: the preset has a value that is not allowed"),
        },
        (None, Some(Saved { name, .. })) => world(Effect::Preset(PresetOrder::Show(name.clone()))),
        (None, None) => Vec::new(),
    }
}
