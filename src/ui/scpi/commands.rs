//! Commands about the instrument's own words.

use crate::core::transcript::ScriptKind;
use crate::ui::common::command::{CommandRow, Line, Name};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::world;
use crate::ui::scpi::ScpiState;

pub(in crate::ui) fn rows() -> Vec<CommandRow<ScpiState>> {
    vec![
        CommandRow::new(
            "scpi _",
            "Send a line to the instrument as it stands",
            |_, _, (Line(line),): (Line,)| Ok(world(Effect::Say(line))),
        ),
        CommandRow::new(
            "transcript script _",
            "Save the commands as a script for `ctp10 play`",
            |_, _, (name,): (Name,)| Ok(world(Effect::SaveTranscript(ScriptKind::Script, name.into()))),
        ),
        CommandRow::new(
            "transcript python _",
            "Save the commands as a Python script for pyvisa",
            |_, _, (name,): (Name,)| Ok(world(Effect::SaveTranscript(ScriptKind::Python, name.into()))),
        ),
    ]
}
