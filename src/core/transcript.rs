//! Everything that was said on the line, in the order in which it was said.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Why something was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Cause {
    /// To keep the screen up to date.
    #[default]
    Polling,
    /// The operator wanted it.
    Operator,
    /// Off or abort.
    Urgent,
}

/// What a saved transcript is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScriptKind {
    /// `ctp10 play`.
    Script,
    /// Python with pyvisa.
    Python,
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Response {
    /// A command has none.
    Nothing,
    /// A line.
    Answer(String),
    /// A block of so many bytes.
    Block(usize),
    /// The line broke.
    Failed(String),
}

/// One message and its response.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// When it was over.
    pub(crate) at: Instant,
    /// Why it was sent.
    pub(crate) cause: Cause,
    /// What was sent, without its line end.
    pub message: String,
    /// Its response.
    pub(crate) response: Response,
    /// From the message to its response.
    pub(crate) took: Duration,
}

/// The latest exchanges of all connections, shared between the connections and whoever looks at them.
#[derive(Clone, Debug, Default)]
pub struct Transcript(Arc<Mutex<Ring>>);

#[derive(Debug, Default)]
struct Ring {
    exchanges: VecDeque<Exchange>,
    /// How many there ever were.
    count: u64,
}

impl Transcript {
    /// Exchanges kept: some minutes of polling.
    const KEPT: usize = 10_000;

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds one.
    pub(crate) fn push(&self, exchange: Exchange) {
        let mut ring = self.ring();
        if ring.exchanges.len() == Self::KEPT {
            ring.exchanges.pop_front();
        }
        ring.exchanges.push_back(exchange);
        ring.count += 1;
    }

    /// How many there ever were: tells whether there is something new.
    pub fn count(&self) -> u64 {
        self.ring().count
    }

    /// The latest `most` of those that `wanted` picks, oldest first.
    pub fn pick(&self, most: usize, wanted: impl Fn(&Exchange) -> bool) -> Vec<Exchange> {
        let ring = self.ring();
        let mut picked: Vec<Exchange> =
            ring.exchanges.iter().rev().filter(|e| wanted(e)).take(most).cloned().collect();
        picked.reverse();
        picked
    }
}
