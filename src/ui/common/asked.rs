//! A question that stands, and its answer. Whatever is not a clear yes is a no, and a yes counts only to what a person
//! could read.

use std::time::Instant;

use crate::core::consent::{Epoch, Sight};
use crate::core::ids::LaserSet;
use crate::core::operation::Run;
use crate::core::request::Order;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::effect::{Effect, PresetOrder};
use crate::ui::common::next::Next;

/// A question that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The question, with what it shows.
    pub confirm: Confirm,
    /// Since when it can be read.
    pub(crate) sight: Sight,
    /// The connection on which it was asked.
    pub(crate) epoch: Option<Epoch>,
    /// A key was pressed that did not count: not by itself, or before it could be read.
    pub(crate) uncounted: bool,
}

/// What a key is to a question.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    /// Yes, and what follows.
    Yes(Next),
    /// It is a no: the question closes.
    No,
    /// The question closes, and the traces that are in no file are saved.
    Save,
    /// It would be a yes, but it does not count.
    Uncounted,
}

impl Asked {
    /// What a key is to it; `alone` if it came by itself.
    pub(crate) fn answer(&self, key: char, alone: bool, now: Instant) -> Answer {
        if self.confirm.saves(key) {
            return Answer::Save;
        }
        if !self.confirm.takes(key) {
            return Answer::No;
        }
        let Some(yes) = self.sight.yes(alone, now) else { return Answer::Uncounted };
        let order = |order| Next::World(Effect::Order(order));
        Answer::Yes(match &self.confirm {
            Confirm::Light(operation, beams) => order(Run::agreed(*operation, beams.agreed(yes)).into()),
            Confirm::Raise { changes, way, still, beams } => Next::World(Effect::Raise {
                changes: changes.clone(),
                way: *way,
                still: still.clone(),
                consent: beams.agreed(yes),
            }),
            Confirm::Quit(lasers, _, to) if matches!(key, 'o' | 'O') => {
                Next::World(Effect::Quit(*lasers, to.clone()))
            }
            Confirm::Quit(_, _, to) | Confirm::Unsaved(_, to) | Confirm::Recording(to) => {
                Next::World(Effect::Quit(LaserSet::NONE, to.clone()))
            }
            Confirm::AbortReference(_) => Next::World(Effect::Abort),
            Confirm::Undo(way, _) => Next::Step(*way),
            Confirm::Overwrite(name) => Next::World(Effect::Preset(PresetOrder::Overwrite(name.clone()))),
            Confirm::Delete(name) => Next::World(Effect::Preset(PresetOrder::Delete(name.clone()))),
            Confirm::Run(name, line) => Next::World(Effect::Run(name.clone(), line.clone())),
            Confirm::Say(line, _, Some(beams)) => order(Order::Say(line.clone(), Some(beams.agreed(yes)))),
            Confirm::Say(line, _, None) => order(Order::Say(line.clone(), None)),
            Confirm::Suspend(_) => Next::World(Effect::Suspend),
            Confirm::LeaveLink(link, _) => Next::World(Effect::Link(link.clone())),
        })
    }
}
