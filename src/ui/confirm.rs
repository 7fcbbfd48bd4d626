//! Dialogs that ask before something that cannot be taken back.

use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::LaserOn;

/// A question to the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// Switch this laser on? The default is no.
    LaserOn(LaserId),
    /// These are on, or may be: leave, and how?
    Quit(LaserSet),
}

/// What was answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// Switch on.
    On(LaserOn),
    /// Switch these off and leave.
    OffAndLeave(LaserSet),
    /// Leave the light as it is.
    Leave,
    /// Nothing is done.
    No,
}

impl Confirm {
    /// What a key means here. Everything that is not a clear yes is a no.
    pub fn answer(self, key: char) -> Answer {
        match (self, key) {
            (Self::LaserOn(laser), 'y' | 'Y') => Answer::On(LaserOn::confirmed(laser)),
            (Self::Quit(lasers), 'o' | 'O') => Answer::OffAndLeave(lasers),
            (Self::Quit(_), 'l' | 'L') => Answer::Leave,
            _ => Answer::No,
        }
    }
}
