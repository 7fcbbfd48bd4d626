//! What is known of the peaks and dips of a trace, and the keys that wait for it.

use std::collections::VecDeque;

use crate::ui::common::action::Act;
use crate::ui::trace::traces::extremes::{Extremes, Searched};

/// Keys that may wait for a search.
const WAITING: usize = 256;

/// Where the cursor goes among peaks or dips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Jump {
    /// To the highest peak, the deepest dip.
    Best,
    /// To the next one on the right of the screen.
    Right,
    /// To the next one on the left.
    Left,
    /// To the one whose level is just above that of the cursor.
    Higher,
    /// To the one whose level is just below.
    Lower,
}

/// What a key does to the part `P` of the state, and that waits for a search.
#[derive(Clone, Debug)]
pub(super) enum Waiting<P> {
    Jump(Jump),
    Act(Act<P>),
    Step(isize, isize),
}

/// What is known of peaks and dips, and what waits for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Jumps<P> {
    pub(super) known: Option<(Searched, Extremes)>,
    pub(super) asked: Option<Searched>,
    pub(super) waiting: VecDeque<Waiting<P>>,
    /// Keys for which there was no room.
    pub(super) dropped: usize,
}

impl<P> Jumps<P> {
    /// Has a key wait behind the others.
    pub(super) fn wait(&mut self, one: Waiting<P>) {
        if self.waiting.len() < WAITING {
            self.waiting.push_back(one);
        } else {
            self.dropped += 1;
        }
    }
}
