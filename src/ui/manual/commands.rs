//! Commands about the manual.

use crate::manual::topic::Topic;
use crate::ui::common::command::{Argument, Candidate, CommandError, CommandRow};
use crate::ui::common::context::{Context, Page};
use crate::ui::common::next::Next;
use crate::ui::manual::ManualState;

pub(in crate::ui) fn rows() -> Vec<CommandRow<ManualState>> {
    vec![CommandRow::new(
        "manual _",
        "Read the manual about this",
        |manual: &mut ManualState, context, (topic,): (Topic,)| {
            manual.go_to(topic);
            Ok(if context.page == Page::Manual { Vec::new() } else { vec![Next::Toggle(Page::Manual)] })
        },
    )]
}

impl<P> Argument<P> for Topic {
    const NAME: &'static str = "topic";

    fn read(_: &Context, typed: &str) -> Result<Self, CommandError> {
        Ok(Self::read(typed)?)
    }

    fn candidates(_: &P, _: &Context) -> Vec<Candidate> {
        let candidate = |topic: &Self| Candidate { word: topic.word().into(), about: topic.title().into() };
        Self::ALL.iter().map(candidate).collect()
    }
}
