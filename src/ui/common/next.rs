//! What follows from what a subject of the screen was asked to do.

use crate::core::event::Severity;
use crate::core::ids::LaserId;
use crate::core::operation::Operation;
use crate::core::parameter::{Change, Parameter};
use crate::core::typed_unit::TypedUnit;
use crate::core::units::Dbm;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::context::{Context, Page, Panel};
use crate::ui::common::effect::{Effect, Way};

/// One thing that follows, here or in the world.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    /// Something for the world outside the screen.
    World(Effect),
    /// The operator is told something.
    Tell(Severity, String),
    /// The operator is told where a file is: words, and its name.
    TellFile(&'static str, String),
    /// The same as the answer to what was asked: whole, however long it is.
    Answer(Severity, String),
    /// The operator is asked, if the screen has room for all of the question.
    Ask(Confirm),
    /// An operation is begun, after a question where it lights what was not agreed to before.
    Operate(Operation),
    /// A value is about to be set that was typed in this unit, if that is not the usual one.
    TypedIn(Parameter, Option<TypedUnit>),
    /// These are about to be set, and are the preset of this name.
    Preset(String, Vec<Change>),
    /// The last step is taken back, or done again, whoever changed what meanwhile.
    Step(Way),
    /// The page closes: the bench is there again.
    Close,
    /// A page opens, or closes if it is open.
    Toggle(Page),
    /// A panel gets the focus.
    Focus(Panel),
    /// No more power than this from a laser in this session.
    Cap(LaserId, Dbm),
}

impl From<Effect> for Next {
    fn from(effect: Effect) -> Self {
        Self::World(effect)
    }
}

/// Does this, from which nothing follows.
macro_rules! only {
    ($done:expr) => {{
        $done;
        Vec::new()
    }};
}
pub(in crate::ui) use only;

/// The operator is told something that is as it should be.
pub(in crate::ui) fn inform(words: impl Into<String>) -> Vec<Next> {
    vec![Next::Tell(Severity::Info, words.into())]
}

/// The operator is told something that is not.
pub(in crate::ui) fn warn(words: impl Into<String>) -> Vec<Next> {
    vec![Next::Tell(Severity::Warning, words.into())]
}

/// The world is to do something.
pub(in crate::ui) fn world(effect: Effect) -> Vec<Next> {
    vec![Next::World(effect)]
}

/// An operation is to be begun.
pub(in crate::ui) fn operate(operation: Operation) -> Vec<Next> {
    vec![Next::Operate(operation)]
}

/// The effect, if there is somebody to take it.
pub(in crate::ui) fn when_linked(context: &Context, effect: Effect) -> Vec<Next> {
    if context.bench.is_live() {
        return world(effect);
    }
    warn("not connected; nothing was sent")
}
