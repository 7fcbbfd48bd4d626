//! Questions before something that cannot be taken back. Whatever is not a clear yes is a no.

use crate::core::ids::{DetectorId, LaserId, LaserSet};
use crate::core::laser::LaserOn;
use crate::core::request::{Line, Order};

use super::effect::{Effect, LinkOrder, PresetOrder};
use super::undo::Way;

/// A question to the operator.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirm {
    /// Switch this laser on?
    LaserOn(LaserId),
    /// These are on, or may be: leave, and how?
    Quit(LaserSet),
    /// Give up the reference that is being taken?
    AbortReference(DetectorId),
    /// Take a step back over what somebody else changed since?
    Undo(Way, String),
    /// Write over a preset?
    Overwrite(String),
    /// Send this line, for which there is a reason to ask?
    Say(Line, String),
    /// Leave the instrument with these on?
    LeaveLink(LinkOrder, LaserSet),
}

impl Confirm {
    /// What a key means here: `None` is no.
    pub fn answer(&self, key: char) -> Option<Vec<Effect>> {
        let yes = matches!(key, 'y' | 'Y');
        Some(match self {
            Self::Quit(lasers) => match key {
                'o' | 'O' => vec![Effect::Quit(*lasers)],
                'l' | 'L' => vec![Effect::Quit(LaserSet::NONE)],
                _ => return None,
            },
            _ if !yes => return None,
            Self::LaserOn(laser) => vec![Effect::Order(Order::LaserOn(LaserOn::confirmed(*laser)))],
            Self::AbortReference(_) => vec![Effect::Abort],
            Self::Undo(way, _) => vec![Effect::Step(*way)],
            Self::Overwrite(name) => vec![Effect::Preset(PresetOrder::Overwrite(name.clone()))],
            Self::Say(line, _) => vec![Effect::Order(Order::Say(line.clone()))],
            Self::LeaveLink(order, _) => vec![Effect::Link(order.clone())],
        })
    }

    /// The question, the reason below it, and what a yes does.
    pub fn words(&self) -> (String, String, &'static str) {
        match self {
            Self::LaserOn(laser) => (format!("Switch laser {laser} on?"), String::new(), "yes, emit"),
            Self::Quit(lasers) => (format!("Leave with {lasers} on?"), String::new(), "yes"),
            Self::AbortReference(detector) => (
                format!("Give up the reference of {detector}?"),
                "It has to be taken anew.".into(),
                "yes, abort it",
            ),
            Self::Undo(Way::Redo, why) => ("Do it again all the same?".into(), why.clone(), "yes, set it"),
            Self::Undo(_, why) => ("Undo all the same?".into(), why.clone(), "yes, set it back"),
            Self::Overwrite(name) => (
                format!("Write over the preset {name}?"),
                "What it held is lost.".into(),
                "yes, write over it",
            ),
            Self::Say(line, why) => (format!("Send {} ?", line.text()), why.clone(), "yes, send it"),
            Self::LeaveLink(_, lasers) => (
                format!("Close the connection with {lasers} on?"),
                "From here they cannot be seen or switched off any more.".into(),
                "yes, close it",
            ),
        }
    }
}
