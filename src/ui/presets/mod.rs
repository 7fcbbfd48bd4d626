//! Presets: their part of the state.

pub(super) mod commands;
pub(super) mod page;
pub mod proposal;

use crate::ui::common::context::Context;
use crate::ui::common::effect::{Effect, PresetOrder, Way};
use crate::ui::common::next::{Next, inform, when_linked, world};
use crate::ui::presets::proposal::Presets;

/// What is remembered of presets.
#[derive(Clone, Debug, Default)]
pub struct PresetsState {
    /// The names there are.
    pub names: Vec<String>,
}

/// Asks what the selected preset would change; where that is shown, sets it.
pub(super) fn enter(page: &Presets, context: &Context) -> Vec<Next> {
    match (&page.shown, page.names.get(page.row)) {
        (Some(proposal), _) => match proposal.job() {
            Some(job) if job.is_empty() => Vec::new(),
            Some(job) => {
                let mut next = vec![Next::Close];
                next.extend(when_linked(context, Effect::Set(job, Way::Set)));
                next
            }
            None => inform("nothing was set: the preset has a value that is not allowed"),
        },
        (None, Some(name)) => world(Effect::Preset(PresetOrder::Show(name.clone()))),
        (None, None) => Vec::new(),
    }
}
