//! Commands about the instrument's own words.

use crate::ui::common::command::{Line, Name, Row};
use crate::ui::common::effect::{Effect, ScriptKind};
use crate::ui::common::next::world;
use crate::ui::scpi::ScpiState;

pub(in crate::ui) fn rows() -> Vec<Row<ScpiState>> {
    vec![
        Row::new("scpi _", "send a line to the instrument as it stands", |_, _, (Line(line),): (Line,)| {
            Ok(world(Effect::Say(line)))
        }),
        Row::new(
            "transcript script _",
            "save what was ordered, for `ctp10 play`",
            |_, _, (name,): (Name,)| Ok(world(Effect::SaveTranscript(ScriptKind::Script, name.into()))),
        ),
        Row::new(
            "transcript python _",
            "save what was ordered, for Python with pyvisa",
            |_, _, (name,): (Name,)| Ok(world(Effect::SaveTranscript(ScriptKind::Python, name.into()))),
        ),
    ]
}
