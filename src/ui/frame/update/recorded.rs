//! What became of a recording of live power.

use std::path::Path;

use crate::core::event::Severity;
use crate::core::text::clean_path;
use crate::files::absolute;
use crate::record::writer::{Recorded, Unrecorded};
use crate::ui::common::next::{Next, warn};
use crate::ui::frame::state::State;
use crate::ui::recording;

/// A recording has begun.
pub(in crate::ui::frame) fn recording_begins(file: &Path) -> Vec<Next> {
    vec![Next::TellFile("recording to ", clean_path(&absolute(file)))]
}

impl State {
    /// A recording is over, or never began.
    pub(in crate::ui::frame) fn recording_over(
        &mut self,
        recorded: Option<Recorded>,
        came: Result<(), Unrecorded>,
    ) -> Vec<Next> {
        if let Some(recorded) = &recorded {
            let first = recorded.files.first().cloned().unwrap_or_default();
            let words = format!("{}: ", recording::recorded(recorded));
            self.tell_file(&words, &clean_path(&absolute(&first)));
        }
        match (recorded, came) {
            (_, Ok(())) => Vec::new(),
            (Some(_), Err(why)) => vec![Next::Tell(Severity::Alarm, format!("no longer recording: {why}"))],
            (None, Err(why)) => warn(format!("nothing is recorded: {why}")),
        }
    }
}
