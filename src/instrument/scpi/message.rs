//! A message to an instrument, with the shape of what comes back.

use crate::core::consent::Consent;

/// A command: no answer, errors go to the instrument's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command(String);

impl Command {
    /// A line that is sent. Who says this is named in `tests/house`: a command that is not in the vocabulary is judged by nobody.
    pub(in crate::instrument) const fn line(text: String) -> Self {
        Self(text)
    }

    /// The text without its line end.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// A command that lets light out. The line takes a [`Command`] alone, so that it goes nowhere but through the gate, which
/// releases it.
#[derive(Debug)]
pub(crate) struct LitCommand(Command);

impl LitCommand {
    /// What the consent is to.
    pub(in crate::instrument) const fn line(text: String, _: &Consent) -> Self {
        Self(Command(text))
    }

    /// The command itself: for the gate, which holds its light against what was agreed to first.
    pub(in crate::instrument) const fn released(&self) -> &Command {
        &self.0
    }
}

/// A question whose answer is one line that reads as an `R`.
#[derive(Clone, Debug)]
pub struct Question<R> {
    pub(crate) text: String,
    pub(crate) read: fn(&str) -> Option<R>,
}

impl<R> Question<R> {
    /// A question and how its answer reads.
    pub fn new(text: impl Into<String>, read: fn(&str) -> Option<R>) -> Self {
        Self { text: text.into(), read }
    }

    /// The text without its line end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads an answer; `None` if it has the wrong shape.
    pub fn read(&self, answer: &str) -> Option<R> {
        (self.read)(answer)
    }
}

/// A question whose answer is a block of big-endian numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockQuestion {
    pub(crate) text: String,
    /// Bytes of one number: 4 or 8.
    pub(crate) element: usize,
}

impl BlockQuestion {
    /// A question whose answer has numbers of so many bytes.
    pub fn new(text: impl Into<String>, element: usize) -> Self {
        Self { text: text.into(), element }
    }

    /// The text without its line end.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}
