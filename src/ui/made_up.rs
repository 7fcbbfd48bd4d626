//! A subject that is made up: it shows that a file and rows are all that a panel needs which has a state, keys and commands
//! of its own.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::ids::DetectorId;
use crate::ui::common::action::{Act, actions};
use crate::ui::common::command::CommandRow;
use crate::ui::common::next::{inform, only};

/// What is remembered.
#[derive(Clone, Debug, Default)]
pub(super) struct MadeUpState {
    /// How often its key was pressed.
    counted: u32,
}

actions! { Act<MadeUpState>;
    MADE_UP_COUNT, "count", "Count a made-up key", |made_up, _| only!(made_up.counted += 1);
}

pub(super) fn rows() -> Vec<CommandRow<MadeUpState>> {
    vec![CommandRow::new("made up _", "A made-up command", |made_up, _, (detector,): (DetectorId,)| {
        Ok(inform(format!("made up for {detector}, after {} keys", made_up.counted)))
    })]
}

pub(super) fn draw(made_up: &MadeUpState, area: Rect, buffer: &mut Buffer) {
    buffer.set_string(area.x, area.y, format!("a made-up panel: {}", made_up.counted), Style::new());
}
