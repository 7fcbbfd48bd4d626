//! What keys do to recordings.

use crate::ui::common::action::{Act, actions};
use crate::ui::common::effect::{Effect, RecordOrder};
use crate::ui::common::next::world;
use crate::ui::recording::RecordingState;

actions! { Act<RecordingState>;
    RECORD, "record", "Record live power into a file; once more ends the recording",
        |_, context| world(Effect::Record(match context.recording {
            None => RecordOrder::Begin(None),
            Some(_) => RecordOrder::End,
        }));
}
