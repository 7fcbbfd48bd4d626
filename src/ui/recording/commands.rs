//! Commands about recordings.

use std::path::PathBuf;

use crate::ui::common::command::{Argument, Candidate, CommandError, CommandRow};
use crate::ui::common::context::{Context, Page};
use crate::ui::common::effect::{Effect, RecordOrder};
use crate::ui::common::next::{Next, world};
use crate::ui::recording::RecordingState;

pub(in crate::ui) fn rows() -> Vec<CommandRow<RecordingState>> {
    vec![
        CommandRow::new("recording", "Show the recording that was opened last", |_, _, ()| {
            Ok(vec![Next::Toggle(Page::Recording)])
        }),
        CommandRow::new("record stop", "End the recording of live power", |_, _, ()| {
            Ok(world(Effect::Record(RecordOrder::End)))
        }),
        CommandRow::new(
            "record _",
            "Record live power into a folder, or into a file that ends in .rec; without one into the folder of saves",
            |_, _, (place,): (Option<Place>,)| {
                Ok(world(Effect::Record(RecordOrder::Begin(place.map(|Place(place)| place)))))
            },
        ),
    ]
}

/// Where a recording goes, to the end of the line.
struct Place(PathBuf);

impl<P> Argument<P> for Place {
    const NAME: &'static str = "folder-or-file";
    const REST: bool = true;

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(Self(typed.into()))
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        Vec::new()
    }
}
