//! Which share of a line each kind of question has, and whose turn it is.

use std::time::Duration;

/// What wants the line. Nobody's questions may crowd out another's: on a line that cannot keep up with all of
/// them each has its part of the time, and what one does not need the others have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// What the instrument is doing.
    Phase,
    /// Whether lasers that exist emit.
    Light,
    /// Live power, and what has to be known before it means something.
    Power,
    /// Whether powers are still in the unit that they were in.
    Unit,
    /// Settings, what is fitted, references, errors: the longest list, and the least urgent.
    Rest,
}

impl Share {
    /// Its place among all of them.
    #[expect(clippy::as_conversions, reason = "the places of variants are from 0 on")]
    const fn place(self) -> usize {
        self as usize
    }

    const ALL: [Self; 5] = [Self::Phase, Self::Light, Self::Power, Self::Unit, Self::Rest];

    /// Its parts of the time, until everything is known once and then.
    ///
    /// A round of live power takes as many answers at once as there are detectors, so light has about two turns, one for
    /// each of two lasers, between two rounds. `tests/worker/slow.rs` measures what comes of it.
    const fn parts(self, known: bool) -> u32 {
        match (self, known) {
            (Self::Phase, _) => 6,
            (Self::Light, _) => 12,
            (Self::Power, false) => 17,
            (Self::Power, true) => 25,
            (Self::Unit, _) => 6,
            (Self::Rest, false) => 10,
            (Self::Rest, true) => 5,
        }
    }
}

/// Start-time fair queueing: next is whoever is behind, in time had by parts. Who wanted nothing for a while
/// begins where the others are.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns {
    had: [Duration; Share::ALL.len()],
    now: Duration,
    /// Everything is known.
    pub(super) known: bool,
}

impl Turns {
    /// Even what costs nothing takes its turn.
    pub(super) const LEAST: Duration = Duration::from_millis(1);

    fn begins(&self, share: Share) -> Duration {
        self.had[share.place()].max(self.now)
    }

    /// Who is next among these.
    pub(super) fn next(&self, wanting: impl Iterator<Item = Share>) -> Option<Share> {
        wanting.min_by_key(|&share| self.begins(share))
    }

    /// It is behind all others, or as far as they are.
    pub(super) const fn owe(&mut self, share: Share) {
        self.had[share.place()] = Duration::ZERO;
    }

    /// It had so much of the line's time outside its turn: it waits as if that was its turn, and no longer.
    pub(super) fn had(&mut self, share: Share, time: Duration) {
        let until = self.now + time.max(Self::LEAST) / share.parts(self.known);
        self.had[share.place()] = self.had[share.place()].max(until);
    }

    /// It took so much of the line's time.
    pub(super) fn took(&mut self, share: Share, time: Duration) {
        self.now = self.begins(share);
        self.had[share.place()] = self.now + time.max(Self::LEAST) / share.parts(self.known);
    }
}
