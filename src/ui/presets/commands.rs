//! Commands about presets.

use crate::config::presets::{self, Saved};
use crate::ui::common::command::{Argument, Candidate, CommandError, CommandRow};
use crate::ui::common::confirm::Confirm;
use crate::ui::common::context::Context;
use crate::ui::common::effect::{Effect, PresetOrder};
use crate::ui::common::next::{Next, world};
use crate::ui::presets::PresetsState;

pub(in crate::ui) fn rows() -> Vec<CommandRow<PresetsState>> {
    vec![
        CommandRow::new(
            "preset save _",
            "Save the settings of the bench by name",
            |_, _, (PresetName(name),): (PresetName,)| Ok(world(Effect::Preset(PresetOrder::Save(name)))),
        ),
        CommandRow::new(
            "preset delete _",
            "Delete a preset, after a confirmation",
            |_, _, (PresetName(name),): (PresetName,)| Ok(vec![Next::Ask(Confirm::Delete(name))]),
        ),
        CommandRow::new(
            "preset _",
            "Show what a preset would change, then change it",
            |_, _, (PresetName(name),): (PresetName,)| Ok(world(Effect::Preset(PresetOrder::Show(name)))),
        ),
    ]
}

/// A preset's name, which need not be there.
struct PresetName(String);

impl Argument<PresetsState> for PresetName {
    const NAME: &'static str = "preset";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(Self(presets::name(typed)?))
    }

    fn candidates(part: &PresetsState, _: &Context) -> Vec<Candidate> {
        let offered = |Saved { name, when }: &Saved| Candidate {
            word: name.clone(),
            about: if when.is_empty() { String::new() } else { format!("saved {when} UTC") },
        };
        part.all.iter().map(offered).collect()
    }
}
