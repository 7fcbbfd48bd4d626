//! What a command of any subject is made of: its pattern, its arguments by their types, what is wrong with it.

mod argument;
mod error;
mod pattern;
mod row;

pub(super) use argument::{
    Argument, Candidate, Line, Name, OrOff, Rest, Switch, Words, variant, variants, words,
};
pub use argument::{one_word, trace_type};
pub use error::CommandError;
pub(super) use pattern::{At, Pattern};
pub(super) use row::{Arguments, Outcome, Row, Slot, done, linked};
