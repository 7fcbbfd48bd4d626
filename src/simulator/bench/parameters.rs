//! What stands behind a header.

use super::reply::Reply;
use crate::simulator::error::{self, Code};
use crate::simulator::header::Header;

/// The parameters of a unit, checked for their number.
pub(super) struct Parameters<'a> {
    pub(super) query: bool,
    given: &'a [String],
}

impl<'a> Parameters<'a> {
    pub(super) fn new<C>(header: &Header<C>, given: &'a [String]) -> Result<Self, Code> {
        let (least, most) = header.takes;
        if given.len() > most {
            return Err(error::PARAMETER_NOT_ALLOWED);
        }
        if given.len() < least || given.iter().any(String::is_empty) {
            return Err(error::MISSING_PARAMETER);
        }
        Ok(Self { query: header.query, given })
    }

    /// The first parameter of a command; `None` for a question.
    pub(super) fn set(&self) -> Option<&'a str> {
        if self.query { None } else { self.get(0) }
    }

    pub(super) fn get(&self, index: usize) -> Option<&'a str> {
        self.given.get(index).map(String::as_str)
    }

    /// Answers what is held or takes what is given in its place.
    pub(super) fn exchange<T>(
        &self,
        held: &mut T,
        answer: impl FnOnce(&T) -> String,
        read: impl FnOnce(&str) -> Result<T, Code>,
    ) -> Result<Reply, Code> {
        let Some(text) = self.set() else { return Ok(answer(held).into()) };
        *held = read(text)?;
        Ok(Reply::Nothing)
    }

    /// Refuses a command while the instrument is busy; a question is always answered.
    pub(super) fn unless(&self, busy: bool) -> Result<(), Code> {
        if busy && !self.query { Err(error::SETTINGS_CONFLICT) } else { Ok(()) }
    }
}
