//! What a command of any subject is made of: its pattern, its arguments by their types, what is wrong with it.

mod argument;
mod error;
mod pattern;
mod row;

pub(in crate::ui) use crate::ui::common::command::argument::{
    Argument, Candidate, Line, Name, OrOff, Rest, Switch, Words, variant, variants, words,
};
pub(crate) use crate::ui::common::command::error::CommandError;
pub(in crate::ui) use crate::ui::common::command::error::Downwards;
pub(in crate::ui) use crate::ui::common::command::pattern::{At, Pattern};
pub(in crate::ui) use crate::ui::common::command::row::{
    ArgumentSlot, Arguments, CommandRow, Further, Outcome, done, linked,
};
